// 802.11 frames, bare or behind what the receiver noted about them: from the first captured byte to LLC.
//
//   802.11    IEEE 802.11-2020 §9.2, §9.3.2: data frames, with quality of service, in all four directions
//   radiotap  https://www.radiotap.org: little-endian; only the flags field matters here
//   Prism     144 bytes in the receiver's byte order, or an AVS header in its place
//   AVS       big-endian, says its own length
//   PPI       https://www.tcpdump.org/linktypes/LINKTYPE_PPI.html: little-endian, for 802.11 only
//
// Not read: protected frames (WEP, WPA), pieces of a frame, several packets in one frame, mesh headers. They are counted
// by reason. Management and control frames carry no packets.
import type { Cursor } from './cursor.ts';
import { DECODE, type DecodeCode } from './decode-code.ts';
import type { Packet } from './packet.ts';

/** Notes of the receiver, with the bits of radiotap's flags field. */
const CHECKSUM_BEHIND = 0x10;
const PADDED_HEADER = 0x20;
const DAMAGED = 0x40;

const DATA = 0x08;
const TYPE = 0x0c;
const NO_DATA = 0x40;
const QUALITY = 0x80;
const TO_DISTRIBUTION = 0x01;
const FROM_DISTRIBUTION = 0x02;
const MORE_PIECES = 0x04;
const PROTECTED = 0x40;
const ORDER = 0x80;
const SEVERAL_PACKETS = 0x80;

/** The cursor is at frame control. Sets `packet.mac`: who sent the frame, and for whom it is. */
export const enterWlan = (cursor: Cursor, packet: Packet, notes: number): DecodeCode => {
  const { bytes, at } = cursor;
  if ((notes & CHECKSUM_BEHIND) !== 0) {
    cursor.wireEnd -= 4;
    if (cursor.end > cursor.wireEnd) cursor.end = cursor.wireEnd;
  }
  if (cursor.end - at < 2) return DECODE.TRUNCATED_LINK;
  if ((notes & DAMAGED) !== 0) return DECODE.WLAN_DAMAGED;
  const kind = bytes[at]!;
  const flags = bytes[at + 1]!;
  if ((kind & 3) !== 0 || (kind & TYPE) !== DATA || (kind & NO_DATA) !== 0) return DECODE.NOT_IP;
  const relayed = (flags & TO_DISTRIBUTION) !== 0 && (flags & FROM_DISTRIBUTION) !== 0;
  const qualityAt = at + (relayed ? 30 : 24);
  let next = qualityAt;
  if ((kind & QUALITY) !== 0) next += (flags & ORDER) !== 0 ? 6 : 2;
  if ((notes & PADDED_HEADER) !== 0) next = at + ((next - at + 3) & ~3);
  if (cursor.end < next) return DECODE.TRUNCATED_LINK;
  noteAddresses(packet, bytes, at, flags);
  if ((flags & PROTECTED) !== 0) return DECODE.WLAN_PROTECTED;
  const several = (kind & QUALITY) !== 0 && (bytes[qualityAt]! & SEVERAL_PACKETS) !== 0;
  if (several || (flags & MORE_PIECES) !== 0 || (bytes[at + 22]! & 0x0f) !== 0)
    return DECODE.WLAN_PARTS;
  cursor.at = next;
  return DECODE.OK;
};

/** §9.3.2.1, table 9-26: receiver and transmitter come first; source and destination depend on the direction. */
const noteAddresses = ({ mac }: Packet, bytes: Uint8Array, at: number, flags: number): void => {
  const to = (flags & TO_DISTRIBUTION) !== 0;
  const from = (flags & FROM_DISTRIBUTION) !== 0;
  const source = at + (from ? (to ? 24 : 16) : 10);
  const destination = at + (to ? 16 : 4);
  mac[0] = u24(bytes, source);
  mac[1] = u24(bytes, source + 3);
  mac[2] = u24(bytes, destination);
  mac[3] = u24(bytes, destination + 3);
};

/** Words of the present bitmap that are walked; receivers with several antennas write up to five. */
const PRESENT_WORDS_MAX = 16;
const HAS_TIME = 0x01;
const HAS_FLAGS = 0x02;

export const enterRadiotap = (cursor: Cursor, packet: Packet): DecodeCode => {
  const { bytes, at, end } = cursor;
  if (end - at < 8) return DECODE.TRUNCATED_LINK;
  const header = bytes[at + 2]! | (bytes[at + 3]! << 8);
  if (bytes[at] !== 0 || header < 8) return DECODE.NOT_IP;
  if (end - at < header) return DECODE.TRUNCATED_LINK;
  let fields = 8;
  for (let i = 0; i < PRESENT_WORDS_MAX && fields <= header; i++, fields += 4)
    if ((bytes[at + fields - 1]! & 0x80) === 0) break;
  const present = bytes[at + 4]!;
  // Fields are aligned to their size, counted from the start of the header.
  if ((present & HAS_TIME) !== 0) fields = ((fields + 7) & ~7) + 8;
  const notes = (present & HAS_FLAGS) !== 0 && fields < header ? bytes[at + fields]! : 0;
  cursor.at = at + header;
  return enterWlan(cursor, packet, notes);
};

const PRISM_BYTES = 144;

export const enterPrism = (cursor: Cursor, packet: Packet): DecodeCode => {
  const { bytes, at, end } = cursor;
  if (end - at < 8) return DECODE.TRUNCATED_LINK;
  if (bytes[at] === 0x80 && bytes[at + 1] === 0x21) return enterAvs(cursor, packet);
  if (end - at < PRISM_BYTES) return DECODE.TRUNCATED_LINK;
  cursor.at = at + PRISM_BYTES;
  return enterWlan(cursor, packet, 0);
};

export const enterAvs = (cursor: Cursor, packet: Packet): DecodeCode => {
  const { bytes, at, end } = cursor;
  if (end - at < 8) return DECODE.TRUNCATED_LINK;
  const header = (bytes[at + 6]! << 8) | bytes[at + 7]!;
  if (bytes[at] !== 0x80 || bytes[at + 1] !== 0x21 || bytes[at + 4] !== 0 || bytes[at + 5] !== 0)
    return DECODE.NOT_IP;
  if (header < 8 || end - at < header) return DECODE.TRUNCATED_LINK;
  cursor.at = at + header;
  return enterWlan(cursor, packet, 0);
};

const PPI_WLAN = 105;
/** Type of the 802.11-Common field, and its flags: checksum behind, checksum wrong, damaged by the radio. */
const PPI_COMMON = 2;

export const enterPpi = (cursor: Cursor, packet: Packet): DecodeCode => {
  const { bytes, at, end } = cursor;
  if (end - at < 8) return DECODE.TRUNCATED_LINK;
  const header = bytes[at + 2]! | (bytes[at + 3]! << 8);
  if (bytes[at] !== 0 || bytes[at + 4] !== PPI_WLAN || header < 8) return DECODE.NOT_IP;
  if (end - at < header) return DECODE.TRUNCATED_LINK;
  let notes = 0;
  if (header >= 8 + 4 + 20 && bytes[at + 8] === PPI_COMMON && bytes[at + 9] === 0) {
    const flags = bytes[at + 20]!;
    notes = ((flags & 1) !== 0 ? CHECKSUM_BEHIND : 0) | ((flags & 0x0c) !== 0 ? DAMAGED : 0);
  }
  cursor.at = at + header;
  return enterWlan(cursor, packet, notes);
};

const u24 = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
