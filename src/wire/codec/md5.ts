// MD5 (RFC 1321) in plain ECMAScript: the digest from which eMule and Kad make the keys of their obfuscation. It protects
// nothing any more; here it only has to be the same. Inputs are short, so it takes all bytes at once.

const BLOCK = 64;
export const MD5_BYTES = 16;

/** 16-byte digest of `bytes[start..end)`. */
export const md5 = (bytes: Uint8Array, start = 0, end = bytes.length): Uint8Array => {
  state.set(INITIAL);
  let at = start;
  for (; at + BLOCK <= end; at += BLOCK) compress(bytes, at);
  finish(bytes, at, end, end - start);
  const digest = new Uint8Array(MD5_BYTES);
  for (let i = 0; i < MD5_BYTES; i++) digest[i] = state[i >> 2]! >>> (8 * (i & 3));
  return digest;
};

/** What fills no block, then padding and the length in bits (RFC 1321 §3.1, §3.2). */
const finish = (bytes: Uint8Array, start: number, end: number, length: number): void => {
  tail.fill(0);
  const rest = end - start;
  for (let i = 0; i < rest; i++) tail[i] = bytes[start + i]!;
  tail[rest] = 0x80;
  const last = rest < BLOCK - 8 ? BLOCK : 2 * BLOCK;
  const low = (length << 3) >>> 0;
  const high = Math.floor(length / 0x20000000);
  for (let i = 0; i < 4; i++) {
    tail[last - 8 + i] = low >>> (8 * i);
    tail[last - 4 + i] = high >>> (8 * i);
  }
  for (let at = 0; at < last; at += BLOCK) compress(tail, at);
};

const compress = (bytes: Uint8Array, start: number): void => {
  for (let i = 0, at = start; i < 16; i++, at += 4)
    x[i] = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  for (let step = 0; step < 64; step++) {
    const round = step >> 4;
    const mixed =
      round === 0
        ? (b & c) | (~b & d)
        : round === 1
          ? (b & d) | (c & ~d)
          : round === 2
            ? b ^ c ^ d
            : c ^ (b | ~d);
    const sum = (a + mixed + x[WORD[step]!]! + SINES[step]!) | 0;
    const by = SHIFTS[4 * round + (step & 3)]!;
    a = d;
    d = c;
    c = b;
    b = (b + ((sum << by) | (sum >>> (32 - by)))) | 0;
  }
  state[0] = (state[0]! + a) | 0;
  state[1] = (state[1]! + b) | 0;
  state[2] = (state[2]! + c) | 0;
  state[3] = (state[3]! + d) | 0;
};

const INITIAL = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
const SHIFTS = Uint8Array.of(7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21);

/** Which word of the block a step takes: i, 5i+1, 3i+5, 7i by round (RFC 1321 §3.4). */
const WORD = Uint8Array.from({ length: 64 }, (_, i) => {
  const [factor, add] = [[1, 0] as const, [5, 1] as const, [3, 5] as const, [7, 0] as const][
    i >> 4
  ]!;
  return (factor * i + add) & 15;
});

/** The integer part of 2^32 · |sin(i + 1)|. */
const SINES = Int32Array.from({ length: 64 }, (_, i) =>
  Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32),
);

/** Used up before a digest returns, so one of each serves all. */
const state = new Int32Array(4);
const x = new Int32Array(16);
const tail = new Uint8Array(2 * BLOCK);
