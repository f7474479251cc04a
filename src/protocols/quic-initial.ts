// Opens QUIC's first packets. Their keys follow from a connection id that stands in clear, so that anybody may read them
// (RFC 9001 §5.2, §5.4.3; version 2: RFC 9369 §3.3): they keep the hello from middleboxes, not from readers.
//
//   salt of the version ─┐
//   destination id ──────┴► initial secret ► client secret ┬► key   opens the payload   (AES-128-GCM)
//                                                          ├► iv    with the number     makes the nonce
//                                                          └► hp    hides the number    (AES-128)

import { aes128Block, aes128GcmText, aes128Key } from '../wire/codec/aes128.ts';
import { ascii } from '../wire/codec/ascii.ts';
import { hmacSha256 } from '../wire/codec/sha256.ts';
import { u32 } from './recogniser.ts';

export const VERSION_1 = 0x00000001;
export const VERSION_2 = 0x6b3343cf;

/** A packet with a long header; `numberAt` is 0 unless it is an Initial. */
export interface LongHeader {
  readonly version: number;
  readonly idStart: number;
  readonly idEnd: number;
  readonly numberAt: number;
  /** One past the packet: others may follow in the datagram. */
  readonly end: number;
}

export interface InitialKeys {
  readonly key: Int32Array;
  readonly iv: Uint8Array;
  readonly mask: Int32Array;
}

/** Null when no packet with a known length begins at `at` (RFC 9000 §17.2). */
export const readLongHeader = (bytes: Uint8Array, at: number, end: number): LongHeader | null => {
  if (end - at < 7 || (bytes[at]! & 0xc0) !== 0xc0) return null;
  const version = u32(bytes, at + 1);
  const idStart = at + 6;
  const idEnd = idStart + bytes[at + 5]!;
  if (idEnd >= end || idEnd - idStart > 20) return null;
  let next = idEnd + 1 + bytes[idEnd]!;
  const kind = ((bytes[at]! >> 4) & 3) - (version === VERSION_2 ? 1 : 0);
  // Retry has no length, and nothing follows it.
  if (kind === 3 || kind === -1) return null;
  if (kind === 0) {
    const token = readNumber(bytes, next, end);
    next += numberBytes(bytes, next, end) + token;
    if (token < 0) return null;
  }
  const length = readNumber(bytes, next, end);
  const numberAt = next + numberBytes(bytes, next, end);
  if (length < 20 || numberAt + length > end) return null;
  const initial = kind === 0;
  return { version, idStart, idEnd, numberAt: initial ? numberAt : 0, end: numberAt + length };
};

/** Null for versions whose salt is not known. */
export const clientKeys = (version: number, id: Uint8Array): InitialKeys | null => {
  const salt = saltOf(version);
  if (salt === null) return null;
  const client = hmacSha256(hmacSha256(salt, id), CLIENT);
  const [key, iv, mask] = version === VERSION_2 ? LABELS_2 : LABELS_1;
  return {
    key: aes128Key(hmacSha256(client, key).subarray(0, 16)),
    iv: hmacSha256(client, iv).subarray(0, 12),
    mask: aes128Key(hmacSha256(client, mask).subarray(0, 16)),
  };
};

/** The frames of a packet. Its tag is not checked: whether they read as frames tells whether the keys were right. */
export const openInitial = (
  bytes: Uint8Array,
  at: number,
  { numberAt, end }: LongHeader,
  { key, iv, mask }: InitialKeys,
): Uint8Array => {
  const pad = new Uint8Array(16);
  // A sample of what lies four bytes behind the number's first byte (RFC 9001 §5.4.2).
  aes128Block(mask, bytes, numberAt + 4, pad);
  const numberLength = ((bytes[at]! ^ pad[0]!) & 3) + 1;
  const nonce = iv.slice();
  for (let i = 0; i < numberLength; i++)
    nonce[12 - numberLength + i]! ^= bytes[numberAt + i]! ^ pad[1 + i]!;
  return aes128GcmText(key, nonce, bytes, numberAt + numberLength, end - TAG);
};

const TAG = 16;

/** Variable-length integer (RFC 9000 §16); -1 when it is cut, or larger than anything in a first packet. */
export const readNumber = (bytes: Uint8Array, at: number, end: number): number => {
  const length = numberBytes(bytes, at, end);
  if (length === 0 || length === 8) return -1;
  let value = bytes[at]! & 0x3f;
  for (let i = 1; i < length; i++) value = value * 256 + bytes[at + i]!;
  return value;
};

/** Bytes it takes, 0 when it is cut. */
export const numberBytes = (bytes: Uint8Array, at: number, end: number): number => {
  if (at >= end) return 0;
  const length = 1 << (bytes[at]! >> 6);
  return at + length > end ? 0 : length;
};

/** What HKDF-Expand-Label (RFC 8446 §7.1) hashes for up to 32 bytes, which one block gives. */
const expandInfo = (label: string, length: number): Uint8Array => {
  const name = ascii(`tls13 ${label}`);
  return Uint8Array.of(0, length, name.length, ...name, 0, 1);
};

const CLIENT = expandInfo('client in', 32);
const labels = (prefix: string) =>
  [
    expandInfo(`${prefix} key`, 16),
    expandInfo(`${prefix} iv`, 12),
    expandInfo(`${prefix} hp`, 16),
  ] as const;
const LABELS_1 = labels('quic');
const LABELS_2 = labels('quicv2');

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, i) =>
    Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );

const SALT_1 = bytesOf('38762cf7f55934b34d179ae6a4c80cadccbb7f0a');
const SALT_2 = bytesOf('0dede3def700a6db819381be6e269dcbf9bd2ed9');
const SALT_DRAFT_29 = bytesOf('afbfec289993d24c9e9786f19c6111e04390a899');
const SALT_DRAFT_23 = bytesOf('c3eef712c72ebb5a11a7d2432bb46365bef9f502');

const saltOf = (version: number): Uint8Array | null => {
  if (version === VERSION_1) return SALT_1;
  if (version === VERSION_2) return SALT_2;
  // Facebook's mvfst of draft 27.
  if (version === 0xfaceb002) return SALT_DRAFT_23;
  if (version >>> 8 !== 0xff0000) return null;
  const draft = version & 0xff;
  if (draft >= 33) return SALT_1;
  if (draft >= 29) return SALT_DRAFT_29;
  return draft >= 23 ? SALT_DRAFT_23 : null;
};
