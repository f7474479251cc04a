// What listens at an open TCP port. It is asked in the order of likelihood, one connection a question:
//
//   greeting ─► probes likely at this port ─► GET / ─► TLS ─► all other probes
//                                              │        └─ inside: probes of TLS, GET /
//                                              └─ a web server: proxies are asked, and no other system
//
// The first proof ends it, and so does a shape, which is told when there is no proof.

import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { greetingOf, greetingText } from '../../protocols/greetings.ts';
import type { Asking, Dialogue, Listening, StreamProbe, WebAnswer } from '../../systems/probe.ts';
import { ascii, matchesAt } from '../../wire/codec/ascii.ts';
import { hex } from '../../wire/codec/hex.ts';
import { MORE } from '../../wire/dissector.ts';
import type { Callbacks } from './callback.ts';
import { NEVER_SPOKEN_TO, type Patience } from './conduct.ts';
import { connect, converse, type Said } from './connection.ts';
import { type Question, STREAM_QUESTIONS, TLS_QUESTIONS, WEB_QUESTIONS } from './questions.ts';
import { type SecuredStream, secure } from './secured.ts';
import { getDialogue, sentOnTo } from './web.ts';

/** What the scan lends to the asking of one host. */
export interface Means {
  readonly patience: Patience;
  readonly contents: readonly Uint8Array[];
  readonly callbacks: Callbacks;
  readonly random: (count: number) => Uint8Array;
  /** Waits for permission to connect or to send. */
  readonly turn: () => Promise<void>;
}

export const UNKNOWN: Listening = { system: null, protocol: 'unknown' };

export const askPort = async (host: string, port: number, means: Means): Promise<Listening> =>
  new PortAsker(host, port, means).ask();

class PortAsker {
  readonly #host: string;
  readonly #port: number;
  readonly #means: Means;
  #shape: Listening | null = null;
  /** Best name for what was heard so far, without a system. */
  #carrier: Listening = UNKNOWN;

  constructor(host: string, port: number, means: Means) {
    this.#host = host;
    this.#port = port;
    this.#means = means;
  }

  async ask(): Promise<Listening> {
    if (NEVER_SPOKEN_TO.has(this.#port))
      return {
        ...UNKNOWN,
        text: 'not spoken to: printers and controllers take every byte for an order',
      };
    return (await this.#proof()) ?? this.#shape ?? this.#carrier;
  }

  async #proof(): Promise<Listening | null> {
    const greeted = await this.#greeting();
    if (greeted !== 'silent') return greeted;
    const likely = STREAM_QUESTIONS.filter(({ ports }) => ports.has(this.#port));
    const others = STREAM_QUESTIONS.filter(({ ports }) => !ports.has(this.#port));
    const first = await this.#askAll(likely);
    if (first ?? this.#shape) return first;
    const page = await this.#web(false);
    if (page || this.#carrier.protocol === 'http') return page ?? this.#behindWeb(others);
    const inside = await this.#tls();
    if (inside || this.#carrier.protocol === 'tls') return inside;
    return this.#askAll(others);
  }

  /** Who speaks first is named by what he says, or by a probe that waits for it. */
  async #greeting(): Promise<Listening | null | 'silent'> {
    const { answer } = await this.#talk(LISTENING);
    if (answer.length === 0) return 'silent';
    const waiting = STREAM_QUESTIONS.filter(({ probe }) =>
      probe.open(this.#asking(null)).some(({ opening }) => opening === null),
    );
    const found = await this.#askAll(waiting);
    if (found) return found;
    const protocol = greetingOf(answer, answer.length);
    const text = greetingText(answer, answer.length);
    if (protocol !== null) {
      this.#carrier = { system: null, protocol, text };
      return null;
    }
    this.#carrier = { ...UNKNOWN, text };
    return 'silent';
  }

  /** A web server: it may be a proxy, or a servent that answers browsers on its port. */
  #behindWeb(others: readonly Question<StreamProbe>[]): Promise<Listening | null> {
    return this.#askAll(others.filter(({ probe }) => BESIDE_WEB.has(probe.id)));
  }

  async #askAll(questions: readonly Question<StreamProbe>[]): Promise<Listening | null> {
    for (const { probe } of questions) {
      // How many there are is known before the connection, what they say only with its address.
      const count = probe.open(this.#asking(NOWHERE)).length;
      if (count === 0) continue;
      const found = await this.#askOne(probe);
      // A shape is asked no further: whoever exchanges keys with strangers answers nothing else.
      if (found ?? this.#shape) return found;
    }
    return null;
  }

  async #askOne(probe: StreamProbe): Promise<Listening | null> {
    let dialogues: readonly Dialogue[] | null = null;
    for (let i = 0; i < (dialogues?.length ?? 1); i++) {
      const socket = await this.#connect();
      if (!socket) return null;
      dialogues ??= probe.open(this.#asking(await this.#callback(socket)));
      const dialogue = dialogues[i];
      if (!dialogue) {
        socket.destroy();
        break;
      }
      const { found, answer } = await converse(socket, dialogue, this.#means.patience);
      if (found?.shape) {
        this.#shape ??= found;
        return null;
      }
      if (found) return (await this.#echoes(dialogue, answer)) ? ECHO : found;
      else this.#note(answer);
    }
    return null;
  }

  /** Where both ends say the same, whoever returns what he gets would be named: he is asked something else. */
  async #echoes({ opening }: Dialogue, answer: Uint8Array): Promise<boolean> {
    if (opening === null || !matchesAt(answer, 0, answer.length, opening)) return false;
    const line = ascii(`${hex(this.#means.random(8))}\r\n`);
    const said = await this.#talk({ opening: line, read: () => MORE, pause: () => null });
    return matchesAt(said.answer, 0, said.answer.length, line);
  }

  /** An answer that no probe wanted may still say what it is. */
  #note(answer: Uint8Array): void {
    if (this.#carrier.protocol !== 'unknown' || answer.length === 0) return;
    const protocol = greetingOf(answer, answer.length);
    if (protocol === 'tls' || protocol === 'http') return;
    if (protocol !== null) this.#carrier = { system: null, protocol };
  }

  async #tls(): Promise<Listening | null> {
    for (const alpn of ALPNS) {
      const secured = await this.#secured(alpn);
      if (!secured) return null;
      this.#carrier = {
        system: null,
        protocol: 'tls',
        ...(secured.subject === '' ? {} : { text: `certificate for ${secured.subject}` }),
      };
      const probes = TLS_QUESTIONS.filter(({ probe }) => sameList(probe.alpn ?? [], alpn));
      const found = await this.#insideTls(secured, probes);
      if (found) return found;
    }
    const carrier = this.#carrier;
    const page = await this.#web(true);
    if (this.#carrier.protocol === 'http')
      this.#carrier = {
        ...this.#carrier,
        protocol: 'https',
        ...(carrier.text === undefined ? {} : { text: carrier.text }),
      };
    return page;
  }

  /** The first probe talks over the connection that is open already, each other over one of its own. */
  async #insideTls(
    first: SecuredStream,
    questions: (typeof TLS_QUESTIONS)[number][],
  ): Promise<Listening | null> {
    let secured: SecuredStream | null = first;
    for (const { probe } of questions) {
      secured ??= await this.#secured(probe.alpn ?? []);
      if (!secured) return null;
      const opened = probe.open(this.#asking(null), secured);
      if (opened === null) continue;
      if ('protocol' in opened) {
        secured.stream.destroy();
        return opened;
      }
      const { found } = await converse(secured.stream, opened, this.#means.patience);
      if (found) return found;
      secured = null;
    }
    secured?.stream.destroy();
    return null;
  }

  /** `/`, where it sends to on the same server, and the paths that are likely at this port. */
  async #web(overTls: boolean): Promise<Listening | null> {
    const root = await this.#get('/', overTls);
    if (!root) return null;
    this.#carrier = { system: null, protocol: 'http', ...serverOf(root) };
    const found = readWeb(root, this.#port);
    if (found) return found;
    const next = sentOnTo(root, this.#host);
    const paths = WEB_QUESTIONS.flatMap(({ probe, ports }) =>
      probe.path !== undefined && ports.has(this.#port) ? [probe.path] : [],
    );
    for (const path of new Set([...(next === null ? [] : [next]), ...paths])) {
      const answer = await this.#get(path, overTls);
      const read = answer && readWeb(answer, this.#port);
      if (read) return read;
    }
    return null;
  }

  async #get(path: string, overTls: boolean): Promise<WebAnswer | null> {
    let answer: WebAnswer | null = null;
    const dialogue = getDialogue(this.#host, this.#port, path, (heard) => {
      answer = heard;
    });
    if (overTls) {
      const secured = await this.#secured([]);
      if (secured) await converse(secured.stream, dialogue, this.#means.patience);
    } else await this.#talk(dialogue);
    return answer;
  }

  async #talk(dialogue: Dialogue): Promise<Said> {
    const socket = await this.#connect();
    return socket
      ? converse(socket, dialogue, this.#means.patience)
      : { found: null, answer: new Uint8Array(0) };
  }

  async #secured(alpn: readonly string[]): Promise<SecuredStream | null> {
    const socket = await this.#connect();
    return socket && secure(socket, alpn, this.#means.patience);
  }

  async #connect(): Promise<Socket | null> {
    // The connection before must be seen to end: some programs take one from each address at a time (Transmission).
    await sleep(this.#means.patience.betweenMs);
    await this.#means.turn();
    const socket = await connect(this.#host, this.#port, this.#means.patience);
    return typeof socket === 'string' ? null : socket;
  }

  async #callback(socket: Socket): Promise<Asking['callback']> {
    const address = socket.localAddress?.replace(/^::ffff:/, '');
    return address === undefined ? null : this.#means.callbacks.at(address);
  }

  #asking(callback: Asking['callback']): Asking {
    const { contents, random } = this.#means;
    return { host: this.#host, port: this.#port, contents, callback, random };
  }
}

const ECHO: Listening = { system: null, protocol: 'echo', text: 'returns what it gets' };

/** Stands for our own listener while dialogues are counted. */
const NOWHERE: Asking['callback'] = { address: '127.0.0.1', port: 9, word: 'counted' };

/** Says nothing, and waits for a greeting. */
const LISTENING: Dialogue = {
  opening: null,
  read: () => MORE,
  pause: () => null,
};

/** Systems whose listeners answer browsers as well. */
const BESIDE_WEB: ReadonlySet<string> = new Set([
  'http-proxy',
  'gnutella',
  'gnutella2',
  'ipfs/libp2p',
]);

const ALPNS: readonly (readonly string[])[] = [
  [],
  ...[
    ...new Set(TLS_QUESTIONS.flatMap(({ probe }) => (probe.alpn ? [probe.alpn.join()] : []))),
  ].map((list) => list.split(',')),
];

const sameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.join() === other.join();

/** Likely probes first; any may read any page. */
const readWeb = (answer: WebAnswer, port: number): Listening | null => {
  const order = [...WEB_QUESTIONS].sort(
    (a, b) => Number(b.ports.has(port)) - Number(a.ports.has(port)),
  );
  for (const { probe } of order) {
    const found = probe.read(answer);
    if (found) return found;
  }
  return null;
};

const serverOf = ({ headers }: WebAnswer): { text?: string } => {
  const server = headers.get('server');
  return server === undefined ? {} : { text: server };
};
