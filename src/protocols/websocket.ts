// Text messages inside WebSocket (RFC 6455), after HTTP has switched to it. Frames are unmasked, fragments joined and
// permessage-deflate (RFC 7692) undone; binary messages are passed over. Does not see wss (TLS), nor WebSocket over
// HTTP/2 (RFC 8441). There is no dissector of its own: without the HTTP upgrade two header bytes would prove nothing.
import { LIMITS } from '../model/limits.ts';
import { utf8 } from '../wire/codec/ascii.ts';
import { MESSAGE_END_BYTES, MessageInflate } from '../wire/codec/inflate.ts';
import type { Direction, FlowSink, StreamReader, WebSocketSignature } from '../wire/dissector.ts';

const FIN = 0x80;
const COMPRESSED = 0x40;
const RESERVED = 0x30;
const CONTINUATION = 0;
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
/** Longest frame header: 2 bytes, 8 of length, 4 of mask. */
const HEADER_MAX = 14;

export class WebSocketReader implements StreamReader {
  readonly #flow: FlowSink;
  readonly #signatures: readonly WebSocketSignature[];
  readonly #ends: readonly [FrameReader, FrameReader];
  #recognised = false;
  #messages = 0;

  constructor(flow: FlowSink, signatures: readonly WebSocketSignature[], deflate: boolean) {
    this.#flow = flow;
    this.#signatures = signatures;
    const end = (direction: Direction) =>
      new FrameReader(deflate, {
        message: (text) => this.#message(text, direction),
        anomaly: (code) => flow.anomaly(code),
      });
    this.#ends = [end(0), end(1)];
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#enough()) return false;
    return this.#ends[direction].push(bytes, start, end) && !this.#enough();
  }

  /** The first messages of a tracker are what it is known by; other applications are not read any longer. */
  #enough(): boolean {
    return !this.#recognised && this.#messages >= LIMITS.websocketMessagesMax;
  }

  #message(text: string | null, direction: Direction): boolean {
    this.#messages++;
    if (text !== null) this.#ask(text, direction);
    return !this.#enough();
  }

  #ask(text: string, direction: Direction): void {
    for (const signature of this.#signatures) {
      if (!signature.message(text, direction, this.#flow)) continue;
      if (!this.#recognised) this.#flow.name(signature.id, signature.system);
      this.#recognised = true;
      return;
    }
  }
}

interface FrameOwner {
  /** A data message is whole; null: binary, or too long. False when no more are wanted. */
  message(text: string | null): boolean;
  anomaly(code: string): void;
}

/** One direction: header bytes, then payload; the header is gathered byte by byte because pushes may cut it. */
class FrameReader {
  readonly #owner: FrameOwner;
  readonly #deflate: boolean;
  #inflate: MessageInflate | null = null;
  readonly #header = new Uint8Array(HEADER_MAX);
  #headerLength = 0;
  #left = 0;
  #inPayload = false;
  #stopped = false;
  /** Opcode of the message being joined, and whether it is compressed. */
  #opcode = 0;
  #compressed = false;
  #message = new Uint8Array(0);
  /** -1: too long, passed over. */
  #messageLength = 0;
  #maskAt = 0;

  constructor(deflate: boolean, owner: FrameOwner) {
    this.#deflate = deflate;
    this.#owner = owner;
  }

  push(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start;
    while (at < end && !this.#stopped) {
      if (!this.#inPayload) {
        this.#header[this.#headerLength++] = bytes[at++]!;
        if (this.#headerLength >= 2 && this.#headerLength === this.#headerSize()) this.#begin();
      } else {
        const stop = Math.min(end, at + this.#left);
        this.#payload(bytes, at, stop);
        this.#left -= stop - at;
        at = stop;
        if (this.#left === 0) this.#frameDone();
      }
    }
    return !this.#stopped;
  }

  #headerSize(): number {
    const length = this.#header[1]! & 0x7f;
    return 2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + (this.#header[1]! & 0x80 ? 4 : 0);
  }

  #begin(): void {
    const first = this.#header[0]!;
    const opcode = first & 0x0f;
    const control = opcode >= CLOSE;
    this.#left = this.#payloadLength();
    const reserved = (first & RESERVED) !== 0 || (first & COMPRESSED && !this.#deflate);
    if (reserved || (opcode > BINARY && !control) || (control && this.#left > 125)) {
      this.#stop('websocket-frame');
      return;
    }
    if (!control && opcode !== CONTINUATION) {
      this.#opcode = opcode;
      this.#compressed = (first & COMPRESSED) !== 0;
      this.#messageLength = 0;
    }
    this.#maskAt = 0;
    this.#inPayload = true;
    if (this.#left === 0) this.#frameDone();
  }

  #payloadLength(): number {
    const short = this.#header[1]! & 0x7f;
    if (short < 126) return short;
    let length = 0;
    for (let i = 2; i < (short === 126 ? 4 : 10); i++) length = length * 256 + this.#header[i]!;
    return length;
  }

  #payload(bytes: Uint8Array, start: number, end: number): void {
    const wanted = this.#opcode === TEXT || this.#compressed;
    if ((this.#header[0]! & 0x0f) >= CLOSE || !wanted || this.#messageLength < 0) return;
    const length = this.#messageLength + end - start;
    if (length > LIMITS.bodyBytesMax) {
      this.#messageLength = -1;
      return;
    }
    this.#reserve(length);
    const mask = this.#header[1]! & 0x80 ? this.#headerLength - 4 : -1;
    const message = this.#message;
    const shift = this.#messageLength - start;
    if (mask < 0) for (let i = start; i < end; i++) message[shift + i] = bytes[i]!;
    else {
      const header = this.#header;
      const phase = this.#maskAt - start;
      for (let i = start; i < end; i++)
        message[shift + i] = bytes[i]! ^ header[mask + ((phase + i) & 3)]!;
    }
    this.#maskAt += end - start;
    this.#messageLength = length;
  }

  #reserve(length: number): void {
    if (length <= this.#message.length) return;
    const larger = new Uint8Array(Math.max(length, this.#message.length * 2, 256));
    larger.set(this.#message.subarray(0, this.#messageLength));
    this.#message = larger;
  }

  #frameDone(): void {
    const first = this.#header[0]!;
    this.#inPayload = false;
    this.#headerLength = 0;
    if ((first & 0x0f) === CLOSE) this.#stopped = true;
    if ((first & 0x0f) >= CLOSE || !(first & FIN)) return;
    const text = this.#compressed ? this.#inflated() : this.#plain();
    if (!this.#stopped && !this.#owner.message(text)) this.#stopped = true;
    this.#opcode = 0;
    this.#compressed = false;
    this.#messageLength = 0;
  }

  #plain(): string | null {
    if (this.#opcode === TEXT && this.#messageLength < 0) this.#owner.anomaly('websocket-long');
    if (this.#opcode !== TEXT) return null;
    return this.#messageLength < 0 ? null : utf8(this.#message, 0, this.#messageLength);
  }

  /** The window runs on over all compressed messages: one that cannot be read ends this direction. */
  #inflated(): string | null {
    this.#inflate ??= new MessageInflate(LIMITS.bodyBytesMax);
    const length = this.#messageLength;
    if (length >= 0) this.#reserve(length + MESSAGE_END_BYTES);
    const bytes = length < 0 ? null : this.#inflate.message(this.#message, length);
    if (bytes === null) {
      this.#stop('websocket-deflate');
      return null;
    }
    return this.#opcode === TEXT ? utf8(bytes, 0, bytes.length) : null;
  }

  #stop(code: string): void {
    this.#owner.anomaly(code);
    this.#stopped = true;
  }
}
