// What one client offers to others, as far as it was seen: how many names, which of them look sensitive, from where on
// disk, since when, and who was told. Bounded: of many, those that say most are kept.
import { LIMITS } from '../../model/limits.ts';
import { kindOf } from './file-kinds.ts';
import { type NameSense, type Sureness, senseOf, type WordList } from './name-sense.ts';
import { placeOf, type SharedPlace } from './shared-place.ts';

/** How an offer is known: told on the wire, exchanged (a torrent's peers give what they take), or read on the disk. */
export type OfferWay = 'told' | 'exchanged' | 'disk';

export interface Offered {
  readonly name: string;
  readonly id?: string;
  readonly size?: number;
  /** Where it lies on the machine. */
  readonly path?: string;
  readonly at: number;
  readonly until: number;
  /** Who was told; empty when nobody is known. */
  readonly to: string;
  readonly way: OfferWay;
}

export interface SensitiveOffer extends NameSense {
  readonly name: string;
  readonly id: string;
  readonly size: number | null;
  since: number;
  until: number;
  readonly ways: Set<OfferWay>;
  readonly to: Set<string>;
}

export interface ExposedPlace extends SharedPlace {
  since: number;
  until: number;
  names: number;
}

const RANK: Readonly<Record<Sureness, number>> = { likely: 2, possible: 1, weak: 0 };

export class Exposed {
  /** Distinct names, at least: counted exactly up to LIMITS.exposedNamesMax. */
  names = 0;
  documents = 0;
  since = Number.POSITIVE_INFINITY;
  until = Number.NEGATIVE_INFINITY;
  readonly to = new Set<string>();
  readonly sensitive = new Map<string, SensitiveOffer>();
  readonly places = new Map<string, ExposedPlace>();
  /** By how far the name carries. */
  readonly counts: Record<Sureness, number> = { likely: 0, possible: 0, weak: 0 };
  readonly #seen = new Set<string>();

  see(offered: Offered, list: WordList): void {
    this.since = Math.min(this.since, offered.at);
    this.until = Math.max(this.until, offered.until);
    if (offered.to !== '' && this.to.size < LIMITS.exposedToMax) this.to.add(offered.to);
    this.#notePlace(offered);
    const key = offered.name || offered.id || offered.path || '';
    const known = this.sensitive.get(key);
    if (known) widen(known, offered);
    if (known || this.#seen.has(key)) return;
    if (this.#seen.size < LIMITS.exposedNamesMax) this.#seen.add(key);
    this.names++;
    if (kindOf(offered.name) === 'document') this.documents++;
    const sense = offered.name === '' ? null : senseOf(offered.name, offered.size, list);
    if (sense === null) return;
    this.counts[sense.sure]++;
    this.#keep(key, { ...offer(offered), ...sense });
  }

  merge(other: Exposed): void {
    this.names += other.names;
    this.documents += other.documents;
    this.since = Math.min(this.since, other.since);
    this.until = Math.max(this.until, other.until);
    for (const address of other.to) if (this.to.size < LIMITS.exposedToMax) this.to.add(address);
    for (const sure of ['likely', 'possible', 'weak'] as const)
      this.counts[sure] += other.counts[sure];
    for (const [key, one] of other.sensitive) this.#keep(key, one);
    for (const [key, place] of other.places)
      if (this.places.size < LIMITS.exposedPlacesMax && !this.places.has(key))
        this.places.set(key, place);
  }

  #notePlace({ path, name, at, until }: Offered): void {
    // Some programs tell others the whole path as the name.
    const place = placeOf(path ?? '') ?? (/[\\/]/.test(name) ? placeOf(name) : null);
    if (place === null) return;
    const key = `${place.kind}|${place.path.toLowerCase()}`;
    const known = this.places.get(key);
    if (known) {
      known.names++;
      known.since = Math.min(known.since, at);
      known.until = Math.max(known.until, until);
    } else if (this.places.size < LIMITS.exposedPlacesMax)
      this.places.set(key, { ...place, since: at, until, names: 1 });
  }

  /** At the cap, one that says less makes room. */
  #keep(key: string, one: SensitiveOffer): void {
    if (!this.sensitive.has(key) && this.sensitive.size >= LIMITS.exposedShownMax) {
      const least = [...this.sensitive].find(([, { sure }]) => RANK[sure] < RANK[one.sure]);
      if (least === undefined) return;
      this.sensitive.delete(least[0]);
    }
    this.sensitive.set(key, one);
  }
}

const offer = ({ name, id, size, at, until, to, way }: Offered) => ({
  name,
  id: id ?? '',
  size: size ?? null,
  since: at,
  until,
  ways: new Set([way]),
  to: new Set(to === '' ? [] : [to]),
});

const widen = (known: SensitiveOffer, { at, until, to, way }: Offered): void => {
  known.since = Math.min(known.since, at);
  known.until = Math.max(known.until, until);
  known.ways.add(way);
  if (to !== '' && known.to.size < LIMITS.exposedToMax) known.to.add(to);
};

/** Those that say most first; then by name. */
export const byWeight = (a: SensitiveOffer, b: SensitiveOffer): number =>
  RANK[b.sure] - RANK[a.sure] || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
