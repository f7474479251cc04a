// Packets inside packets: recognises what a payload carries and moves the cursor to the inner header. A wrong guess
// is harmless: the decoder goes back to the outer packet when the inside cannot be read.
//
//   GRE      RFC 2784, 2890, 1701 (routing), 2637 (PPTP)
//   ERSPAN   types I, II and III in GRE: draft-foschiano-erspan-03
//   IP in IP RFC 2003, 4213 (6in4), 2473
//   MPLS     in GRE and IP (RFC 4023), in UDP (RFC 7510)
//   VXLAN    RFC 7348; 8472 is the port Linux used before IANA gave 4789
//   Geneve   RFC 8926
//   GTP-U    3GPP TS 29.281 (gtp.ts)
//   Teredo   RFC 4380 §5.1
import { LIMITS } from '../model/limits.ts';
import type { Cursor } from './cursor.ts';
import { DECODE } from './decode-code.ts';
import { enterGtp } from './gtp.ts';
import { fitsIp } from './ip.ts';
import { enterPpp } from './link.ts';
import { type Packet, UDP, VIA } from './packet.ts';

/** What the cursor points at after `enterInner`. */
export const INNER = { NONE: 0, IP: 1, ETHERNET: 2, MPLS: 3 } as const;
export type Inner = (typeof INNER)[keyof typeof INNER];

const GRE = 47;

/** The cursor is at the payload of `packet`. Sets the bit in `packet.encapsulation` when it finds something. */
export const enterInner = (cursor: Cursor, packet: Packet): Inner => {
  switch (packet.protocol) {
    case UDP:
      return enterUdp(cursor, packet);
    case 4:
    case 41:
      packet.encapsulation |= VIA.IP_IN_IP;
      return INNER.IP;
    case 137:
      return INNER.MPLS;
    case GRE:
      return enterGre(cursor, packet);
    default:
      return INNER.NONE;
  }
};

/** decode-usual.ts must leave every port named here to the long way. */
const enterUdp = (cursor: Cursor, packet: Packet): Inner => {
  const { sourcePort, destinationPort } = packet;
  switch (destinationPort) {
    case 4789:
    case 8472:
      return enterVxlan(cursor, packet);
    case 6081:
      return enterGeneve(cursor, packet);
    case 6635:
      return INNER.MPLS;
  }
  if (destinationPort === 3544 || sourcePort === 3544) return enterTeredo(cursor, packet);
  const gtp = destinationPort === 2152 || sourcePort === 2152;
  if (!gtp || !enterGtp(cursor)) return INNER.NONE;
  packet.encapsulation |= VIA.GTP_U;
  return INNER.IP;
};

const CHECKSUM = 0x8000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const ACKNOWLEDGMENT = 0x0080;

const enterGre = (cursor: Cursor, packet: Packet): Inner => {
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
  const inner =
    version === 1 ? enterPptp(cursor, type) : enterGrePayload(cursor, packet, type, flags);
  if (inner !== INNER.NONE) packet.encapsulation |= VIA.GRE;
  return inner;
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

const enterGrePayload = (cursor: Cursor, packet: Packet, type: number, flags: number): Inner => {
  switch (type) {
    case 0x0800:
    case 0x86dd:
      return INNER.IP;
    case 0x6558:
      return INNER.ETHERNET;
    case 0x8847:
    case 0x8848:
      return INNER.MPLS;
    case 0x88be:
    case 0x22eb:
      return enterErspan(cursor, packet, type, flags);
    default:
      return INNER.NONE;
  }
};

/** Type I is the frame alone; II has a sequence number and eight bytes of header, III twelve or twenty. */
const enterErspan = (cursor: Cursor, packet: Packet, type: number, flags: number): Inner => {
  const { bytes, at, end } = cursor;
  let header = 0;
  let inner: Inner = INNER.ETHERNET;
  if (type === 0x22eb) {
    if (end - at < 12 || bytes[at]! >> 4 !== 2) return INNER.NONE;
    // The lowest bit announces a platform header. Frame type 2 is an IP packet without a frame.
    header = (bytes[at + 11]! & 1) === 1 ? 20 : 12;
    if (((bytes[at + 10]! >> 2) & 0x1f) === 2) inner = INNER.IP;
  } else if ((flags & SEQUENCE) !== 0) {
    if (end - at < 8 || bytes[at]! >> 4 !== 1) return INNER.NONE;
    header = 8;
  }
  if (at + header >= end) return INNER.NONE;
  cursor.at = at + header;
  packet.encapsulation |= VIA.ERSPAN;
  return inner;
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

/** RFC 8926 §3.4: version 0, no control packet, reserved bits zero, options in words of four. */
const enterGeneve = (cursor: Cursor, packet: Packet): Inner => {
  const { bytes, at, end } = cursor;
  if (end - at < 8) return INNER.NONE;
  const options = bytes[at]!;
  if (options >> 6 !== 0 || (bytes[at + 1]! & 0xbf) !== 0 || bytes[at + 7] !== 0) return INNER.NONE;
  cursor.at = at + 8 + 4 * options;
  if (cursor.at >= end) return INNER.NONE;
  const inner = geneveInner((bytes[at + 2]! << 8) | bytes[at + 3]!);
  if (inner === INNER.NONE || (inner === INNER.IP && !fitsIp(cursor))) return INNER.NONE;
  packet.encapsulation |= VIA.GENEVE;
  return inner;
};

const geneveInner = (type: number): Inner =>
  type === 0x6558
    ? INNER.ETHERNET
    : type === 0x0800 || type === 0x86dd
      ? INNER.IP
      : type === 0x8847
        ? INNER.MPLS
        : INNER.NONE;

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
