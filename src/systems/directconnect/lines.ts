// Direct Connect messages end with a delimiter (`|` in NMDC, LF in ADC); file data of a known length lies between them.
import { LIMITS } from '../../model/limits.ts';

/** Gets `bytes[start..end)` without the delimiter. Returns how many bytes of file data follow; -1: read no further. */
export type OnLine = (bytes: Uint8Array, start: number, end: number) => number;

/** Gets the file data that follow a line, where somebody wants them. */
export interface DataReader {
  push(bytes: Uint8Array, start: number, end: number): void;
  lost(): void;
}

export class LineReader {
  /** Set by whoever reads a line, for the data behind it; given up with the last of them. */
  data: DataReader | null = null;
  private readonly delimiter: number;
  private readonly onLine: OnLine;
  private held: Uint8Array = new Uint8Array(256);
  private heldBytes = 0;
  private skipBytes = 0;
  private tooLong = false;
  private over = false;

  constructor(delimiter: number, onLine: OnLine) {
    this.delimiter = delimiter;
    this.onLine = onLine;
  }

  /** False once this direction needs no more bytes. */
  push(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start;
    while (at < end && !this.over) {
      if (this.skipBytes > 0) {
        const count = Math.min(this.skipBytes, end - at);
        this.data?.push(bytes, at, at + count);
        this.skipBytes -= count;
        if (this.skipBytes === 0) this.data = null;
        at += count;
        continue;
      }
      const stop = bytes.indexOf(this.delimiter, at);
      const found = stop >= 0 && stop < end;
      this.take(bytes, at, found ? stop : end, found);
      at = found ? stop + 1 : end;
    }
    return !this.over;
  }

  /** A loss inside file data costs nothing; elsewhere the line it fell into is given up. */
  gap(lost: number): boolean {
    this.data?.lost();
    this.data = null;
    if (lost <= this.skipBytes) this.skipBytes -= lost;
    else {
      this.skipBytes = 0;
      this.heldBytes = 0;
      this.tooLong = true;
    }
    return !this.over;
  }

  private take(bytes: Uint8Array, start: number, end: number, whole: boolean): void {
    if (whole && this.heldBytes === 0 && !this.tooLong) {
      this.tell(bytes, start, end);
      return;
    }
    this.keep(bytes, start, end);
    if (!whole) return;
    const length = this.heldBytes;
    const tooLong = this.tooLong;
    this.heldBytes = 0;
    this.tooLong = false;
    if (!tooLong) this.tell(this.held, 0, length);
  }

  private keep(bytes: Uint8Array, start: number, end: number): void {
    const needed = this.heldBytes + end - start;
    if (needed > LIMITS.lineBytesMax) {
      this.tooLong = true;
      this.heldBytes = 0;
    }
    if (this.tooLong) return;
    if (needed > this.held.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.held.length));
      larger.set(this.held.subarray(0, this.heldBytes));
      this.held = larger;
    }
    this.held.set(bytes.subarray(start, end), this.heldBytes);
    this.heldBytes = needed;
  }

  private tell(bytes: Uint8Array, start: number, end: number): void {
    const follow = this.onLine(bytes, start, end);
    if (follow < 0) this.over = true;
    else this.skipBytes = follow;
  }
}
