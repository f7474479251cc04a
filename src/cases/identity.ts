// Who had which address, when: leases, fixed assignments, neighbour tables and sign-ins become intervals, each with its
// source. Nothing is resolved by guess: two holders of one time stay two, and the doubt is said.
//
//   address ── assignment ──► device (link-layer address, name)
//   address ── sign-in, proxy user ──► person          device ── sign-in ──► person
//
// What traffic shows beside (the user, machine or link-layer address of a verdict, a connection, a look-up, a request) is an
// interval of its own source, and weak: a device counts only where no lease or neighbour table says otherwise, and a link-layer
// address not at all once a second IPv4 address was seen with it, because it is then that of a router in front.
import { parseAddress } from '../model/address.ts';
import type { IdentityInterval } from '../model/identity-interval.ts';
import { LIMITS } from '../model/limits.ts';
import type {
  AssignmentObservation,
  CountedObservation,
  LookupObservation,
  Observation,
  Origin,
  RequestObservation,
  SignInObservation,
  VerdictObservation,
} from '../model/observation.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../model/time.ts';
import { nobody } from '../sources/identity/accounts.ts';
import { People } from './people.ts';

export interface Holding {
  /** What was held: an address, or a device by its name in lower case. */
  readonly held: string;
  /** Who or what held it. */
  readonly kind: 'device' | 'user';
  /** Link-layer address for devices where it is known, else the name; the account for users. */
  holder: string;
  /** Name of a device that has a link-layer address. */
  name?: string;
  from: number;
  /** Epoch ms; infinite while nothing has ended it. */
  until: number;
  readonly format: string;
  readonly origin: Origin;
  /** Session that ends it, when the source names one. */
  readonly session?: string;
  /** The end is no record but a guess: nobody was seen to sign out. */
  assumed?: true;
  /** The sign-in itself gave the address (VPN, dial-in): its session is the lease. */
  readonly given?: true;
  /** Traffic shows it, not who hands out addresses. */
  readonly weak?: true;
  /** SHA-256 of the evidence of an earlier run that says so; `origin` then points nowhere. */
  readonly earlier?: string;
}

/** What was held of one address or device. */
interface Held {
  readonly all: Holding[];
  /** The one that was kept last, of each kind, and what its holder had. */
  device: Latest | null;
  user: Latest | null;
  readonly byHolder: { [Kind in Holding['kind']]: Map<string, HolderPart> | null };
}

export interface Latest {
  readonly holding: Holding;
  readonly part: HolderPart;
}

/** Of one holder; `latest`: none of them ends later, so that most look-ups end here. */
export interface HolderPart {
  readonly all: Holding[];
  latest: number;
}

/** When something was seen, and where that is written. */
export type Moment = Pick<Observation, 'at' | 'until' | 'format' | 'origin'>;

export class Identity {
  /** By what is held, in order of their beginnings. */
  readonly #holdings = new Map<string, Held>();
  readonly #byUser = new Map<string, Holding[]>();
  /** The IPv4 address that a device was given last. */
  readonly #granted = new Map<string, string>();
  /** Of each link-layer address in traffic, the IPv4 address that was seen with it; null when there were several. */
  readonly #behind = new Map<string, string | null>();
  readonly #people = new People();
  #count = 0;
  /** Made when first asked for: by then everything has been seen. */
  #machines: ReadonlyMap<string, MachineAddress> | null = null;
  /** Intervals that were not kept because there were too many. */
  dropped = 0;

  see(observation: Observation): void {
    if (observation.kind === 'assignment') {
      this.#assignment(observation);
      this.#account(observation, observation.source);
    } else if (observation.kind === 'sign-in') {
      this.#signIn(observation);
      this.#account(observation, observation.assigned ?? observation.source ?? observation.device);
    } else if (TRAFFIC.has(observation.kind)) this.#traffic(observation as Traffic);
  }

  /** The spelling that was met most of all that are this person. */
  personOf(user: string): string {
    return this.#people.nameOf(user);
  }

  #account({ user, format }: { user?: string; format: string }, place = ''): void {
    if (user !== undefined) this.#people.see(user, place.toLowerCase(), format);
  }

  #traffic(seen: Traffic): void {
    const { source, user, device, mac } = seen;
    if (user !== undefined && nobody(user) === null) {
      this.#account(seen, source);
      this.#sighted(seen, source, 'user', user, undefined, true);
    }
    const holder = mac ?? device?.toLowerCase();
    if (holder === undefined || (mac !== undefined && !this.#isAlone(mac, source))) return;
    this.#sighted(seen, source, 'device', holder, device, true);
  }

  /** True while no other IPv4 address was seen with this link-layer address. */
  #isAlone(mac: string, address: string): boolean {
    const before = this.#behind.get(mac);
    if (before === null || address.includes(':')) return before !== null;
    if (before === undefined && this.#behind.size >= LIMITS.hostsMax) return false;
    if (before === address) return true;
    this.#behind.set(mac, before === undefined ? address : null);
    return before === undefined;
  }

  /** An account asked from an address so many times more; false when it is nobody's. */
  accountAt(address: string, user: string, format: string, times: number): boolean {
    if (nobody(user) !== null) return false;
    this.#people.see(user, address.toLowerCase(), format, times);
    return true;
  }

  /** A person was seen at an address, in traffic; gives the interval that this is now part of, unless there are too many. */
  sightedAt(address: string, user: string, seen: Moment): Latest | undefined {
    this.#sighted(seen, address, 'user', user, undefined, true);
    return this.#latestOf(address, 'user', user);
  }

  /** All that held it at some time between the two, devices and people. */
  during(held: string, from: number, until: number): readonly Holding[] {
    const then = (this.#holdings.get(held.toLowerCase())?.all ?? []).filter(
      (one) => one.from <= until && one.until >= from && this.#counts(one),
    );
    const leased = then.some((one) => one.kind === 'device' && !one.weak);
    return leased ? then.filter(({ kind, weak }) => kind !== 'device' || !weak) : then;
  }

  #counts({ weak, holder }: Holding): boolean {
    return !weak || this.#behind.get(holder) !== null;
  }

  /** Where a person was signed in, in order of time. */
  machinesOf(user: string): readonly Holding[] {
    const person = this.personOf(user).toLowerCase();
    return [...this.#byUser.values()]
      .flat()
      .filter(({ holder }) => this.personOf(holder).toLowerCase() === person)
      .sort((a, b) => a.from - b.from);
  }

  /** What a device held, by its link-layer address or its name, in order of time. */
  heldByDevice(name: string): readonly Holding[] {
    const wanted = name.toLowerCase();
    return this.all()
      .filter(
        (one) =>
          one.kind === 'device' && (one.holder === wanted || one.name?.toLowerCase() === wanted),
      )
      .sort((a, b) => a.from - b.from);
  }

  /** The address that a machine of this name had last, IPv4 before IPv6. */
  addressOfMachine(name: string): string | undefined {
    this.#machines ??= machinesOf(this.all());
    const wanted = name.toLowerCase();
    return (this.#machines.get(wanted) ?? this.#machines.get(shortName(wanted)))?.address;
  }

  /** Every interval. */
  all(): readonly Holding[] {
    return [...this.#holdings.values()].flatMap(({ all }) =>
      all.filter((one) => this.#counts(one)),
    );
  }

  /** What an earlier run learned of a name that was asked for (`one`). */
  recall({ one, other, from, until, assumed, format, sha256 }: IdentityInterval): void {
    if (one.kind !== 'address' && one.kind !== 'device') return;
    if (other.kind === 'address') return;
    const held = this.#holdings.get(one.value.toLowerCase());
    const kept = held?.all.find(
      (known) => known.kind === 'device' && known.earlier === sha256 && known.from === from,
    );
    // One lease is kept as two pairs, with the link-layer address and with the name of one device.
    if (kept && other.kind === 'device' && kept.name === undefined) {
      kept.name = other.value;
      return;
    }
    if (kept && other.kind === 'mac' && kept.name?.toLowerCase() === kept.holder) {
      kept.holder = other.value;
      if (held) indexDevices(held);
      return;
    }
    this.#hold({
      held: one.value.toLowerCase(),
      kind: other.kind === 'user' ? 'user' : 'device',
      holder: other.kind === 'user' ? other.value : other.value.toLowerCase(),
      ...(other.kind === 'device' ? { name: other.value } : {}),
      from,
      until: until ?? Number.POSITIVE_INFINITY,
      format,
      origin: { evidence: -1 },
      ...(assumed ? { assumed } : {}),
      earlier: sha256,
    });
  }

  #assignment(seen: AssignmentObservation): void {
    const { event, source, mac, device, at } = seen;
    const holder = mac ?? device?.toLowerCase();
    if (event === 'released' || event === 'expired') {
      this.#end(source, 'device', at, (one) => holder === undefined || one.holder === holder);
      return;
    }
    if (holder !== undefined) {
      if (event === 'seen') this.#sighted(seen, source, 'device', holder, device);
      else {
        if (event === 'granted') {
          this.#end(source, 'device', at, (one) => one.holder !== holder);
          this.#moved(source, holder, at);
        }
        this.#hold({
          ...holdingOf(seen, source, 'device', holder),
          ...leaseEnd(seen),
          ...named(device),
        });
      }
    }
    if (seen.user !== undefined) {
      const until = seen.until ?? (event === 'fixed' ? Number.POSITIVE_INFINITY : at);
      this.#hold({ ...holdingOf(seen, source, 'user', seen.user), until });
    }
  }

  /** A device that is given another IPv4 address has left the one before. */
  #moved(address: string, holder: string, at: number): void {
    if (address.includes(':')) return;
    const before = this.#granted.get(holder);
    if (before !== undefined && before !== address)
      this.#end(before, 'device', at, (one) => one.holder === holder);
    if (before !== undefined || this.#granted.size < LIMITS.hostsMax)
      this.#granted.set(holder, address);
  }

  #signIn(seen: SignInObservation): void {
    const { event, user, at, session } = seen;
    if (event === 'failed') return;
    const address = seen.assigned ?? seen.source;
    const places = [address, seen.device].filter((place) => place !== undefined);
    for (const place of places) {
      if (event === 'signed-out') {
        this.#end(place, 'user', at, (one) =>
          session !== undefined && one.session !== undefined
            ? one.session === session
            : one.holder === user,
        );
      } else {
        // Without a sign-out nobody knows how long: as long as a working day, and less when another signs in.
        const until = seen.until ?? at + SIGNED_IN_MS;
        const holding = holdingOf(seen, place, 'user', user);
        this.#hold({
          ...holding,
          until,
          ...(session === undefined ? {} : { session }),
          ...(seen.until === undefined ? { assumed: true } : {}),
          ...(place === seen.assigned ? { given: true } : {}),
        });
      }
    }
    if (event === 'signed-in' && address !== undefined && (seen.mac ?? seen.device) !== undefined)
      this.#sighted(seen, address, 'device', seen.mac ?? seen.device!.toLowerCase(), seen.device);
  }

  /** A moment at which it was held; moments near each other are one interval. */
  #sighted(
    seen: Moment,
    held: string,
    kind: Holding['kind'],
    holder: string,
    device?: string,
    weak = false,
  ): void {
    // Several may be seen in turn at one address: each has an interval of its own, and they overlap.
    const last = this.#latestOf(held, kind, holder);
    if (last !== undefined && isNear(seen.at, last.holding.from, last.holding.until)) {
      widen(last, seen.at, seen.until ?? seen.at);
      return;
    }
    const until = seen.until ?? seen.at;
    const holding = { ...holdingOf(seen, held, kind, holder), until, ...named(device) };
    this.#hold(weak ? { ...holding, weak } : holding);
  }

  /** What the holder had of it last. */
  #latestOf(held: string, kind: Holding['kind'], holder: string): Latest | undefined {
    const place = this.#holdings.get(lowerCase(held));
    const latest = place?.[kind];
    if (latest?.holding.holder === holder) return latest;
    const part = place?.byHolder[kind]?.get(holder);
    const holding = part?.all.at(-1);
    return part && holding && { holding, part };
  }

  #hold(holding: Holding): void {
    const { held, kind, holder } = holding;
    const known = this.#holdings.get(held);
    const part = known?.byHolder[kind]?.get(holder);
    const same =
      part !== undefined && part.latest >= holding.from
        ? part.all.findLast((one) => one.until >= holding.from)
        : undefined;
    // A lease that is renewed goes on; the same line of two files is one.
    if (same && same.from <= holding.from) {
      if (holding.until > same.until) {
        same.until = holding.until;
        noteEnd(part!, same);
        if (holding.assumed) same.assumed = true;
        else delete same.assumed;
      }
      return;
    }
    if (this.#count >= LIMITS.identityIntervalsMax) {
      this.dropped++;
      return;
    }
    this.#count++;
    this.#keep(known, holding);
    if (kind !== 'user') return;
    const user = holder.toLowerCase();
    const places = this.#byUser.get(user);
    if (places) places.push(holding);
    else this.#byUser.set(user, [holding]);
  }

  #keep(known: Held | undefined, holding: Holding): void {
    const { held } = holding;
    const place = known ?? nothingHeld();
    if (!known) this.#holdings.set(held, place);
    place.all.push(holding);
    index(place, holding);
  }

  #end(held: string, kind: Holding['kind'], at: number, which: (one: Holding) => boolean): void {
    for (const one of this.#holdings.get(held.toLowerCase())?.all ?? [])
      if (one.kind === kind && one.from <= at && one.until > at && which(one)) {
        one.until = at;
        delete one.assumed;
      }
  }
}

/** True when a moment is near enough to be part of an interval. */
export const isNear = (at: number, from: number, until: number): boolean =>
  at >= from - SIGHTED_MS && at <= until + SIGHTED_MS;

/** The interval now reaches so far. */
export const widen = ({ holding, part }: Latest, from: number, until: number): void => {
  if (from < holding.from) holding.from = from;
  if (until > holding.until) holding.until = until;
  noteEnd(part, holding);
};

interface MachineAddress {
  readonly address: string;
  readonly from: number;
}

/** By name, and by the first part of it where only one machine has that. */
const machinesOf = (all: readonly Holding[]): Map<string, MachineAddress> => {
  const machines = new Map<string, MachineAddress>();
  const named = new Map<string, string | null>();
  for (const { kind, name, holder, held, from } of all) {
    if (kind !== 'device' || parseAddress(held) === null) continue;
    const full = (name ?? holder).toLowerCase();
    const known = machines.get(full);
    const better = held.includes(':') ? known === undefined : !known || known.from <= from;
    if (better || known?.address.includes(':')) machines.set(full, { address: held, from });
    const short = shortName(full);
    const other = named.get(short);
    named.set(short, other === undefined || other === full ? full : null);
  }
  for (const [short, full] of named)
    if (full !== null && !machines.has(short)) machines.set(short, machines.get(full)!);
  return machines;
};

const shortName = (name: string): string => name.replace(/\..*$/, '');

type Traffic = RequestObservation | VerdictObservation | CountedObservation | LookupObservation;

const TRAFFIC: ReadonlySet<Observation['kind']> = new Set([
  'request',
  'verdict',
  'connection',
  'lookup',
]);

const nothingHeld = (): Held => ({
  all: [],
  device: null,
  user: null,
  byHolder: { device: null, user: null },
});

const index = (place: Held, holding: Holding): void => {
  const { kind, holder, until } = holding;
  place.byHolder[kind] ??= new Map();
  const parts = place.byHolder[kind];
  let part = parts.get(holder);
  if (!part) {
    part = { all: [], latest: until };
    parts.set(holder, part);
  }
  part.all.push(holding);
  noteEnd(part, holding);
  place[kind] = { holding, part };
};

/** Anew, after a device got its link-layer address. */
const indexDevices = (place: Held): void => {
  place.byHolder.device = null;
  place.device = null;
  for (const holding of place.all) if (holding.kind === 'device') index(place, holding);
};

const noteEnd = (part: HolderPart, { until }: Holding): void => {
  if (until > part.latest) part.latest = until;
};

/** Addresses mostly have no capitals, and the same text is found faster than a new one. */
const lowerCase = (text: string): string => {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127 || (code >= 65 && code <= 90)) return text.toLowerCase();
  }
  return text;
};

const holdingOf = (
  { at, format, origin }: Moment,
  held: string,
  kind: Holding['kind'],
  holder: string,
): Omit<Holding, 'until'> => ({ held: lowerCase(held), kind, holder, from: at, format, origin });

const named = (device: string | undefined): { name?: string } =>
  device === undefined ? {} : { name: device };

/** A lease that tells no length is renewed within a day, or over; a fixed assignment holds until further notice. */
const leaseEnd = ({
  event,
  at,
  until,
}: AssignmentObservation): Pick<Holding, 'until' | 'assumed'> => {
  if (until !== undefined) return { until };
  return event === 'fixed'
    ? { until: Number.POSITIVE_INFINITY }
    : { until: at + DAY_MS, assumed: true };
};

const SIGNED_IN_MS = 10 * HOUR_MS;
const SIGHTED_MS = 30 * MINUTE_MS;
