// Messages that a servent sent and received, by type, and what became of those it did not pass on.
import type { Plain } from '../role.ts';
import { typeName } from './message.ts';

export class Tally {
  readonly sent = new Uint32Array(256);
  readonly received = new Uint32Array(256);
  /** Seen before, and dropped. */
  duplicates = 0;
  /** Not passed on since their TTL was used up. */
  expired = 0;
  /** Answers and pushes whose way back was not known (any more). */
  unrouted = 0;
  malformed = 0;
  /** Not sent since the neighbour's queue was full or its connection gone. */
  dropped = 0;

  /** Of all types; experiments ask often. */
  sentInAll = 0;
  receivedInAll = 0;

  countSent(type: number): void {
    this.sent[type]! += 1;
    this.sentInAll += 1;
  }

  countReceived(type: number): void {
    this.received[type]! += 1;
    this.receivedInAll += 1;
  }

  /** Names as in `message.ts`: `{ sent: { ping: 4, query: 1 }, … }`. */
  plain(): { readonly [key: string]: Plain } {
    const { duplicates, expired, unrouted, malformed, dropped } = this;
    return {
      sent: named(this.sent),
      received: named(this.received),
      duplicates,
      expired,
      unrouted,
      malformed,
      dropped,
    };
  }
}

const named = (counts: Uint32Array): Record<string, number> => {
  const names: Record<string, number> = {};
  for (const [type, count] of counts.entries())
    if (count > 0) names[typeName(type)] = (names[typeName(type)] ?? 0) + count;
  return names;
};
