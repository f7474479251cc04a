// The local end of connections that are wrapped in requests: POST after POST upwards; down one long GET, or GETs at a beat.
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { hex } from '../../wire/codec/hex.ts';
import { ask, bodyOf, type Way } from '../http/request.ts';
import type { Disguise } from './disguise.ts';
import { FRAME, type Frame, FrameReader, frameOf } from './frames.ts';
import type { Inflow } from './inflow.ts';
import { type Padding, paddingFor } from './padding.ts';
import { written } from './pump.ts';
import type { Wanted } from './socks.ts';

export interface RequestSettings {
  readonly disguise: Disguise;
  readonly padding: Padding;
  /** Milliseconds between GETs that found nothing; null for one long GET. */
  readonly pollMs: number | null;
  /** What one POST carries at most. */
  readonly postBytes: number;
}

/** A connection that the receiver has made; carries the client's bytes until one end closes. */
export type Carry = (client: Socket, inflow: Inflow) => Promise<void>;

/** Resolves when the receiver is connected to what is wanted. */
export const openByRequests = async (
  way: Way,
  settings: RequestSettings,
  { place, port }: Wanted,
): Promise<Carry> => {
  const tunnel = new RequestTunnel(way, settings);
  const [said] = await tunnel.post(frameOf(FRAME.OPEN, `${place} ${port}`));
  if (said?.kind !== FRAME.OPENED) throw new Error('the receiver does not connect');
  return async (client, inflow) => {
    await Promise.all([tunnel.up(inflow, client), tunnel.down(client)]);
  };
};

const POST_ANSWER_BYTES_MAX = 1 << 16;
/** How late it is seen that the connection has ended. */
const LOOK_MS = 1000;

class RequestTunnel {
  readonly #way: Way;
  readonly #settings: RequestSettings;
  readonly #id: string;
  #count = 0;
  #over = false;

  constructor(way: Way, settings: RequestSettings) {
    this.#way = way;
    this.#settings = settings;
    this.#id = hex(way.host.random.bytes(8));
  }

  async post(frames: Uint8Array): Promise<Frame[]> {
    const { disguise, padding } = this.#settings;
    const { host } = this.#way;
    const padded = Buffer.concat([frames, paddingFor(frames.length, padding, host.random)]);
    const body = Buffer.concat([disguise.head, disguise.wrap(padded)]);
    await host.line.take(body.length);
    const answer = await ask(this.#way, {
      method: 'POST',
      path: `${disguise.upPath}?${this.#query()}`,
      headers: [...this.#headers(), ['Content-Type', disguise.upType]],
      body,
    });
    return framesOf(disguise, await granted(answer));
  }

  /** What the client sends, until it ends. */
  async up(inflow: Inflow, client: Socket): Promise<void> {
    while (!inflow.over && !this.#over) {
      const bytes = await inflow.some(this.#settings.postBytes, LOOK_MS);
      if (bytes.length > 0) await this.post(frameOf(FRAME.DATA, bytes));
    }
    // The receiver forgets a session with its target: who is late with the end is told so.
    if (!this.#over) await this.post(frameOf(FRAME.END)).catch(() => client.destroy());
  }

  /** What comes for the client, until its end. */
  async down(client: Socket): Promise<void> {
    const { pollMs, disguise } = this.#settings;
    while (!this.#over) {
      const wait = pollMs === null ? '' : '&w=0';
      const answer = await ask(this.#way, {
        method: 'GET',
        path: `${disguise.downPath}?${this.#query()}${wait}`,
        headers: this.#headers(),
      });
      const came = await this.#read(answer, client);
      if (client.destroyed) answer.destroy();
      if (this.#way.held.ended || client.destroyed) this.#over = true;
      else if (!this.#over && pollMs !== null && came === 0) await this.#way.held.wait(pollMs);
    }
    client.end();
  }

  async #read(answer: IncomingMessage, client: Socket): Promise<number> {
    if (answer.statusCode !== 200) {
      answer.destroy();
      throw new Error(`the receiver answers ${answer.statusCode}`);
    }
    const unwrap = this.#settings.disguise.unwrapper();
    const reader = new FrameReader();
    let came = 0;
    for await (const piece of answer as AsyncIterable<Buffer>) {
      const content = unwrap(piece);
      const frames = content && reader.push(content);
      if (frames === null) throw new Error('the receiver sends something else');
      for (const { kind, content } of frames) {
        if (kind === FRAME.END) this.#over = true;
        if (kind !== FRAME.DATA) continue;
        came += content.length;
        await written(client, content);
      }
      if (client.destroyed) break;
    }
    return came;
  }

  /** A count makes every address new, so that no proxy answers from its cache. */
  #query(): string {
    return `s=${this.#id}&n=${this.#count++}`;
  }

  #headers(): (readonly [string, string])[] {
    // These tunnels let their user choose a browser's name; this was the commonest.
    const agent = this.#way.host.clientName('Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)');
    return [
      ['User-Agent', agent],
      ['Accept', '*/*'],
      ['Cache-Control', 'no-cache'],
    ];
  }
}

const granted = async (answer: IncomingMessage): Promise<Buffer> => {
  if (answer.statusCode === 200) return await bodyOf(answer, POST_ANSWER_BYTES_MAX);
  answer.destroy();
  throw new Error(`the receiver answers ${answer.statusCode}`);
};

const framesOf = (disguise: Disguise, body: Uint8Array): Frame[] => {
  const content = disguise.unwrapper()(body);
  const frames = content && new FrameReader().push(content);
  if (frames === null) throw new Error('the receiver sends something else');
  return frames;
};
