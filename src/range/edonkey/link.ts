// A connection that carries messages, plain or hidden. What is sent keeps its order, whatever waits for the line.
import type { Socket } from 'node:net';
import type { Host } from '../host.ts';
import { sendPaced } from '../line.ts';
import { Assembler, isProtocol, type Message, messageBytes } from './messages.ts';
import type { Handshake, Hidden } from './obfuscation.ts';
import type { EDONKEY, EMULE } from './opcodes.ts';

/** Milliseconds for the handshake of obfuscation, and until a silent connection is ended. */
const HANDSHAKE_MS = 5000;
const SILENT_MS = 600_000;
/** More than the longest handshake: 96, 1, 255. */
const HANDSHAKE_BYTES_MAX = 1024;

export interface LinkOptions {
  readonly host: Host;
  readonly socket: Socket;
  readonly packedAs: typeof EDONKEY | typeof EMULE;
  /** The side of whoever connected; it sends at once. */
  readonly open?: (send: (bytes: Uint8Array) => void) => Handshake;
  /** The side of whoever was connected to, when what comes first is no plain message; without it only plain is taken. */
  readonly accept?: (send: (bytes: Uint8Array) => void) => Handshake;
  /** False refuses a plain connection of another. */
  readonly plain?: boolean;
}

export class Link {
  readonly socket: Socket;
  /** Set before the first message can come: in the same turn as the link is made. */
  onMessage: (message: Message) => void = () => {};
  onEnd: () => void = () => {};
  /** Resolves when messages can be sent; rejects when the handshake fails. */
  readonly ready: Promise<void>;
  readonly #host: Host;
  readonly #assembler: Assembler;
  readonly #options: LinkOptions;
  #handshake: Handshake | null = null;
  #wanted = 0;
  #raw = new Uint8Array(0);
  #hidden: Hidden | null = null;
  #ahead: Uint8Array | null = null;
  #state: 'first' | 'handshake' | 'open' | 'ended' = 'first';
  #sending: Promise<void> = Promise.resolve();
  #opened!: () => void;
  #failed!: (reason: Error) => void;

  constructor(options: LinkOptions) {
    this.socket = options.socket;
    this.#host = options.host;
    this.#options = options;
    this.#assembler = new Assembler(options.packedAs);
    this.ready = new Promise((resolve, reject) => {
      this.#opened = resolve;
      this.#failed = reject;
    });
    this.ready.catch(() => {});
    const late = setTimeout(() => {
      if (this.#state !== 'open') this.end();
    }, HANDSHAKE_MS);
    this.socket.setTimeout(SILENT_MS, () => this.end());
    this.socket.on('data', (bytes) => this.#receive(bytes));
    this.socket.once('close', () => {
      clearTimeout(late);
      this.#state = 'ended';
      this.#failed(new Error('the connection ended'));
      this.onEnd();
    });
    if (options.open) this.#start(options.open);
    else if (!options.accept) this.#toOpen();
  }

  get ended(): boolean {
    return this.#state === 'ended' || this.socket.destroyed;
  }

  get obfuscated(): boolean {
    return this.#hidden !== null;
  }

  /** Goes out after all that was sent before; nothing happens when the link has ended. */
  send(protocol: number, opcode: number, payload: Uint8Array = new Uint8Array(0)): void {
    const bytes = this.#outgoing(protocol, opcode, payload);
    this.#sending = this.#sending.then(() => {
      if (!this.ended && this.socket.writable) this.socket.write(bytes);
    });
  }

  /** The same at the pace of the host's line; resolves when it was taken. */
  async sendPaced(protocol: number, opcode: number, payload: Uint8Array): Promise<void> {
    const bytes = this.#outgoing(protocol, opcode, payload);
    this.#sending = this.#sending.then(() => sendPaced(this.socket, bytes, this.#host.line));
    await this.#sending;
  }

  /** Closes once what was sent has gone out. */
  finish(): void {
    this.#sending = this.#sending.then(() => void this.socket.end());
  }

  end(): void {
    this.socket.destroy();
  }

  #outgoing(protocol: number, opcode: number, payload: Uint8Array): Uint8Array {
    const bytes = messageBytes(protocol, opcode, payload);
    this.#hidden?.outgoing.apply(bytes);
    if (this.#ahead === null) return bytes;
    const both = new Uint8Array(this.#ahead.length + bytes.length);
    both.set(this.#ahead);
    both.set(bytes, this.#ahead.length);
    this.#ahead = null;
    return both;
  }

  #receive(bytes: Uint8Array): void {
    try {
      if (this.#state === 'first') this.#first(bytes);
      else if (this.#state === 'handshake') this.#negotiate(bytes);
      else if (this.#state === 'open') this.#shown(bytes);
    } catch {
      // Whatever they sent, it was no message of ours; there is nothing to say to them.
      this.end();
    }
  }

  #first(bytes: Uint8Array): void {
    const { accept, plain = true } = this.#options;
    if (!accept || isProtocol(bytes[0] ?? 0)) {
      if (!plain) throw new Error('plain, and only obfuscation is taken');
      this.#toOpen();
      this.#shown(bytes);
      return;
    }
    this.#start(accept);
    this.#negotiate(bytes.subarray(1));
  }

  #start(side: (send: (bytes: Uint8Array) => void) => Handshake): void {
    this.#state = 'handshake';
    this.#handshake = side((bytes) => this.socket.write(bytes));
    this.#step(this.#handshake.next());
  }

  #negotiate(bytes: Uint8Array): void {
    const raw = new Uint8Array(this.#raw.length + bytes.length);
    raw.set(this.#raw);
    raw.set(bytes, this.#raw.length);
    this.#raw = raw;
    while (this.#handshake && this.#raw.length >= this.#wanted) {
      const given = this.#raw.subarray(0, this.#wanted);
      this.#raw = this.#raw.subarray(this.#wanted);
      this.#step(this.#handshake.next(given));
    }
    if (this.#handshake && this.#raw.length > HANDSHAKE_BYTES_MAX) throw new Error('too long');
    if (!this.#handshake && this.#raw.length > 0) {
      const rest = this.#raw.slice();
      this.#raw = new Uint8Array(0);
      this.#shown(rest);
    }
  }

  #step(step: IteratorResult<number, Hidden>): void {
    if (!step.done) {
      this.#wanted = step.value;
      return;
    }
    this.#handshake = null;
    this.#hidden = step.value;
    if (step.value.ahead.length > 0) this.#ahead = step.value.ahead;
    this.#toOpen();
  }

  #toOpen(): void {
    this.#state = 'open';
    this.#opened();
  }

  #shown(bytes: Uint8Array): void {
    this.#hidden?.incoming.apply(bytes);
    const messages = this.#assembler.push(bytes);
    if (messages === null) throw new Error('not the protocol');
    for (const message of messages) {
      if (this.ended) return;
      this.onMessage(message);
    }
  }
}
