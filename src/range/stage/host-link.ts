// The stage's end of the channel to the process of one host.
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PeerwardenError } from '../../model/errors.ts';
import type { SocketRecord } from '../host.ts';
import type { Plain } from '../role.ts';
import { inNamespace } from './daemon.ts';
import type { Answer, Ask, HostSetup } from './messages.ts';

export interface HostLink {
  ask(question: Ask): Promise<Plain>;
  sockets(): Promise<readonly SocketRecord[]>;
  /** Closes the channel, which ends the process. */
  close(): Promise<void>;
}

/** Milliseconds a host's process may take to stop its programs. */
const END_MS = 3000;
const SAID_CHARS_MAX = 4000;

/** The built program, also when the stage itself runs from its source (tests). */
export const HOST_PROGRAM = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts')
      ? '../../../dist/range/stage/host-process.js'
      : './host-process.js',
    import.meta.url,
  ),
);

/** Starts the process in the namespace and tells it who it is. */
export const linkHost = async (
  namespace: string,
  setup: HostSetup,
  program: string,
): Promise<HostLink> => {
  const [command = '', ...words] = inNamespace(namespace, [process.execPath, program]);
  const child = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const waiting = new Waiting(setup.name);
  const closed = waiting.listen(child);
  const ask = (question: Ask): Promise<Plain> => waiting.ask(child, question) as Promise<Plain>;
  const link: HostLink = {
    ask,
    sockets: async () => (await waiting.ask(child, { ask: 'sockets' })) as readonly SocketRecord[],
    close: () => end(child, closed),
  };
  await ask({ ask: 'host', setup });
  return link;
};

/** Questions without an answer yet. */
class Waiting {
  readonly #host: string;
  readonly #open = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #count = 0;
  #said = '';

  constructor(host: string) {
    this.#host = host;
  }

  /** Resolves when the process is gone. */
  listen(child: ChildProcess): Promise<void> {
    child.on('message', (message) => this.#answer(message as Answer));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-SAID_CHARS_MAX);
    });
    return new Promise((resolve) => {
      const gone = (): void => {
        const why = this.#said.trim();
        for (const { reject } of this.#open.values())
          reject(new Error(`the process of ${this.#host} ended${why ? `: ${why}` : ''}`));
        this.#open.clear();
        resolve();
      };
      child.once('error', (error) => {
        this.#said += error.message;
        gone();
      });
      // Not `close`: with a channel that this end closes, Node 20 never says it.
      child.once('exit', gone);
    });
  }

  ask(child: ChildProcess, question: Ask): Promise<unknown> {
    this.#count += 1;
    const id = this.#count;
    return new Promise((resolve, reject) => {
      if (!child.connected) {
        reject(new Error(`the process of ${this.#host} is gone`));
        return;
      }
      this.#open.set(id, { resolve, reject });
      child.send({ ...question, id }, (error) => {
        if (error && this.#open.delete(id)) reject(error);
      });
    });
  }

  #answer(answer: Answer): void {
    const asked = this.#open.get(answer.id);
    this.#open.delete(answer.id);
    if (!asked) return;
    if ('value' in answer) {
      asked.resolve(answer.value);
      return;
    }
    const { message, code, remedy = '' } = answer.failed;
    const said = `${this.#host}: ${message}`;
    asked.reject(code ? new PeerwardenError(code, { message: said, remedy }) : new Error(said));
  }
}

const end = async (child: ChildProcess, closed: Promise<void>): Promise<void> => {
  if (child.connected) child.disconnect();
  const waited = new AbortController();
  const late = sleep(END_MS, true, { signal: waited.signal }).catch(() => false);
  if (await Promise.race([closed, late])) child.kill('SIGKILL');
  waited.abort();
  await closed;
};
