// Whether announces to a tracker are the life of a download, by what a log shows of them. A program comes back with the
// same content under the same name: first as started, then at the tracker's interval with counters that move, or
// with none that move, evenly (BEP 3: uploaded, downloaded, left, event). A page that asks for an image at a tracker
// asks when it is opened, for the same address, or for new ones all at once.
//
//   started ──≥ 60 s──► counters or event differ                    a life
//   x ──gap──► x ──gap──► x ──gap──► x, gaps within a quarter       a life (a seeder whom nobody asks)
//   x, x, … when pages are opened                                   none

import { LIMITS } from '../model/limits.ts';
import type { RequestObservation } from '../model/observation.ts';
import { MINUTE_MS } from '../model/time.ts';

interface Announced {
  last: number;
  state: string;
  evenGaps: number;
  shortest: number;
  longest: number;
}

export class AnnounceLives {
  /** By client, content and name. */
  readonly #announced = new Map<string, Announced>();
  readonly #lived = new Set<string>();

  see({ source, url = '', at }: RequestObservation): void {
    if (this.#lived.has(source)) return;
    const content = /[?&]info_hash=([^&]{1,120})/.exec(url)?.[1];
    const name = /[?&]peer_id=([^&]{1,120})/.exec(url)?.[1];
    if (content === undefined || name === undefined) return;
    const key = `${source} ${content} ${name}`;
    const state = url.match(STATE)?.join('&') ?? '';
    const before = this.#announced.get(key);
    if (!before) {
      if (this.#announced.size >= LIMITS.announcesMax) return;
      const gaps = { evenGaps: 0, shortest: Number.POSITIVE_INFINITY, longest: 0 };
      this.#announced.set(key, { last: at, state, ...gaps });
    } else if (isLife(before, at, state)) this.#lived.add(source);
  }

  /** True when one of the client's announces was part of a life. */
  of(client: string): boolean {
    return this.#lived.has(client);
  }
}

/** Takes the announce in. The files of a log that was rotated may come last one first. */
const isLife = (one: Announced, at: number, state: string): boolean => {
  const gap = Math.abs(at - one.last);
  if (gap < INTERVAL_MIN_MS) return false;
  const moved = state !== one.state;
  one.last = at;
  one.state = state;
  one.evenGaps++;
  one.shortest = Math.min(one.shortest, gap);
  one.longest = Math.max(one.longest, gap);
  return moved || (one.evenGaps >= EVEN_GAPS && one.longest <= one.shortest * EVENLY);
};

const STATE = /(?<=[?&])(?:uploaded|downloaded|left|event)=[^&]{0,24}/g;
/** Trackers refuse to be asked more often. */
const INTERVAL_MIN_MS = MINUTE_MS;
const EVEN_GAPS = 3;
const EVENLY = 1.25;
