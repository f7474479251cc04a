// One direction of a TCP connection put in order (RFC 9293 §3.10.7.4), under loss, reordering, retransmission and
// overlap. The first copy of a byte wins. What cannot be put in order in bounded space becomes a gap.

import { LIMITS } from '../model/limits.ts';

/** Gets the stream: ranges in order, and how many bytes are missing where a gap is. */
export interface StreamSinkSide {
  data(bytes: Uint8Array, start: number, end: number): void;
  gap(lost: number): void;
}

interface Held {
  sequence: number;
  bytes: Uint8Array;
  /** Bytes of the segment that the capture cut off. */
  missing: number;
}

export class StreamOrder {
  private expected = 0;
  private known = false;
  private held: Held[] = [];
  private heldBytes = 0;

  reset(): void {
    this.known = false;
    if (this.held.length > 0) this.held = [];
    this.heldBytes = 0;
  }

  /** The sequence number that the first data byte has (after a SYN). */
  begin(sequence: number): void {
    if (this.known) return;
    this.known = true;
    this.expected = sequence | 0;
  }

  /** A segment with payload `bytes[start, end)`; `missing` bytes of it were cut off by the capture. */
  push(
    sequence: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    missing: number,
    sink: StreamSinkSide,
  ): void {
    if (!this.known) this.begin(sequence);
    const ahead = (sequence - this.expected) | 0;
    if (ahead > 0) {
      this.hold(sequence, bytes, start, end, missing, sink);
      return;
    }
    this.accept(ahead, bytes, start, end, missing, sink);
    if (this.held.length > 0) this.drain(sink);
  }

  /** Gives up waiting: what is held is delivered behind gaps. */
  flush(sink: StreamSinkSide): void {
    while (this.held.length > 0) this.skipToHeld(sink);
  }

  private accept(
    ahead: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    missing: number,
    sink: StreamSinkSide,
  ): void {
    const from = start - ahead;
    if (from < end) {
      this.expected = (this.expected + (end - from)) | 0;
      sink.data(bytes, from, end);
    }
    const lost = from > end ? missing - (from - end) : missing;
    if (lost > 0) {
      this.expected = (this.expected + lost) | 0;
      sink.gap(lost);
    }
  }

  private hold(
    sequence: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    missing: number,
    sink: StreamSinkSide,
  ): void {
    let at = this.held.length;
    while (at > 0 && ((this.held[at - 1]!.sequence - sequence) | 0) > 0) at--;
    this.held.splice(at, 0, { sequence, bytes: bytes.slice(start, end), missing });
    this.heldBytes += end - start;
    while (
      this.heldBytes > LIMITS.reorderBytesMax ||
      this.held.length > LIMITS.reorderSegmentsMax
    ) {
      this.skipToHeld(sink);
    }
  }

  private skipToHeld(sink: StreamSinkSide): void {
    const next = this.held[0]!;
    const lost = (next.sequence - this.expected) | 0;
    if (lost > 0) {
      this.expected = next.sequence;
      sink.gap(lost);
    }
    this.drain(sink);
  }

  private drain(sink: StreamSinkSide): void {
    while (this.held.length > 0) {
      const next = this.held[0]!;
      const ahead = (next.sequence - this.expected) | 0;
      if (ahead > 0) return;
      this.held.shift();
      this.heldBytes -= next.bytes.length;
      this.accept(ahead, next.bytes, 0, next.bytes.length, next.missing, sink);
    }
  }
}
