// A client's side of its session with a supernode: found by ping, then greeted, told of the shares, asked.
import type { DatagramPort, Host } from '../host.ts';
import { Incoming, SESSION_SILENCE_MS } from '../incoming.ts';
import { parseDatagram, ping } from './datagram.ts';
import {
  type Found,
  FST,
  nodeInfo,
  type Place,
  type Push,
  parsePush,
  parseResults,
  push,
  type Shared,
  search,
  share,
} from './message.ts';
import { type FstSession, greet } from './session.ts';

const PINGS = 5;
const PING_MS = 500;
const ANSWER_MS = 10_000;
const RESULTS_MAX = 1024;

interface Searching {
  readonly found: Found[];
  end(error: Error | null): void;
}

export class SupernodeLink {
  readonly #session: FstSession;
  readonly #supernode: Place;
  readonly #searching = new Map<number, Searching>();
  #searches = 0;

  private constructor(session: FstSession, supernode: Place) {
    this.#session = session;
    this.#supernode = supernode;
  }

  /** `pushed` is called when somebody asks that a file be pushed to him. */
  static async open(
    host: Host,
    supernode: Place,
    own: Place,
    user: string,
    pushed: (push: Push) => void,
  ): Promise<SupernodeLink> {
    const socket = await host.connect(supernode, 'fasttrack/supernode');
    try {
      const session = await greet(socket, new Incoming(socket, SESSION_SILENCE_MS), host.random);
      session.send(FST.NODE_INFO, nodeInfo(own, user));
      const link = new SupernodeLink(session, supernode);
      link.#listen(pushed).catch(() => socket.destroy());
      return link;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  share(file: Shared): void {
    this.#session.send(FST.SHARE, share(file));
  }

  search(words: readonly string[]): Promise<Found[]> {
    const id = ++this.#searches & 0xffff;
    return new Promise((resolve, reject) => {
      const found: Found[] = [];
      const late = setTimeout(() => end(new Error('no answer from the supernode')), ANSWER_MS);
      const end = (error: Error | null): void => {
        clearTimeout(late);
        this.#searching.delete(id);
        if (error) reject(error);
        else resolve(found);
      };
      this.#searching.set(id, { found, end });
      if (this.#session.socket.destroyed) end(new Error('the supernode is gone'));
      else this.#session.send(FST.SEARCH, search(id, words.join(' ')));
    });
  }

  askPush(asked: Push): void {
    this.#session.send(FST.PUSH, push(asked, this.#supernode));
  }

  close(): void {
    this.#session.socket.destroy();
  }

  async #listen(pushed: (push: Push) => void): Promise<void> {
    try {
      for (;;) {
        const { type, data } = await this.#session.receive();
        if (type === FST.RESULTS) this.#hear(data);
        if (type === FST.RESULTS_END)
          this.#searching.get(((data[0] ?? 0) << 8) | (data[1] ?? 0))?.end(null);
        const asked = type === FST.PUSH ? parsePush(data) : null;
        if (asked) pushed(asked);
      }
    } finally {
      for (const { end } of [...this.#searching.values()]) end(new Error('the supernode is gone'));
    }
  }

  #hear(data: Uint8Array): void {
    const heard = parseResults(data);
    const searching = heard ? this.#searching.get(heard.id) : undefined;
    for (const each of heard?.found ?? [])
      if (searching && searching.found.length < RESULTS_MAX) searching.found.push(each);
  }
}

/** Real clients connect only to a supernode that answers a ping; datagrams may be lost, so there are several. */
export const findSupernode = async (
  host: Host,
  port: DatagramPort,
  supernode: Place,
  answered: () => boolean,
): Promise<void> => {
  for (let count = 0; count < PINGS && !answered(); count++) {
    port.send(supernode, ping());
    for (let part = 0; part < 10 && !answered(); part++) await host.wait(PING_MS / 10);
  }
  if (!answered()) throw new Error(`no supernode answers at ${supernode.address}`);
};

/** True for the answer of a supernode with room. */
export const isPong = (bytes: Uint8Array): boolean => parseDatagram(bytes)?.kind === 'pong';
