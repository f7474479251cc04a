// SHA-256 of evidence as it is on disk. Large files are hashed by a thread of their own beside the analysis,
// because hashing a capture takes longer than reading it (docs/adr/0004-evidence-digest.md).

import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** Files up to this size are hashed by whoever reads them. */
const INLINE_BYTES_MAX = 8 << 20;

/** Hashes blocks as they pass; for small files and for streams that can be read only once. */
export class InlineDigest {
  private readonly hash: Hash = createHash('sha256');

  update(block: Uint8Array): void {
    this.hash.update(block);
  }

  hex(): string {
    return this.hash.digest('hex');
  }
}

export const hashedInline = (bytes: number): boolean => bytes <= INLINE_BYTES_MAX;

export interface BackgroundDigest {
  /** Hex digest, or null when it was cancelled or the file went away. */
  readonly result: Promise<string | null>;
  cancel(): void;
}

/** Starts hashing `path` in a thread of its own. */
export const digestInBackground = (path: string): BackgroundDigest => {
  const worker = new Worker(new URL(import.meta.url), { workerData: { peerwardenDigest: path } });
  const result = new Promise<string | null>((resolve) => {
    worker.once('message', (hex: string | null) => resolve(hex));
    worker.once('error', () => resolve(null));
    worker.once('exit', () => resolve(null));
  });
  return { result, cancel: () => void worker.terminate() };
};

const task = (workerData as { peerwardenDigest?: string } | null)?.peerwardenDigest;
if (!isMainThread && task !== undefined && parentPort !== null) {
  const port = parentPort;
  const hash = createHash('sha256');
  createReadStream(task, { highWaterMark: 1 << 20 })
    .on('data', (block) => hash.update(block))
    .on('error', () => port.postMessage(null))
    .on('end', () => port.postMessage(hash.digest('hex')));
}
