// What a client waits to fetch, by the user who has it.
import { FETCH_MS, WANTS_MAX } from './bounds.ts';

export interface Want {
  /** The whole file list, or one file. */
  readonly kind: 'list' | 'file';
  readonly tth: string;
  /** As the user's list has it; old clients name files so. */
  readonly path: string;
  resolve(bytes: Uint8Array): void;
  reject(reason: Error): void;
}

export class Wants {
  readonly #signal: AbortSignal;
  readonly #byNick = new Map<string, Want[]>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  has(nick: string): boolean {
    return (this.#byNick.get(nick)?.length ?? 0) > 0;
  }

  /** The next one for a user, which is then nobody else's. */
  take(nick: string): Want | undefined {
    return this.#byNick.get(nick)?.shift();
  }

  /** Resolves when it was fetched; rejects after a minute, or when the host is closed. */
  add(nick: string, what: Pick<Want, 'kind' | 'tth' | 'path'>): Promise<Uint8Array> {
    const queue = this.#byNick.get(nick) ?? [];
    if (queue.length >= WANTS_MAX || this.#byNick.size >= WANTS_MAX * WANTS_MAX)
      return Promise.reject(new Error(`too much is waited for from ${nick}`));
    this.#byNick.set(nick, queue);
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#signal.removeEventListener('abort', stopped);
        const place = queue.indexOf(want);
        if (place >= 0) queue.splice(place, 1);
        if (queue.length === 0 && this.#byNick.get(nick) === queue) this.#byNick.delete(nick);
      };
      const want: Want = {
        ...what,
        resolve: (bytes) => {
          end();
          resolve(bytes);
        },
        reject: (reason) => {
          end();
          reject(reason);
        },
      };
      const stopped = (): void => want.reject(new Error('the client has ended'));
      const timer = setTimeout(() => want.reject(new Error(`${nick} sent nothing`)), FETCH_MS);
      this.#signal.addEventListener('abort', stopped);
      queue.push(want);
    });
  }

  /** Nobody will bring these any more. */
  fail(nick: string, reason: string): void {
    for (const want of [...(this.#byNick.get(nick) ?? [])]) want.reject(new Error(reason));
  }

  failAll(reason: string): void {
    for (const nick of [...this.#byNick.keys()]) this.fail(nick, reason);
  }
}
