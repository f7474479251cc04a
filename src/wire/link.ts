// Link layers: from the first captured byte to the IP header. Numbers: https://www.tcpdump.org/linktypes.html
import { LIMITS } from '../model/limits.ts';
import type { Cursor } from './cursor.ts';
import { DECODE, type DecodeCode } from './decode-code.ts';
import { enterLabels, LABELLED } from './mpls.ts';
import { type Packet, VIA } from './packet.ts';
import { enterAvs, enterPpi, enterPrism, enterRadiotap, enterWlan } from './wlan.ts';

/** Link types `enterLink` knows; a capture of another one is warned about once, not once a packet. */
export const LINK_TYPES: ReadonlySet<number> = new Set([
  0, 1, 9, 12, 14, 50, 51, 101, 104, 105, 108, 113, 119, 127, 163, 192, 228, 229, 276,
]);

/** Moves the cursor to the IP header. Sets `packet.mac` and the bits of PPPoE and MPLS, nothing else. */
export const enterLink = (cursor: Cursor, packet: Packet, linkType: number): DecodeCode => {
  if (linkType === 1) return enterOutermostEthernet(cursor, packet);
  packet.mac.fill(0);
  switch (linkType) {
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return DECODE.OK;
    case 0:
    case 108:
      return enterNull(cursor);
    case 113:
      return enterCooked(cursor, packet, 16, 14, 6, 4, 2);
    case 276:
      return enterCooked(cursor, packet, 20, 0, 12, 11, 1);
    case 9:
    case 50:
    case 104:
      return enterSerial(cursor);
    case 51:
      return enterPppoe(cursor, packet);
    case 105:
      return enterWireless(cursor, packet, enterWlan(cursor, packet, 0));
    case 119:
      return enterWireless(cursor, packet, enterPrism(cursor, packet));
    case 127:
      return enterWireless(cursor, packet, enterRadiotap(cursor, packet));
    case 163:
      return enterWireless(cursor, packet, enterAvs(cursor, packet));
    case 192:
      return enterWireless(cursor, packet, enterPpi(cursor, packet));
    default:
      return DECODE.UNKNOWN_LINK;
  }
};

/** A label stack that something other than a frame carries. One without an end is a wrong guess of the carrier. */
export const enterMpls = (cursor: Cursor, packet: Packet): DecodeCode => {
  const code = enterType(cursor, packet, 0x8847);
  return code === DECODE.TOO_DEEP ? DECODE.NOT_IP : code;
};

/** An Ethernet frame inside another packet: as outermost, but the addresses are not kept. */
export const enterEthernet = (cursor: Cursor, packet: Packet): DecodeCode => {
  const { bytes, at } = cursor;
  if (cursor.end - at < 14) return DECODE.TRUNCATED_LINK;
  cursor.at = at + 14;
  const type = (bytes[at + 12]! << 8) | bytes[at + 13]!;
  return type === IPV4 ? DECODE.OK : enterType(cursor, packet, type);
};

const IPV4 = 0x0800;
const IPV6 = 0x86dd;

const enterOutermostEthernet = (cursor: Cursor, packet: Packet): DecodeCode => {
  const { bytes, at } = cursor;
  const { mac } = packet;
  if (cursor.end - at < 14) {
    mac.fill(0);
    return DECODE.TRUNCATED_LINK;
  }
  mac[0] = (bytes[at + 6]! << 16) | (bytes[at + 7]! << 8) | bytes[at + 8]!;
  mac[1] = (bytes[at + 9]! << 16) | (bytes[at + 10]! << 8) | bytes[at + 11]!;
  mac[2] = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
  mac[3] = (bytes[at + 3]! << 16) | (bytes[at + 4]! << 8) | bytes[at + 5]!;
  return enterEthernet(cursor, packet);
};

/** Follows an EtherType through tags and shims; `cursor.at` is the byte after the type field. */
const enterType = (cursor: Cursor, packet: Packet, first: number): DecodeCode => {
  let type = first;
  for (let i = 0; i < LIMITS.linkHeadersMax; i++) {
    switch (type) {
      case IPV4:
      case IPV6:
        return DECODE.OK;
      case 0x8100: // 802.1Q
      case 0x88a8: // 802.1ad
      case 0x9100: // QinQ before 802.1ad
        if (cursor.end - cursor.at < 4) return DECODE.TRUNCATED_LINK;
        type = (cursor.bytes[cursor.at + 2]! << 8) | cursor.bytes[cursor.at + 3]!;
        cursor.at += 4;
        break;
      case 0x8909: // Cisco metadata: version, length, and a security group tag before the type
        if (cursor.end - cursor.at < 8) return DECODE.TRUNCATED_LINK;
        type = (cursor.bytes[cursor.at + 6]! << 8) | cursor.bytes[cursor.at + 7]!;
        cursor.at += 8;
        break;
      case 0x8864:
        return enterPppoe(cursor, packet);
      case 0x8847: // RFC 3032
      case 0x8848: {
        const inside = enterLabels(cursor, packet);
        if (inside !== LABELLED.ETHERNET) return codeOf(inside);
        if (cursor.end - cursor.at < 14) return DECODE.TRUNCATED_LINK;
        type = (cursor.bytes[cursor.at + 12]! << 8) | cursor.bytes[cursor.at + 13]!;
        cursor.at += 14;
        break;
      }
      default:
        // IEEE 802.3 §3.2.6: up to 1500 the field is a length and LLC follows.
        return type <= 1500 ? enterLlc(cursor) : DECODE.NOT_IP;
    }
  }
  return DECODE.TOO_DEEP;
};

/** IEEE 802.2 with SNAP (RFC 1042) or the IP service access point. */
const enterLlc = (cursor: Cursor): DecodeCode => {
  const { bytes, at, end } = cursor;
  if (end - at < 3) return DECODE.TRUNCATED_LINK;
  if (bytes[at] === 6 && bytes[at + 1] === 6 && bytes[at + 2] === 3) {
    cursor.at = at + 3;
    return DECODE.OK;
  }
  if (bytes[at] !== 0xaa || bytes[at + 1] !== 0xaa || bytes[at + 2] !== 3) return DECODE.NOT_IP;
  if (end - at < 8) return DECODE.TRUNCATED_LINK;
  cursor.at = at + 8;
  const type = (bytes[at + 6]! << 8) | bytes[at + 7]!;
  return type === IPV4 || type === IPV6 ? DECODE.OK : DECODE.NOT_IP;
};

const codeOf = (labelled: number): DecodeCode =>
  labelled === LABELLED.IP
    ? DECODE.OK
    : labelled === LABELLED.CUT
      ? DECODE.TRUNCATED_LINK
      : labelled === LABELLED.TOO_MANY
        ? DECODE.TOO_DEEP
        : DECODE.NOT_IP;

/** 802.11 data begin with LLC (IEEE 802.11 §5.1.4). */
const enterWireless = (cursor: Cursor, packet: Packet, code: DecodeCode): DecodeCode => {
  if (code !== DECODE.OK) return code;
  const { bytes, at, end } = cursor;
  if (end - at < 8 || bytes[at] !== 0xaa || bytes[at + 1] !== 0xaa) return enterLlc(cursor);
  const type = (bytes[at + 6]! << 8) | bytes[at + 7]!;
  cursor.at = at + 8;
  return type > 1500 ? enterType(cursor, packet, type) : DECODE.NOT_IP;
};

/** RFC 2516 §4: version and type 1, code 0 for session data, then PPP without framing. */
const enterPppoe = (cursor: Cursor, packet: Packet): DecodeCode => {
  const { bytes, at } = cursor;
  if (cursor.end - at < 8) return DECODE.TRUNCATED_LINK;
  if (bytes[at] !== 0x11 || bytes[at + 1] !== 0) return DECODE.NOT_IP;
  cursor.at = at + 6;
  const code = enterPpp(cursor);
  if (code === DECODE.OK) packet.encapsulation |= VIA.PPPOE;
  return code;
};

/** PPP protocol field (RFC 1661 §2): two bytes, or one where the peers agreed to compress it (odd first byte). */
export const enterPpp = (cursor: Cursor): DecodeCode => {
  const { bytes, at } = cursor;
  if (cursor.end - at < 2) return DECODE.TRUNCATED_LINK;
  const short = (bytes[at]! & 1) === 1;
  const protocol = short ? bytes[at]! : (bytes[at]! << 8) | bytes[at + 1]!;
  cursor.at = at + (short ? 1 : 2);
  return protocol === 0x21 || protocol === 0x57 ? DECODE.OK : DECODE.NOT_IP;
};

/** PPP with or without HDLC framing (RFC 1662 §3.1), or Cisco HDLC, which puts an EtherType in its place. */
const enterSerial = (cursor: Cursor): DecodeCode => {
  const { bytes, at } = cursor;
  if (cursor.end - at < 4) return DECODE.TRUNCATED_LINK;
  if ((bytes[at] === 0x0f || bytes[at] === 0x8f) && bytes[at + 1] === 0) {
    cursor.at = at + 4;
    const type = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    return type === IPV4 || type === IPV6 ? DECODE.OK : DECODE.NOT_IP;
  }
  if (bytes[at] === 0xff && bytes[at + 1] === 3) cursor.at = at + 2;
  return enterPpp(cursor);
};

/** Address family in the order of the capturing machine (0) or big-endian (108); families differ by system. */
const enterNull = (cursor: Cursor): DecodeCode => {
  const { bytes, at } = cursor;
  if (cursor.end - at < 4) return DECODE.TRUNCATED_LINK;
  cursor.at = at + 4;
  const family = bytes[at]! | bytes[at + 3]!;
  if (bytes[at + 1] !== 0 || bytes[at + 2] !== 0) return DECODE.NOT_IP;
  // 2: AF_INET everywhere; AF_INET6 is 10 Linux, 23 Windows, 24 NetBSD, 28 FreeBSD, 30 macOS.
  return family === 2 ||
    family === 10 ||
    family === 23 ||
    family === 24 ||
    family === 28 ||
    family === 30
    ? DECODE.OK
    : DECODE.NOT_IP;
};

/** Linux cooked capture, both versions: same fields, other places. */
const enterCooked = (
  cursor: Cursor,
  packet: Packet,
  headerBytes: number,
  typeAt: number,
  addressAt: number,
  lengthAt: number,
  lengthBytes: number,
): DecodeCode => {
  const { bytes, at } = cursor;
  if (cursor.end - at < headerBytes) return DECODE.TRUNCATED_LINK;
  const length = at + lengthAt;
  if (bytes[length + lengthBytes - 1] === 6) {
    const address = at + addressAt;
    packet.mac[0] = (bytes[address]! << 16) | (bytes[address + 1]! << 8) | bytes[address + 2]!;
    packet.mac[1] = (bytes[address + 3]! << 16) | (bytes[address + 4]! << 8) | bytes[address + 5]!;
  }
  const type = (bytes[at + typeAt]! << 8) | bytes[at + typeAt + 1]!;
  cursor.at = at + headerBytes;
  // Below 1536 the field is Linux's own: 4 is 802.2, the rest (CAN, X.25, …) never IP.
  if (type < 1536) return type === 4 ? enterLlc(cursor) : DECODE.NOT_IP;
  return enterType(cursor, packet, type);
};
