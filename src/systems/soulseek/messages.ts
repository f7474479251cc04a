// Cuts one direction of a Soulseek connection into messages: `<length 4> <body>`. Bodies longer than what any message of
// interest has (lists of files, compressed) are passed over and never kept.
import { u32le } from '../../wire/codec/little-endian.ts';

const LENGTH_BYTES = 4;
/** A search, a transfer or an address with the longest names stays below; lists of files and results are passed over. */
const KEPT_BYTES_MAX = 4096;
/** Lists of files reach tens of megabytes; a longer message means that these are no messages. */
const MESSAGE_BYTES_MAX = 256 << 20;

/** `body[0..length)` is valid until the call returns. False: what follows are no messages any more. */
export type OnMessage = (body: Uint8Array, length: number) => boolean;

export class Messages {
  private readonly onMessage: OnMessage;
  private readonly kept = new Uint8Array(KEPT_BYTES_MAX);
  private readonly header = new Uint8Array(LENGTH_BYTES);
  private headerBytes = 0;
  private keptBytes = 0;
  private left = 0;
  private isKept = false;
  private broken = false;

  constructor(onMessage: OnMessage) {
    this.onMessage = onMessage;
  }

  /** False once nothing more can be read. */
  push(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start;
    while (at < end && !this.broken) {
      if (this.left === 0) {
        this.header[this.headerBytes++] = bytes[at++]!;
        if (this.headerBytes === LENGTH_BYTES) this.begin();
        continue;
      }
      const count = Math.min(end - at, this.left);
      if (this.isKept) {
        for (let i = 0; i < count; i++) this.kept[this.keptBytes + i] = bytes[at + i]!;
        this.keptBytes += count;
      }
      at += count;
      this.left -= count;
      if (this.left === 0) this.finish();
    }
    return !this.broken;
  }

  /** A loss inside a message that is passed over costs nothing, any other the rest of the stream. */
  gap(lost: number): boolean {
    if (lost < this.left && !this.isKept) this.left -= lost;
    else this.broken = true;
    return !this.broken;
  }

  private begin(): void {
    const length = u32le(this.header, 0);
    this.headerBytes = 0;
    this.keptBytes = 0;
    this.left = length;
    this.isKept = length <= KEPT_BYTES_MAX;
    if (length < 1 || length > MESSAGE_BYTES_MAX) this.broken = true;
  }

  private finish(): void {
    if (this.isKept && !this.onMessage(this.kept, this.keptBytes)) this.broken = true;
  }
}
