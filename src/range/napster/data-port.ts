// Files between clients, without the server (section 5): the sharer is connected to and gives, or, when it can only
// connect outwards, it connects and pushes. Who accepts a connection sends `1` first.
//
//   direct   downloader ── connects ──▶ sharer      1 │ GET │ nick "file" offset │ size, bytes
//   pushed   sharer ── connects ──▶ downloader      1 │ SEND │ nick "file" size │ offset │ bytes
import type { Socket } from 'node:net';
import type { Endpoint, Host, Listener } from '../host.ts';
import { Incoming } from '../incoming.ts';
import { sendPaced } from '../line.ts';
import { fields, number, quoted } from './message.ts';
import { FILE_BYTES_MAX, type OwnFile } from './share.ts';

export const DATA_PORT = 6699;
/** Uploads at once; more are turned away. */
const UPLOADS_MAX = 64;
const REQUEST_BYTES_MAX = 2048;
/** Milliseconds a downloader waits for the sharer to connect. */
const PUSH_MS = 15_000;

export interface DataPortOptions {
  readonly host: Host;
  readonly nick: string;
  readonly files: ReadonlyMap<string, OwnFile>;
  /** Of its flows in the truth of recordings. */
  readonly label: string;
  /** Called at the begin and at the end of each upload. */
  readonly uploading?: (begins: boolean) => void;
}

interface Awaited {
  readonly size: number;
  take(bytes: Promise<Uint8Array>): void;
}

export class DataPort {
  readonly #options: DataPortOptions;
  readonly #awaited = new Map<string, Awaited>();
  #uploads = 0;

  constructor(options: DataPortOptions) {
    this.#options = options;
  }

  listen(port: number): Promise<Listener> {
    const { host, label } = this.#options;
    return host.listen(port, label, (socket) => this.accept(socket));
  }

  /** Speaks with who connected; for a port that also serves something else. */
  accept(socket: Socket, incoming = new Incoming(socket)): void {
    socket.write('1');
    this.converse(socket, incoming).catch(() => socket.destroy());
  }

  /** What follows the `1`. */
  async converse(socket: Socket, incoming: Incoming): Promise<void> {
    const verb = textOf(await incoming.until(verbLength, 8));
    const [nick = '', name = '', last] = fields(
      textOf(await incoming.until(requestLength, REQUEST_BYTES_MAX)),
    );
    const value = number(last) ?? 0;
    if (verb === 'GET') {
      await this.#upload(socket, name, value, true);
      return;
    }
    const awaited = this.#awaited.get(key(nick, name));
    if (!awaited || awaited.size !== value) {
      socket.end('INVALID REQUEST');
      return;
    }
    this.#awaited.delete(key(nick, name));
    socket.write('0');
    const bytes = incoming.take(value);
    awaited.take(bytes);
    await bytes;
    socket.end();
  }

  /** Connects to the sharer and gets the file. */
  async fetch(from: Endpoint, name: string, size: number): Promise<Uint8Array> {
    const { host, nick, label } = this.#options;
    checkSize(size);
    const socket = await host.connect(from, label);
    try {
      const incoming = new Incoming(socket);
      await welcome(incoming);
      // The verb goes in a packet of its own.
      socket.write('GET');
      socket.write(requestBytes(nick, name, 0));
      // Nothing divides the size from the file, which may begin with a digit: the size is known from the search.
      const answer = textOf(await incoming.take(String(size).length));
      if (answer !== String(size)) throw new Error(`the sharer answered ${answer}`);
      return await incoming.take(size);
    } finally {
      socket.destroy();
    }
  }

  /** Waits for the sharer to connect and push the file. */
  pushed(nick: string, name: string, size: number): Promise<Uint8Array> {
    checkSize(size);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.#awaited.delete(key(nick, name));
        reject(new Error(`${nick} did not connect`));
      }, PUSH_MS);
      const ended = (): void => {
        clearTimeout(late);
        reject(new Error('ended'));
      };
      const { signal } = this.#options.host;
      signal.addEventListener('abort', ended, { once: true });
      this.#awaited.set(key(nick, name), {
        size,
        take(bytes) {
          clearTimeout(late);
          signal.removeEventListener('abort', ended);
          bytes.then(resolve, reject);
        },
      });
    });
  }

  /** Connects to the downloader and pushes the file. */
  async push(to: Endpoint, name: string): Promise<void> {
    const { host, nick, files, label } = this.#options;
    const file = files.get(name);
    if (!file) return;
    const socket = await host.connect(to, label);
    try {
      const incoming = new Incoming(socket);
      await welcome(incoming);
      socket.write('SEND');
      socket.write(requestBytes(nick, name, file.size));
      const offset = number(textOf(await incoming.until((held) => held.length, 16)));
      if (offset === null) throw new Error('the downloader refused');
      await this.#upload(socket, name, offset, false);
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  async #upload(socket: Socket, name: string, offset: number, sized: boolean): Promise<void> {
    const { host, files, uploading } = this.#options;
    const file = files.get(name);
    if (!file || offset > file.size || this.#uploads >= UPLOADS_MAX) {
      socket.end(file ? 'INVALID REQUEST' : 'FILE NOT SHARED');
      return;
    }
    this.#uploads += 1;
    uploading?.(true);
    try {
      if (sized) socket.write(String(file.size));
      await sendPaced(socket, file.bytes.subarray(offset), host.line);
      socket.end();
    } finally {
      this.#uploads -= 1;
      uploading?.(false);
    }
  }
}

const welcome = async (incoming: Incoming): Promise<void> => {
  const [first] = await incoming.take(1);
  if (first !== 0x31) throw new Error('no file sharer answers there');
};

const checkSize = (size: number): void => {
  if (!(size >= 0 && size <= FILE_BYTES_MAX))
    throw new Error(`a file of ${size} bytes is not taken`);
};

const verbLength = (held: Uint8Array): number => {
  const text = textOf(held.subarray(0, 4));
  for (const verb of ['GET', 'SEND']) {
    if (text.startsWith(verb)) return verb.length;
    if (verb.startsWith(text)) return 0;
  }
  throw new Error('no verb of the protocol');
};

/** A request has no end of its own: it is whole when it ends with digits (they were sent in one packet). */
const requestLength = (held: Uint8Array): number =>
  /^\S+ "[^"]*" \d+$/.test(textOf(held)) ? held.length : 0;

/** `nick "file" number`, one byte a character. */
const requestBytes = (nick: string, name: string, value: number): Uint8Array =>
  Buffer.from(`${nick} ${quoted(name)} ${value}`, 'latin1');

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

const key = (nick: string, name: string): string => `${nick.toLowerCase()} ${name}`;
