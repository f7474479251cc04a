// icmp-tunnel/ptunnel: TCP in ICMP echo, as ptunnel and ptunnel-ng carry it.
// Specification: the header in ptunnel's own documentation, http://www.cs.uit.no/~daniels/PingTunnel/ (28 bytes before the data):
//
//   magic 4 │ address 4 │ port 4 │ state 4 │ acknowledged 4 │ data length 4 │ sequence 2 │ session 2 │ data, padded to even
//
// Sound because: the port's upper half is zero, the state is one of six below one of two direction bits, and the length
// counts the datagram out to the byte: some 75 bits. The magic (D5 20 08 80, in ptunnel-ng any that the user sets) is not
// even needed. Echo data of `ping -p` repeats itself: with a zero half in the port it would be zero in the state.
// Looks alike: nothing known. Only echo messages are asked about; errors quote packets of others.
// Does not see: ptunnel over UDP; echo messages cut by the capture.

import { u16, u32 } from '../../wire/codec/big-endian.ts';
import {
  type Datagram,
  type DatagramDissector,
  NO,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import { isEcho } from './echo.ts';

const HEADER = 28;
/** Start, acknowledgement, data, close, authenticate and one more: none is larger. */
const STATE_MAX = 6;
const CLIENT = 1;
const SERVER = 2;
/** ptunnel sends up to 1,024 bytes a message. */
const DATA_MAX = 4096;

export const ptunnel = Object.freeze({
  id: 'icmp-tunnel/ptunnel',
  system: 'icmp-tunnel',
  transport: 'icmp',
  bytesMin: HEADER,
  inspect: (datagram: Datagram): Verdict => {
    const { bytes, start, end } = datagram;
    if (!isEcho(datagram) || u16(bytes, start + 8) !== 0) return NO;
    const state = u32(bytes, start + 12);
    const from = state >>> 30;
    if ((from !== CLIENT && from !== SERVER) || (state & 0x3fff_ffff) > STATE_MAX) return NO;
    const data = u32(bytes, start + 20);
    const padded = data + (data & 1);
    return data <= DATA_MAX && (end - start === HEADER + data || end - start === HEADER + padded)
      ? YES
      : NO;
  },
} satisfies DatagramDissector);
