// Hosts that a servent heard of: from pongs, X-Try headers, host caches. Bounded; what was heard last is kept.
import { asHost, hostText } from './handshake.ts';
import type { Peer } from './pong.ts';

const HOSTS_MAX = 2000;

export class KnownHosts {
  readonly #hosts = new Map<string, Peer>();
  readonly #own: string;
  /** Told after each host that was heard of. */
  heard: () => void = () => {};

  constructor(own: Peer) {
    this.#own = hostText(own);
  }

  get size(): number {
    return this.#hosts.size;
  }

  /** False when it is the servent itself or no host. */
  learn(peer: Peer): boolean {
    const text = hostText(peer);
    if (text === this.#own || asHost(text) === null) return false;
    this.#hosts.delete(text);
    this.#hosts.set(text, peer);
    if (this.#hosts.size > HOSTS_MAX) this.forget(this.#hosts.values().next().value!);
    this.heard();
    return true;
  }

  forget(peer: Peer): void {
    this.#hosts.delete(hostText(peer));
  }

  /** Last heard first. */
  newest(count: number): Peer[] {
    return [...this.#hosts.values()].slice(-count).reverse();
  }
}
