// Tiger (Anderson and Biham 1996), the hash of Direct Connect: https://www.cs.technion.ac.il/~biham/Reports/Tiger/
// 192 bits from 64-byte blocks, in 32-bit halves, because BigInt allocates for every step. About 20 MB/s, synchronous.
//
// The substitution tables are those that the authors' generator makes; they are made once, at first use, so that
// 8 KiB of constants need not be believed.

/** 24-byte digest of `bytes[start..end)`; padded with 0x01, which is Tiger and not Tiger2. */
export const tiger = (bytes: Uint8Array, start = 0, end = bytes.length): Uint8Array => {
  tables ??= generatedTables();
  const state = initialState();
  let at = start;
  for (; at + 64 <= end; at += 64) compress(state, bytes, at, tables);
  const rest = end - at;
  const tail = new Uint8Array(rest < 56 ? 64 : 128);
  tail.set(bytes.subarray(at, end));
  tail[rest] = 1;
  const bits = tail.length - 8;
  const length = end - start;
  for (let i = 0; i < 4; i++) {
    tail[bits + i] = (length << 3) >>> (8 * i);
    tail[bits + 4 + i] = Math.floor(length / 0x2000_0000) >>> (8 * i);
  }
  for (let i = 0; i < tail.length; i += 64) compress(state, tail, i, tables);
  return Uint8Array.from({ length: 24 }, (_, i) => state[i >> 2]! >>> (8 * (i & 3)));
};

/** Four tables of 256 words of 64 bits, each as low half, high half. */
type Tables = Int32Array;

let tables: Tables | undefined;

/** Words a, b, c, each as low half, high half. */
const initialState = (): Int32Array =>
  Int32Array.of(0x89abcdef, 0x01234567, 0x76543210, 0xfedcba98, 0xc3b2e187, 0xf096a5b4);

const A = 0;
const B = 2;
const C = 4;

const words = new Int32Array(16);

const compress = (state: Int32Array, bytes: Uint8Array, start: number, t: Tables): void => {
  const x = words;
  for (let i = 0, at = start; i < 16; i++, at += 4)
    x[i] = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  const a = state[A]!;
  const aHigh = state[A + 1]!;
  const b = state[B]!;
  const bHigh = state[B + 1]!;
  const c = state[C]!;
  const cHigh = state[C + 1]!;
  pass(state, A, B, C, x, 5, t);
  mixKey(x);
  pass(state, C, A, B, x, 7, t);
  mixKey(x);
  pass(state, B, C, A, x, 9, t);
  state[A] = state[A]! ^ a;
  state[A + 1] = state[A + 1]! ^ aHigh;
  subtract(state, B, b, bHigh);
  add(state, C, c, cHigh);
};

/** Eight rounds, each with one word of the block; the three registers change places from round to round. */
const pass = (
  s: Int32Array,
  a: number,
  b: number,
  c: number,
  x: Int32Array,
  factor: number,
  t: Tables,
): void => {
  round(s, a, b, c, x, 0, factor, t);
  round(s, b, c, a, x, 2, factor, t);
  round(s, c, a, b, x, 4, factor, t);
  round(s, a, b, c, x, 6, factor, t);
  round(s, b, c, a, x, 8, factor, t);
  round(s, c, a, b, x, 10, factor, t);
  round(s, a, b, c, x, 12, factor, t);
  round(s, b, c, a, x, 14, factor, t);
};

const round = (
  s: Int32Array,
  a: number,
  b: number,
  c: number,
  x: Int32Array,
  at: number,
  factor: number,
  t: Tables,
): void => {
  const low = s[c]! ^ x[at]!;
  const high = s[c + 1]! ^ x[at + 1]!;
  s[c] = low;
  s[c + 1] = high;
  // Offsets into the four tables: two halves a word, 512 halves a table.
  const c0 = (low & 255) << 1;
  const c1 = ((low >>> 7) & 510) | 1536;
  const c2 = ((low >>> 15) & 510) | 512;
  const c3 = ((low >>> 23) & 510) | 1024;
  const c4 = ((high & 255) << 1) | 1024;
  const c5 = ((high >>> 7) & 510) | 512;
  const c6 = ((high >>> 15) & 510) | 1536;
  const c7 = (high >>> 23) & 510;
  subtract(
    s,
    a,
    t[c0]! ^ t[c2]! ^ t[c4]! ^ t[c6]!,
    t[c0 + 1]! ^ t[c2 + 1]! ^ t[c4 + 1]! ^ t[c6 + 1]!,
  );
  add(s, b, t[c1]! ^ t[c3]! ^ t[c5]! ^ t[c7]!, t[c1 + 1]! ^ t[c3 + 1]! ^ t[c5 + 1]! ^ t[c7 + 1]!);
  // At most 9 × 2³²: exact in a double.
  const product = (s[b]! >>> 0) * factor;
  s[b + 1] = Math.imul(s[b + 1]!, factor) + Math.floor(product / 0x1_0000_0000);
  s[b] = product | 0;
};

const add = (s: Int32Array, at: number, low: number, high: number): void => {
  const sum = (s[at]! >>> 0) + (low >>> 0);
  s[at] = sum | 0;
  s[at + 1] = s[at + 1]! + high + (sum > 0xffff_ffff ? 1 : 0);
};

const subtract = (s: Int32Array, at: number, low: number, high: number): void => {
  const before = s[at]! >>> 0;
  s[at] = before - (low >>> 0);
  s[at + 1] = s[at + 1]! - high - (before < low >>> 0 ? 1 : 0);
};

const xor = (x: Int32Array, to: number, from: number): void => {
  x[to] = x[to]! ^ x[from]!;
  x[to + 1] = x[to + 1]! ^ x[from + 1]!;
};

/** x[to] −= x[by] ^ (~x[of] shifted): left by 19, or right by 23. */
const subtractLeft = (x: Int32Array, to: number, by: number, of: number): void => {
  const low = ~x[of]!;
  const high = ~x[of + 1]!;
  subtract(x, to, x[by]! ^ (low << 19), x[by + 1]! ^ ((high << 19) | (low >>> 13)));
};

const subtractRight = (x: Int32Array, to: number, by: number, of: number): void => {
  const low = ~x[of]!;
  const high = ~x[of + 1]!;
  subtract(x, to, x[by]! ^ ((low >>> 23) | (high << 9)), x[by + 1]! ^ (high >>> 23));
};

/** The key schedule; word n stands at 2n. */
const mixKey = (x: Int32Array): void => {
  subtract(x, 0, x[14]! ^ 0xa5a5a5a5, x[15]! ^ 0xa5a5a5a5);
  xor(x, 2, 0);
  add(x, 4, x[2]!, x[3]!);
  subtractLeft(x, 6, 4, 2);
  xor(x, 8, 6);
  add(x, 10, x[8]!, x[9]!);
  subtractRight(x, 12, 10, 8);
  xor(x, 14, 12);
  add(x, 0, x[14]!, x[15]!);
  subtractLeft(x, 2, 0, 14);
  xor(x, 4, 2);
  add(x, 6, x[4]!, x[5]!);
  subtractRight(x, 8, 6, 4);
  xor(x, 10, 8);
  add(x, 12, x[10]!, x[11]!);
  subtract(x, 14, x[12]! ^ 0x89abcdef, x[13]! ^ 0x01234567);
};

const SEED = 'Tiger - A Fast New Hash Function, by Ross Anderson and Eli Biham';
const GENERATOR_PASSES = 5;

/**
 * The authors' generator: begins with tables that map each byte to itself, and swaps entries column by column as the
 * hash of a known text, made with the tables so far, says.
 */
const generatedTables = (): Tables => {
  const t = new Int32Array(2048);
  for (let i = 0; i < 2048; i++) t[i] = Math.imul((i >> 1) & 255, 0x01010101);
  const text = Uint8Array.from(SEED, (character) => character.charCodeAt(0));
  const state = initialState();
  let word = 2;
  for (let turn = 0; turn < GENERATOR_PASSES; turn++)
    for (let i = 0; i < 256; i++)
      for (let table = 0; table < 2048; table += 512) {
        if (++word > 2) {
          word = 0;
          compress(state, text, 0, t);
        }
        for (let column = 0; column < 8; column++) {
          const half = column >> 2;
          const shift = 8 * (column & 3);
          const other = (state[2 * word + half]! >>> shift) & 255;
          swapByte(t, table + 2 * i + half, table + 2 * other + half, shift);
        }
      }
  return t;
};

const swapByte = (t: Tables, one: number, other: number, shift: number): void => {
  const difference = (t[one]! ^ t[other]!) & (255 << shift);
  t[one] = t[one]! ^ difference;
  t[other] = t[other]! ^ difference;
};
