// Feeds a capture reader with blocks of any size. Records that span two blocks are completed in a buffer of the
// feeder's own; everything else is read where it lies.
import type { Evidence } from '../../model/evidence.ts';
import { PcapReader } from './pcap.ts';
import { PcapngReader } from './pcapng.ts';
import type { CaptureReader, PacketHandler } from './reader.ts';

/** First piece of a block that is copied to complete a record: most records are far smaller. */
const STEP_BYTES = 4096;

/**
 *   const feeder = new CaptureFeeder('pcap', evidence, onPacket);
 *   for await (const chunk of chunks) feeder.feed(chunk);   // the chunk may be reused afterwards
 *   feeder.finish();
 */
export class CaptureFeeder {
  readonly #reader: CaptureReader;
  /** Bytes no push has consumed: the beginning of a record. */
  #rest = new Uint8Array(STEP_BYTES);
  #restBytes = 0;

  constructor(format: 'pcap' | 'pcapng', evidence: Evidence, onPacket: PacketHandler) {
    this.#reader =
      format === 'pcap' ? new PcapReader(evidence, onPacket) : new PcapngReader(evidence, onPacket);
  }

  feed(chunk: Uint8Array): void {
    const at = this.#restBytes > 0 ? this.#completeRest(chunk) : 0;
    if (at >= chunk.length) return;
    const consumed = this.#reader.push(chunk, at, chunk.length);
    this.#keep(chunk, at + consumed, chunk.length);
  }

  finish(): void {
    this.#reader.finish(this.#rest, 0, this.#restBytes);
    this.#restBytes = 0;
  }

  /** Adds to the rest in growing steps until its record is whole. Returns where the chunk is to be read on. */
  #completeRest(chunk: Uint8Array): number {
    let carried = this.#restBytes;
    let taken = 0;
    for (let step = STEP_BYTES; taken < chunk.length; step *= 2) {
      const upTo = Math.min(chunk.length, taken + step);
      this.#keep(chunk, taken, upTo);
      taken = upTo;
      const consumed = this.#reader.push(this.#rest, 0, this.#restBytes);
      const left = this.#restBytes - consumed;
      if (consumed >= carried) {
        this.#restBytes = 0;
        return taken - left;
      }
      carried -= consumed;
      this.#rest.copyWithin(0, consumed, this.#restBytes);
      this.#restBytes = left;
    }
    return taken;
  }

  /** Appends to the rest. Bounded because a reader always consumes a whole longest record. */
  #keep(chunk: Uint8Array, from: number, to: number): void {
    const size = this.#restBytes + to - from;
    if (size > this.#rest.length) {
      const grown = new Uint8Array(2 ** Math.ceil(Math.log2(size)));
      grown.set(this.#rest.subarray(0, this.#restBytes));
      this.#rest = grown;
    }
    this.#rest.set(chunk.subarray(from, to), this.#restBytes);
    this.#restBytes = size;
  }
}
