// The streams inside µTP: per sender and connection id, payloads are put in order by sequence number and, when the
// stream begins with a plain handshake, read as the peer wire. Encrypted streams are left alone after a few packets.
import { LIMITS } from '../../model/limits.ts';
import { matchesAt } from '../../wire/codec/ascii.ts';
import { u16 } from '../../wire/codec/big-endian.ts';
import type { Direction, FlowSink } from '../../wire/dissector.ts';
import { PeerMessages, PROTOCOL_NAME } from './peer-messages.ts';
import { DATA, SYN, utpPayload, utpType } from './utp-header.ts';

export class UtpStreams {
  private readonly flow: FlowSink;
  /** By direction and connection id. */
  private readonly streams = new Map<number, OrderedStream>();

  constructor(flow: FlowSink) {
    this.flow = flow;
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): void {
    const payload = utpPayload(bytes, start, end);
    if (payload < 0) return;
    const type = utpType(bytes, start);
    const key = (direction << 16) | u16(bytes, start + 2);
    // A new connection may use an old id again.
    if (type === SYN)
      this.streams.delete((direction << 16) | ((u16(bytes, start + 2) + 1) & 0xffff));
    if (type !== DATA) return;
    let stream = this.streams.get(key);
    if (!stream) {
      if (this.streams.size >= LIMITS.utpStreamsMax) return;
      stream = new OrderedStream(this.flow, direction);
      this.streams.set(key, stream);
    }
    stream.push(u16(bytes, start + 16), bytes, payload, end);
  }
}

class OrderedStream {
  /** Null when there is nothing to read (encrypted, lost, or done). */
  private messages: PeerMessages | null;
  /** Sequence number of the next payload in order; -1 until the handshake was seen. */
  private next = -1;
  /** Payloads that came early. */
  private readonly early = new Map<number, Uint8Array>();
  private earlyBytes = 0;

  constructor(flow: FlowSink, direction: Direction) {
    this.messages = new PeerMessages(flow, direction);
  }

  push(sequence: number, bytes: Uint8Array, start: number, end: number): void {
    if (!this.messages) return;
    if (this.next < 0 && matchesAt(bytes, start, end, PROTOCOL_NAME)) this.next = sequence;
    if (this.next < 0) {
      this.hold(sequence, bytes, start, end, LIMITS.utpPacketsBeforeHandshake);
      return;
    }
    if (sequence !== this.next) {
      // Behind: seen before. Ahead: something is still missing.
      if (((sequence - this.next) & 0xffff) < 0x8000)
        this.hold(sequence, bytes, start, end, LIMITS.reorderSegmentsMax);
      return;
    }
    this.read(bytes, start, end);
    for (let held = this.take(); held; held = this.take()) this.read(held, 0, held.length);
  }

  private read(bytes: Uint8Array, start: number, end: number): void {
    this.next = (this.next + 1) & 0xffff;
    if (!this.messages?.push(bytes, start, end)) this.stop();
  }

  private take(): Uint8Array | undefined {
    const held = this.early.get(this.next);
    this.early.delete(this.next);
    if (held) this.earlyBytes -= held.length;
    return held;
  }

  /** What is missing for too long is lost; how many bytes that were is unknown, so reading ends. */
  private hold(sequence: number, bytes: Uint8Array, start: number, end: number, cap: number): void {
    if (this.early.has(sequence)) return;
    this.early.set(sequence, bytes.slice(start, end));
    this.earlyBytes += end - start;
    if (this.early.size > cap || this.earlyBytes > LIMITS.reorderBytesMax) this.stop();
  }

  private stop(): void {
    this.messages = null;
    this.early.clear();
  }
}
