// What the writer and the reader of bzip2 share: magic numbers, the longest run, the checksum.

/** π and √π as the format writes them, 24 bits each. */
export const BLOCK_MAGIC = [0x314159, 0x265359] as const;
export const END_MAGIC = [0x177245, 0x385090] as const;

/** Four bytes as they are and up to 251 counted. */
export const RUN_MAX = 255;

/** CRC-32 with the bits of a byte from the top (not that of gzip), over the bytes before runs are shortened. */
export const blockChecksum = (bytes: Uint8Array, start: number, end: number): number => {
  let checksum = 0xffff_ffff;
  for (let i = start; i < end; i++)
    checksum = (checksum << 8) ^ CHECKSUMS[((checksum >>> 24) ^ bytes[i]!) & 255]!;
  return ~checksum >>> 0;
};

const CHECKSUMS = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value < 0 ? 0x04c11db7 : 0);
  return value;
});
