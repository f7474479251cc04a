// bzip2 for file lists: every client since 2003 asks for `files.xml.bz2`, and Node has no compressor for it.
// Format: https://github.com/dsnet/compress/blob/master/doc/bzip2-format.pdf; sections of it are named below.
//
//   bytes → runs shortened → sorted rotations → moved to front → zero runs → Huffman codes → bits
import { BitWriter } from '../../wire/codec/bits.ts';
import { BLOCK_MAGIC, blockChecksum, END_MAGIC, RUN_MAX } from '../../wire/codec/bzip2-format.ts';
import { codeLengths, codesOf } from './huffman.ts';

/** Level 1: 100,000 bytes a block, less what the format lets a run overshoot. */
const BLOCK_BYTES = 100_000 - 20;
/** Symbols that one selector covers (§2.3.3). */
const GROUP_SYMBOLS = 50;
/** The most bits that common decoders take is 20; encoders write up to 17. */
const CODE_BITS_MAX = 17;

export const bzip2 = (bytes: Uint8Array): Uint8Array => {
  const out = new BitWriter();
  for (const character of 'BZh1') out.write(character.charCodeAt(0), 8);
  let whole = 0;
  for (let at = 0; at < bytes.length; ) {
    const { block, used } = shortenRuns(bytes, at);
    const checksum = blockChecksum(bytes, at, at + used);
    writeBlock(out, block, checksum);
    whole = (((whole << 1) | (whole >>> 31)) ^ checksum) >>> 0;
    at += used;
  }
  out.write(END_MAGIC[0], 24);
  out.write(END_MAGIC[1], 24);
  out.write(whole, 32);
  return out.bytes();
};

/** §2.4.1: four equal bytes are followed by a count of up to 251 more. */
const shortenRuns = (bytes: Uint8Array, start: number): { block: Uint8Array; used: number } => {
  const block = new Uint8Array(BLOCK_BYTES + 8);
  let length = 0;
  let at = start;
  while (at < bytes.length && length < BLOCK_BYTES) {
    const byte = bytes[at]!;
    let run = 1;
    while (run < RUN_MAX && bytes[at + run] === byte) run++;
    at += run;
    for (let i = 0; i < Math.min(run, 4); i++) block[length++] = byte;
    if (run >= 4) block[length++] = run - 4;
  }
  return { block: block.subarray(0, length), used: at - start };
};

const writeBlock = (out: BitWriter, block: Uint8Array, checksum: number): void => {
  out.write(BLOCK_MAGIC[0], 24);
  out.write(BLOCK_MAGIC[1], 24);
  out.write(checksum, 32);
  out.write(0, 1);
  const order = sortedRotations(block);
  out.write(order.indexOf(0), 24);
  const used = usedBytes(block);
  writeSymbolMap(out, used);
  const symbols = moveToFront(block, order, used);
  const alphabet = used.length + 2;
  const counts = new Array<number>(alphabet).fill(0);
  for (const symbol of symbols) counts[symbol]!++;
  const lengths = codeLengths(counts, CODE_BITS_MAX);
  writeTables(out, lengths, Math.ceil(symbols.length / GROUP_SYMBOLS));
  const codes = codesOf(lengths);
  for (const symbol of symbols) out.write(codes[symbol]!, lengths[symbol]!);
};

/**
 * The starts of all rotations in their order. Ranks by 4, 8, 16, … bytes, so that repetitive text costs no more than
 * a logarithm (Manber and Myers 1990, on a ring).
 */
const sortedRotations = (block: Uint8Array): Int32Array => {
  const { length } = block;
  const byteAt = (at: number): number => block[at % length]!;
  const order = Int32Array.from({ length }, (_, i) => i);
  const keys = Float64Array.from({ length }, (_, i) =>
    [0, 1, 2, 3].reduce((key, step) => key * 256 + byteAt(i + step), 0),
  );
  const rank = new Int32Array(length);
  for (let width = 4; ; width *= 2) {
    order.sort((a, b) => keys[a]! - keys[b]!);
    let last = 0;
    for (let i = 0; i < length; i++) {
      if (i > 0 && keys[order[i]!] !== keys[order[i - 1]!]) last++;
      rank[order[i]!] = last;
    }
    if (last === length - 1 || width >= length) return order;
    // Exact: both ranks are below 100,000.
    for (let i = 0; i < length; i++) keys[i] = rank[i]! * length + rank[(i + width) % length]!;
  }
};

const usedBytes = (block: Uint8Array): number[] => {
  const seen = new Uint8Array(256);
  for (const byte of block) seen[byte] = 1;
  return [...seen.keys()].filter((byte) => seen[byte] === 1);
};

/** §2.3.2: which sixteenths of the byte values occur, then which values in them. */
const writeSymbolMap = (out: BitWriter, used: readonly number[]): void => {
  const maps = new Array<number>(16).fill(0);
  for (const byte of used) maps[byte >> 4]! |= 0x8000 >> (byte & 15);
  out.write(
    maps.reduce((all, map, i) => all | (map === 0 ? 0 : 0x8000 >> i), 0),
    16,
  );
  for (const map of maps) if (map !== 0) out.write(map, 16);
};

/** §2.4.3: positions in a list of recent bytes; runs of zeros as numbers in bijective base 2; then the end symbol. */
const moveToFront = (block: Uint8Array, order: Int32Array, used: readonly number[]): number[] => {
  const list = [...used];
  const symbols: number[] = [];
  let zeros = 0;
  const flush = (): void => {
    for (; zeros > 0; zeros = (zeros - 1) >> 1) symbols.push((zeros - 1) & 1);
    zeros = 0;
  };
  for (const start of order) {
    const byte = block[(start + block.length - 1) % block.length]!;
    const position = list.indexOf(byte);
    if (position === 0) {
      zeros++;
      continue;
    }
    flush();
    list.splice(position, 1);
    list.unshift(byte);
    symbols.push(position + 1);
  }
  flush();
  symbols.push(used.length + 1);
  return symbols;
};

/** §2.3.3: at least two tables must be there; both are the same, and every group takes the first. */
const writeTables = (out: BitWriter, lengths: readonly number[], groups: number): void => {
  out.write(2, 3);
  out.write(groups, 15);
  for (let i = 0; i < groups; i++) out.write(0, 1);
  for (let table = 0; table < 2; table++) {
    let current = lengths[0]!;
    out.write(current, 5);
    for (const length of lengths) {
      for (; current < length; current++) out.write(0b10, 2);
      for (; current > length; current--) out.write(0b11, 2);
      out.write(0, 1);
    }
  }
};
