// A transfer over a client–client connection: `GET type id start bytes` and what answers it. NMDC ($ADCGET) and ADC
// (CGET) have the same five words.
import type { Line } from '../line.ts';
import { sendPaced } from '../line.ts';
import { TRANSFER_BYTES_MAX } from './bounds.ts';
import type { Channel } from './channel.ts';
import type { Share } from './share.ts';

/** How the two protocols write what an exchange says, closing delimiter included. */
export interface Manner {
  get(type: string, id: string): string;
  send(type: string, id: string, start: number, count: number): string;
  refuse(reason: string): string;
}

interface Waiting {
  resolve(bytes: Uint8Array): void;
  reject(reason: Error): void;
}

/** Ended before what was asked for came: clients ask again over another connection. */
export class ConnectionEnded extends Error {}

export class Exchange {
  readonly #channel: Channel;
  readonly #manner: Manner;
  readonly #share: Share;
  readonly #line: Line;
  #waiting: Waiting | null = null;
  /** Requests that came while another is being answered wait their turn. */
  #sending: Promise<void> = Promise.resolve();
  #queued = 0;

  constructor(channel: Channel, manner: Manner, share: Share, line: Line) {
    this.#channel = channel;
    this.#manner = manner;
    this.#share = share;
    this.#line = line;
  }

  /** Asks for a whole file or list; one at a time. */
  fetch(type: string, id: string): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (this.#channel.socket.destroyed)
        return reject(new ConnectionEnded('the connection has ended'));
      this.#waiting = { resolve, reject };
      this.#channel.send(this.#manner.get(type, id));
    });
  }

  /** The other side sends: so many bytes follow. */
  announced(count: number): void {
    const waiting = this.#waiting;
    if (!waiting || !(count >= 0 && count <= TRANSFER_BYTES_MAX)) {
      this.#channel.socket.destroy();
      return;
    }
    this.#channel.take(count, (bytes) => {
      this.#waiting = null;
      waiting.resolve(bytes);
    });
  }

  /** The other side does not. */
  refused(reason: string): void {
    this.#fail(new Error(reason));
  }

  /** The other side is gone. */
  ended(): void {
    this.#fail(new ConnectionEnded('the connection ended'));
  }

  #fail(reason: Error): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.reject(reason);
  }

  /** Answers `GET type id start count`; a count of −1 is all the rest. */
  serve(words: readonly string[]): void {
    const [type = '', id = '', first, many] = words;
    const start = Number(first);
    const item = this.#share.item(type, id);
    const rest = item ? item.length - start : 0;
    const count = Number(many) === -1 ? rest : Number(many);
    const sound = Number.isInteger(start) && Number.isInteger(count) && start >= 0 && count >= 0;
    if (!item || !sound || count > rest)
      this.push(this.#manner.refuse('File Not Available'), new Uint8Array());
    else this.push(this.#manner.send(type, id, start, count), item.subarray(start, start + count));
  }

  /** A message, and bytes at the pace of the host's line. */
  push(message: string, bytes: Uint8Array): void {
    if (this.#queued >= QUEUED_MAX) {
      this.#channel.socket.destroy();
      return;
    }
    this.#queued += 1;
    this.#sending = this.#sending.then(async () => {
      if (message !== '') this.#channel.send(message);
      await sendPaced(this.#channel.socket, bytes, this.#line);
      this.#queued -= 1;
    });
  }
}

/** Nobody asks for a second thing before the first is there, except in the moment of its last bytes. */
const QUEUED_MAX = 8;
