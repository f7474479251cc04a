// One TCP connection of Direct Connect: messages up to a delimiter, and in between counted bytes of transfers.
import type { Socket } from 'node:net';
import { BACKLOG_BYTES_MAX, MESSAGE_BYTES_MAX } from './bounds.ts';

export interface ChannelOptions {
  /** NMDC ends messages with `|` and counts bytes as characters; ADC ends them with a newline and is UTF-8. */
  readonly dialect: 'nmdc' | 'adc';
  receive(message: string): void;
  ended(): void;
}

export class Channel {
  readonly socket: Socket;
  /** Messages in both directions, for experiments. */
  readonly counters = { received: 0, sent: 0, bytesSent: 0 };
  readonly #encoding: 'latin1' | 'utf8';
  readonly #delimiter: number;
  readonly #receive: (message: string) => void;
  #held: Buffer = Buffer.alloc(0);
  #taking: { bytes: Uint8Array; filled: number; done: (bytes: Uint8Array) => void } | null = null;

  constructor(socket: Socket, { dialect, receive, ended }: ChannelOptions) {
    this.socket = socket;
    this.#encoding = dialect === 'nmdc' ? 'latin1' : 'utf8';
    this.#delimiter = dialect === 'nmdc' ? 0x7c : 0x0a;
    this.#receive = receive;
    socket.on('data', (chunk) => {
      try {
        this.#read(chunk);
      } catch {
        // Whatever hostile bytes brought about ends this connection and nothing else.
        socket.destroy();
      }
    });
    socket.once('close', ended);
  }

  /** Sends messages as they are, delimiters included; a receiver that does not read is dropped. */
  send(messages: string): void {
    const { socket } = this;
    if (socket.destroyed || !socket.writable) return;
    const bytes = Buffer.from(messages, this.#encoding);
    this.counters.sent += 1;
    this.counters.bytesSent += bytes.length;
    socket.write(bytes);
    if (socket.writableLength > BACKLOG_BYTES_MAX) socket.destroy();
  }

  /** The next `count` bytes are no messages; `done` gets them when all are there. */
  take(count: number, done: (bytes: Uint8Array) => void): void {
    if (count === 0) done(new Uint8Array());
    else this.#taking = { bytes: new Uint8Array(count), filled: 0, done };
  }

  /** Sends what is on its way, then ends. */
  close(): void {
    this.socket.end();
    // An end that the other side does not answer must not keep the socket.
    this.socket.setTimeout(1000, () => this.socket.destroy());
  }

  #read(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.socket.destroyed) return;
      if (this.#taking) {
        at += this.#fill(chunk.subarray(at));
        if (this.#taking) return;
        continue;
      }
      const end = chunk.indexOf(this.#delimiter, at);
      const piece = chunk.subarray(at, end < 0 ? chunk.length : end);
      if (this.#held.length + piece.length > MESSAGE_BYTES_MAX) {
        this.socket.destroy();
        return;
      }
      if (end < 0) {
        this.#held = Buffer.concat([this.#held, piece]);
        return;
      }
      const whole = this.#held.length > 0 ? Buffer.concat([this.#held, piece]) : piece;
      this.#held = Buffer.alloc(0);
      at = end + 1;
      this.counters.received += 1;
      this.#receive(whole.toString(this.#encoding));
    }
  }

  /** Returns how many bytes it took. */
  #fill(chunk: Buffer): number {
    const taking = this.#taking!;
    const part = chunk.subarray(0, taking.bytes.length - taking.filled);
    taking.bytes.set(part, taking.filled);
    taking.filled += part.length;
    if (taking.filled < taking.bytes.length) return part.length;
    this.#taking = null;
    taking.done(taking.bytes);
    return part.length;
  }
}
