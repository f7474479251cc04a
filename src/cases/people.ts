// One person, as each source spells the account: `CORP\anna`, `anna@corp.example`, `Anna`. Spellings are one person when
//
//   they differ in capitals only, and one of them comes from a source to which capitals are alike (all but Unix logins)
//   they differ in the form of the domain only: CORP and corp.example begin alike
//   one names no domain, the account has one domain in all evidence, and both were seen at one address or device
//
// All others stay two: naming two for one costs a doubt, naming one for two accuses somebody.
import { LIMITS } from '../model/limits.ts';

interface Spelling {
  readonly written: string;
  /** Without the domain, as written and in lower case. */
  readonly name: string;
  readonly account: string;
  /** The first label, in lower case; empty when none is named. */
  readonly domain: string;
  count: number;
  /** True while only sources to which capitals differ wrote it. */
  exact: boolean;
  readonly places: Set<string>;
}

export class People {
  readonly #spellings = new Map<string, Spelling>();
  #shown: ReadonlyMap<string, string> | null = null;

  see(user: string, place: string, format: string, times = 1): void {
    let one = this.#spellings.get(user);
    if (!one) {
      if (this.#spellings.size >= LIMITS.hostsMax) return;
      one = spellingOf(user);
      this.#spellings.set(user, one);
      this.#shown = null;
    }
    one.count += times;
    if (one.exact && !EXACT.has(format)) {
      one.exact = false;
      this.#shown = null;
    }
    if (one.places.size >= PLACES_MAX || one.places.has(place)) return;
    one.places.add(place);
    this.#shown = null;
  }

  /** The spelling of this person that was met most. */
  nameOf(user: string): string {
    this.#shown ??= shownNames([...this.#spellings.values()]);
    return this.#shown.get(user) ?? user;
  }
}

const spellingOf = (written: string): Spelling => {
  const [, before = '', rest = written] = /^([^\\]{1,255})\\{1,2}(.+)$/s.exec(written) ?? [];
  const [, name = rest, after = ''] = /^(.{1,255})@([^@]{1,255})$/s.exec(rest) ?? [];
  const domain = (before || after).toLowerCase().replace(/\..*$/s, '');
  const account = name.toLowerCase();
  return { written, name, account, domain, count: 0, exact: true, places: new Set() };
};

const shownNames = (spellings: readonly Spelling[]): ReadonlyMap<string, string> => {
  const shown = new Map<string, string>();
  const accounts = new Map<string, Spelling[]>();
  for (const one of spellings) {
    const alike = accounts.get(one.account);
    if (alike) alike.push(one);
    else accounts.set(one.account, [one]);
  }
  for (const alike of accounts.values()) {
    if (alike.length === 1) continue;
    for (const person of personsOf(alike)) {
      const most = person.reduce((best, one) => (isMore(one, best) ? one : best));
      for (const { written } of person) shown.set(written, most.written);
    }
  }
  return shown;
};

const isMore = (one: Spelling, best: Spelling): boolean =>
  one.count > best.count || (one.count === best.count && one.written < best.written);

/** Of spellings of one account name. */
const personsOf = (alike: readonly Spelling[]): readonly (readonly Spelling[])[] => {
  const persons: Spelling[][] = [];
  const bare: Spelling[] = [];
  for (const one of alike) {
    if (one.domain === '') bare.push(one);
    else join(persons, one, (other) => other.domain === one.domain && capitalsAlike(one, other));
  }
  const [only, ...others] = persons;
  const nameless: Spelling[][] = [];
  for (const one of bare) {
    const known = others.length === 0 && only?.some((other) => met(one, other));
    if (only && known && only.every((other) => capitalsAlike(one, other))) only.push(one);
    else join(nameless, one, (other) => capitalsAlike(one, other));
  }
  return [...persons, ...nameless];
};

const join = (persons: Spelling[][], one: Spelling, isSame: (other: Spelling) => boolean): void => {
  const person = persons.find((all) => all.every(isSame));
  if (person) person.push(one);
  else persons.push([one]);
};

const capitalsAlike = (one: Spelling, other: Spelling): boolean =>
  one.name === other.name || !one.exact || !other.exact;

const met = (one: Spelling, other: Spelling): boolean =>
  [...one.places].some((place) => other.places.has(place));

/** Where `Anna` and `anna` are two: accounts of Unix. */
const EXACT: ReadonlySet<string> = new Set(['openssh', 'dropbear', 'last']);
const PLACES_MAX = 8;
