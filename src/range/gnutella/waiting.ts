// Answers that are waited for, by key, each with an end: timed, bounded, and ended with the servent.

/** Waited for at once; more are refused. */
const WAITING_MAX = 1000;

interface Wait<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (reason: Error) => void;
  readonly timer: NodeJS.Timeout;
}

export class Waiting<T> {
  readonly #waits = new Map<string, Wait<T>>();

  /** Rejects with `otherwise` after so many milliseconds. */
  async expect(key: string, ms: number, otherwise: string): Promise<T> {
    if (this.#waits.size >= WAITING_MAX || this.#waits.has(key))
      throw new Error(`too much is waited for: ${otherwise}`);
    return await new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => this.#end(key)?.reject(new Error(otherwise)), ms);
      this.#waits.set(key, { resolve, reject, timer });
    });
  }

  /** False when nobody waits for it. */
  came(key: string, value: T): boolean {
    const wait = this.#end(key);
    wait?.resolve(value);
    return wait !== null;
  }

  failed(key: string, why: string): void {
    this.#end(key)?.reject(new Error(why));
  }

  stop(): void {
    for (const key of [...this.#waits.keys()]) this.#end(key)?.reject(new Error('stopped'));
  }

  #end(key: string): Wait<T> | null {
    const wait = this.#waits.get(key);
    if (!wait) return null;
    clearTimeout(wait.timer);
    this.#waits.delete(key);
    return wait;
  }
}
