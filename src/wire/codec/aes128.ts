// AES-128, forward direction only (FIPS 197), for what QUIC's first packets need: single blocks (header protection) and
// counter mode (the part of GCM that hides the text, NIST SP 800-38D §6.5). Not against timing: these keys are public.

const WORDS = 44;

/** The 44 round-key words of a 16-byte key (FIPS 197 §5.2). */
export const aes128Key = (key: Uint8Array): Int32Array => {
  const words = new Int32Array(WORDS);
  for (let i = 0; i < 4; i++) words[i] = wordAt(key, 4 * i);
  let constant = 1;
  for (let i = 4; i < WORDS; i++) {
    let word = words[i - 1]!;
    if (i % 4 === 0) {
      word = substitute((word << 8) | (word >>> 24)) ^ (constant << 24);
      constant = double(constant);
    }
    words[i] = words[i - 4]! ^ word;
  }
  return words;
};

/** Encrypts the block at `at` into `out` at `outAt`. */
export const aes128Block = (
  key: Int32Array,
  bytes: Uint8Array,
  at: number,
  out: Uint8Array,
  outAt = 0,
): void => {
  let a = wordAt(bytes, at) ^ key[0]!;
  let b = wordAt(bytes, at + 4) ^ key[1]!;
  let c = wordAt(bytes, at + 8) ^ key[2]!;
  let d = wordAt(bytes, at + 12) ^ key[3]!;
  for (let round = 4; round < 40; round += 4) {
    const e = a;
    const f = b;
    const g = c;
    const h = d;
    a = column(e, f, g, h) ^ key[round]!;
    b = column(f, g, h, e) ^ key[round + 1]!;
    c = column(g, h, e, f) ^ key[round + 2]!;
    d = column(h, e, f, g) ^ key[round + 3]!;
  }
  putWord(out, outAt, lastColumn(a, b, c, d) ^ key[40]!);
  putWord(out, outAt + 4, lastColumn(b, c, d, a) ^ key[41]!);
  putWord(out, outAt + 8, lastColumn(c, d, a, b) ^ key[42]!);
  putWord(out, outAt + 12, lastColumn(d, a, b, c) ^ key[43]!);
};

/** What AES-GCM with a 12-byte nonce makes of `bytes[start..end)`: both ways the same. The tag is neither made nor checked. */
export const aes128GcmText = (
  key: Int32Array,
  nonce: Uint8Array,
  bytes: Uint8Array,
  start: number,
  end: number,
): Uint8Array => {
  const text = bytes.slice(start, end);
  const counter = new Uint8Array(16);
  const stream = new Uint8Array(16);
  counter.set(nonce.subarray(0, 12));
  // Counter 1 hides the tag.
  for (let at = 0, block = 2; at < text.length; at += 16, block++) {
    putWord(counter, 12, block);
    aes128Block(key, counter, 0, stream);
    for (let i = 0; i < 16 && at + i < text.length; i++) text[at + i]! ^= stream[i]!;
  }
  return text;
};

const double = (byte: number): number => (byte << 1) ^ ((byte & 0x80) === 0 ? 0 : 0x11b);

/** FIPS 197 §5.1.1: the inverse in GF(2^8), then an affine transform; walks 3^n and 3^-n side by side. */
const substitutions = (): Uint8Array => {
  const box = new Uint8Array(256);
  let forward = 1;
  let inverse = 1;
  for (let i = 0; i < 255; i++) {
    forward = (forward ^ double(forward)) & 0xff;
    inverse ^= inverse << 1;
    inverse ^= inverse << 2;
    inverse ^= inverse << 4;
    inverse &= 0xff;
    if ((inverse & 0x80) !== 0) inverse ^= 0x09;
    const twice = inverse | (inverse << 8);
    box[forward] =
      (twice ^ (twice >> 4) ^ (twice >> 5) ^ (twice >> 6) ^ (twice >> 7) ^ 0x63) & 0xff;
  }
  box[0] = 0x63;
  return box;
};

const BOX = substitutions();
/** SubBytes and MixColumns of one byte in the first row (§5.1.3); the other rows are rotations of it. */
const MIXED = Int32Array.from(BOX, (byte) => {
  const twice = double(byte);
  return (twice << 24) | (byte << 16) | (byte << 8) | (twice ^ byte);
});

/** One column of a round: ShiftRows takes a byte each of four columns. */
const column = (a: number, b: number, c: number, d: number): number =>
  MIXED[a >>> 24]! ^
  rotated(MIXED[(b >>> 16) & 0xff]!, 8) ^
  rotated(MIXED[(c >>> 8) & 0xff]!, 16) ^
  rotated(MIXED[d & 0xff]!, 24);

const lastColumn = (a: number, b: number, c: number, d: number): number =>
  (BOX[a >>> 24]! << 24) |
  (BOX[(b >>> 16) & 0xff]! << 16) |
  (BOX[(c >>> 8) & 0xff]! << 8) |
  BOX[d & 0xff]!;

const rotated = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

const substitute = (word: number): number => lastColumn(word, word, word, word);

const wordAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;

const putWord = (bytes: Uint8Array, at: number, word: number): void => {
  bytes[at] = word >>> 24;
  bytes[at + 1] = word >>> 16;
  bytes[at + 2] = word >>> 8;
  bytes[at + 3] = word;
};
