// A Direct Connect client: one hub (NMDC or ADC), a share, searches, whole lists of others, transfers both ways.
import { createHash } from 'node:crypto';
import { base32 } from '../../wire/codec/base32.ts';
import { bunzip2 } from '../../wire/codec/bzip2-read.ts';
import { tigerTreeRoot } from '../../wire/codec/tiger-tree.ts';
import type { Host, Listener } from '../host.ts';
import type { Plain, Program, Role } from '../role.ts';
import { AdcSession } from './adc-session.ts';
import {
  CHAT_LINES_MAX,
  HITS_MAX,
  INVITE_AGAIN_MS,
  KEPT_MAX,
  LIST_BYTES_MAX,
  LOGIN_MS,
} from './bounds.ts';
import { ConnectionEnded } from './exchange.ts';
import { readFileList } from './file-list.ts';
import { NmdcSession } from './nmdc-session.ts';
import { fieldsOf, numberField, textField } from './options.ts';
import { type Hit, type Self, selfOf } from './self.ts';
import type { Want } from './wants.ts';

export const client: Role = Object.freeze({
  id: 'directconnect/client',
  about: 'Direct Connect client (NMDC and ADC): shares, searches, fetches lists and files',
  async start(host: Host, given: Plain): Promise<Program> {
    const self = selfOf(host, given);
    const session =
      self.settings.hub.dialect === 'nmdc' ? new NmdcSession(self) : new AdcSession(self);
    const listener = await openPorts(self, session);
    const running = new Client(self, session, listener);
    try {
      await running.login();
    } catch (error) {
      await running.stop();
      throw error;
    }
    return running;
  },
});

type AnySession = NmdcSession | AdcSession;

const openPorts = async (self: Self, session: AnySession): Promise<Listener | null> => {
  const { host, settings } = self;
  const { dialect } = settings.hub;
  const listener = settings.active
    ? await host.listen(settings.port, `directconnect/${dialect}`, (socket) =>
        session.accept(socket),
      )
    : null;
  self.listenPort = listener?.port ?? 0;
  // One number for both, as clients show it; a passive one only sends from it.
  self.datagrams = await host.datagrams(self.listenPort, `directconnect/${dialect}-udp`, (bytes) =>
    session.datagram(bytes),
  );
  return listener;
};

class Client implements Program {
  readonly actions: Program['actions'];
  readonly #self: Self;
  readonly #session: AnySession;
  readonly #listener: Listener | null;
  readonly #hits = new Set<(hit: Hit) => void>();
  readonly #chat: string[] = [];
  readonly #kept: { name: string; size: number; tth: string; sha256: string }[] = [];

  constructor(self: Self, session: AnySession, listener: Listener | null) {
    this.#self = self;
    this.#session = session;
    this.#listener = listener;
    self.hit = (hit) => {
      for (const see of this.#hits) see(hit);
    };
    self.heard = (line) => {
      if (this.#chat.push(line) > CHAT_LINES_MAX) this.#chat.shift();
    };
    this.actions = {
      /** `{ words: 'slow ferry' }` or `{ tth }`; ends after `waitMs`, or earlier with `enough` answers. */
      search: async (input) => await this.#search(input),
      users: async () => session.users().map((user) => ({ ...user })),
      /** `{ nick }`: his whole list; `bytes` is what went over the wire. */
      list: async (input) => await this.#list(input),
      /** `{ nick, tth, path }`; rejects when the bytes do not have that tree hash. */
      download: async (input) => await this.#download(input),
      /** `{ text }` */
      say: async (input) => {
        session.say(textField(fieldsOf(input), 'text', ''));
        return null;
      },
      chat: async () => [...this.#chat],
      shares: async () => this.#shares(),
      status: async () => ({ inHub: session.open, fetched: [...this.#kept] }),
    };
  }

  async login(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the hub did not let us in in time')), LOGIN_MS);
    });
    try {
      await Promise.race([this.#session.login(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async stop(): Promise<void> {
    this.#session.close();
    this.#listener?.close();
    this.#self.datagrams?.close();
    this.#self.wants.failAll('the client was stopped');
  }

  #shares(): Plain {
    return this.#self.share.entries.map(({ name, bytes, tth }) => ({
      name,
      size: bytes.length,
      tth,
      sha256: sha256(bytes),
    }));
  }

  async #search(input: Plain): Promise<Plain> {
    const fields = fieldsOf(input);
    const tth = fields['tth'];
    const words = textField(fields, 'words', '')
      .split(/\s+/)
      .filter((word) => word !== '');
    const hits: Hit[] = [];
    const enough = Math.min(HITS_MAX, numberField(fields, 'enough', 1));
    const ended = new AbortController();
    const see = (hit: Hit): void => {
      // A late answer to an earlier search is no answer to this one.
      const fits =
        typeof tth === 'string' ? hit.tth === tth : words.every((word) => holds(hit, word));
      if (fits && hits.length < HITS_MAX) hits.push(hit);
      if (hits.length >= enough) ended.abort();
    };
    this.#hits.add(see);
    try {
      this.#session.search({ words, ...(typeof tth === 'string' ? { tth } : {}) });
      await until(numberField(fields, 'waitMs', SEARCH_MS), [ended.signal, this.#self.host.signal]);
    } finally {
      this.#hits.delete(see);
    }
    return hits.map(({ nick, path, size, tth: hash, freeSlots }) => ({
      nick,
      path,
      size,
      tth: hash,
      freeSlots,
    }));
  }

  async #list(input: Plain): Promise<Plain> {
    const nick = textField(fieldsOf(input), 'nick', '');
    const came = await this.#fetch(nick, { kind: 'list', tth: '', path: '' });
    const plain = came[0] === 0x42 ? bunzip2(came, LIST_BYTES_MAX) : came;
    if (!plain) throw new Error(`the list of ${nick} cannot be unpacked`);
    const files = readFileList(Buffer.from(plain).toString('utf8'));
    return { bytes: came.length, files: files.map((file) => ({ ...file })) };
  }

  async #download(input: Plain): Promise<Plain> {
    const fields = fieldsOf(input);
    const nick = textField(fields, 'nick', '');
    const tth = textField(fields, 'tth', '');
    const path = textField(fields, 'path', '');
    if (!/^[A-Z2-7]{39}$/.test(tth)) throw new Error('a download needs a tree hash');
    const bytes = await this.#fetch(nick, { kind: 'file', tth, path });
    if (base32(tigerTreeRoot(bytes)) !== tth) throw new Error(`what ${nick} sent has another hash`);
    const name = path.split(/[\\/]/).at(-1) ?? '';
    const result = { name, size: bytes.length, tth, sha256: sha256(bytes) };
    if (this.#kept.push(result) > KEPT_MAX) this.#kept.shift();
    return result;
  }

  /** Another connection is asked for when one ends before its time, as clients do when two cross. */
  async #fetch(nick: string, what: Wanted): Promise<Uint8Array> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#fetchOnce(nick, what);
      } catch (error) {
        if (!(error instanceof ConnectionEnded) || tries === FETCH_TRIES) throw error;
      }
    }
  }

  async #fetchOnce(nick: string, what: Wanted): Promise<Uint8Array> {
    const { wants } = this.#self;
    const coming = wants.has(nick);
    const fetched = wants.add(nick, what);
    const invite = (): void => {
      try {
        if (wants.has(nick)) this.#session.invite(nick);
      } catch (error) {
        wants.fail(nick, (error as Error).message);
      }
    };
    if (coming) return await fetched;
    invite();
    // One that still ends an earlier connection refuses the next: it is asked again.
    const again = setInterval(invite, INVITE_AGAIN_MS);
    try {
      return await fetched;
    } finally {
      clearInterval(again);
    }
  }
}

type Wanted = Pick<Want, 'kind' | 'tth' | 'path'>;

const FETCH_TRIES = 3;
const SEARCH_MS = 3000;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const holds = (hit: Hit, word: string): boolean =>
  hit.path.toLowerCase().includes(word.toLowerCase());

/** Resolves after the time, or when one of the signals comes. */
const until = (ms: number, signals: readonly AbortSignal[]): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    for (const signal of signals) {
      if (signal.aborted) return done();
      signal.addEventListener('abort', done);
    }
  });
