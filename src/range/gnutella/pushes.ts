// Pushes: a sharer that nobody can connect to connects itself and says `GIV index:GUID/name`. Specification v0.4 "Firewalled Servents".
import { Conversation } from './conversation.ts';
import { guidText } from './message.ts';
import type { Push } from './query.ts';
import type { Found } from './searches.ts';
import type { Servent } from './servent.ts';
import { Waiting } from './waiting.ts';

/** How long a pushed connection is waited for, ms. */
const PUSH_MS = 10_000;
/** Pushes obeyed at once; strangers ask for them. */
const OBEYED_MAX = 8;

export class Pushes {
  readonly #servent: Servent;
  readonly #waiting = new Waiting<Conversation>();
  #obeying = 0;
  /** Connections that were opened because somebody asked. */
  obeyed = 0;

  constructor(servent: Servent) {
    this.#servent = servent;
  }

  /** Asks the sharer to connect here; rejects when it does not. */
  async ask(found: Found): Promise<Conversation> {
    const { index, servent } = found;
    const key = `${index}:${servent}`;
    const arrival = this.#waiting.expect(key, PUSH_MS, `${found.name}: the sharer did not push`);
    const known = this.#servent.relay.push({
      servent: Buffer.from(servent, 'hex'),
      index,
      ...this.#servent.listen,
    });
    if (!known) this.#waiting.failed(key, 'the way to the sharer is not known any more');
    return await arrival;
  }

  /** Somebody wants a file of ours: connect, say which it is, and serve. */
  async obey({ index, address, port }: Push): Promise<void> {
    const share = this.#servent.collection.byIndex(index);
    if (!share || this.#obeying >= OBEYED_MAX) return;
    this.#obeying += 1;
    try {
      const conversation = new Conversation(await this.#servent.open({ address, port }));
      this.obeyed += 1;
      const servent = guidText(this.#servent.guid).toUpperCase();
      conversation.write(`GIV ${index}:${servent}/${share.name}\n\n`);
      await this.#servent.uploads.serve(conversation);
    } finally {
      this.#obeying -= 1;
    }
  }

  /** A connection that began with `GIV`; false when nobody asked for it. */
  arrived(head: string, conversation: Conversation): boolean {
    const match = /^GIV (\d{1,10}):([0-9a-f]{32})\//i.exec(head);
    if (!match) return false;
    return this.#waiting.came(`${Number(match[1])}:${match[2]!.toLowerCase()}`, conversation);
  }

  stop(): void {
    this.#waiting.stop();
  }
}
