// Files of notices: each is read whole, because it is small, and hashed, because it is answered.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { PeerwardenError } from '../model/errors.ts';
import { LIMITS } from '../model/limits.ts';
import type { Notice } from '../sources/notices/notice.ts';
import { readNotices } from '../sources/notices/read-notices.ts';
import { expandPaths } from './paths.ts';

export interface NoticeFile {
  readonly path: string;
  /** Hex SHA-256 of the file. */
  readonly sha256: string;
  readonly notices: readonly Notice[];
  /** Parts that could not be read, beside some that could: sentences. */
  readonly refused: readonly string[];
}

export interface NoticeFiles {
  readonly files: readonly NoticeFile[];
  readonly faults: readonly PeerwardenError[];
}

/** Files, folders, patterns and `-`; what holds no notice is a fault. */
export const readNoticeFiles = async (paths: readonly string[]): Promise<NoticeFiles> => {
  const expanded = await expandPaths(paths);
  const files: NoticeFile[] = [];
  const faults = [...expanded.faults];
  for (const { path } of expanded.files) {
    const read = await readOne(path);
    if (read instanceof PeerwardenError) faults.push(read);
    else files.push(read);
  }
  return { files, faults };
};

const readOne = async (path: string): Promise<NoticeFile | PeerwardenError> => {
  let bytes: Uint8Array;
  try {
    bytes = await readWhole(path);
  } catch (cause) {
    return unreadable(path, 'It cannot be read.', cause);
  }
  const { notices, refused } = await readNotices(bytes);
  if (notices.length === 0) return unreadable(path, `It holds no notice: ${refused.join('; ')}.`);
  return { path, sha256: createHash('sha256').update(bytes).digest('hex'), notices, refused };
};

/** One byte more than may be, so that its reader can say that it is too large; a pipe may never end. */
const readWhole = async (path: string): Promise<Uint8Array> => {
  const blocks: Buffer[] = [];
  let left = LIMITS.noticeBytesMax + 1;
  for await (const block of path === '-' ? process.stdin : createReadStream(path)) {
    blocks.push((block as Buffer).subarray(0, left));
    left -= (block as Buffer).length;
    if (left <= 0) break;
  }
  return new Uint8Array(Buffer.concat(blocks));
};

const unreadable = (path: string, message: string, cause?: unknown): PeerwardenError =>
  new PeerwardenError('PW_USAGE', {
    path,
    message,
    remedy:
      'Give the notice as ACNS XML, as plain text with its “IP Address:” lines, or as an e-mail.',
    ...(cause === undefined ? {} : { cause }),
  });
