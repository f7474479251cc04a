// GTP-U: user packets of mobile networks, version 1 over UDP port 2152. 3GPP TS 29.281 §5.
//
//   flags 1 │ type 255 │ length 2 │ tunnel 4 │ [ sequence 2 │ N-PDU 1 │ next extension 1 │ extensions ] │ packet
//
// Version and protocol type (001 1), a zero bit, message type 255, a length that is exactly the rest of the datagram and
// an IP packet that fits it make up more than 40 bits. Other messages (echo, error indication, end marker) carry no
// packet. Not read: GTP' (charging), version 0, frames and PPP as payload.
import { LIMITS } from '../model/limits.ts';
import type { Cursor } from './cursor.ts';
import { fitsIp } from './ip.ts';

/** Message type of user packets (G-PDU). */
const USER_PACKET = 255;

/** The cursor is at the payload of a datagram; moves it to the packet inside. False: no such thing, or nothing inside. */
export const enterGtp = (cursor: Cursor): boolean => {
  const { bytes, at, end, wireEnd } = cursor;
  if (end - at < 8 + 20) return false;
  const flags = bytes[at]!;
  if ((flags & 0xf8) !== 0x30 || bytes[at + 1] !== USER_PACKET) return false;
  if (8 + ((bytes[at + 2]! << 8) | bytes[at + 3]!) !== wireEnd - at) return false;
  // Any of the three flags brings all three fields, meaningful or not.
  const next = (flags & 7) === 0 ? at + 8 : at + 12;
  const inner = (flags & 4) === 0 ? next : skipExtensions(bytes, next, end);
  if (inner < 0) return false;
  cursor.at = inner;
  if (fitsIp(cursor)) return true;
  cursor.at = at;
  return false;
};

/** Each extension: length in words of four, content, type of the next one, 0 after the last (§5.2.1). */
const skipExtensions = (bytes: Uint8Array, from: number, end: number): number => {
  let at = from;
  for (let i = 0; i < LIMITS.extensionHeadersMax; i++) {
    if (bytes[at - 1] === 0) return at;
    if (at >= end || bytes[at] === 0) return -1;
    at += 4 * bytes[at]!;
    if (at > end) return -1;
  }
  return -1;
};
