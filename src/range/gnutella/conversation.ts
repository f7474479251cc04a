// A socket as a conversation of heads, bodies and then messages, whatever way its bytes are cut. Bounded and timed.
import type { Socket } from 'node:net';

/** Longest head (handshake or HTTP) that is read. */
const HEAD_BYTES_MAX = 16_384;
/** Bytes held for a reader that is not yet there; then the socket waits. */
const HELD_BYTES_MAX = 65_536;
/** A silence that ends a conversation of heads and bodies, ms. */
const SILENCE_MS = 15_000;

export class Conversation {
  readonly socket: Socket;
  #held: Uint8Array = new Uint8Array(0);
  #wake: () => void = () => {};
  #taker: ((piece: Uint8Array) => void) | null = null;
  #ended = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (piece: Uint8Array) => this.#take(piece));
    for (const event of ['end', 'close', 'error'] as const)
      socket.on(event, () => {
        this.#ended = true;
        this.#wake();
      });
    socket.setTimeout(SILENCE_MS, () => socket.destroy());
  }

  write(text: string | Uint8Array): void {
    if (this.socket.writable) this.socket.write(text);
  }

  /** Text up to and without the blank line that ends it (LF or CR LF); rejects when the other ends or says too much. */
  async head(): Promise<string> {
    for (;;) {
      const end = blankLine(this.#held);
      if (end) {
        const text = Buffer.from(this.#held.subarray(0, end.start)).toString('latin1');
        this.#keep(this.#held.slice(end.next));
        return text;
      }
      if (this.#held.length > HEAD_BYTES_MAX) throw this.#fail('said more than a head');
      await this.#more();
    }
  }

  /** Exactly so many bytes; the caller has bounded `count`. */
  async body(count: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      const part = this.#held.subarray(0, count - filled);
      bytes.set(part, filled);
      filled += part.length;
      this.#keep(this.#held.subarray(part.length));
      if (filled < count) await this.#more();
    }
    return bytes;
  }

  /** From here on every piece goes to `taker`; silence is allowed. */
  handOver(taker: (piece: Uint8Array) => void): void {
    this.socket.setTimeout(0);
    this.#taker = taker;
    const held = this.#held;
    this.#keep(new Uint8Array(0));
    if (held.length > 0) taker(held);
  }

  #take(piece: Uint8Array): void {
    if (this.#taker) {
      this.#taker(piece);
      return;
    }
    this.#held = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    if (this.#held.length > HELD_BYTES_MAX) this.socket.pause();
    this.#wake();
  }

  #keep(rest: Uint8Array): void {
    this.#held = rest;
    if (rest.length <= HELD_BYTES_MAX && this.socket.isPaused()) this.socket.resume();
  }

  async #more(): Promise<void> {
    if (this.#ended) throw this.#fail('ended the conversation');
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  #fail(what: string): Error {
    const { remoteAddress, remotePort } = this.socket;
    this.socket.destroy();
    return new Error(`${remoteAddress ?? 'the other'}:${remotePort ?? '?'} ${what}`);
  }
}

const LF = 10;
const CR = 13;

const blankLine = (bytes: Uint8Array): { start: number; next: number } | null => {
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    const start = bytes[at - 1] === CR ? at - 1 : at;
    if (bytes[at + 1] === LF) return { start, next: at + 2 };
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return { start, next: at + 3 };
  }
  return null;
};

/** A head's first line and its headers, names in small letters; a later header of the same name wins. */
export const readHead = (text: string): { first: string; headers: Map<string, string> } => {
  const [first = '', ...lines] = text.split(/\r?\n/);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { first, headers };
};
