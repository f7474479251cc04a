// dns-tunnel/iodine-raw: iodine without DNS: datagrams straight to its server, on the port of DNS.
// Specification: https://github.com/yarrick/iodine, doc/proto_00000502.txt, "raw mode":
//
//   10 D1 9E │ command (upper half: 1 login, 2 data, 3 ping) and user (lower half) │ hash of 16, deflated packet, nothing
//
// Sound because: three magic bytes, then a command that the length must fit (login 20 bytes, ping 4, data with a zlib
// header whose check bits hold): 34 to 60 bits, asked of two datagrams.
// Looks alike: DNS with the number 10D1 and flags 9E…: an answer, which the carrier reads; here the commands do not fit it.
// Does not see: the look-ups before it (names.ts reads those).

import { u16 } from '../../wire/codec/big-endian.ts';
import {
  type Datagram,
  type DatagramDissector,
  MORE,
  NO,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';

const LOGIN = 1;
const DATA = 2;
const PING = 3;
const LOGIN_BYTES = 20;
const PING_BYTES = 4;

export const iodineRaw = Object.freeze({
  id: 'dns-tunnel/iodine-raw',
  system: 'dns-tunnel',
  transport: 'udp',
  firstBytes: [0x10],
  bytesMin: PING_BYTES,
  inspect: (datagram: Datagram): Verdict => {
    if (!isIodineRaw(datagram.bytes, datagram.start, datagram.end)) return NO;
    datagram.memory++;
    return datagram.memory > 1 ? YES : MORE;
  },
} satisfies DatagramDissector);

export const isIodineRaw = (bytes: Uint8Array, start: number, end: number): boolean => {
  const length = end - start;
  if (length < PING_BYTES || bytes[start] !== 0x10) return false;
  if (bytes[start + 1] !== 0xd1 || bytes[start + 2] !== 0x9e) return false;
  const command = bytes[start + 3]! >> 4;
  if (command === PING) return length === PING_BYTES;
  if (command === LOGIN) return length === LOGIN_BYTES;
  // RFC 1950 §2.2: deflate, and both bytes together a multiple of 31.
  return (
    command === DATA && length > 6 && bytes[start + 4] === 0x78 && u16(bytes, start + 4) % 31 === 0
  );
};
