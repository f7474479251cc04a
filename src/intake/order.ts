// Captures are read before logs: what both tell is counted from the capture, and logs then need not be held.

import { open, stat } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import { Decompress } from 'fzstd';
import { recogniseCapture } from '../wire/capture/recognise.ts';
import { compressionOf } from './blocks.ts';
import type { EvidencePath } from './paths.ts';

export interface OrderedPath {
  readonly file: EvidencePath;
  readonly capture: boolean;
}

/** The files, captures before all others, otherwise in the order given. Files that cannot be read count as logs. */
export const capturesFirst = async (files: readonly EvidencePath[]): Promise<OrderedPath[]> => {
  if (files.length === 1) return [{ file: files[0]!, capture: true }];
  const ordered: OrderedPath[] = [];
  for (const file of files) ordered.push({ file, capture: await isCapture(file.path) });
  return [...ordered.filter((one) => one.capture), ...ordered.filter((one) => !one.capture)];
};

const SAMPLE_BYTES = 4096;

const isCapture = async (path: string): Promise<boolean> => {
  // Standard input can be read once only; a capture is what is piped most.
  if (path === '-') return true;
  try {
    // So can pipes, and even opening one twice disturbs who writes to it.
    if (!(await stat(path)).isFile()) return true;
    const file = await open(path, 'r');
    try {
      const sample = Buffer.alloc(SAMPLE_BYTES);
      const { bytesRead } = await file.read(sample, 0, SAMPLE_BYTES, 0);
      const format = recogniseCapture(unpacked(sample.subarray(0, bytesRead)));
      return format === 'pcap' || format === 'pcapng';
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
};

/** The beginning of what a compressed sample holds; empty when it cannot be told. */
const unpacked = (sample: Uint8Array): Uint8Array => {
  const compression = compressionOf(sample);
  if (compression === null) return sample;
  try {
    if (compression === 'gzip') return gunzipSync(sample, { finishFlush: constants.Z_SYNC_FLUSH });
    let first = new Uint8Array(0);
    new Decompress((chunk) => {
      if (first.length === 0) first = chunk.slice();
    }).push(sample);
    return first;
  } catch {
    return new Uint8Array(0);
  }
};
