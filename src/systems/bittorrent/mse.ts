// Message Stream Encryption as its initiator A speaks it: enough to learn whether the other end has a content.
// https://wiki.vuze.com/w/Message_Stream_Encryption
//
//   A ─ Ya 96, padding 0–512 ─────────────────────────────────►
//   B ◄─ Yb 96, padding 0–512 ────────────────────────────────
//   A ─ SHA1("req1" S), SHA1("req2" SKEY) ^ SHA1("req3" S), RC4(VC 8, provide 4, 0 2, 0 2) ─►
//   B ◄─ RC4(VC 8, select 4, padding …) ─ only when it knows SKEY, the info hash
//
// P is a prime of 768 bits, G is 2; keys are SHA1("keyA" S SKEY) and SHA1("keyB" S SKEY), the first 1024 bytes dropped.
import { ascii } from '../../wire/codec/ascii.ts';
import { hex } from '../../wire/codec/hex.ts';
import { Rc4 } from '../../wire/codec/rc4.ts';
import { sha1 } from '../../wire/codec/sha1.ts';

export const KEY_BYTES = 96;
/** 160 random bits: the specification asks for at least 128. */
export const SECRET_BYTES = 20;
const PAD_BYTES_MAX = 512;
const DISCARDED_BYTES = 1024;
const VERIFICATION_BYTES = 8;

const P = BigInt(
  '0xFFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A63A36210000000000090563',
);

/** The public value of a secret. */
export const publicKey = (secret: Uint8Array): Uint8Array => power(2n, secret);

/** S, of the other end's public value. */
export const sharedSecret = (other: Uint8Array, secret: Uint8Array): Uint8Array =>
  power(BigInt(`0x${hex(other, 0, KEY_BYTES)}`), secret);

/** What A says next, with RC4 and clear text both offered. */
export const request = (shared: Uint8Array, content: Uint8Array): Uint8Array => {
  const who = sha1(joined(ascii('req2'), content));
  const mask = sha1(joined(ascii('req3'), shared));
  const hidden = joined(new Uint8Array(VERIFICATION_BYTES), Uint8Array.of(0, 0, 0, 3, 0, 0, 0, 0));
  keyStream('keyA', shared, content).apply(hidden, 0, hidden.length);
  return joined(
    sha1(joined(ascii('req1'), shared)),
    who.map((byte, i) => byte ^ mask[i]!),
    hidden,
  );
};

/** True when B's bytes after its public value hold the verification constant under the key of this content. */
export const isVerified = (
  bytes: Uint8Array,
  length: number,
  shared: Uint8Array,
  content: Uint8Array,
): boolean => {
  const expected = new Uint8Array(VERIFICATION_BYTES);
  keyStream('keyB', shared, content).apply(expected, 0, expected.length);
  const last = Math.min(KEY_BYTES + PAD_BYTES_MAX, length - VERIFICATION_BYTES);
  for (let at = KEY_BYTES; at <= last; at++) {
    let same = 0;
    while (same < VERIFICATION_BYTES && bytes[at + same] === expected[same]) same++;
    if (same === VERIFICATION_BYTES) return true;
  }
  return false;
};

/** True while the verification constant may still come. */
export const mayBeVerified = (length: number): boolean =>
  length < KEY_BYTES + PAD_BYTES_MAX + VERIFICATION_BYTES;

const keyStream = (name: string, shared: Uint8Array, content: Uint8Array): Rc4 =>
  new Rc4(sha1(joined(ascii(name), shared, content))).skip(DISCARDED_BYTES);

/** Square and multiply; the exponent's bits from the highest. */
const power = (base: bigint, exponent: Uint8Array): Uint8Array => {
  let value = 1n;
  for (const byte of exponent)
    for (let bit = 7; bit >= 0; bit--) {
      value = (value * value) % P;
      if ((byte >> bit) & 1) value = (value * base) % P;
    }
  const digits = value.toString(16).padStart(2 * KEY_BYTES, '0');
  return Uint8Array.from({ length: KEY_BYTES }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
};

const joined = (...parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};
