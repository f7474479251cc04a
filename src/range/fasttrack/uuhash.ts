// UUHash, FastTrack's name of a file: MD5 of its first 300 KiB and a CRC of a few pieces further on. Most of a large
// file is in neither, which is why anybody could spoil files under their own name: a download must be compared otherwise.
import { createHash } from 'node:crypto';

export const UUHASH_BYTES = 20;
const PIECE_BYTES = 300 << 10;
const FIRST_PIECE_AT = 1 << 20;

export const uuHash = (file: Uint8Array): Uint8Array => {
  const hash = Buffer.alloc(UUHASH_BYTES);
  hash.set(createHash('md5').update(file.subarray(0, PIECE_BYTES)).digest());
  hash.writeUInt32LE((~smallHash(file) ^ file.length) >>> 0, 16);
  return hash;
};

/** Over pieces at 1, 2, 4, 8 … MiB, each more than a piece away from the end, and the last piece of the file. */
const smallHash = (file: Uint8Array): number => {
  if (file.length <= PIECE_BYTES) return 0;
  let sum = 0;
  let read = PIECE_BYTES;
  for (let at = FIRST_PIECE_AT; at + 2 * PIECE_BYTES < file.length; at *= 2) {
    read = at + PIECE_BYTES;
    sum = crc(sum, file.subarray(at, read));
  }
  const last = Math.min(PIECE_BYTES, file.length - read);
  return crc(sum, file.subarray(file.length - last));
};

/** CRC-32 (0xEDB88320) that begins with the sum before and is not inverted at its end. */
const crc = (sum: number, bytes: Uint8Array): number => {
  let state = sum;
  for (const byte of bytes) state = (state >>> 8) ^ TABLE[(state ^ byte) & 0xff]!;
  return state;
};

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1;
  return value;
});
