// Bytes of every address, person, line and of the site as a whole, hour by hour, across the border and inside (D1, D2).
// Only what counts is counted: a connection seen twice moved its bytes once.
import { isPrivate, type Network, networkMatcher, parseAddress } from '../model/address.ts';
import { LIMITS } from '../model/limits.ts';
import type { FlowObservation, Observation, RequestObservation } from '../model/observation.ts';
import { HOUR_MS } from '../model/time.ts';
import { type HourVolume, hourOf, type VolumeSubject, type Volumes } from '../model/volume.ts';

import { type Counting, isSession, isToProxyPort, type Session } from './correlate.ts';

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
}

export class VolumeLedger {
  readonly #isInside: (words: ArrayLike<number>) => boolean;
  readonly #inside = new Map<string, boolean>();
  readonly #series = new Map<string, Series>();
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
    const { kind, at } = observation;
    if (kind === 'volume') {
      const { device, bytesIn, bytesOut } = observation;
      this.#spread({ kind: 'site', name: device }, observation, {
        borderOut: bytesOut,
        borderIn: bytesIn,
      });
      return;
    }
    if (kind !== 'flow' && kind !== 'request' && !isSession(observation)) return;
    const { bytesOut = 0, bytesIn = 0, source, destination } = observation;
    if (bytesOut === 0 && bytesIn === 0) return;
    const until = observation.until ?? at;
    const span = { origin: observation.origin, at, until };
    const sourceInside = this.#insideOf(source);
    // A request that names no address went through the proxy, and so across the border.
    const destinationInside = destination !== undefined && this.#insideOf(destination);
    // What goes to the proxy goes across the border; the proxy carries it for others, and what it sends on is the site's.
    if (sourceInside && destinationInside && toProxy(observation)) {
      const across = { borderOut: bytesOut, borderIn: bytesIn };
      this.#spread({ kind: 'host', name: source }, span, across);
      return;
    }
    const border = sourceInside !== destinationInside;
    const out = border
      ? { borderOut: bytesOut, borderIn: bytesIn }
      : { internalOut: bytesOut, internalIn: bytesIn };
    const back = border
      ? { borderOut: bytesIn, borderIn: bytesOut }
      : { internalOut: bytesIn, internalIn: bytesOut };
    if (sourceInside) this.#spread({ kind: 'host', name: source }, span, out);
    if (destinationInside) this.#spread({ kind: 'host', name: destination }, span, back);
    if (border) this.#spread(SITE, span, sourceInside ? out : back);
    const user = 'user' in observation ? observation.user : undefined;
    if (user !== undefined) this.#spread({ kind: 'person', name: user }, span, out);
  }

  series(): readonly VolumeSeries[] {
    return [...this.#series.values()];
  }

  get subjects(): readonly VolumeSubject[] {
    return [...this.#series.values()].map(({ subject }) => subject);
  }

  /** For the store. */
  *hourVolumes(): Generator<HourVolume> {
    for (const { subject, byEvidence } of this.#series.values())
      for (const [evidence, hours] of byEvidence)
        for (const [hour, sums] of hours) yield { evidence, subject, at: hour * HOUR_MS, ...sums };
  }

  #insideOf(address: string): boolean {
    const known = this.#inside.get(address);
    if (known !== undefined) return known;
    const words = parseAddress(address);
    const inside = words !== null && this.#isInside(words);
    if (this.#inside.size < LIMITS.hostsMax) this.#inside.set(address, inside);
    return inside;
  }

  /** Bytes in equal parts over the time that they took. */
  #spread(
    subject: VolumeSubject,
    { at, until = at, origin }: Pick<Observation, 'at' | 'until' | 'origin'>,
    bytes: Partial<Volumes>,
  ): void {
    this.span.from = Math.min(this.span.from, at);
    this.span.until = Math.max(this.span.until, until);
    const first = hourOf(at);
    const last = Math.min(hourOf(Math.max(at, until - 1)), first + SPREAD_HOURS_MAX);
    const lasted = Math.max(1, until - at);
    for (let hour = first; hour <= last; hour++) {
      const from = Math.max(at, hour * HOUR_MS);
      const to = hour === last ? Math.max(until, from) : (hour + 1) * HOUR_MS;
      const share = first === last ? 1 : (to - from) / lasted;
      this.#add(subject, origin.evidence, hour, bytes, share);
    }
  }

  #add(
    subject: VolumeSubject,
    evidence: number,
    hour: number,
    bytes: Partial<Volumes>,
    share: number,
  ): void {
    const key = `${subject.kind} ${subject.name}`;
    let series = this.#series.get(key);
    if (!series) {
      if (this.#series.size >= LIMITS.hostsMax) {
        this.dropped++;
        return;
      }
      series = { subject, hours: new Map(), total: nothing(), byEvidence: new Map() };
      this.#series.set(key, series);
    }
    let own = series.byEvidence.get(evidence);
    if (!own) {
      own = new Map();
      series.byEvidence.set(evidence, own);
    }
    const sums = this.#cell(series.hours, hour);
    const evidenceSums = this.#cell(own, hour);
    for (const name of Object.keys(bytes) as (keyof Volumes)[]) {
      const part = bytes[name]! * share;
      series.total[name] += part;
      if (sums) sums[name] += part;
      if (evidenceSums) evidenceSums[name] += part;
    }
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

const nothing = (): Sums => ({ borderOut: 0, borderIn: 0, internalOut: 0, internalIn: 0 });

/** A month: a provider's bill; longer spans are cut. */
const SPREAD_HOURS_MAX = 31 * 24;
