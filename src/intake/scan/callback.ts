// The scan's own listener: a proxy that connects here for us would do so for anybody. It says one word, that is sent
// nowhere else, to whoever connects; nothing that it is sent is read.

import { randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import type { Callback } from '../../systems/probe.ts';

/** Whoever comes with a request gets the answer then; who waits for us to speak gets it after this time. */
const SPEAK_FIRST_MS = 150;
const SOCKETS_MAX = 64;
const SOCKET_MS = 5000;

export class Callbacks {
  readonly #word = randomBytes(12).toString('hex');
  /** By own address: one listener each, opened when first needed. */
  readonly #servers = new Map<string, Promise<{ server: Server; port: number } | null>>();

  /** Null when nothing can listen at that address of this machine. */
  async at(address: string): Promise<Callback | null> {
    const known = this.#servers.get(address) ?? this.#listen(address);
    this.#servers.set(address, known);
    const listening = await known;
    return listening && { address, port: listening.port, word: this.#word };
  }

  async close(): Promise<void> {
    for (const listening of this.#servers.values()) (await listening)?.server.close();
  }

  #listen(address: string): Promise<{ server: Server; port: number } | null> {
    return new Promise((resolve) => {
      const server = createServer((socket) => this.#answer(socket));
      server.maxConnections = SOCKETS_MAX;
      server.unref();
      server.once('error', () => resolve(null));
      server.listen(0, address, () => {
        const at = server.address();
        resolve(at !== null && typeof at === 'object' ? { server, port: at.port } : null);
      });
    });
  }

  #answer(socket: Socket): void {
    socket.on('error', () => {});
    socket.setTimeout(SOCKET_MS, () => socket.destroy());
    const speak = (): void => {
      clearTimeout(timer);
      socket.end(
        `HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${this.#word.length}\r\nConnection: close\r\n\r\n${this.#word}`,
      );
    };
    const timer = setTimeout(speak, SPEAK_FIRST_MS);
    socket.once('data', speak);
    socket.once('close', () => clearTimeout(timer));
  }
}
