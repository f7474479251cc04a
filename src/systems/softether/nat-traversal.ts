// softether/nat-t: SoftEther's servers and clients asking its NAT traversal service for their address, a token or a path.
// No description is published; found in a capture (nDPI's softether.pcap), PACK as in Mayaqua/Pack.c of
// github.com/SoftEtherVPN/SoftEtherVPN.
//
//   A                                  asks "which address do you see?"
//   IP=198.51.100.7,PORT=51381         the answer
//   PACK                               count (4), then per element: name length + 1 (4), name, type (4), values (4) …
//
// Proof: the answer's text is all of the datagram; or a PACK that is walked to its last byte and has an `opcode`.
// Looks alike: nothing known. Does not see: UDP acceleration (encrypted throughout), tunnels over TLS, which are HTTPS
// (tls.ts knows their names), and over DNS or ICMP.
import { ascii, isDigit, matchesAt } from '../../wire/codec/ascii.ts';
import { u32 } from '../../wire/codec/big-endian.ts';
import {
  type Datagram,
  type DatagramDissector,
  MORE,
  NO,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';

export const softetherNat = Object.freeze({
  id: 'softether/nat-t',
  system: 'softether',
  transport: 'udp',
  firstBytes: [0x41, 0x49, 0],
  bytesMin: 1,
  inspect: ({ bytes, start, end }: Datagram): Verdict => {
    if (bytes[start] === 0x41) return end - start === 1 ? MORE : NO;
    if (bytes[start] === 0x49) return isAddress(bytes, start, end) ? YES : NO;
    return isPack(bytes, start, end) ? YES : NO;
  },
}) satisfies DatagramDissector;

const IP = ascii('IP=');
const PORT = ascii(',PORT=');

const isAddress = (bytes: Uint8Array, start: number, end: number): boolean => {
  if (end - start > 64 || !matchesAt(bytes, start, end, IP)) return false;
  let at = start + IP.length;
  while (at < end && isAddressByte(bytes[at]!)) at++;
  if (at - start < 10 || !matchesAt(bytes, at, end, PORT)) return false;
  const digits = at + PORT.length;
  at = digits;
  while (at < end && isDigit(bytes[at]!)) at++;
  return at === end && at > digits && at - digits <= 5;
};

const isAddressByte = (byte: number): boolean =>
  isDigit(byte) || byte === 0x2e || byte === 0x3a || (byte >= 0x61 && byte <= 0x66);

const ELEMENTS_MAX = 64;
const VALUES_MAX = 64;
const OPCODE = ascii('opcode');

const isPack = (bytes: Uint8Array, start: number, end: number): boolean => {
  if (end - start < 32) return false;
  const count = u32(bytes, start);
  if (count === 0 || count > ELEMENTS_MAX) return false;
  let at = start + 4;
  let coded = false;
  for (let i = 0; i < count; i++) {
    if (at + 4 > end) return false;
    const nameBytes = u32(bytes, at) - 1;
    if (nameBytes < 1 || nameBytes > 63 || at + 12 + nameBytes > end) return false;
    if (nameBytes === OPCODE.length && matchesAt(bytes, at + 4, end, OPCODE)) coded = true;
    at = valuesEnd(bytes, at + 4 + nameBytes, end);
    if (at < 0) return false;
  }
  return coded && at === end;
};

/** Types: 0 number (4), 1 data, 2 text, 3 Unicode text (length 4 in front), 4 number (8). */
const valuesEnd = (bytes: Uint8Array, from: number, end: number): number => {
  const type = u32(bytes, from);
  const values = u32(bytes, from + 4);
  if (type > 4 || values > VALUES_MAX) return -1;
  let at = from + 8;
  for (let i = 0; i < values; i++) {
    if (at + 4 > end) return -1;
    at += type === 0 ? 4 : type === 4 ? 8 : 4 + u32(bytes, at);
    if (at > end) return -1;
  }
  return at;
};
