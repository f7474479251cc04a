// Who stood behind an address at a time: connections that an address translator changed, kept around the times that are
// asked about. Both ways of getting an outside port are seen:
//
//   out   10.20.1.11:51413 → 198.51.100.7:61001 → far end      (translated source: conntrack, firewalls, NAT logs)
//   in    far end → 198.51.100.7:51413 → 10.20.1.11:51413      (translated destination: a port that is forwarded)
//
// A transparent proxy also changes destinations; its clients are inside, so connections from inside are no way in.
import { isPrivate, parseAddress } from '../model/address.ts';
import { LIMITS } from '../model/limits.ts';
import type {
  CountedObservation,
  Observation,
  Origin,
  VerdictObservation,
} from '../model/observation.ts';
import type { TimeWindows } from './time-windows.ts';

export interface Passage {
  readonly outside: string;
  readonly outsidePort: number | null;
  readonly inside: string;
  readonly insidePort: number | null;
  readonly way: 'out' | 'in';
  readonly transport: string;
  /** The end on the other side of the translator. */
  readonly far: string;
  readonly farPort: number | null;
  /** Epoch ms, both included; equal where only a moment is known. */
  readonly from: number;
  readonly until: number;
  readonly format: string;
  readonly origin: Origin;
}

export class Translations {
  readonly #windows: TimeWindows;
  readonly #byOutside = new Map<string, Passage[]>();
  /** Every address that a translator showed to the outside, at any time. */
  readonly #outsides = new Set<string>();
  #count = 0;
  /** Passages and addresses that were not kept because there were too many: then nobody may be named. */
  dropped = 0;

  /** `windows`: the times that will be asked about. */
  constructor(windows: TimeWindows) {
    this.#windows = windows;
  }

  see(observation: Observation): void {
    if (observation.kind !== 'connection' && observation.kind !== 'verdict') return;
    if (observation.kind === 'verdict' && observation.action === 'denied') return;
    for (const passage of passagesOf(observation)) this.#keep(passage);
  }

  /** True when a translator was seen to show this address to the outside. */
  isOutside(address: string): boolean {
    return this.#outsides.has(address);
  }

  /** Through this address (and port, unless null) at some time between the two. */
  during(address: string, port: number | null, from: number, until: number): readonly Passage[] {
    return (this.#byOutside.get(address) ?? []).filter(
      (one) =>
        one.from <= until && one.until >= from && (port === null || one.outsidePort === port),
    );
  }

  #keep(passage: Passage): void {
    const { outside, from, until } = passage;
    if (!this.#outsides.has(outside)) {
      if (this.#outsides.size >= LIMITS.translatorsMax) {
        this.dropped++;
        return;
      }
      this.#outsides.add(outside);
    }
    if (!this.#windows.touch(from, until)) return;
    if (this.#count >= LIMITS.translationsMax) {
      this.dropped++;
      return;
    }
    this.#count++;
    const list = this.#byOutside.get(outside);
    if (list) list.push(passage);
    else this.#byOutside.set(outside, [passage]);
  }
}

/** Written out, not spread: a site has hundreds of thousands of these in an hour, and they are held. */
const passagesOf = (seen: CountedObservation | VerdictObservation): readonly Passage[] => {
  const { source, destination, transport, at, format, origin } = seen;
  const { translated } = seen;
  const until = Math.max(at, seen.until ?? at);
  const out: Passage[] = [];
  if (translated === undefined) return out;
  if (translated.source !== source) {
    out.push({
      outside: translated.source,
      outsidePort: translated.sourcePort ?? null,
      inside: source,
      insidePort: seen.sourcePort ?? null,
      way: 'out',
      transport,
      far: translated.destination,
      farPort: translated.destinationPort ?? null,
      from: at,
      until,
      format,
      origin,
    });
  }
  if (translated.destination !== destination && !isInner(source)) {
    out.push({
      outside: destination,
      outsidePort: seen.destinationPort ?? null,
      inside: translated.destination,
      insidePort: translated.destinationPort ?? null,
      way: 'in',
      transport,
      far: source,
      farPort: seen.sourcePort ?? null,
      from: at,
      until,
      format,
      origin,
    });
  }
  return out;
};

const isInner = (address: string): boolean => {
  const words = parseAddress(address);
  return words !== null && isPrivate(words);
};
