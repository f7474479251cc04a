// The sockets that one program holds, so that they end with it and not only with its host.

interface Ending {
  destroy(): unknown;
  once(event: 'close', listener: () => void): unknown;
}

export class Held {
  readonly #open = new Set<Ending>();
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

  end(): void {
    this.#ended = true;
    for (const socket of this.#open) socket.destroy();
    this.#open.clear();
  }
}
