// Packets inside packets: recognises what a payload carries and moves the cursor to the inner header. A wrong guess
// is harmless: the decoder goes back to the outer packet when the inside cannot be read.
//
//   GRE      RFC 2784, 2890, 1701 (routing), 2637 (PPTP), ERSPAN (draft-foschiano-erspan)
//   IP in IP RFC 2003, 4213 (6in4), 2473
//   VXLAN    RFC 7348; 8472 is the port Linux used before IANA gave 4789
//   Teredo   RFC 4380 §5.1
import { LIMITS } from '../model/limits.ts';
import type { Cursor } from './cursor.ts';
import { DECODE } from './decode-code.ts';
import { enterPpp } from './link.ts';
import { type Packet, UDP, VIA } from './packet.ts';

/** What the cursor points at after `enterInner`. */
export const INNER = { NONE: 0, IP: 1, ETHERNET: 2 } as const;
export type Inner = (typeof INNER)[keyof typeof INNER];

const GRE = 47;

/** The cursor is at the payload of `packet`. Sets the bit in `packet.encapsulation` when it finds something. */
export const enterInner = (cursor: Cursor, packet: Packet): Inner => {
  switch (packet.protocol) {
    case UDP:
      if (packet.destinationPort === 4789 || packet.destinationPort === 8472)
        return enterVxlan(cursor, packet);
      if (packet.destinationPort === 3544 || packet.sourcePort === 3544)
        return enterTeredo(cursor, packet);
      return INNER.NONE;
    case 4:
    case 41:
      packet.encapsulation |= VIA.IP_IN_IP;
      return INNER.IP;
    case GRE: {
      const inner = enterGre(cursor);
      if (inner !== INNER.NONE) packet.encapsulation |= VIA.GRE;
      return inner;
    }
    default:
      return INNER.NONE;
  }
};

const CHECKSUM = 0x8000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const ACKNOWLEDGMENT = 0x0080;

const enterGre = (cursor: Cursor): Inner => {
  const { bytes, at, end } = cursor;
  if (end - at < 4) return INNER.NONE;
  const flags = (bytes[at]! << 8) | bytes[at + 1]!;
  const type = (bytes[at + 2]! << 8) | bytes[at + 3]!;
  const version = flags & 7;
  if (version > 1) return INNER.NONE;
  let next = at + 4;
  if (version === 0 && (flags & (CHECKSUM | ROUTING)) !== 0) next += 4;
  if ((flags & KEY) !== 0) next += 4;
  if ((flags & SEQUENCE) !== 0) next += 4;
  if (version === 1 && (flags & ACKNOWLEDGMENT) !== 0) next += 4;
  if (version === 0 && (flags & ROUTING) !== 0) next = skipRoutes(cursor, next);
  if (next < 0 || next >= end) return INNER.NONE;
  cursor.at = next;
  return version === 1 ? enterPptp(cursor, type) : enterGrePayload(cursor, type, flags);
};

/** RFC 1701: source route entries, the last one of family and length 0. Returns -1 when the list does not end. */
const skipRoutes = (cursor: Cursor, from: number): number => {
  const { bytes, end } = cursor;
  let at = from;
  for (let i = 0; i < LIMITS.greRoutesMax; i++) {
    if (end - at < 4) return -1;
    const family = (bytes[at]! << 8) | bytes[at + 1]!;
    const length = bytes[at + 3]!;
    at += 4 + length;
    if (family === 0 && length === 0) return at;
  }
  return -1;
};

/** RFC 2637 §4.1: PPP, framed as the peers agreed, never compressed where we can read it. */
const enterPptp = (cursor: Cursor, type: number): Inner => {
  const { bytes, at, end } = cursor;
  if (type !== 0x880b || end - at < 4) return INNER.NONE;
  if (bytes[at] === 0xff && bytes[at + 1] === 3) cursor.at = at + 2;
  return enterPpp(cursor) === DECODE.OK ? INNER.IP : INNER.NONE;
};

const enterGrePayload = (cursor: Cursor, type: number, flags: number): Inner => {
  const { bytes, at, end } = cursor;
  switch (type) {
    case 0x0800:
    case 0x86dd:
      return INNER.IP;
    case 0x6558:
      return INNER.ETHERNET;
    case 0x88be:
      // ERSPAN type II has a sequence number and eight bytes of header; type I has neither.
      cursor.at = (flags & SEQUENCE) !== 0 ? at + 8 : at;
      return cursor.at < end ? INNER.ETHERNET : INNER.NONE;
    case 0x22eb:
      // Type III: twelve bytes, and eight more when the lowest bit says so.
      if (end - at < 12) return INNER.NONE;
      cursor.at = at + ((bytes[at + 11]! & 1) === 1 ? 20 : 12);
      return cursor.at < end ? INNER.ETHERNET : INNER.NONE;
    default:
      return INNER.NONE;
  }
};

/** RFC 7348 §5: the I flag set, everything reserved zero; the policy extension uses the G flag and three of the bytes. */
const enterVxlan = (cursor: Cursor, packet: Packet): Inner => {
  const { bytes, at, end } = cursor;
  if (end - at < 8 + 14) return INNER.NONE;
  const flags = bytes[at]!;
  if ((flags & 0x7f) !== 0x08 || bytes[at + 7] !== 0) return INNER.NONE;
  if (flags === 0x08 && (bytes[at + 1]! | bytes[at + 2]! | bytes[at + 3]!) !== 0) return INNER.NONE;
  cursor.at = at + 8;
  packet.encapsulation |= VIA.VXLAN;
  return INNER.ETHERNET;
};

/** RFC 4380 §5.1.1: authentication, then origin indication, both optional, then an IPv6 packet that fits. */
const enterTeredo = (cursor: Cursor, packet: Packet): Inner => {
  const { bytes, end } = cursor;
  let { at } = cursor;
  if (end - at >= 4 && bytes[at] === 0 && bytes[at + 1] === 1)
    at += 4 + bytes[at + 2]! + bytes[at + 3]! + 8 + 1;
  if (end - at >= 8 && bytes[at] === 0 && bytes[at + 1] === 0) at += 8;
  if (end - at < 40 || bytes[at]! >> 4 !== 6) return INNER.NONE;
  const length = 40 + ((bytes[at + 4]! << 8) | bytes[at + 5]!);
  // Windows puts trailers behind the packet, so that the datagram may be longer but never shorter.
  if (length > cursor.wireEnd - at) return INNER.NONE;
  cursor.at = at;
  packet.encapsulation |= VIA.TEREDO;
  return INNER.IP;
};
