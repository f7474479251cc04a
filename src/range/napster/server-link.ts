// A client's side of its connection to a server: what it asks, what it is asked.
import type { Socket } from 'node:net';
import type { Endpoint, Host } from '../host.ts';
import { encode, type Message, MessageReader, TYPE } from './message.ts';

/** Undefined: not for this question. Null: for it, and more is to come. A value ends the wait, an error fails it. */
type See<T> = (message: Message) => T | null | undefined;

interface Waiting {
  readonly see: (message: Message) => boolean;
  readonly fail: (reason: Error) => void;
}

/** Milliseconds a server may take for an answer. */
const ANSWER_MS = 15_000;

export class ServerLink {
  readonly #socket: Socket;
  readonly #waiting = new Set<Waiting>();
  readonly #reader = new MessageReader();
  readonly #heard: (message: Message) => void;

  /** `heard` gets what nobody asked for: 501, 607, counts. */
  static async open(
    host: Host,
    server: Endpoint,
    heard: (message: Message) => void,
  ): Promise<ServerLink> {
    return new ServerLink(await host.connect(server, 'napster/server'), heard);
  }

  constructor(socket: Socket, heard: (message: Message) => void) {
    this.#socket = socket;
    this.#heard = heard;
    socket.on('data', (bytes: Buffer) => {
      const messages = this.#reader.feed(bytes);
      if (messages === null) socket.destroy();
      else for (const message of messages) this.#see(message);
    });
    socket.once('close', () => {
      for (const { fail } of this.#waiting) fail(new Error('the server is gone'));
      this.#waiting.clear();
    });
  }

  get alive(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  send(type: number, text = ''): void {
    if (this.alive) this.#socket.write(encode(type, text));
  }

  /** Sends, and waits for what `see` takes as the answer. Message 0 refuses a login, whatever was asked. */
  ask<T>(type: number, text: string, see: See<T>): Promise<T> {
    if (!this.alive) return Promise.reject(new Error('not connected to a server'));
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(late);
        this.#waiting.delete(waiting);
      };
      const fail = (reason: Error): void => {
        done();
        reject(reason);
      };
      const waiting: Waiting = {
        fail,
        see: (message) => {
          if (message.type === TYPE.ERROR) {
            fail(new Error(`the server refused: ${message.text}`));
            return true;
          }
          try {
            const seen = see(message);
            if (seen != null) {
              done();
              resolve(seen);
            }
            return seen !== undefined;
          } catch (error) {
            fail(error as Error);
            return true;
          }
        },
      };
      const late = setTimeout(() => fail(new Error('no answer from the server')), ANSWER_MS);
      this.#waiting.add(waiting);
      this.send(type, text);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #see(message: Message): void {
    for (const waiting of [...this.#waiting]) if (waiting.see(message)) return;
    this.#heard(message);
  }
}
