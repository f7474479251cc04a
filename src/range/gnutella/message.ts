// The 23 bytes before every Gnutella message, and messages out of a stream that is cut anywhere.
// Gnutella Protocol Specification v0.4, "Descriptor Header"; RFC-Gnutella 0.6 §2.2.1.
//
//   0                16  17   18    19                23
//   | GUID            |type|TTL |hops | payload length, little endian | payload …
import { asText } from './octets.ts';

export const HEADER_BYTES = 23;
/** Longest payload taken. RFC-Gnutella 0.6 §2.2.1 lets servents drop longer ones; route tables come in parts below it. */
export const PAYLOAD_BYTES_MAX = 65_536;
/** "Servents should not send TTL + hops over 7" (RFC-Gnutella 0.6 §2.2.1). */
export const TTL_MAX = 7;

export const PING = 0x00;
export const PONG = 0x01;
export const BYE = 0x02;
export const ROUTE_TABLE = 0x30;
export const PUSH = 0x40;
export const QUERY = 0x80;
export const QUERY_HIT = 0x81;

const NAMES: Readonly<Record<number, string>> = {
  [PING]: 'ping',
  [PONG]: 'pong',
  [BYE]: 'bye',
  [ROUTE_TABLE]: 'route-table',
  49: 'vendor',
  50: 'vendor',
  [PUSH]: 'push',
  [QUERY]: 'query',
  [QUERY_HIT]: 'query-hit',
};
/** `ping`, `query-hit`; `other` for types that no specification names. */
export const typeName = (type: number): string => NAMES[type] ?? 'other';

/** A whole message of its own bytes. */
export const message = (
  guid: Uint8Array,
  type: number,
  ttl: number,
  payload: Uint8Array,
  hops = 0,
): Uint8Array => {
  const bytes = new Uint8Array(HEADER_BYTES + payload.length);
  bytes.set(guid.subarray(0, 16));
  bytes[16] = type;
  bytes[17] = ttl;
  bytes[18] = hops;
  for (let part = 0; part < 4; part++) bytes[19 + part] = payload.length >>> (8 * part);
  bytes.set(payload, HEADER_BYTES);
  return bytes;
};

/** Payload bytes that the header announces; never negative. */
export const payloadLength = (bytes: Uint8Array, at = 0): number =>
  (bytes[at + 19]! | (bytes[at + 20]! << 8) | (bytes[at + 21]! << 16) | (bytes[at + 22]! << 24)) >>>
  0;

/** GUID as 32 hex digits: what `GIV` carries. */
export const guidText = (bytes: Uint8Array, at = 0): string => asText(bytes, at, at + 16, 'hex');

/**
 * Takes a stream in pieces and gives whole messages: views of bytes that nobody else will change, so a router may edit
 * TTL and hops in place and send the same bytes on.
 */
export class MessageReader {
  readonly #take: (message: Uint8Array) => void;
  #held: Uint8Array = new Uint8Array(0);

  constructor(take: (message: Uint8Array) => void) {
    this.#take = take;
  }

  /** False when the stream cannot be Gnutella, or is longer than allowed: end the connection. */
  feed(piece: Uint8Array): boolean {
    const bytes = this.#held.length > 0 ? joined(this.#held, piece) : piece;
    let at = 0;
    while (bytes.length - at >= HEADER_BYTES) {
      const length = payloadLength(bytes, at);
      if (length > PAYLOAD_BYTES_MAX) return false;
      const next = at + HEADER_BYTES + length;
      if (next > bytes.length) break;
      this.#take(bytes.subarray(at, next));
      at = next;
    }
    this.#held = at === bytes.length ? NOTHING : bytes.slice(at);
    return true;
  }
}

const NOTHING = new Uint8Array(0);

const joined = (first: Uint8Array, second: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
};
