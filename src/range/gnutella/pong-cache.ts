// Pongs kept to answer pings of others with, newest last: no ping needs to travel the whole network (0.6).
import { hostText } from './handshake.ts';
import { type Peer, PONG_HOSTS_MAX, type Pong } from './pong.ts';

/** Pongs kept; older ones make room. */
const PONGS_MAX = 60;

export class PongCache {
  readonly #payloads = new Map<string, Uint8Array>();

  keep(pong: Pong, payload: Uint8Array): void {
    const host = hostText(pong);
    this.#payloads.delete(host);
    this.#payloads.set(host, payload.slice(0, 14));
    for (const oldest of this.#payloads.keys()) {
      if (this.#payloads.size <= PONGS_MAX) break;
      this.#payloads.delete(oldest);
    }
  }

  /** Ten of the newest, without that of the asker. */
  some(asker: Peer): Uint8Array[] {
    const other = hostText(asker);
    return [...this.#payloads]
      .filter(([host]) => host !== other)
      .slice(-PONG_HOSTS_MAX)
      .map(([, payload]) => payload);
  }
}
