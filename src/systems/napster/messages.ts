// Cuts one direction of an OpenNap connection into messages: `<length 2> <type 2> <text>`, lowest byte first.
import { textOf } from '../../wire/codec/ascii.ts';
import { u16le } from '../../wire/codec/little-endian.ts';

export const HEADER_BYTES = 4;
/** Servers refuse messages of more than 2,048 bytes (napster.txt, 870); lists of a folder may be a little longer. */
const TEXT_BYTES_MAX = 8192;
/** The highest type in use is 10,300 (OpenNap's own messages); higher ones mean that these are no messages. */
const TYPE_MAX = 11_000;

export type OnMessage = (type: number, text: string) => void;

export class Messages {
  private readonly onMessage: OnMessage;
  private readonly kept = new Uint8Array(HEADER_BYTES + TEXT_BYTES_MAX);
  private keptBytes = 0;
  /** Messages read so far. */
  count = 0;
  broken = false;

  constructor(onMessage: OnMessage) {
    this.onMessage = onMessage;
  }

  /** False once nothing more can be read. */
  push(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start;
    while (at < end && !this.broken) {
      const wanted = this.wanted() - this.keptBytes;
      const count = Math.min(wanted, end - at);
      this.kept.set(bytes.subarray(at, at + count), this.keptBytes);
      this.keptBytes += count;
      at += count;
      if (this.keptBytes === HEADER_BYTES) this.checkHeader();
      if (!this.broken && this.keptBytes >= HEADER_BYTES && this.keptBytes === this.wanted())
        this.finish();
    }
    return !this.broken;
  }

  private wanted(): number {
    return this.keptBytes < HEADER_BYTES ? HEADER_BYTES : HEADER_BYTES + u16le(this.kept, 0);
  }

  private checkHeader(): void {
    this.broken = u16le(this.kept, 0) > TEXT_BYTES_MAX || u16le(this.kept, 2) > TYPE_MAX;
  }

  private finish(): void {
    const end = this.keptBytes;
    this.keptBytes = 0;
    this.count++;
    this.onMessage(u16le(this.kept, 2), textOf(this.kept, HEADER_BYTES, end));
  }
}
