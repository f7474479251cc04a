// The sockets that one program holds, so that they end with it and not only with its host.

interface Ending {
  destroy(): unknown;
  once(event: 'close', listener: () => void): unknown;
}

export class Held {
  readonly #open = new Set<Ending>();
  readonly #waiting = new Set<() => void>();
  #ended = false;

  get ended(): boolean {
    return this.#ended;
  }

  /** Ends it at once when the program has ended. */
  add<T extends Ending>(socket: T): T {
    if (this.#ended) socket.destroy();
    else {
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
    }
    return socket;
  }

  /** Resolves after the time, or at once when the program ends. */
  async wait(ms: number): Promise<void> {
    if (this.#ended) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#waiting.add(done);
    });
  }

  end(): void {
    this.#ended = true;
    for (const done of this.#waiting) done();
    for (const socket of this.#open) socket.destroy();
    this.#open.clear();
  }
}
