// The receiver's end of connections that are wrapped in requests: one session each, held together by an id.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Host } from '../host.ts';
import type { Held } from '../http/held.ts';
import { bodyOf } from '../http/request.ts';
import { type Disguise, disguiseAt } from './disguise.ts';
import { FRAME, type Frame, FrameReader, frameOf } from './frames.ts';
import { Inflow } from './inflow.ts';
import { written } from './pump.ts';

/** Connects to what a tunnel's user wants; rejects when it may not or cannot. */
export type Connect = (place: string, port: number) => Promise<Socket>;

/** Sessions at once; more are told that there is no room. */
const SESSIONS_MAX = 1024;
/** A session without a request for so long is over. */
const SESSION_IDLE_MS = 60_000;
const BODY_BYTES_MAX = 1 << 20;
/** One answer: then the local end asks again, as proxies that hold answers back want it. */
const LONG_ANSWER_BYTES = 1 << 20;
/** Proxies end answers that are silent for longer. */
const LONG_ANSWER_MS = 20_000;
const POLL_ANSWER_BYTES = 1 << 15;
const PIECE_BYTES = 1 << 14;
/** How late it is seen that the asker has gone. */
const LOOK_MS = 1000;

interface Session {
  readonly target: Socket;
  readonly inflow: Inflow;
  expiry: NodeJS.Timeout;
  answering: boolean;
}

export class Sessions {
  readonly #host: Host;
  readonly #held: Held;
  readonly #connect: Connect;
  readonly #sessions = new Map<string, Session>();

  constructor(host: Host, held: Held, connect: Connect) {
    this.#host = host;
    this.#held = held;
    this.#connect = connect;
  }

  get count(): number {
    return this.#sessions.size;
  }

  async answer(asked: IncomingMessage, reply: ServerResponse): Promise<void> {
    const url = new URL(asked.url ?? '/', 'http://receiver');
    const found = disguiseAt(url.pathname);
    const id = url.searchParams.get('s') ?? '';
    if (found === null || !/^[0-9a-f]{16}$/.test(id)) {
      refuse(reply, 404);
    } else if (found.up && asked.method === 'POST') {
      await this.#up(asked, reply, found.disguise, id);
    } else if (!found.up && asked.method === 'GET') {
      const session = this.#sessions.get(id);
      if (!session || session.answering) return refuse(reply, session ? 409 : 404);
      session.answering = true;
      const poll = url.searchParams.get('w') === '0';
      await this.#down(reply, found.disguise, id, session, poll);
      session.answering = false;
    } else refuse(reply, 405);
  }

  end(): void {
    for (const id of this.#sessions.keys()) this.#end(id);
  }

  async #up(
    asked: IncomingMessage,
    reply: ServerResponse,
    disguise: Disguise,
    id: string,
  ): Promise<void> {
    const content = disguise.unwrapper()(await bodyOf(asked, BODY_BYTES_MAX));
    const frames = content && new FrameReader().push(content);
    if (frames === null) return refuse(reply, 400);
    const said: Uint8Array[] = [];
    for (const frame of frames) {
      if (frame.kind === FRAME.OPEN) said.push(await this.#open(id, frame));
      else if (!(await this.#take(id, frame))) return refuse(reply, 404);
    }
    this.#touch(id);
    const body = Buffer.concat([disguise.head, disguise.wrap(Buffer.concat(said))]);
    reply.writeHead(200, {
      'Content-Type': disguise.downType,
      'Content-Length': String(body.length),
    });
    reply.end(body);
  }

  async #open(id: string, { content }: Frame): Promise<Uint8Array> {
    const [place = '', port] = Buffer.from(content).toString('latin1').split(' ');
    if (this.#sessions.has(id) || this.#sessions.size >= SESSIONS_MAX)
      return frameOf(FRAME.FAILED, 'no room');
    try {
      const target = this.#held.add(await this.#connect(place, Number(port)));
      const expiry = setTimeout(() => this.#end(id), SESSION_IDLE_MS);
      this.#sessions.set(id, { target, inflow: new Inflow(target), expiry, answering: false });
      if (this.#held.ended) this.#end(id);
      return frameOf(FRAME.OPENED);
    } catch (error) {
      return frameOf(FRAME.FAILED, (error as Error).message.slice(0, 200));
    }
  }

  async #take(id: string, { kind, content }: Frame): Promise<boolean> {
    const session = this.#sessions.get(id);
    if (!session) return false;
    if (kind === FRAME.DATA) await written(session.target, content);
    if (kind === FRAME.END) session.target.end();
    return true;
  }

  async #down(
    reply: ServerResponse,
    disguise: Disguise,
    id: string,
    session: Session,
    poll: boolean,
  ): Promise<void> {
    const head = { 'Content-Type': disguise.downType, 'Cache-Control': 'no-cache' };
    const send = async (bytes: Uint8Array): Promise<void> => {
      await this.#host.line.take(bytes.length);
      await written(reply, disguise.wrap(bytes));
    };
    reply.writeHead(200, head);
    reply.write(disguise.head);
    const until = performance.now() + (poll ? 0 : LONG_ANSWER_MS);
    const most = poll ? POLL_ANSWER_BYTES : LONG_ANSWER_BYTES;
    let sent = 0;
    do {
      const wait = Math.max(0, Math.min(LOOK_MS, until - performance.now()));
      const bytes = await session.inflow.some(PIECE_BYTES, wait);
      if (bytes.length > 0) await send(frameOf(FRAME.DATA, bytes));
      else if (poll) break;
      sent += bytes.length;
      this.#touch(id);
    } while (
      !session.inflow.over &&
      !reply.destroyed &&
      sent < most &&
      (poll || performance.now() < until)
    );
    if (session.inflow.over) await send(frameOf(FRAME.END));
    // What was written to somebody who has gone is lost, and the connection with it.
    if (session.inflow.over || reply.destroyed) this.#end(id);
    reply.end();
  }

  #touch(id: string): void {
    this.#sessions.get(id)?.expiry.refresh();
  }

  #end(id: string): void {
    const session = this.#sessions.get(id);
    if (!session) return;
    clearTimeout(session.expiry);
    session.target.destroy();
    this.#sessions.delete(id);
  }
}

const refuse = (reply: ServerResponse, status: number): void => {
  reply.writeHead(status, { 'Content-Length': '0' });
  reply.end();
};
