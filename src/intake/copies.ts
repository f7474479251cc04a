// The same file under two names is one piece of evidence: read twice, it would count everything twice.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { PeerwardenError } from '../model/errors.ts';
import type { EvidencePath } from './paths.ts';

/** The files without copies, and a fault for each copy. Only files of equal size are compared. */
export const withoutCopies = async (
  files: readonly EvidencePath[],
): Promise<{ files: EvidencePath[]; faults: PeerwardenError[] }> => {
  const bySize = new Map<number, number>();
  for (const { bytes } of files) bySize.set(bytes, (bySize.get(bytes) ?? 0) + 1);
  const firstByHash = new Map<string, string>();
  const kept: EvidencePath[] = [];
  const faults: PeerwardenError[] = [];
  for (const file of files) {
    const hash = file.bytes > 0 && bySize.get(file.bytes)! > 1 ? await hashOf(file.path) : null;
    const first = hash === null ? undefined : firstByHash.get(hash);
    if (first !== undefined) faults.push(copyOf(file.path, first));
    else {
      if (hash !== null) firstByHash.set(hash, file.path);
      kept.push(file);
    }
  }
  return { files: kept, faults };
};

/** Null when the file cannot be read: its reader will say so. */
const hashOf = (path: string): Promise<string | null> =>
  new Promise((resolve) => {
    const hash = createHash('sha256');
    createReadStream(path, { highWaterMark: 1 << 20 })
      .on('data', (block) => hash.update(block))
      .on('error', () => resolve(null))
      .on('end', () => resolve(hash.digest('hex')));
  });

const copyOf = (path: string, first: string): PeerwardenError =>
  new PeerwardenError('PW_EVIDENCE_COPY', {
    path,
    message: `It has the same content as ${first} and was not read again.`,
    remedy: 'Leave one of them out.',
  });
