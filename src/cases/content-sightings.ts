// Flows that carried a content which notices name: who inside moved it, and when. What carries no readable content is not here.
import { LIMITS } from '../model/limits.ts';
import type { Content, Observation, Origin } from '../model/observation.ts';
import type { TimeWindows } from './time-windows.ts';

export interface Sighting {
  readonly id: string;
  readonly name: string | null;
  readonly source: string;
  readonly destination: string;
  readonly from: number;
  readonly until: number;
  readonly format: string;
  readonly origin: Origin;
}

export class ContentSightings {
  readonly #byId = new Map<string, Sighting[]>();
  readonly #windows: TimeWindows;

  constructor(ids: Iterable<string>, windows: TimeWindows) {
    this.#windows = windows;
    for (const id of ids) this.#byId.set(id, []);
  }

  see(observation: Observation): void {
    if (observation.kind !== 'flow' || this.#byId.size === 0) return;
    if (!this.#windows.touch(observation.at, observation.until)) return;
    const { contents = [], offers = [] } = observation.facts ?? {};
    for (const content of [...contents, ...offers]) this.#note(content, observation);
  }

  /** Of these contents, at some time between the two, in order of time. */
  during(ids: readonly string[], from: number, until: number): readonly Sighting[] {
    return ids
      .flatMap((id) => this.#byId.get(id) ?? [])
      .filter((one) => one.from <= until && one.until >= from)
      .sort((a, b) => a.from - b.from);
  }

  #note({ id, name }: Content, flow: Extract<Observation, { kind: 'flow' }>): void {
    const list = this.#byId.get(id);
    if (list === undefined || list.length >= LIMITS.noticeSightingsMax) return;
    const { source, destination, at, until, format, origin } = flow;
    list.push({ id, name: name ?? null, source, destination, from: at, until, format, origin });
  }
}
