// The header of every Gnutella message, 23 bytes (Gnutella 0.4 §"Descriptor Header"; DHT uses bytes 17–18 otherwise):
//
//   0 ─ 15 GUID │ 16 type │ 17 TTL │ 18 hops │ 19 ─ 22 payload length, little-endian
//
// Soundness: over UDP one datagram is one message, so the length field must say exactly what the datagram holds:
// 32 bits; the type adds four to five more, and each type has a payload of its own form. What looks alike are short
// datagrams padded with zeros; the GUID must therefore look random where the payload is empty.

import { isVendorCode } from './client.ts';
import { ggepEnd } from './ggep.ts';
import { u16le, u32le } from './numbers.ts';

export const HEADER_BYTES = 23;

export const PING = 0x00;
export const PONG = 0x01;
export const BYE = 0x02;
export const ROUTES = 0x30;
export const VENDOR = 0x31;
export const VENDOR_STANDARD = 0x32;
export const PUSH = 0x40;
export const RELIABLE = 0x41;
export const DHT = 0x44;
export const QUERY = 0x80;
export const QUERY_HIT = 0x81;
export const HORIZON = 0xcd;

/** Bit 7 of the TTL says over UDP that the payload is deflated (doc/gnutella/deflated_udp). */
export const DEFLATED_TTL = 0x80;

/** TTL and hops: programs send up to 7, LimeWire's compressed replies 9; the rest is tolerance. */
const HOPS_MAX = 15;

export const payloadLength = (bytes: Uint8Array, at: number): number => u32le(bytes, at + 19);

/** True when the range is exactly one message other than DHT and reliable UDP, with a payload of its type's form. */
export const isWholeMessage = (bytes: Uint8Array, start: number, end: number): boolean => {
  if (end - start < HEADER_BYTES || payloadLength(bytes, start) !== end - start - HEADER_BYTES)
    return false;
  const ttl = bytes[start + 17]!;
  if ((ttl & 0x7f) > HOPS_MAX || bytes[start + 18]! > HOPS_MAX) return false;
  if ((ttl & DEFLATED_TTL) !== 0)
    return isPayloadType(bytes[start + 16]!) && isZlib(bytes, start + HEADER_BYTES, end);
  return payloadFits(bytes[start + 16]!, bytes, start, end);
};

const payloadFits = (type: number, bytes: Uint8Array, start: number, end: number): boolean => {
  const payload = start + HEADER_BYTES;
  const length = end - payload;
  switch (type) {
    case PING:
      return guidLooksRandom(bytes, start) && isRest(bytes, payload, end);
    case PONG:
      return length >= 14 && u16le(bytes, payload) !== 0 && isRest(bytes, payload + 14, end);
    case VENDOR:
    case VENDOR_STANDARD:
      return length >= 8 && (isVendorCode(bytes, payload) || isZero(bytes, payload, 4));
    case PUSH:
      return length >= 26 && guidLooksRandom(bytes, start) && isRest(bytes, payload + 26, end);
    case QUERY:
      return length >= 3 && guidLooksRandom(bytes, start);
    case QUERY_HIT:
      // Count, port, address, speed; at least one result (8 + 2 bytes) unless none; the servent's GUID ends it.
      return length >= 27 && u16le(bytes, payload + 1) !== 0 && guidLooksRandom(bytes, end - 16);
    default:
      return false;
  }
};

const isPayloadType = (type: number): boolean =>
  type === PONG || type === VENDOR || type === VENDOR_STANDARD || type === QUERY_HIT;

/** Behind the fixed part there is nothing or a GGEP block that ends with the message. */
const isRest = (bytes: Uint8Array, at: number, end: number): boolean =>
  at === end || ggepEnd(bytes, at, end) === end;

const isZero = (bytes: Uint8Array, at: number, count: number): boolean => {
  for (let i = at; i < at + count; i++) if (bytes[i] !== 0) return false;
  return true;
};

/** RFC 1950: method 8, window up to 32 KiB, header a multiple of 31. */
export const isZlib = (bytes: Uint8Array, at: number, end: number): boolean =>
  at + 2 <= end &&
  (bytes[at]! & 0x0f) === 8 &&
  bytes[at]! >> 4 <= 7 &&
  ((bytes[at]! << 8) | bytes[at + 1]!) % 31 === 0;

/** Of 16 random bytes, more than 5 zeros, or all below 0x80, come once in 60,000; padded and text fields often. */
export const guidLooksRandom = (bytes: Uint8Array, at: number): boolean => {
  let zeros = 0;
  let high = 0;
  let repeats = 0;
  for (let i = at; i < at + 16; i++) {
    const byte = bytes[i]!;
    if (byte === 0) zeros++;
    if (byte >= 0x80) high++;
    if (i > at && byte === bytes[i - 1]) repeats++;
  }
  return zeros <= 5 && high > 0 && repeats <= 4;
};
