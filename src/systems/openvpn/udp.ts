// openvpn/udp: the handshake of OpenVPN in TLS mode over UDP, bare or behind tls-auth, tls-crypt or tls-crypt-v2.
// https://openvpn.net/community-resources/openvpn-protocol/
//
// Proof: a reset of exactly the size and with the constants that its protection demands (control.ts: 48 bits and more),
// and what only a real session can send after it: the other end's reset, which gives the session id back (64 bits) or,
// encrypted, was begun within a day of the first (its replay id and size fit too); or a control packet or acknowledgement
// of the same end with the same session id; or the reset twice more, because a client that nobody answers repeats it.
// One reset alone proves nothing: scanners send it.
//
// Looks alike: nothing known; first bytes 38, 40 and 50 occur in QUIC short headers and RTP-like protocols, which have
// neither the sizes nor the zeros. Does not see: static key mode, which has no handshake (its flows have no structure at
// all), sessions that began before the capture (data.ts), handshakes under xormask (scrambled.ts).
import { u32 } from '../../wire/codec/big-endian.ts';
import {
  type Datagram,
  type DatagramDissector,
  MORE,
  NO,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import {
  ACK,
  CLIENT_RESET,
  CLIENT_RESET_V3,
  CONTROL,
  ECHO_BYTES,
  PROTECTION,
  type Protection,
  resetProtection,
  SERVER_RESET,
  timeAt,
} from './control.ts';

export const openvpnUdp = Object.freeze({
  id: 'openvpn/udp',
  system: 'openvpn',
  transport: 'udp',
  firstBytes: [CLIENT_RESET, SERVER_RESET, CLIENT_RESET_V3, CONTROL, ACK],
  bytesMin: 14,
  inspect: (datagram: Datagram): Verdict => {
    const { bytes, start, end, memory, direction } = datagram;
    const opcode = bytes[start]!;
    const session = sessionAt(bytes, start + 1);
    if (opcode === CONTROL || opcode === ACK) {
      if (memory === 0) return NO;
      return direction === directionOf(memory) && session === sessionOf(memory) ? YES : MORE;
    }
    const protection = resetProtection(bytes, start, end);
    if (protection === PROTECTION.NONE) return NO;
    const time =
      protection === PROTECTION.PLAIN
        ? 0
        : u32(bytes, timeAt(start, end, opcode, protection)) >>> 12;
    if (memory === 0) {
      datagram.memory = remembered(1, direction, protection, session, time);
      return MORE;
    }
    if (protection !== protectionOf(memory)) return NO;
    if (direction === directionOf(memory)) return repeats(datagram, protection, session, time);
    if (opcode !== SERVER_RESET) return NO;
    if (protection === PROTECTION.CRYPT) return isNear(time, timeOf(memory)) ? YES : NO;
    return sessionAt(bytes, end - ECHO_BYTES) === sessionOf(memory) ? YES : NO;
  },
}) satisfies DatagramDissector;

/** Resets of one session before it counts without an answer. */
const RESETS = 3;

const repeats = (
  datagram: Datagram,
  protection: Protection,
  session: number,
  time: number,
): Verdict => {
  const { memory, direction } = datagram;
  if (session !== sessionOf(memory)) {
    datagram.memory = remembered(1, direction, protection, session, time);
    return MORE;
  }
  const count = countOf(memory) + 1;
  if (count >= RESETS) return YES;
  datagram.memory = remembered(count, direction, protection, session, time);
  return MORE;
};

// What is remembered of the first reset, in one number of 53 bits:
//   count (2) | direction (1) | protection (2) | session id, folded (28) | time in units of 4096 s (20)
const remembered = (
  count: number,
  direction: number,
  protection: Protection,
  session: number,
  time: number,
): number => (count * 8 + direction * 4 + protection) * 2 ** 48 + session * 2 ** 20 + time;

const countOf = (memory: number): number => Math.floor(memory / 2 ** 51);
const directionOf = (memory: number): number => Math.floor(memory / 2 ** 50) & 1;
const protectionOf = (memory: number): number => Math.floor(memory / 2 ** 48) & 3;
const sessionOf = (memory: number): number => Math.floor(memory / 2 ** 20) % 2 ** 28;
const timeOf = (memory: number): number => memory % 2 ** 20;

const sessionAt = (bytes: Uint8Array, at: number): number =>
  (u32(bytes, at) ^ u32(bytes, at + 4)) >>> 4;

/** A day of difference between two clocks, in units of 4096 s. */
const isNear = (one: number, other: number): boolean => Math.abs(one - other) <= 21;
