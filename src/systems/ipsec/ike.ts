// ipsec/ike: the key exchange of IPsec, IKE version 1 and 2, on any port, also behind the marker of NAT traversal.
// RFC 7296 §3.1 (IKEv2), RFC 2408 §3.1 (ISAKMP), RFC 3948 §2.2 (four zero bytes in front of IKE on ports that carry ESP)
//
//   initiator SPI (8) | responder SPI (8) | next payload | version | exchange | flags | message id (4) | length (4)
//
// Proof: the header's length is the datagram's, version, exchange and flags are a combination that exists, and both ends
// send the same two SPIs (128 bits); or IKEv2's first answer gives the initiator's SPI back and holds the responder's key
// (a scanner's question is not answered with one unless it offers what the server takes).
// Looks alike: nothing known. Does not see: IKE over TCP (RFC 8229), a first question alone (scanners ask it of everybody),
// ESP and AH (esp.ts, and protocols 50 and 51 of IP, which are no UDP).
import { u16, u32 } from '../../wire/codec/big-endian.ts';
import {
  type Datagram,
  type DatagramDissector,
  MORE,
  NO,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';

export const ipsecIke = Object.freeze({
  id: 'ipsec/ike',
  system: 'ipsec',
  transport: 'udp',
  bytesMin: 28,
  inspect: (datagram: Datagram): Verdict => {
    const { bytes, start, end, direction, memory } = datagram;
    const at = u32(bytes, start) === 0 ? start + 4 : start;
    // ESP may run between the ends before the next message.
    if (!isHeader(bytes, at, end)) return memory === 0 || !isUnmarked(bytes, start) ? NO : MORE;
    const first = fold(bytes, at);
    const second = fold(bytes, at + 8);
    if (second === 0) {
      datagram.memory = remembered(OPENED, direction, first);
      return MORE;
    }
    const pair = (first ^ Math.imul(second, 31)) >>> 0;
    if (memory !== 0 && directionOf(memory) !== direction) {
      if (stateOf(memory) === AGREED && pair === restOf(memory)) return YES;
      if (stateOf(memory) === OPENED && first === restOf(memory) && isAgreement(bytes, at, end))
        return YES;
    }
    datagram.memory = remembered(AGREED, direction, pair);
    return MORE;
  },
}) satisfies DatagramDissector;

const OPENED = 1;
const AGREED = 2;

const remembered = (state: number, direction: number, rest: number): number =>
  (state * 2 + direction) * 2 ** 32 + rest;
const stateOf = (memory: number): number => Math.floor(memory / 2 ** 33);
const directionOf = (memory: number): number => Math.floor(memory / 2 ** 32) & 1;
const restOf = (memory: number): number => memory % 2 ** 32;

/** ESP begins with an SPI that is not zero; a NAT keepalive is one byte and is not asked about. */
const isUnmarked = (bytes: Uint8Array, start: number): boolean => u32(bytes, start) !== 0;

const fold = (bytes: Uint8Array, at: number): number => (u32(bytes, at) ^ u32(bytes, at + 4)) >>> 0;

const isHeader = (bytes: Uint8Array, at: number, end: number): boolean => {
  if (at + 28 > end || u32(bytes, at + 24) !== end - at) return false;
  if (u32(bytes, at) === 0 && u32(bytes, at + 4) === 0) return false;
  const opens = u32(bytes, at + 8) === 0 && u32(bytes, at + 12) === 0;
  const flags = bytes[at + 19]!;
  if (bytes[at + 17] === 0x20) return isVersion2(bytes, at, flags, opens);
  return bytes[at + 17] === 0x10 && isVersion1(bytes, at, flags, opens);
};

/** Exchanges 34–37, 43 (IKE_INTERMEDIATE, RFC 9242), 44; flags initiator 08, version 10, response 20. */
const isVersion2 = (bytes: Uint8Array, at: number, flags: number, opens: boolean): boolean => {
  const exchange = bytes[at + 18]!;
  if ((exchange < 34 || exchange > 37) && exchange !== 43 && exchange !== 44) return false;
  if ((flags & 0xc7) !== 0) return false;
  const next = bytes[at + 16]!;
  if (next !== 0 && (next < 33 || next > 54)) return false;
  return !opens || (exchange === 34 && u32(bytes, at + 20) === 0);
};

/** Exchanges 1–6 (2 main, 4 aggressive, 5 informational), 32 quick, 33 new group; flags encryption, commit, authentication. */
const isVersion1 = (bytes: Uint8Array, at: number, flags: number, opens: boolean): boolean => {
  const exchange = bytes[at + 18]!;
  if ((exchange < 1 || exchange > 6) && exchange !== 32 && exchange !== 33) return false;
  if ((flags & 0xf8) !== 0 || bytes[at + 16]! > 21) return false;
  return !opens || (flags === 0 && (exchange === 5 || u32(bytes, at + 20) === 0));
};

const SA_INIT = 34;
const KEY_EXCHANGE = 34;
const PAYLOADS_MAX = 24;

/** An answer of IKE_SA_INIT with the responder's key among its payloads (RFC 7296 §1.2). */
const isAgreement = (bytes: Uint8Array, at: number, end: number): boolean => {
  if (bytes[at + 17] !== 0x20 || bytes[at + 18] !== SA_INIT || (bytes[at + 19]! & 0x20) === 0)
    return false;
  let next = bytes[at + 16]!;
  let payload = at + 28;
  for (let i = 0; i < PAYLOADS_MAX && payload + 4 <= end; i++) {
    const size = u16(bytes, payload + 2);
    if (size < 4 || payload + size > end) return false;
    if (next === KEY_EXCHANGE) return true;
    next = bytes[payload]!;
    payload += size;
  }
  return false;
};
