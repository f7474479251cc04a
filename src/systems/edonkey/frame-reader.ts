// Cuts one direction of an eDonkey connection into frames (frames.ts). Bodies are handed over up to the number of
// bytes that are wanted of each, so that file data is passed over and never kept.
import { LIMITS } from '../../model/limits.ts';
import { u32At } from './fields.ts';
import { FRAME_BYTES_MAX, HEADER_BYTES, isFrameStart } from './frames.ts';

/** `body[0..end)` is valid until the call returns. */
export type OnFrame = (protocol: number, opcode: number, body: Uint8Array, end: number) => void;

export class FrameReader {
  private readonly wanted: (protocol: number, opcode: number) => number;
  private readonly onFrame: OnFrame;
  private phase: 'header' | 'body' | 'skip' | 'broken' = 'header';
  private readonly header = new Uint8Array(HEADER_BYTES);
  private headerBytes = 0;
  private body: Uint8Array = new Uint8Array(256);
  private bodyBytes = 0;
  private bodyWanted = 0;
  private skipBytes = 0;

  constructor(wanted: (protocol: number, opcode: number) => number, onFrame: OnFrame) {
    this.wanted = wanted;
    this.onFrame = onFrame;
  }

  /** False once the bytes are no frames any more. */
  push(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start;
    while (at < end && this.phase !== 'broken') {
      if (this.phase === 'header') {
        this.header[this.headerBytes++] = bytes[at++]!;
        if (this.headerBytes === HEADER_BYTES) this.begin();
      } else if (this.phase === 'body') {
        at += this.keep(bytes, at, end);
      } else {
        const count = Math.min(end - at, this.skipBytes);
        this.skipBytes -= count;
        at += count;
      }
      this.advance();
    }
    return this.phase !== 'broken';
  }

  /** A loss inside a frame costs that frame, a loss beyond its end the rest of the stream. */
  gap(lost: number): boolean {
    const rest = this.bodyWanted - this.bodyBytes + this.skipBytes;
    if (this.phase === 'header' || lost > rest) this.phase = 'broken';
    if (this.phase === 'broken') return false;
    this.phase = 'skip';
    this.skipBytes = rest - lost;
    this.advance();
    return true;
  }

  private begin(): void {
    const size = u32At(this.header, 1);
    if (!isFrameStart(this.header[0]!) || size < 1 || size > FRAME_BYTES_MAX) {
      this.phase = 'broken';
      return;
    }
    const wanted = Math.min(this.wanted(this.header[0]!, this.header[5]!), LIMITS.messageBytesMax);
    this.bodyBytes = 0;
    this.bodyWanted = Math.min(size - 1, wanted);
    this.skipBytes = size - 1 - this.bodyWanted;
    this.phase = 'body';
  }

  private keep(bytes: Uint8Array, at: number, end: number): number {
    const count = Math.min(end - at, this.bodyWanted - this.bodyBytes);
    const needed = this.bodyBytes + count;
    if (needed > this.body.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.body.length));
      larger.set(this.body.subarray(0, this.bodyBytes));
      this.body = larger;
    }
    this.body.set(bytes.subarray(at, at + count), this.bodyBytes);
    this.bodyBytes = needed;
    return count;
  }

  private advance(): void {
    if (this.phase === 'body' && this.bodyBytes === this.bodyWanted) {
      this.phase = 'skip';
      if (this.bodyWanted > 0 || this.skipBytes === 0)
        this.onFrame(this.header[0]!, this.header[5]!, this.body, this.bodyBytes);
      this.bodyWanted = 0;
      this.bodyBytes = 0;
    }
    if (this.phase === 'skip' && this.skipBytes === 0) {
      this.phase = 'header';
      this.headerBytes = 0;
    }
  }
}
