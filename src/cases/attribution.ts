// From what a notice claims to who had the address: step by step, each step with the line that shows it, or not at all.
//
//   outside address and port ── translation ──► inside address ── lease ──► device ── sign-in ──► person
//
// Every step must leave exactly one, at the time give or take the tolerance; else nobody is named, and the reason says what
// stands in the way. The price of naming the wrong person is higher than that of no answer.
import { isPrivate, parseAddress } from '../model/address.ts';
import type { Origin } from '../model/observation.ts';
import { HOUR_MS, isoTime } from '../model/time.ts';
import type { Claim } from '../sources/notices/notice.ts';
import type { ContentSightings, Sighting } from './content-sightings.ts';
import type { Holding, Identity } from './identity.ts';
import type { TimeWindow } from './time-windows.ts';
import type { Passage, Translations } from './translations.ts';

export const REASONS = ['incomplete', 'nat', 'clock', 'lease', 'address', 'evidence'] as const;

export interface Refusal {
  /**
   * `incomplete`: the notice lacks time or address; `nat`: translation hides who; `clock`: several within the tolerance;
   * `lease`: nobody is recorded to have had the address, or several; `address`: it is not known to be one's own;
   * `evidence`: it was not read to its end.
   */
  readonly code: (typeof REASONS)[number];
  readonly text: string;
  /** How many could be meant; null when that is not known. They are not named. */
  readonly candidates: number | null;
}

export interface Step {
  readonly kind: 'translation' | 'address' | 'lease' | 'sign-in' | 'content' | 'case';
  readonly text: string;
  /** Epoch ms; `until` is null while nothing has ended it. */
  readonly from: number | null;
  readonly until: number | null;
  readonly format: string | null;
  readonly origin: Origin | null;
}

export interface Attribution {
  /** Null when it cannot be said safely. */
  readonly to: {
    readonly address: string;
    readonly device: string | null;
    readonly mac: string | null;
    readonly user: string | null;
  } | null;
  readonly refusal: Refusal | null;
  readonly steps: readonly Step[];
  readonly doubts: readonly string[];
}

/** What is known, gathered while the evidence was read. */
export interface Known {
  readonly identity: Identity;
  readonly translations: Translations;
  readonly sightings: ContentSightings;
  /** Inside by policy or option. */
  readonly isOurs: (address: string) => boolean;
  /** Inside by policy, option, or because the range is private. */
  readonly isInside: (address: string) => boolean;
  /** Gateways and proxies of policy: what they do they do for others. */
  readonly isForOthers: (address: string) => boolean;
  readonly toleranceMs: number;
}

/** Around the time of a claim: what must leave one, and what must not leave another (the whole world, without a zone). */
export const windowsOf = (
  { at, zoned }: Claim,
  toleranceMs: number,
): { near: TimeWindow; wide: TimeWindow } | null => {
  if (at === null) return null;
  const near = { from: at - toleranceMs, until: at + toleranceMs };
  if (zoned) return { near, wide: near };
  return { near, wide: { from: near.from - EAST_MAX_MS, until: near.until + WEST_MAX_MS } };
};

/** Zones reach from UTC+14 to UTC−12. */
const EAST_MAX_MS = 14 * HOUR_MS;
const WEST_MAX_MS = 12 * HOUR_MS;

/** Flows with the content this long before or after belong to the same download. */
export const SIGHTING_MS = HOUR_MS;

export const attribute = (claim: Claim, known: Known): Attribution => {
  const trail = new Trail(claim, known);
  const refusal = trail.follow();
  return {
    to: refusal === null ? trail.to() : null,
    refusal,
    steps: trail.steps,
    doubts: trail.doubts,
  };
};

class Trail {
  readonly steps: Step[] = [];
  readonly doubts: string[] = [];
  readonly #claim: Claim;
  readonly #known: Known;
  #address = '';
  #port: number | null;
  #device: Holding | null = null;
  #user: string | null = null;

  constructor(claim: Claim, known: Known) {
    this.#claim = claim;
    this.#known = known;
    this.#port = claim.port;
  }

  to(): NonNullable<Attribution['to']> {
    const device = this.#device;
    return {
      address: this.#address,
      device: device && (device.name ?? device.holder),
      mac: device !== null && isMac(device.holder) ? device.holder : null,
      user: this.#user,
    };
  }

  /** Null when every step left one. */
  follow(): Refusal | null {
    const { at, zoned, address, addressText } = this.#claim;
    const windows = windowsOf(this.#claim, this.#known.toleranceMs);
    if (at === null || windows === null) {
      return none('incomplete', 'The notice gives no time that can be read without doubt.');
    }
    if (address === null) {
      return none(
        'incomplete',
        addressText === null
          ? 'The notice names no address.'
          : 'What the notice gives as its address is none.',
      );
    }
    if (!zoned) {
      this.doubts.push(
        'The notice gives its time without a zone: it was read as UTC, and no other zone may lead to somebody else.',
      );
    }
    this.#address = address;
    return (
      this.#throughTranslators(windows) ??
      this.#isOurs(windows) ??
      this.#toDevice(windows) ??
      this.#toPerson(windows)
    );
  }

  /** Behind one translator may be another. */
  #throughTranslators(windows: Windows): Refusal | null {
    const { translations } = this.#known;
    const been = new Set<string>();
    while (translations.isOutside(this.#address)) {
      const here = `${this.#address} ${this.#port}`;
      if (been.has(here) || been.size >= TRANSLATORS_MAX)
        return none('nat', 'The translators in the evidence lead in a circle, or too deep.');
      been.add(here);
      const refusal = this.#throughTranslator(windows);
      if (refusal) return refusal;
    }
    return null;
  }

  #throughTranslator({ near, wide }: Windows): Refusal | null {
    const { translations } = this.#known;
    const address = this.#address;
    if (translations.dropped > 0)
      return none(
        'nat',
        'There were more translated connections at the time than are kept: others may have had the port.',
      );
    if (this.#port === null) {
      const users = insides(translations.during(address, null, near.from, near.until));
      return {
        code: 'nat',
        text: `${address} is the outside of an address translator, and the notice names no port: ${users.length === 0 ? 'nobody can be told apart behind it' : `${count(users.length, 'inside address', 'inside addresses')} used it at the time`}.`,
        candidates: users.length,
      };
    }
    const passages = translations.during(address, this.#port, near.from, near.until);
    const found = insides(passages);
    if (found.length === 0) return this.#noPassage(wide);
    const at = this.#claim.at!;
    const exact = insides(translations.during(address, this.#port, at, at));
    if (found.length > 1) return several(found.length, exact.length, 'nat', this.#tolerance());
    const all = insides(translations.during(address, this.#port, wide.from, wide.until));
    if (all.length > 1) return otherZone(all.length);
    this.#passed(passages);
    this.#address = found[0]!;
    // Ports that one inside address used for it; they differ only where the translator lets them.
    const ports = new Set(passages.map(({ insidePort }) => insidePort));
    this.#port = ports.size === 1 ? [...ports][0]! : null;
    return null;
  }

  #noPassage(wide: TimeWindow): Refusal {
    const others = this.#known.translations.during(this.#address, null, wide.from, wide.until);
    return none(
      'nat',
      `${this.#address} is the outside of an address translator, and no record of a translation covers port ${this.#port} at the time${others.length === 0 ? '; the evidence has no translations at all around then' : ''}.`,
    );
  }

  #passed(passages: readonly Passage[]): void {
    for (const passage of passages.slice(0, PASSAGES_MAX))
      this.#step('translation', passageText(passage), passage);
    const more = passages.length - PASSAGES_MAX;
    if (more > 0)
      this.#step('translation', `And ${more} more connections of the same inside address.`, null);
  }

  #isOurs({ wide }: Windows): Refusal | null {
    const { identity, isInside, isForOthers } = this.#known;
    const address = this.#address;
    if (isForOthers(address))
      return none(
        'nat',
        `${address} belongs to a gateway or proxy, and the evidence has no record of whom it served at the time.`,
      );
    const held = identity.during(address, wide.from, wide.until).some(({ weak }) => !weak);
    if (!isInside(address) && !held)
      return none(
        'address',
        `${address} is not known to be one of yours: no network of yours holds it (--inside, policy), no record of a translation shows it, and no lease.`,
      );
    const refusal = this.#seenFromOutside();
    if (refusal) return refusal;
    this.#step(
      'address',
      this.steps.length > 0
        ? `${address} is the inside address.`
        : `${address} is an inside address itself: no translator was seen in between.`,
      null,
    );
    return null;
  }

  /** Whoever complains saw an address of the Internet; a private one is somebody else's as well as one's own. */
  #seenFromOutside(): Refusal | null {
    const { isInside, isOurs } = this.#known;
    const address = this.#address;
    if (this.steps.length > 0 || !isInside(address)) return null;
    if (!isOurs(address))
      return none(
        'address',
        `${address} is a private address, which nobody outside can have seen: no record of a translation leads to it, and no network of yours is named that holds it (--inside, policy).`,
      );
    if (isPrivateText(address))
      this.doubts.push(
        `${address} is a private address, which nobody outside can have seen: whoever complains has it from inside, or means another network.`,
      );
    return null;
  }

  #toDevice({ near, wide }: Windows): Refusal | null {
    const { identity } = this.#known;
    const at = this.#claim.at!;
    const during = (from: number, until: number) =>
      identity
        .during(this.#address, from, until)
        .filter(({ kind, weak }) => kind === 'device' && !weak);
    const holdings = during(near.from, near.until);
    const found = holders(holdings);
    if (found.length === 0) return this.#toSession(near);
    if (found.length > 1)
      return several(found.length, holders(during(at, at)).length, 'lease', this.#tolerance());
    const all = holders(during(wide.from, wide.until));
    if (all.length > 1) return otherZone(all.length);
    this.#device = holdings[0]!;
    for (const holding of holdings.slice(0, HOLDINGS_MAX))
      this.#step('lease', leaseText(holding), holding);
    return null;
  }

  /** Without a lease only a session that gave the address itself says who had it. */
  #toSession(near: TimeWindow): Refusal | null {
    const { identity } = this.#known;
    const held = identity.during(this.#address, near.from, near.until);
    if (held.some(({ given }) => given)) return null;
    const ever = identity.during(this.#address, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    const gap = ever.some(({ kind }) => kind === 'device')
      ? 'There are leases of it at other times, and none that covers this one.'
      : 'The evidence has no lease of it.';
    return none('lease', `No record says which device had ${this.#address} at the time. ${gap}`);
  }

  #toPerson({ near, wide }: Windows): Refusal | null {
    const people = this.#people(near);
    const names = this.#accounts(people);
    if (names.length === 1) {
      const elsewhere = this.#accounts(this.#people(wide)).length;
      if (elsewhere > 1) {
        if (this.#device === null) return otherZone(elsewhere);
        this.doubts.push('In another zone another person was signed in: no person is named.');
      } else this.#signedIn(people);
    } else if (names.length > 1) {
      if (this.#device === null)
        return several(names.length, names.length, 'lease', this.#tolerance());
      this.doubts.push(
        `${names.length} people were signed in within the tolerance: which of them it was is not known, and none is named.`,
      );
    } else {
      this.doubts.push('No sign-in covers the time: the device is known, who sat at it is not.');
    }
    this.#strengthen();
    return null;
  }

  /** At the address, or at the device by its name; without a lease only those to whom a session gave the address. */
  #people({ from, until }: TimeWindow): readonly Holding[] {
    const { identity } = this.#known;
    const places = [
      this.#address,
      ...(this.#device?.name === undefined ? [] : [this.#device.name]),
    ];
    return places
      .flatMap((place) => identity.during(place, from, until))
      .filter(({ kind, given }) => kind === 'user' && (this.#device !== null || given));
  }

  /** People, each under one spelling. */
  #accounts(holdings: readonly Holding[]): readonly string[] {
    return [...new Set(holdings.map(({ holder }) => this.#known.identity.personOf(holder)))];
  }

  #signedIn(people: readonly Holding[]): void {
    this.#user = this.#known.identity.personOf(people[0]!.holder);
    for (const holding of people.slice(0, HOLDINGS_MAX))
      this.#step('sign-in', signInText(holding), holding);
    if (people.every(({ assumed }) => assumed))
      this.doubts.push(
        'No sign-out is recorded: that the person was still there is assumed, for at most ten hours.',
      );
  }

  /** What the network itself shows of the content: it strengthens, and names nobody. */
  #strengthen(): void {
    const ids = this.#claim.contents.flatMap((content) => content.ids);
    const at = this.#claim.at!;
    const seen = this.#known.sightings.during(ids, at - SIGHTING_MS, at + SIGHTING_MS);
    const here = seen.filter((one) => touches(one, this.#address));
    for (const one of here.slice(0, SIGHTINGS_MAX)) this.#step('content', sightingText(one), one);
    if (here.length > SIGHTINGS_MAX)
      this.#step('content', `And ${here.length - SIGHTINGS_MAX} more flows with it.`, null);
    const elsewhere = seen.filter((one) => !touches(one, this.#address) && this.#isInner(one));
    if (elsewhere.length > 0 && here.length === 0)
      this.doubts.push(
        'The evidence shows this content at another inside address around that time, and not at this one.',
      );
  }

  #isInner({ source, destination }: Sighting): boolean {
    return this.#known.isInside(source) || this.#known.isInside(destination);
  }

  #step(
    kind: Step['kind'],
    text: string,
    seen: { from: number; until: number; format: string; origin: Origin } | null,
  ): void {
    this.steps.push({
      kind,
      text,
      from: seen?.from ?? null,
      until: seen && Number.isFinite(seen.until) ? seen.until : null,
      format: seen?.format ?? null,
      origin: seen?.origin ?? null,
    });
  }

  #tolerance(): string {
    return `${this.#known.toleranceMs / 1000} s`;
  }
}

type Windows = NonNullable<ReturnType<typeof windowsOf>>;

const none = (code: Refusal['code'], text: string): Refusal => ({ code, text, candidates: null });

/** `otherwise`: the reason when they are several at the very second, so that no better clock would help. */
const several = (
  candidates: number,
  exact: number,
  otherwise: 'nat' | 'lease',
  tolerance: string,
): Refusal => {
  if (exact <= 1) {
    return {
      code: 'clock',
      text: `${candidates} candidates within ${tolerance} of the time: clocks would have to agree better than that to tell which.`,
      candidates,
    };
  }
  return {
    code: otherwise,
    text:
      otherwise === 'nat'
        ? `${exact} inside addresses had this outside port at the same time, for different far ends; the notice does not name its own.`
        : `${exact} candidates are recorded for the address at the same time: the records contradict each other.`,
    candidates: Math.max(candidates, exact),
  };
};

const otherZone = (candidates: number): Refusal => ({
  code: 'clock',
  text: `The notice names no zone, and within the zones of the world ${candidates} candidates had it.`,
  candidates,
});

const insides = (passages: readonly Passage[]): readonly string[] => [
  ...new Set(passages.map(({ inside }) => inside)),
];

const holders = (holdings: readonly Holding[]): readonly string[] => [
  ...new Set(holdings.map(({ holder }) => holder)),
];

const isPrivateText = (address: string): boolean => {
  const words = parseAddress(address);
  return words !== null && isPrivate(words);
};

const touches = ({ source, destination }: Sighting, address: string): boolean =>
  source === address || destination === address;

const isMac = (text: string): boolean => /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(text);

const count = (value: number, one: string, many: string): string =>
  `${value} ${value === 1 ? one : many}`;

const end = (address: string, port: number | null): string => {
  const host = address.includes(':') && port !== null ? `[${address}]` : address;
  return port === null ? host : `${host}:${port}`;
};

const passageText = (passage: Passage): string => {
  const { outside, outsidePort, inside, insidePort, far, farPort, transport, way } = passage;
  const outer = end(outside, outsidePort);
  const inner = end(inside, insidePort);
  return way === 'out'
    ? `${outer} was ${inner} inside: ${transport.toUpperCase()} to ${end(far, farPort)}.`
    : `${outer} was forwarded to ${inner} inside: ${transport.toUpperCase()} from ${end(far, farPort)}.`;
};

const leaseText = ({ held, holder, name }: Holding): string =>
  `${held} was held by ${name === undefined || name.toLowerCase() === holder ? holder : `${name} (${holder})`}.`;

const signInText = ({ held, holder, given }: Holding): string =>
  given
    ? `The account ${holder} was given ${held} when it signed in.`
    : `The account ${holder} was in use at ${held}.`;

const sightingText = ({ id, name, source, destination }: Sighting): string =>
  `A flow between ${source} and ${destination} carried ${id}${name === null ? '' : ` (${name})`}.`;

/** A step of the case that the same evidence raises about the inside address. */
export const caseStep = (id: string, text: string, from: string, until: string): Step => ({
  kind: 'case',
  text: `The evidence itself raises a case about this address: ${id}, ${text}.`,
  from: Date.parse(from),
  until: Date.parse(until),
  format: null,
  origin: null,
});

/** `2026-11-22T05:33:00.000Z` for a window in words. */
export const windowText = ({ from, until }: TimeWindow): string =>
  `${isoTime(from)} to ${isoTime(until)}`;

const TRANSLATORS_MAX = 4;
const PASSAGES_MAX = 4;
const HOLDINGS_MAX = 4;
const SIGHTINGS_MAX = 4;
