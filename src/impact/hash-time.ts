// I5: hash time. Before it offers anything a client reads and hashes every shared byte; the machine is busy and the file
// locked meanwhile. Of a network drive that is one full download over the line to it.
import type { Range } from '../model/range.ts';

export interface HashTime {
  /** Seconds on a disk of the machine: reading and hashing side by side at best, one after the other at worst. */
  readonly diskSeconds: Range;
  /** Seconds when the same bytes lie on a network drive. */
  readonly driveSeconds: Range;
  /** Bytes that then cross the line. */
  readonly driveBytes: number;
}

/**
 * @param bytes shared
 * @param rates of the disk and of the hash in MB/s, of the line to the drive in Mbit/s (SI)
 * @example hashTime(40e9, { disk: exactly(50), hash: exactly(100), drive: exactly(100) })
 * // diskSeconds 800 to 1200, driveSeconds 3200 to 3600
 */
export const hashTime = (
  bytes: number,
  { disk, hash, drive }: { readonly disk: Range; readonly hash: Range; readonly drive: Range },
): HashTime => ({
  diskSeconds: readAndHash(bytes, { low: disk.low * 1e6, high: disk.high * 1e6 }, hash),
  driveSeconds: readAndHash(bytes, { low: drive.low * 125_000, high: drive.high * 125_000 }, hash),
  driveBytes: bytes,
});

const readAndHash = (bytes: number, read: Range, hash: Range): Range => ({
  low: Math.max(bytes / read.high, bytes / (hash.high * 1e6)),
  high: bytes / read.low + bytes / (hash.low * 1e6),
});
