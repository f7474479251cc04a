// The streams inside µTP: per sender and connection id, payloads are put in order by sequence number and, when the
// stream begins with a plain handshake, read as the peer wire. Encrypted streams are left alone after a few packets.
import { LIMITS } from '../../model/limits.ts';
import { matchesAt } from '../../wire/codec/ascii.ts';
import { u16 } from '../../wire/codec/big-endian.ts';
import type { Direction, FlowSink } from '../../wire/dissector.ts';
import { PeerMessages, PROTOCOL_NAME } from './peer-messages.ts';
import { DATA, SYN, UTP_HEADER_BYTES, utpPayload, utpType } from './utp-header.ts';

export class UtpStreams {
  private readonly flow: FlowSink;
  /** By direction and connection id. */
  private readonly streams = new Map<number, OrderedStream>();
  /** Key of a stream of each direction that needs no more packets, -1: none. */
  private readonly idle: [number, number] = [-1, -1];

  constructor(flow: FlowSink) {
    this.flow = flow;
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): void {
    if (end - start < UTP_HEADER_BYTES) return;
    const type = utpType(bytes, start);
    if (type !== DATA && type !== SYN) return;
    const id = u16(bytes, start + 2);
    const key = (direction << 16) | id;
    // Most packets of most flows are data of an encrypted stream that was given up.
    if (type === DATA && key === this.idle[direction]) return;
    const payload = utpPayload(bytes, start, end);
    if (payload < 0) return;
    if (type === SYN) this.forget((direction << 16) | ((id + 1) & 0xffff));
    else this.data(direction, key, u16(bytes, start + 16), bytes, payload, end);
  }

  /** A new connection may use an old id again. */
  private forget(key: number): void {
    this.streams.delete(key);
    this.idle[0] = this.idle[1] = -1;
  }

  private data(
    direction: Direction,
    key: number,
    sequence: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    let stream = this.streams.get(key);
    if (!stream) {
      if (this.streams.size >= LIMITS.utpStreamsMax) return;
      stream = new OrderedStream(this.flow, direction);
      this.streams.set(key, stream);
    }
    if (!stream.push(sequence, bytes, start, end)) this.idle[direction] = key;
  }
}

class OrderedStream {
  private readonly flow: FlowSink;
  private readonly direction: Direction;
  /** Null before the handshake was seen. */
  private messages: PeerMessages | null = null;
  /** Nothing to read: encrypted, lost, or done. */
  private stopped = false;
  /** Sequence number of the next payload in order; -1 until the handshake was seen. */
  private next = -1;
  /** Payloads that came early; most streams have none. */
  private early: Map<number, Uint8Array> | null = null;
  private earlyBytes = 0;

  constructor(flow: FlowSink, direction: Direction) {
    this.flow = flow;
    this.direction = direction;
  }

  /** False when the stream needs no more packets. */
  push(sequence: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (this.stopped) return false;
    if (this.next < 0 && matchesAt(bytes, start, end, PROTOCOL_NAME)) {
      this.next = sequence;
      this.messages = new PeerMessages(this.flow, this.direction);
    }
    if (this.next < 0) this.hold(sequence, bytes, start, end, LIMITS.utpPacketsBeforeHandshake);
    else if (sequence === this.next) {
      this.read(bytes, start, end);
      for (let held = this.take(); held; held = this.take()) this.read(held, 0, held.length);
    } else if (((sequence - this.next) & 0xffff) < 0x8000) {
      // Ahead: something is still missing. Behind: seen before.
      this.hold(sequence, bytes, start, end, LIMITS.reorderSegmentsMax);
    }
    return !this.stopped;
  }

  private read(bytes: Uint8Array, start: number, end: number): void {
    this.next = (this.next + 1) & 0xffff;
    if (!this.messages?.push(bytes, start, end)) this.stop();
  }

  private take(): Uint8Array | undefined {
    if (this.early === null || this.early.size === 0) return undefined;
    const held = this.early.get(this.next);
    this.early.delete(this.next);
    if (held) this.earlyBytes -= held.length;
    return held;
  }

  /** What is missing for too long is lost; how many bytes that were is unknown, so reading ends. */
  private hold(sequence: number, bytes: Uint8Array, start: number, end: number, cap: number): void {
    this.early ??= new Map();
    if (this.early.has(sequence)) return;
    const copy = new Uint8Array(end - start);
    copy.set(bytes.subarray(start, end));
    this.early.set(sequence, copy);
    this.earlyBytes += end - start;
    if (this.early.size > cap || this.earlyBytes > LIMITS.reorderBytesMax) this.stop();
  }

  private stop(): void {
    this.stopped = true;
    this.messages = null;
    this.early = null;
  }
}
