// Reads the ClientHello of a QUIC connection out of the client's first packets: opens them, puts the CRYPTO frames in
// order (browsers shuffle and pad them on purpose) and reads the TLS message they make up.
//
// Frames that read as frames, and a ClientHello whose lengths fit, prove the keys: no tag is checked. After a Retry the
// keys change with the connection id (RFC 9001 §5.2).
import { LIMITS } from '../model/limits.ts';
import type { DatagramReader, Direction, FlowSink, TlsSignature } from '../wire/dissector.ts';
import { Pieces } from './pieces.ts';
import {
  clientKeys,
  type InitialKeys,
  type LongHeader,
  numberBytes,
  openInitial,
  readLongHeader,
  readNumber,
} from './quic-initial.ts';
import { TlsFacts } from './tls-facts.ts';

const PADDING = 0x00;
const PING = 0x01;
const ACK = 0x02;
const ACK_WITH_COUNTS = 0x03;
const CRYPTO = 0x06;
/** A datagram holds at most one packet of each kind that matters here, and padding. */
const PACKETS_MAX = 4;

export class QuicReader implements DatagramReader {
  readonly #flow: FlowSink;
  readonly #signatures: readonly TlsSignature[];
  #keys: InitialKeys | null = null;
  #version = 0;
  #hello: Pieces | null = null;
  /** The direction in which a first packet could be opened. */
  #client: Direction | -1 = -1;
  #opened = 0;
  #done = false;

  constructor(flow: FlowSink, signatures: readonly TlsSignature[]) {
    this.#flow = flow;
    this.#signatures = signatures;
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#client !== -1 && this.#client !== direction) return this.#count();
    let at = start;
    for (let i = 0; i < PACKETS_MAX && !this.#done; i++) {
      const header = readLongHeader(bytes, at, end);
      if (header === null) break;
      if (header.numberAt > 0 && this.#initial(bytes, at, header)) this.#client = direction;
      at = header.end;
    }
    return this.#count();
  }

  #count(): boolean {
    this.#opened++;
    return !this.#done && this.#opened < LIMITS.quicInitialsMax;
  }

  #initial(bytes: Uint8Array, at: number, header: LongHeader): boolean {
    const before = this.#version === header.version ? this.#keys : null;
    if (before !== null && this.#frames(openInitial(bytes, at, header, before))) return true;
    const keys = clientKeys(header.version, bytes.subarray(header.idStart, header.idEnd));
    if (keys === null || !this.#frames(openInitial(bytes, at, header, keys))) return false;
    this.#keys = keys;
    this.#version = header.version;
    return true;
  }

  /** False when these are no frames that a first packet of use may hold (RFC 9000 §12.4). */
  #frames(text: Uint8Array): boolean {
    if (!areFrames(text)) return false;
    let at = 0;
    while (at < text.length && !this.#done) {
      if (text[at] === CRYPTO) this.#crypto(text, at + 1);
      at = frameEnd(text, at);
    }
    return true;
  }

  #crypto(text: Uint8Array, at: number): void {
    const offset = readNumber(text, at, text.length);
    const lengthAt = at + numberBytes(text, at, text.length);
    const length = readNumber(text, lengthAt, text.length);
    const start = lengthAt + numberBytes(text, lengthAt, text.length);
    this.#hello ??= new Pieces(LIMITS.quicHelloBytesMax);
    const hello = this.#hello;
    if (!hello.add(offset, text, start, start + length)) {
      this.#flow.anomaly('quic-hello');
      this.#done = true;
      return;
    }
    if (hello.whole < 4) return;
    const { bytes } = hello;
    const needed = 4 + ((bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!);
    if (bytes[0] !== CLIENT_HELLO || needed > LIMITS.quicHelloBytesMax) {
      this.#flow.anomaly('quic-hello');
      this.#done = true;
    } else if (hello.whole >= needed) {
      new TlsFacts(this.#flow, this.#signatures, 'q').clientHello(bytes, needed);
      this.#done = true;
    }
  }
}

const CLIENT_HELLO = 1;

/** With wrong keys the text is random, and passes about once in 2^60: each frame must end where the next begins. */
const areFrames = (text: Uint8Array): boolean => {
  let at = 0;
  for (let i = 0; i < LIMITS.quicFramesMax; i++) {
    if (at === text.length) return text.length > 0;
    at = frameEnd(text, at);
    if (at < 0) return false;
  }
  return false;
};

/** One past the frame at `at`, or -1. A run of padding counts as one frame. */
const frameEnd = (text: Uint8Array, at: number): number => {
  switch (text[at]) {
    case PADDING: {
      let next = at + 1;
      while (next < text.length && text[next] === PADDING) next++;
      return next;
    }
    case PING:
      return at + 1;
    case ACK:
    case ACK_WITH_COUNTS:
      return ackEnd(text, at);
    case CRYPTO:
      return cryptoEnd(text, at + 1);
    default:
      return -1;
  }
};

/** Largest, delay, number of ranges, first range; then two numbers a range, and three counts (RFC 9000 §19.3). */
const ackEnd = (text: Uint8Array, at: number): number => {
  let next = at + 1;
  let left = 4 + (text[at] === ACK_WITH_COUNTS ? 3 : 0);
  for (let i = 0; left > 0 && i < LIMITS.quicFramesMax; i++, left--) {
    const bytes = numberBytes(text, next, text.length);
    if (bytes === 0) return -1;
    if (i === 2) left += 2 * Math.max(0, readNumber(text, next, text.length));
    next += bytes;
  }
  return left > 0 ? -1 : next;
};

const cryptoEnd = (text: Uint8Array, at: number): number => {
  const offset = readNumber(text, at, text.length);
  const lengthAt = at + numberBytes(text, at, text.length);
  const length = readNumber(text, lengthAt, text.length);
  if (offset < 0 || length < 0) return -1;
  const end = lengthAt + numberBytes(text, lengthAt, text.length) + length;
  return end > text.length ? -1 : end;
};
