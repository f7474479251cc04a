// The order of reading: captures before logs, logs in the order of the registry of formats, in which those that tell more
// come first. What several tell is counted from the first, and the others then need not be held.

import { open, stat } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import { Decompress } from 'fzstd';
import { recogniseSource, SOURCES } from '../sources/index.ts';
import { recogniseCapture } from '../wire/capture/recognise.ts';
import { compressionOf } from './blocks.ts';
import type { EvidencePath } from './paths.ts';

export interface OrderedPath {
  readonly file: EvidencePath;
  readonly capture: boolean;
}

/** Files of one format stay in the order given. Files that cannot be read come last, as logs. */
export const inReadingOrder = async (files: readonly EvidencePath[]): Promise<OrderedPath[]> => {
  if (files.length === 1) return [{ file: files[0]!, capture: true }];
  const ranked: { file: EvidencePath; rank: number }[] = [];
  for (const file of files) ranked.push({ file, rank: await rankOf(file.path) });
  ranked.sort((a, b) => a.rank - b.rank);
  return ranked.map(({ file, rank }) => ({ file, capture: rank === CAPTURE }));
};

const SAMPLE_BYTES = 8192;
const CAPTURE = -1;

const rankOf = async (path: string): Promise<number> => {
  // Standard input can be read once only; a capture is what is piped most.
  if (path === '-') return CAPTURE;
  try {
    // So can pipes, and even opening one twice disturbs who writes to it.
    if (!(await stat(path)).isFile()) return CAPTURE;
    const file = await open(path, 'r');
    try {
      const sample = Buffer.alloc(SAMPLE_BYTES);
      const { bytesRead } = await file.read(sample, 0, SAMPLE_BYTES, 0);
      const content = unpacked(sample.subarray(0, bytesRead));
      const format = recogniseCapture(content);
      if (format === 'pcap' || format === 'pcapng') return CAPTURE;
      const source = recogniseSource(content, bytesRead < SAMPLE_BYTES);
      return source === null ? SOURCES.length : SOURCES.indexOf(source);
    } finally {
      await file.close();
    }
  } catch {
    return SOURCES.length;
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
