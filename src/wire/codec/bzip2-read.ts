// bzip2 as file lists of others come: bounded, and null for whatever is no whole and sound stream.
import { BitReader } from './bits.ts';
import { BLOCK_MAGIC, blockChecksum, END_MAGIC } from './bzip2-format.ts';

const GROUP_SYMBOLS = 50;
const CODE_BITS_MAX = 20;

/** The bytes that were compressed; null when they are more than `bytesMax` or the stream is damaged. */
export const bunzip2 = (packed: Uint8Array, bytesMax: number): Uint8Array | null => {
  const bits = new BitReader(packed);
  if (bits.read(24) !== 0x425a68) return null;
  const blockMax = (bits.read(8) - 0x30) * 100_000;
  if (blockMax < 100_000 || blockMax > 900_000) return null;
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const high = bits.read(24);
    const low = bits.read(24);
    const checksum = bits.read(32);
    if (bits.over) return null;
    if (high === END_MAGIC[0] && low === END_MAGIC[1]) return joined(parts, length);
    if (high !== BLOCK_MAGIC[0] || low !== BLOCK_MAGIC[1]) return null;
    const part = readBlock(bits, blockMax, bytesMax - length);
    if (!part || blockChecksum(part, 0, part.length) !== checksum) return null;
    parts.push(part);
    length += part.length;
  }
};

const joined = (parts: readonly Uint8Array[], length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

const readBlock = (bits: BitReader, blockMax: number, bytesMax: number): Uint8Array | null => {
  // Randomised blocks ended with bzip2 0.9.5 (1999).
  if (bits.read(1) !== 0) return null;
  const origin = bits.read(24);
  const used = readSymbolMap(bits);
  const tables = bits.read(3);
  const groups = bits.read(15);
  if (used.length === 0 || tables < 2 || tables > 6 || groups === 0) return null;
  const selectors = readSelectors(bits, groups, tables);
  if (!selectors) return null;
  const codes: Code[] = [];
  for (let table = 0; table < tables; table++) {
    const code = readCode(bits, used.length + 2);
    if (!code) return null;
    codes.push(code);
  }
  const block = readSymbols(bits, used, selectors, codes, blockMax);
  if (!block || origin >= block.length) return null;
  return lengthenRuns(unsorted(block, origin), bytesMax);
};

const readSymbolMap = (bits: BitReader): number[] => {
  const sixteenths = bits.read(16);
  const used: number[] = [];
  for (let i = 0; i < 16; i++) {
    if ((sixteenths & (0x8000 >> i)) === 0) continue;
    const map = bits.read(16);
    for (let j = 0; j < 16; j++) if (map & (0x8000 >> j)) used.push(16 * i + j);
  }
  return used;
};

const readSelectors = (bits: BitReader, groups: number, tables: number): Uint8Array | null => {
  const recent = [...new Array(tables).keys()];
  const selectors = new Uint8Array(groups);
  for (let i = 0; i < groups; i++) {
    let position = 0;
    while (bits.read(1) === 1) if (++position >= tables) return null;
    const [table] = recent.splice(position, 1);
    recent.unshift(table!);
    selectors[i] = table!;
  }
  return selectors;
};

/** For each length: the first code of it, how many there are, and where their symbols begin in `symbols`. */
interface Code {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly start: Int32Array;
  readonly symbols: readonly number[];
}

const readCode = (bits: BitReader, alphabet: number): Code | null => {
  const lengths: number[] = [];
  let length = bits.read(5);
  for (let symbol = 0; symbol < alphabet; symbol++) {
    while (bits.read(1) === 1) {
      length += bits.read(1) === 1 ? -1 : 1;
      if (length < 1 || length > CODE_BITS_MAX) return null;
    }
    if (length < 1 || length > CODE_BITS_MAX) return null;
    lengths.push(length);
  }
  const first = new Int32Array(CODE_BITS_MAX + 1);
  const count = new Int32Array(CODE_BITS_MAX + 1);
  const start = new Int32Array(CODE_BITS_MAX + 1);
  const symbols: number[] = [];
  for (let size = 1, code = 0; size <= CODE_BITS_MAX; size++, code <<= 1) {
    first[size] = code;
    start[size] = symbols.length;
    for (const [symbol, own] of lengths.entries()) if (own === size) symbols.push(symbol);
    count[size] = symbols.length - start[size]!;
    code += count[size]!;
  }
  return { first, count, start, symbols };
};

/** The next symbol, or -1 when the bits are no code of this table. */
const readSymbol = (bits: BitReader, { first, count, start, symbols }: Code): number => {
  for (let size = 1, code = 0; size <= CODE_BITS_MAX; size++) {
    code = (code << 1) | bits.read(1);
    const index = code - first[size]!;
    if (index < count[size]!) return symbols[start[size]! + index] ?? -1;
  }
  return -1;
};

/** Undoes the codes, the runs of zeros and the moves to the front. */
const readSymbols = (
  bits: BitReader,
  used: readonly number[],
  selectors: Uint8Array,
  codes: readonly Code[],
  blockMax: number,
): Uint8Array | null => {
  const list = [...used];
  const block = new Uint8Array(blockMax);
  let length = 0;
  let run = 0;
  let weight = 1;
  for (let read = 0; ; read++) {
    const selector = selectors[Math.floor(read / GROUP_SYMBOLS)];
    const symbol = selector === undefined ? -1 : readSymbol(bits, codes[selector]!);
    if (symbol < 0 || bits.over) return null;
    if (symbol < 2) {
      run += weight << symbol;
      weight <<= 1;
      if (run > blockMax) return null;
      continue;
    }
    if (length + run + 1 > blockMax) return null;
    block.fill(list[0]!, length, length + run);
    length += run;
    run = 0;
    weight = 1;
    if (symbol === used.length + 1) return block.subarray(0, length);
    const [byte] = list.splice(symbol - 1, 1);
    list.unshift(byte!);
    block[length++] = byte!;
  }
};

/** Inverse of the sorted rotations: follows each byte to the one after it. */
const unsorted = (last: Uint8Array, origin: number): Uint8Array => {
  const starts = new Int32Array(257);
  for (const byte of last) starts[byte + 1]!++;
  for (let byte = 0; byte < 256; byte++) starts[byte + 1]! += starts[byte]!;
  const next = new Int32Array(last.length);
  for (let i = 0; i < last.length; i++) next[starts[last[i]!]!++] = i;
  const block = new Uint8Array(last.length);
  for (let i = 0, at = next[origin]!; i < last.length; i++, at = next[at]!) block[i] = last[at]!;
  return block;
};

const lengthenRuns = (block: Uint8Array, bytesMax: number): Uint8Array | null => {
  let length = 0;
  eachRun(block, (_, count) => {
    length += count;
  });
  if (length > bytesMax) return null;
  const bytes = new Uint8Array(length);
  let at = 0;
  eachRun(block, (byte, count) => {
    bytes.fill(byte, at, at + count);
    at += count;
  });
  return bytes;
};

const eachRun = (block: Uint8Array, see: (byte: number, count: number) => void): void => {
  let same = 0;
  let before = -1;
  for (const byte of block) {
    if (same === 4) {
      see(before, byte);
      same = 0;
      before = -1;
      continue;
    }
    same = byte === before ? same + 1 : 1;
    before = byte;
    see(byte, 1);
  }
};
