// Where results are written as they come: standard output, a device or a pipe, or a file that is there whole or not at all.

import {
  closeSync,
  existsSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { outputFault } from './output-fault.ts';

/** Bytes gathered before they are written. */
const BATCH_BYTES = 1 << 20;

/** How long to wait for a reader that is slower than we are. */
const READER_WAIT_MS = 5;

export class Sink {
  /** As the user named it; `-` is standard output. */
  readonly path: string;
  bytes = 0;
  readonly #target: string;
  /** Written first, then renamed; null where there is nothing to rename. */
  readonly #temporary: string | null;
  readonly #file: number;
  readonly #batch = Buffer.allocUnsafe(BATCH_BYTES);
  #filled = 0;
  readonly #onExit = (): void => this.abandon();
  #open = true;

  /** @throws PeerwardenError PW_OUTPUT_FAILED, as do all methods */
  constructor(path: string) {
    this.path = path;
    try {
      this.#target = path !== '-' && existsSync(path) ? realpathSync(path) : path;
      this.#temporary = isPlain(this.#target) ? `${this.#target}.${process.pid}.part` : null;
      this.#file = path === '-' ? 1 : openSync(this.#temporary ?? this.#target, 'w');
    } catch (cause) {
      throw outputFault(path, cause);
    }
    process.once('exit', this.#onExit);
  }

  write(data: Uint8Array | string): void {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    this.bytes += bytes.length;
    if (this.#filled + bytes.length > BATCH_BYTES) this.flush();
    if (bytes.length > BATCH_BYTES) this.#give(bytes);
    else {
      this.#batch.set(bytes, this.#filled);
      this.#filled += bytes.length;
    }
  }

  flush(): void {
    this.#give(this.#batch.subarray(0, this.#filled));
    this.#filled = 0;
  }

  /** Everything is written: the file takes its name. */
  close(): void {
    try {
      this.flush();
      this.#closeFile();
      if (this.#temporary !== null) renameSync(this.#temporary, this.#target);
    } catch (cause) {
      this.abandon();
      throw outputFault(this.path, cause);
    }
  }

  /** Leaves nothing behind, unless it was closed before. */
  abandon(): void {
    if (!this.#open) return;
    this.#closeFile();
    if (this.#temporary !== null) rmSync(this.#temporary, { force: true });
  }

  #closeFile(): void {
    if (!this.#open) return;
    this.#open = false;
    process.off('exit', this.#onExit);
    if (this.#file !== 1) closeSync(this.#file);
  }

  #give(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      try {
        at += writeSync(this.#file, bytes, at);
      } catch (cause) {
        this.#wait(cause);
      }
    }
  }

  /** A pipe that is full is waited for; one that nobody reads any more is no fault. */
  #wait(cause: unknown): void {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'EAGAIN')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, READER_WAIT_MS);
    else if (code === 'EPIPE' && this.path === '-') process.exit(0);
    else {
      this.abandon();
      throw outputFault(this.path, cause);
    }
  }
}

/** A new file or an ordinary one; devices and pipes must not be replaced by files. */
export const isPlain = (path: string): boolean =>
  path !== '-' && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? true);
