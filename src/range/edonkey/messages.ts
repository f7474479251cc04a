// Messages on a TCP stream: protocol byte, length (opcode and payload), opcode, payload.
import { inflateSync } from 'node:zlib';
import { EDONKEY, EMULE, PACKED } from './opcodes.ts';

export interface Message {
  readonly protocol: number;
  readonly opcode: number;
  readonly payload: Uint8Array;
}

const HEADER_BYTES = 6;
/** Nothing of the protocol is longer; a length beyond ends the connection. */
const MESSAGE_BYTES_MAX = 2_000_000;
/** What a packed message may stand for. */
const UNPACKED_BYTES_MAX = 500_000;

export const messageBytes = (protocol: number, opcode: number, payload: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(HEADER_BYTES + payload.length);
  const length = payload.length + 1;
  bytes[0] = protocol;
  for (let i = 0; i < 4; i++) bytes[1 + i] = length >>> (8 * i);
  bytes[5] = opcode;
  bytes.set(payload, HEADER_BYTES);
  return bytes;
};

/** Puts messages together from pieces of a stream. `packedAs`: what packed ones are, eDonkey's to servers, else eMule's. */
export class Assembler {
  readonly #packedAs: number;
  #held: Uint8Array[] = [];
  #bytes = 0;
  /** Bytes that must be there before it is worth looking again. */
  #wanted = HEADER_BYTES;

  constructor(packedAs: typeof EDONKEY | typeof EMULE) {
    this.#packedAs = packedAs;
  }

  /** The messages that are whole now, in order; null when the stream is not of this protocol. */
  push(piece: Uint8Array): Message[] | null {
    this.#held.push(piece);
    this.#bytes += piece.length;
    const messages: Message[] = [];
    if (this.#bytes < this.#wanted) return messages;
    const all = this.#held.length === 1 ? piece : joined(this.#held, this.#bytes);
    let at = 0;
    this.#wanted = HEADER_BYTES;
    while (all.length - at >= HEADER_BYTES) {
      const length = lengthAt(all, at + 1);
      if (!isProtocol(all[at]!) || length < 1 || length > MESSAGE_BYTES_MAX) return null;
      const end = at + HEADER_BYTES - 1 + length;
      if (end > all.length) {
        this.#wanted = end - at;
        break;
      }
      const message = this.#message(all, at, end);
      if (message === null) return null;
      messages.push(message);
      at = end;
    }
    // A copy: what is left must not keep a large piece alive.
    this.#held = at < all.length ? [all.slice(at)] : [];
    this.#bytes = all.length - at;
    return messages;
  }

  #message(all: Uint8Array, at: number, end: number): Message | null {
    const opcode = all[at + HEADER_BYTES - 1]!;
    const payload = all.subarray(at + HEADER_BYTES, end);
    if (all[at] !== PACKED) return { protocol: all[at]!, opcode, payload };
    try {
      const whole = inflateSync(payload, { maxOutputLength: UNPACKED_BYTES_MAX });
      return { protocol: this.#packedAs, opcode, payload: whole };
    } catch {
      return null;
    }
  }
}

export const isProtocol = (byte: number): boolean =>
  byte === EDONKEY || byte === EMULE || byte === PACKED;

const lengthAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;

const joined = (pieces: readonly Uint8Array[], length: number): Uint8Array => {
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
};
