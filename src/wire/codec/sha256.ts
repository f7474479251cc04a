// SHA-256 (FIPS 180-4 §6.2) and HMAC with it (RFC 2104) in plain ECMAScript: the keys of QUIC's first packets and
// fingerprints of hellos need them, and pure layers have no crypto port. For small inputs only, synchronous.

/** 32-byte digest of `bytes[start..end)`. */
export const sha256 = (bytes: Uint8Array, start = 0, end = bytes.length): Uint8Array => {
  const state = Int32Array.from(INITIAL);
  let at = start;
  for (; at + 64 <= end; at += 64) compress(state, bytes, at);
  const tail = padding(bytes, at, end, end - start);
  for (let i = 0; i < tail.length; i += 64) compress(state, tail, i);
  return bytesOf(state);
};

const BLOCK = 64;

/** 32-byte code of `message` under `key`. */
export const hmacSha256 = (key: Uint8Array, message: Uint8Array): Uint8Array => {
  const short = key.length > BLOCK ? sha256(key) : key;
  const inner = new Uint8Array(BLOCK + message.length).fill(0x36, 0, BLOCK);
  const outer = new Uint8Array(BLOCK + 32).fill(0x5c, 0, BLOCK);
  for (let i = 0; i < short.length; i++) {
    inner[i]! ^= short[i]!;
    outer[i]! ^= short[i]!;
  }
  inner.set(message, BLOCK);
  outer.set(sha256(inner), BLOCK);
  return sha256(outer);
};

/** The last block or two: the rest, 0x80, zeros, and the length in bits as 64-bit big-endian. */
const padding = (bytes: Uint8Array, at: number, end: number, length: number): Uint8Array => {
  const rest = end - at;
  const tail = new Uint8Array(rest < 56 ? 64 : 128);
  for (let i = 0; i < rest; i++) tail[i] = bytes[at + i]!;
  tail[rest] = 0x80;
  const high = Math.floor(length / 0x20000000);
  const low = (length << 3) >>> 0;
  for (let i = 0; i < 4; i++) {
    tail[tail.length - 8 + i] = high >>> (24 - 8 * i);
    tail[tail.length - 4 + i] = low >>> (24 - 8 * i);
  }
  return tail;
};

const bytesOf = (state: Int32Array): Uint8Array => {
  const digest = new Uint8Array(32);
  for (let i = 0; i < 32; i++) digest[i] = state[i >> 2]! >>> (24 - 8 * (i & 3));
  return digest;
};

/** First 32 bits of the fraction of the root of each of the first primes. */
const fractions = (count: number, root: (prime: number) => number): Int32Array => {
  const found = new Int32Array(count);
  for (let candidate = 2, have = 0; have < count; candidate++) {
    let prime = true;
    for (let i = 2; i * i <= candidate; i++) if (candidate % i === 0) prime = false;
    if (prime) found[have++] = Math.floor((root(candidate) % 1) * 0x1_0000_0000);
  }
  return found;
};

const INITIAL = fractions(8, Math.sqrt);
const ROUNDS = fractions(64, Math.cbrt);
const words = new Int32Array(64);

const compress = (state: Int32Array, bytes: Uint8Array, at: number): void => {
  expand(bytes, at);
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let i = 0; i < 64; i++) {
    const big = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + big + ((e & f) ^ (~e & g)) + ROUNDS[i]! + words[i]!) | 0;
    const small = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (small + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  state[0] = (state[0]! + a) | 0;
  state[1] = (state[1]! + b) | 0;
  state[2] = (state[2]! + c) | 0;
  state[3] = (state[3]! + d) | 0;
  state[4] = (state[4]! + e) | 0;
  state[5] = (state[5]! + f) | 0;
  state[6] = (state[6]! + g) | 0;
  state[7] = (state[7]! + h) | 0;
};

const expand = (bytes: Uint8Array, from: number): void => {
  for (let i = 0, at = from; i < 16; i++, at += 4)
    words[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15]!;
    const y = words[i - 2]!;
    const before = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const after = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = (words[i - 16]! + before + words[i - 7]! + after) | 0;
  }
};
