// What OpenVPN's control packets show in clear, whatever protects them. A packet begins with its opcode (5 bits), key
// id (3 bits) and the sender's session id (8); then, by protection:
//
//   none       acks                                              reset 14, answer 26 bytes
//   tls-auth   HMAC (16–64), replay id (4), time (4), acks       reset 22 + HMAC, answer 34 + HMAC
//   tls-crypt  replay id (4), time (4), tag (32), encrypted      reset 54 (V3: and the wrapped key), answer 66 and more
//   acks       count (1), count × packet id (4), the other's session id (8) unless the count is 0, own packet id (4)
//
// https://openvpn.net/community-resources/openvpn-protocol/ and doc/doxygen/doc_protocol_overview.h of OpenVPN.
import { u32 } from '../../wire/codec/big-endian.ts';

export const CLIENT_RESET = 0x38;
export const SERVER_RESET = 0x40;
/** Reset of a client that sends its own key, wrapped by the server's (tls-crypt-v2). */
export const CLIENT_RESET_V3 = 0x50;
export const CONTROL = 0x20;
export const ACK = 0x28;

/** The protection that a reset's size and fields are of, or NONE when it is no reset. */
export const PROTECTION = { NONE: 0, PLAIN: 1, AUTH: 2, CRYPT: 3 } as const;
export type Protection = (typeof PROTECTION)[keyof typeof PROTECTION];

/** A whole packet that opens a session, of either end. */
export const resetProtection = (bytes: Uint8Array, start: number, end: number): Protection => {
  const opcode = bytes[start]!;
  if (isUniform(bytes, start + 1)) return PROTECTION.NONE;
  if (opcode === CLIENT_RESET_V3) return v3Protection(bytes, start, end);
  if (opcode !== CLIENT_RESET && opcode !== SERVER_RESET) return PROTECTION.NONE;
  const rest = end - start - (opcode === SERVER_RESET ? ANSWER_EXTRA : 0);
  if (rest === PLAIN_BYTES && resetAcks(bytes, start + 9, opcode)) return PROTECTION.PLAIN;
  if (isHmac(rest - PLAIN_BYTES - REPLAY_BYTES)) {
    const at = start + 9 + rest - PLAIN_BYTES - REPLAY_BYTES;
    if (isReplay(bytes, at) && resetAcks(bytes, at + 8, opcode)) return PROTECTION.AUTH;
  }
  const crypt = opcode === CLIENT_RESET ? rest === CRYPT_BYTES : isCryptAnswer(rest);
  return crypt && isReplay(bytes, start + 9) ? PROTECTION.CRYPT : PROTECTION.NONE;
};

/** Sizes of resets without an answer's acknowledgement. */
export const isResetSize = (size: number): boolean =>
  size === PLAIN_BYTES || size === CRYPT_BYTES || isHmac(size - PLAIN_BYTES - REPLAY_BYTES);

/** Acknowledging the other end's reset costs its packet id and session id. */
export const ANSWER_EXTRA = 12;

/** Bytes from where an answering reset gives the session id back (unencrypted only) to its end. */
export const ECHO_BYTES = 12;

/** Where the seconds since 1970 stand at which the sender's session began. */
export const timeAt = (
  start: number,
  end: number,
  opcode: number,
  protection: Protection,
): number => {
  if (protection === PROTECTION.CRYPT) return start + 13;
  return end - 9 - (opcode === SERVER_RESET ? ANSWER_EXTRA : 0);
};

const PLAIN_BYTES = 14;
const REPLAY_BYTES = 8;
const CRYPT_BYTES = 54;
/** Largest reset with a wrapped key: header, 1024 bytes of key and metadata, their length. */
const V3_BYTES_MAX = 54 + 1100;
/** The smallest wrapped key: 256 bytes of key, tag 32, metadata type, length 2. */
const WRAPPED_MIN = 290;

/** MD5, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512. */
const isHmac = (size: number): boolean =>
  size === 16 || size === 20 || size === 28 || size === 32 || size === 48 || size === 64;

/** Exactly, or with the flags of early negotiation (type, length, value: 6 bytes) of tls-crypt-v2. */
const isCryptAnswer = (rest: number): boolean => rest === CRYPT_BYTES || rest === CRYPT_BYTES + 6;

/** The length of the wrapped key closes the packet and leads back to where the reset itself ends. */
const v3Protection = (bytes: Uint8Array, start: number, end: number): Protection => {
  const size = end - start;
  if (size < CRYPT_BYTES + WRAPPED_MIN || size > V3_BYTES_MAX) return PROTECTION.NONE;
  const wrapped = (bytes[end - 2]! << 8) | bytes[end - 1]!;
  const rest = size - wrapped;
  return isCryptAnswer(rest) && isReplay(bytes, start + 9) ? PROTECTION.CRYPT : PROTECTION.NONE;
};

/** A reset acknowledges nothing, its answer one packet, number 0; both are number 0 themselves. */
const resetAcks = (bytes: Uint8Array, at: number, opcode: number): boolean => {
  if (opcode !== SERVER_RESET) return bytes[at] === 0 && u32(bytes, at + 1) === 0;
  return bytes[at] === 1 && u32(bytes, at + 1) === 0 && u32(bytes, at + 13) === 0;
};

/**
 * Replay ids count from 1, resets come first. The upper bytes of a V3 client's hold flags (0x0f: early negotiation), so
 * that only the lower half is compared. The time lies between 2001 and 2096.
 */
const isReplay = (bytes: Uint8Array, at: number): boolean => {
  const id = u32(bytes, at);
  const time = u32(bytes, at + 4);
  const flags = id >>> 16;
  const count = id & 0xffff;
  if (count > REPLAYS_MAX || (count === 0 && flags === 0)) return false;
  if (flags !== 0 && flags >>> 8 !== 0x0f && flags >>> 8 !== 0x0a) return false;
  return time > 1_000_000_000 && time < 4_000_000_000;
};

/** A client repeats its reset for at most a minute or two. */
const REPLAYS_MAX = 64;

/** Scanners send one byte eight times; real ids are random. */
const isUniform = (bytes: Uint8Array, at: number): boolean => {
  for (let i = 1; i < 8; i++) if (bytes[at + i] !== bytes[at]) return false;
  return true;
};
