// One Gnutella or Gnutella2 connection: handshake blocks, then messages in each direction, deflated or plain.
//
//   block ──(CONNECT/0.4, OK, answer)──► messages ──► done
//     └──(CONNECT/0.6)──► block
import { LIMITS } from '../../model/limits.ts';
import { BoundedInflate } from '../../wire/codec/inflate.ts';
import type { Direction, FlowSink, StreamReader } from '../../wire/dissector.ts';
import { type FrameLength, Frames } from './frames.ts';
import {
  type Block,
  blockEnd,
  GNUTELLA2_TYPE,
  mayBeHandshake,
  noteBlock,
  offersGnutella2,
  readBlock,
} from './handshake.ts';

/** How the messages of a system lie in a stream and what one says. */
export interface MessageFormat {
  readonly frameLength: FrameLength;
  read(flow: FlowSink, direction: Direction, bytes: Uint8Array, start: number, end: number): void;
}

export interface SessionFormats {
  readonly gnutella: MessageFormat;
  readonly gnutella2: MessageFormat;
}

export const openSession = (flow: FlowSink, formats: SessionFormats): StreamReader => {
  const agreed: Agreed = { gnutella2: false, tls: false };
  const sides = [new Side(flow, 0, formats, agreed), new Side(flow, 1, formats, agreed)] as const;
  return {
    push: (direction, bytes, start, end) => sides[direction].push(bytes, start, end),
    gap: () => false,
  };
};

interface Agreed {
  gnutella2: boolean;
  tls: boolean;
}

const RATIO_GRACE_BYTES = 1 << 20;
const INFLATE_PIECE = 512;
/** Content type of the first TLS record. */
const TLS_HANDSHAKE = 0x16;

class Side {
  readonly #flow: FlowSink;
  readonly #direction: Direction;
  readonly #formats: SessionFormats;
  readonly #agreed: Agreed;
  #block: Uint8Array | null = new Uint8Array(0);
  #blocks = 0;
  #deflated = false;
  #inflate: BoundedInflate | null = null;
  #compressed = 0;
  #inflated = 0;
  #frames: Frames | null = null;

  constructor(flow: FlowSink, direction: Direction, formats: SessionFormats, agreed: Agreed) {
    this.#flow = flow;
    this.#direction = direction;
    this.#formats = formats;
    this.#agreed = agreed;
  }

  push(bytes: Uint8Array, start: number, end: number): boolean {
    return this.#block === null ? this.#data(bytes, start, end) : this.#text(bytes, start, end);
  }

  #text(bytes: Uint8Array, start: number, end: number): boolean {
    let held = joined(this.#block!, bytes, start, end);
    // At most three blocks in one direction: a request, an answer, and one for tolerance.
    while (this.#blocks < 3) {
      if (this.#blocks > 0 && !mayBeHandshake(held, 0, held.length)) break;
      const stop = blockEnd(held, 0, held.length);
      if (stop < 0) {
        this.#block = held;
        if (held.length <= LIMITS.gnutellaHandshakeBytesMax) return true;
        this.#flow.anomaly('gnutella-handshake-long');
        return false;
      }
      const more = this.#note(held, stop);
      held = held.slice(stop);
      if (!more) break;
    }
    this.#block = null;
    return this.#data(held, 0, held.length);
  }

  /** True when another block follows in this direction: after the request of 0.6. */
  #note(bytes: Uint8Array, stop: number): boolean {
    const block = readBlock(bytes, 0, stop);
    this.#blocks++;
    noteBlock(this.#flow, this.#direction, block);
    const request = block.line.startsWith('GNUTELLA CONNECT');
    this.#deflated = block.headers.get('content-encoding')?.includes('deflate') ?? false;
    if (request) this.#name(offersGnutella2(block));
    else if (/ (200|OK)/.test(block.line)) this.#agree(block);
    return request && !block.line.includes('/0.4');
  }

  /** An answer that accepts settles what is spoken: Gnutella2 by its content type, TLS by "Connection: Upgrade". */
  #agree(block: Block): void {
    if (block.headers.get('content-type')?.includes(GNUTELLA2_TYPE)) this.#agreed.gnutella2 = true;
    if (/upgrade/i.test(block.headers.get('connection') ?? '')) this.#agreed.tls = true;
    this.#name(this.#agreed.gnutella2);
  }

  #name(gnutella2: boolean): void {
    const system = gnutella2 ? 'gnutella2' : 'gnutella';
    this.#flow.name(`${system}/stream`, system);
  }

  #data(bytes: Uint8Array, start: number, end: number): boolean {
    if (start === end) return true;
    if (this.#frames === null) {
      if (this.#agreed.tls && bytes[start] === TLS_HANDSHAKE) {
        this.#flow.carrier('tls', true);
        return false;
      }
      this.#begin();
    }
    const sound = this.#inflate
      ? this.#pushDeflated(bytes, start, end)
      : this.#frames!.push(bytes, start, end);
    if (!sound) this.#flow.anomaly('gnutella-stream-damaged');
    return sound;
  }

  #begin(): void {
    const format = this.#agreed.gnutella2 ? this.#formats.gnutella2 : this.#formats.gnutella;
    this.#frames = new Frames(format.frameLength, (data, from, to) =>
      format.read(this.#flow, this.#direction, data, from, to),
    );
    if (this.#deflated) this.#inflate = new BoundedInflate('any', LIMITS.inflatedBytesMax);
  }

  /** In small pieces, so that a bomb is noticed before it has cost much. */
  #pushDeflated(bytes: Uint8Array, start: number, end: number): boolean {
    for (let at = start; at < end; at += INFLATE_PIECE) {
      const stop = Math.min(end, at + INFLATE_PIECE);
      const sound = this.#inflate!.push(bytes.slice(at, stop));
      const plain = this.#inflate!.take();
      this.#compressed += stop - at;
      this.#inflated += plain.length;
      const ratioMax = RATIO_GRACE_BYTES + this.#compressed * LIMITS.inflateRatioMax;
      if (this.#inflated > Math.min(LIMITS.inflatedBytesMax, ratioMax)) return false;
      if (!this.#frames!.push(plain, 0, plain.length) || !sound) return false;
    }
    return true;
  }
}

const joined = (held: Uint8Array, bytes: Uint8Array, start: number, end: number): Uint8Array => {
  const whole = new Uint8Array(held.length + end - start);
  whole.set(held);
  whole.set(bytes.subarray(start, end), held.length);
  return whole;
};
