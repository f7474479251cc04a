// Bytes of every address, person, line and of the site as a whole, hour by hour, across the border and inside (D1, D2).
// Only what counts is counted: a connection seen twice moved its bytes once.
import { isPrivate, type Network, networkMatcher, parseAddress } from '../model/address.ts';
import { LIMITS } from '../model/limits.ts';
import type { FlowObservation, Observation, RequestObservation } from '../model/observation.ts';
import { HOUR_MS } from '../model/time.ts';
import { type HourVolume, hourOf, type VolumeSubject, type Volumes } from '../model/volume.ts';

import { type Counting, isSession, isToProxyPort, type Session } from './correlate.ts';
import { LinkLedger } from './link-ledger.ts';

type Sums = { -readonly [Direction in keyof Volumes]: number };

/** The hours of one subject. */
export interface VolumeSeries {
  readonly subject: VolumeSubject;
  /** By hour since 1970. */
  readonly hours: ReadonlyMap<number, Volumes>;
  readonly total: Volumes;
}

interface Series {
  readonly subject: VolumeSubject;
  readonly hours: Map<number, Sums>;
  readonly total: Sums;
  /** By evidence, then hour: what the store keeps. */
  readonly byEvidence: Map<number, Map<number, Sums>>;
  /** Where the last bytes went, as the next mostly do; null: nowhere yet. */
  last: Cell | null;
}

interface Cell {
  readonly evidence: number;
  readonly hour: number;
  readonly sums: Sums;
  readonly evidenceSums: Sums;
}

/** How much went which way, when, and where that is written; `border`: across it. */
export interface Moved {
  readonly at: number;
  readonly until: number;
  readonly evidence: number;
  readonly border: boolean;
  readonly out: number;
  readonly in: number;
}

export class VolumeLedger {
  /** The border of the site, finer than by the hour. */
  readonly link = new LinkLedger();
  readonly #isInside: (words: ArrayLike<number>) => boolean;
  readonly #inside = new Map<string, boolean>();
  readonly #series: Series[] = [];
  readonly #byName: Readonly<Record<VolumeSubject['kind'], Map<string, Series>>> = {
    host: new Map(),
    person: new Map(),
    site: new Map(),
  };
  #cells = 0;
  /** Epoch ms of the first and last byte; from after until while there is none. */
  readonly span = { from: Number.POSITIVE_INFINITY, until: Number.NEGATIVE_INFINITY };
  /** Hours of subjects that were not kept because there were too many. */
  dropped = 0;

  /** `inside`: networks of the site; private ranges where none are named. */
  constructor(inside: readonly Network[]) {
    this.#isInside = inside.length > 0 ? networkMatcher(inside) : isPrivate;
  }

  see(observation: Observation, counting: Counting): void {
    if (counting !== 'counts') return;
    const { kind, at, until = at, origin } = observation;
    const span = { at, until, evidence: origin.evidence };
    if (kind === 'volume') {
      const { device, bytesIn, bytesOut } = observation;
      this.move('site', device, { ...span, border: true, out: bytesOut, in: bytesIn });
      return;
    }
    if (kind !== 'flow' && kind !== 'request' && !isSession(observation)) return;
    const { bytesOut = 0, bytesIn = 0, source, destination } = observation;
    if (bytesOut === 0 && bytesIn === 0) return;
    const sourceInside = this.isInside(source);
    // A request that names no address went through the proxy, and so across the border.
    const destinationInside = destination !== undefined && this.isInside(destination);
    // What goes to the proxy goes across the border; the proxy carries it for others, and what it sends on is the site's.
    if (sourceInside && destinationInside && toProxy(observation)) {
      this.move('host', source, { ...span, border: true, out: bytesOut, in: bytesIn });
      return;
    }
    const border = sourceInside !== destinationInside;
    const out = { ...span, border, out: bytesOut, in: bytesIn };
    const back = { ...span, border, out: bytesIn, in: bytesOut };
    if (sourceInside) this.move('host', source, out);
    if (destinationInside) this.move('host', destination, back);
    if (border) this.cross(sourceInside ? out : back);
    const user = 'user' in observation ? observation.user : undefined;
    if (user !== undefined) this.move('person', user, out);
  }

  series(): readonly VolumeSeries[] {
    return [...this.#series];
  }

  get subjects(): readonly VolumeSubject[] {
    return this.#series.map(({ subject }) => subject);
  }

  /** For the store. */
  *hourVolumes(): Generator<HourVolume> {
    for (const { subject, byEvidence } of this.#series)
      for (const [evidence, hours] of byEvidence)
        for (const [hour, sums] of hours) yield { evidence, subject, at: hour * HOUR_MS, ...sums };
  }

  isInside(address: string): boolean {
    const known = this.#inside.get(address);
    if (known !== undefined) return known;
    const words = parseAddress(address);
    const inside = words !== null && this.#isInside(words);
    if (this.#inside.size < LIMITS.hostsMax) this.#inside.set(address, inside);
    return inside;
  }

  /** What the site as a whole moved across the border. */
  cross(moved: Moved): void {
    this.move(SITE.kind, SITE.name, moved);
    this.crossLink(moved.at, moved.until, moved.out, moved.in);
  }

  crossLink(at: number, until: number, out: number, into: number): void {
    this.link.add(at, Math.min(until, at + SPREAD_HOURS_MAX * HOUR_MS), out, into);
  }

  /** Bytes in equal parts over the time that they took. */
  move(kind: VolumeSubject['kind'], name: string, moved: Moved): void {
    const { at, until, evidence } = moved;
    this.span.from = Math.min(this.span.from, at);
    this.span.until = Math.max(this.span.until, until);
    const first = hourOf(at);
    const last = Math.min(hourOf(Math.max(at, until - 1)), first + SPREAD_HOURS_MAX);
    const lasted = Math.max(1, until - at);
    for (let hour = first; hour <= last; hour++) {
      const series = this.#seriesOf(kind, name);
      if (!series) continue;
      const from = Math.max(at, hour * HOUR_MS);
      const to = hour === last ? Math.max(until, from) : (hour + 1) * HOUR_MS;
      const share = first === last ? 1 : (to - from) / lasted;
      this.#add(series, evidence, hour, moved, share);
    }
  }

  /** Null, and counted, when there are too many. */
  #seriesOf(kind: VolumeSubject['kind'], name: string): Series | null {
    const known = this.#byName[kind].get(name);
    if (known) return known;
    if (this.#series.length >= LIMITS.hostsMax) {
      this.dropped++;
      return null;
    }
    const series: Series = {
      subject: { kind, name },
      hours: new Map(),
      total: nothing(),
      byEvidence: new Map(),
      last: null,
    };
    this.#series.push(series);
    this.#byName[kind].set(name, series);
    return series;
  }

  #add(series: Series, evidence: number, hour: number, moved: Moved, share: number): void {
    add(series.total, moved, share);
    const { last } = series;
    if (last !== null && last.hour === hour && last.evidence === evidence) {
      add(last.sums, moved, share);
      add(last.evidenceSums, moved, share);
      return;
    }
    let own = series.byEvidence.get(evidence);
    if (!own) {
      own = new Map();
      series.byEvidence.set(evidence, own);
    }
    const sums = this.#cell(series.hours, hour);
    const evidenceSums = this.#cell(own, hour);
    if (sums) add(sums, moved, share);
    if (evidenceSums) add(evidenceSums, moved, share);
    if (sums && evidenceSums) series.last = { evidence, hour, sums, evidenceSums };
  }

  #cell(hours: Map<number, Sums>, hour: number): Sums | null {
    let sums = hours.get(hour);
    if (sums) return sums;
    if (this.#cells >= LIMITS.volumeHoursMax) {
      this.dropped++;
      return null;
    }
    this.#cells++;
    sums = nothing();
    hours.set(hour, sums);
    return sums;
  }
}

const toProxy = (observation: FlowObservation | RequestObservation | Session): boolean =>
  observation.kind === 'flow'
    ? observation.facts?.carrier?.['proxy'] === true || observation.via.includes('http-connect')
    : observation.kind !== 'request' && isToProxyPort(observation);

/** Everything across the border. */
export const SITE: VolumeSubject = { kind: 'site', name: '' };

const add = (sums: Sums, moved: Moved, share: number): void => {
  if (moved.border) {
    sums.borderOut += moved.out * share;
    sums.borderIn += moved.in * share;
  } else {
    sums.internalOut += moved.out * share;
    sums.internalIn += moved.in * share;
  }
};

const nothing = (): Sums => ({ borderOut: 0, borderIn: 0, internalOut: 0, internalIn: 0 });

/** A month: a provider's bill; longer spans are cut. */
const SPREAD_HOURS_MAX = 31 * 24;
