// Bytes of one piece of evidence, block by block, decompressed. The next block is read while one is worked on.
// A block is valid until the next is asked for.

import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import { LIMITS } from '../model/limits.ts';

export type Compression = 'gzip' | 'zstd' | null;

/** RFC 1952 §2.3.1, RFC 8878 §3.1.1. */
export const compressionOf = (sample: Uint8Array): Compression => {
  if (sample[0] === 0x1f && sample[1] === 0x8b && sample[2] === 8) return 'gzip';
  if (sample[0] === 0x28 && sample[1] === 0xb5 && sample[2] === 0x2f && sample[3] === 0xfd)
    return 'zstd';
  return null;
};

/** Raw blocks of a file or, for `-`, of standard input. `signal` ends waiting for a pipe that is silent. */
export const readBlocks = (path: string, signal?: AbortSignal): AsyncIterable<Uint8Array> =>
  path === '-' ? streamBlocks(process.stdin, signal) : fileBlocks(path, signal);

async function* streamBlocks(
  stream: Readable,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const stop = (): void => void stream.destroy();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    yield* stream;
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** A folder may hold ten thousand small files: their buffers are small too. Files that grow are read all the same. */
const BLOCK_BYTES_MIN = 4096;

async function* fileBlocks(
  path: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  // A pipe is opened once only, and its writer may not be there yet.
  const found = await stat(path);
  if (!found.isFile()) {
    yield* streamBlocks(createReadStream(path, { highWaterMark: 1 << 20 }), signal);
    return;
  }
  const file = await open(path, 'r');
  try {
    // One byte more, so that a whole small file is followed by its end and not by a second block.
    const bytes = Math.min(LIMITS.readBlockBytes, Math.max(BLOCK_BYTES_MIN, found.size + 1));
    let current = Buffer.allocUnsafe(bytes);
    let spare = Buffer.allocUnsafe(bytes);
    let reading = file.read(current, 0, current.length);
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      reading = file.read(spare, 0, spare.length);
      yield current.subarray(0, bytesRead);
      [current, spare] = [spare, current];
    }
  } finally {
    await file.close();
  }
}

/** Undoes compression. A damaged tail ends the blocks with an error after everything before it was given out. */
export const decompress = (
  blocks: AsyncIterable<Uint8Array>,
  compression: Compression,
): AsyncIterable<Uint8Array> => {
  if (compression === 'gzip') return gunzipBlocks(blocks);
  return compression === 'zstd' ? zstdBlocks(blocks) : blocks;
};

/** The stream is fed in pieces and its output gathered, because a stream that fails drops what was not yet taken from it. */
async function* gunzipBlocks(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: GZIP_CHUNK_BYTES });
  const out: Uint8Array[] = [];
  let failure: Error | null = null;
  gunzip.on('data', (chunk: Uint8Array) => out.push(chunk));
  gunzip.on('error', (error) => {
    failure ??= error;
  });
  // Copied, because the reader reuses the block while the piece is still worked on in another thread.
  // A write that fails is never called back, but the stream closes.
  let settle = (): void => {};
  gunzip.once('close', () => settle());
  const write = (piece: Uint8Array) =>
    new Promise<void>((resolve) => {
      settle = resolve;
      gunzip.write(Buffer.from(piece), () => resolve());
    });
  let working = Promise.resolve();
  try {
    for await (const block of blocks) {
      for (let at = 0; at < block.length; at += GZIP_STEP_BYTES) {
        await working;
        if (failure) break;
        const ready = out.splice(0);
        working = write(block.subarray(at, at + GZIP_STEP_BYTES));
        yield* ready;
      }
      if (failure) break;
    }
    await working;
    if (!failure)
      await new Promise<void>((resolve) => {
        gunzip.once('close', resolve);
        gunzip.end();
      });
    yield* out.splice(0);
    if (failure) throw failure;
  } finally {
    gunzip.destroy();
  }
}

/** deflate reaches 1,032 : 1, so that what piles up stays below 64 MiB. */
const GZIP_STEP_BYTES = 64 << 10;
/** A fault costs the chunk it is in: what was unpacked before it in other chunks is kept. */
const GZIP_CHUNK_BYTES = 64 << 10;

async function* zstdBlocks(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const out: Uint8Array[] = [];
  const stream = new Decompress((chunk) => out.push(chunk));
  for await (const block of blocks) {
    for (let at = 0; at < block.length; at += ZSTD_STEP_BYTES) {
      stream.push(block.slice(at, at + ZSTD_STEP_BYTES));
      yield* out.splice(0);
    }
  }
  stream.push(new Uint8Array(0), true);
  yield* out.splice(0);
}

/** zstd unpacks at most 128 KiB a block (RFC 8878 §3.1.1.2.4); small steps keep what piles up small. */
const ZSTD_STEP_BYTES = 64 << 10;
