// IPv4 (RFC 791) and IPv6 (RFC 8200) headers: from the first byte of the header to the transport header.
import { LIMITS } from '../model/limits.ts';
import type { Cursor } from './cursor.ts';
import { DECODE, type DecodeCode } from './decode-code.ts';
import type { Packet } from './packet.ts';

/**
 * Fills addresses, `ipBytes`, `ttl` and `ipId`, moves the cursor behind the header and narrows it to this packet.
 * FRAGMENT_HELD: the header is that of a fragment, described in the cursor; what follows is a piece of a payload.
 */
export const readIp = (cursor: Cursor, packet: Packet): DecodeCode => {
  if (cursor.at >= cursor.end) return DECODE.TRUNCATED_IP;
  const version = cursor.bytes[cursor.at]! >> 4;
  if (version === 4) return readIpv4(cursor, packet);
  return version === 6 ? readIpv6(cursor, packet) : DECODE.BAD_IP;
};

/** True when an IP header at the cursor states lengths that fit what carries it; for carriers that do not name it. */
export const fitsIp = ({ bytes, at, end, wireEnd }: Cursor): boolean => {
  if (end - at < 20) return false;
  const version = bytes[at]! >> 4;
  if (version === 6)
    return end - at >= 40 && 40 + ((bytes[at + 4]! << 8) | bytes[at + 5]!) <= wireEnd - at;
  const headerBytes = (bytes[at]! & 15) << 2;
  const total = (bytes[at + 2]! << 8) | bytes[at + 3]!;
  return version === 4 && headerBytes >= 20 && total >= headerBytes && total <= wireEnd - at;
};

const readIpv4 = (cursor: Cursor, packet: Packet): DecodeCode => {
  const { bytes, at } = cursor;
  if (cursor.end - at < 20) return DECODE.TRUNCATED_IP;
  const headerBytes = (bytes[at]! & 15) << 2;
  const stated = (bytes[at + 2]! << 8) | bytes[at + 3]!;
  // 0: the capturing machine left segmentation to its network card, the frame says how long it is.
  const total = stated === 0 ? cursor.wireEnd - at : stated;
  if (headerBytes < 20 || total < headerBytes) return DECODE.BAD_IP;
  if (cursor.end - at < headerBytes) return DECODE.TRUNCATED_IP;
  const { words } = packet;
  words[0] = 0;
  words[1] = 0;
  words[2] = 0xffff;
  words[3] = word(bytes, at + 12);
  words[4] = 0;
  words[5] = 0;
  words[6] = 0xffff;
  words[7] = word(bytes, at + 16);
  packet.ipBytes = total;
  packet.ttl = bytes[at + 8]!;
  packet.ipId = (bytes[at + 4]! << 8) | bytes[at + 5]!;
  cursor.protocol = bytes[at + 9]!;
  cursor.at = at + headerBytes;
  cursor.wireEnd = at + total;
  if (cursor.end > cursor.wireEnd) cursor.end = cursor.wireEnd;
  const fragment = (bytes[at + 6]! << 8) | bytes[at + 7]!;
  if ((fragment & 0x3fff) === 0) return DECODE.OK;
  cursor.fragmentId = packet.ipId;
  cursor.fragmentOffset = (fragment & 0x1fff) << 3;
  cursor.moreFragments = (fragment & 0x2000) !== 0;
  return DECODE.FRAGMENT_HELD;
};

const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const NO_NEXT = 59;
const DESTINATION = 60;
/** Mobility, host identity and shim6 headers have the length field of an options header. */
const isOptions = (header: number): boolean =>
  header === HOP_BY_HOP ||
  header === ROUTING ||
  header === DESTINATION ||
  header === 135 ||
  header === 139 ||
  header === 140;

const readIpv6 = (cursor: Cursor, packet: Packet): DecodeCode => {
  const { bytes, at } = cursor;
  if (cursor.end - at < 40) return DECODE.TRUNCATED_IP;
  const stated = (bytes[at + 4]! << 8) | bytes[at + 5]!;
  const next = bytes[at + 6]!;
  // 0: a jumbogram (RFC 2675) or segmentation left to the network card, unless there is nothing to carry.
  const total = stated === 0 && next !== NO_NEXT ? cursor.wireEnd - at : 40 + stated;
  const { words } = packet;
  for (let i = 0; i < 8; i++) words[i] = word(bytes, at + 8 + 4 * i);
  packet.ipBytes = total;
  packet.ttl = bytes[at + 7]!;
  packet.ipId = 0;
  cursor.protocol = next;
  cursor.at = at + 40;
  cursor.wireEnd = at + total;
  if (cursor.end > cursor.wireEnd) cursor.end = cursor.wireEnd;
  return next === 6 || next === 17 ? DECODE.OK : skipExtensions(cursor);
};

/** Walks extension headers (RFC 8200 §4) up to the transport header. */
const skipExtensions = (cursor: Cursor): DecodeCode => {
  const { bytes } = cursor;
  for (let i = 0; i < LIMITS.extensionHeadersMax; i++) {
    const { protocol, at } = cursor;
    const options = isOptions(protocol);
    if (!options && protocol !== FRAGMENT && protocol !== AUTHENTICATION) return DECODE.OK;
    if (cursor.wireEnd - at < 8) return DECODE.BAD_IP;
    if (cursor.end - at < 8) return DECODE.TRUNCATED_IP;
    // AH counts in words of four less two (RFC 4302 §2.2), the others in words of eight less one.
    const headerBytes = options
      ? (bytes[at + 1]! + 1) << 3
      : protocol === FRAGMENT
        ? 8
        : (bytes[at + 1]! + 2) << 2;
    if (cursor.wireEnd - at < headerBytes) return DECODE.BAD_IP;
    if (cursor.end - at < headerBytes) return DECODE.TRUNCATED_IP;
    cursor.protocol = bytes[at]!;
    cursor.at = at + headerBytes;
    if (protocol === FRAGMENT && readFragmentHeader(cursor, at)) return DECODE.FRAGMENT_HELD;
  }
  return DECODE.TOO_DEEP;
};

/** False for an atomic fragment (RFC 6946): offset 0 and nothing more to come is a whole packet. */
const readFragmentHeader = (cursor: Cursor, at: number): boolean => {
  const { bytes } = cursor;
  const field = (bytes[at + 2]! << 8) | bytes[at + 3]!;
  cursor.fragmentOffset = field & 0xfff8;
  cursor.moreFragments = (field & 1) !== 0;
  cursor.fragmentId = word(bytes, at + 4);
  return cursor.moreFragments || cursor.fragmentOffset !== 0;
};

const word = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
