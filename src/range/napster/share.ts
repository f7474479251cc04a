// A file that a user shares, as messages 100, 201 and 212 describe it.
import { createHash } from 'node:crypto';
import { type SharedFile, sharedFile } from '../content.ts';
import type { Plain } from '../role.ts';
import { fields, number, quoted } from './message.ts';

export interface ShareEntry {
  readonly name: string;
  readonly md5: string;
  readonly size: number;
  /** kbit/s */
  readonly bitrate: number;
  /** Hz */
  readonly frequency: number;
  readonly seconds: number;
}

export interface OwnFile extends ShareEntry {
  readonly bytes: Uint8Array;
  /** SHA-1 of the whole file, hex: what tests compare. */
  readonly sha1: string;
}

/** The checksum covers only this start of a file (section "MD5"). */
const MD5_BYTES = 299_008;
/** Largest file of the range. */
export const FILE_BYTES_MAX = 64 << 20;
const BITRATE = 128;
const FILES_MAX = 256;

export const ownFile = ({ name, bytes }: SharedFile, folder = ''): OwnFile => ({
  name: `${folder}${name}`,
  bytes,
  md5: startMd5(bytes),
  sha1: sha1Of(bytes),
  size: bytes.length,
  bitrate: BITRATE,
  frequency: 44_100,
  seconds: Math.max(1, Math.round(bytes.length / ((BITRATE * 1000) / 8))),
});

/** The checksum of messages 100, 201 and 204. */
export const startMd5 = (bytes: Uint8Array): string =>
  createHash('md5').update(bytes.subarray(0, MD5_BYTES)).digest('hex');

export const sha1Of = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');

/** The files that options ask for: `[{ seed, size }]`, generated. */
export const ownFiles = (asked: Plain | undefined, folder: string): OwnFile[] =>
  (Array.isArray(asked) ? (asked as readonly Plain[]) : []).slice(0, FILES_MAX).map((each) => {
    const { seed = 1, size = 100_000 } = each as { seed?: number | string; size?: number };
    return ownFile(sharedFile(seed, Math.min(size, FILE_BYTES_MAX)), folder);
  });

/** `"<filename>" <md5> <size> <bitrate> <frequency> <time>` */
export const entryText = (entry: ShareEntry): string =>
  `${quoted(entry.name)} ${entry.md5} ${entry.size} ${entry.bitrate} ${entry.frequency} ${entry.seconds}`;

/** Reads what `entryText` writes from fields; null when it is not that. */
export const readEntry = (text: readonly string[]): ShareEntry | null => {
  const [name, md5] = text;
  const [size, bitrate, frequency, seconds] = text.slice(2, 6).map((each) => number(each));
  if (!name || !md5 || size == null || bitrate == null) return null;
  return { name, md5, size, bitrate, frequency: frequency ?? 0, seconds: seconds ?? 0 };
};

export const parseEntry = (text: string): ShareEntry | null => readEntry(fields(text));
