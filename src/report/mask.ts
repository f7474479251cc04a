// Replaces everything in a text that could name someone, consistently: the same name gets the same pseudonym wherever
// it stands. One pass over the text, so that a pseudonym is never itself replaced.
import { canonicalAddress } from '../model/address.ts';

export interface Mask {
  /** Text with every known name, address, mail address, URL, host name, MAC address and quotation replaced. */
  text(text: string): string;
  /** Pseudonym of a whole value of some kind, such as a file name. */
  whole(kind: string, value: string): string;
}

/** `known`: names to replace wherever they stand, in any case, and what to write instead. */
export const newMask = (known: ReadonlyMap<string, string>): Mask => {
  const given = new Map<string, string>();
  const counts = new Map<string, number>();
  const folded = new Map([...known].map(([name, pseudonym]) => [fold(name), pseudonym]));
  const whole = (kind: string, value: string): string => {
    const address = canonicalAddress(value);
    const name = folded.get(fold(address ?? value));
    if (name !== undefined) return name;
    const key = `${kind}\u0000${fold(address ?? value)}`;
    const already = given.get(key);
    if (already !== undefined) return already;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    given.set(key, `${kind}-${count}`);
    return `${kind}-${count}`;
  };
  const nameOf = (match: string) => folded.get(fold(match)) ?? whole('name', match);
  // Addresses are found by their shape; a pattern of every name of a large site would try them all at every character.
  const names = [...folded.keys()].filter((name) => name.trim() !== '' && !isAddress(name));
  return {
    whole,
    text: (text) => {
      const low = fold(text);
      const here = names.filter((name) => low.includes(name));
      return text.replace(patternOf(here), (...args: unknown[]) => {
        const match = String(args[0]);
        const groups = args.at(-1) as Record<string, string | undefined>;
        if (groups['colons'] !== undefined)
          return isAddress(match) ? whole('peer', match) : match.replace(anyOf(here), nameOf);
        const kind = KINDS.find((kind) => groups[kind] !== undefined);
        return kind ? whole(WORDS[kind], match) : nameOf(match);
      });
    },
  };
};

const KINDS = ['quote', 'url', 'mail', 'mac', 'ipv4', 'domain'] as const;
const WORDS = {
  quote: 'text',
  url: 'address',
  mail: 'mail',
  mac: 'mac',
  ipv4: 'peer',
  domain: 'name',
} as const;

/** Longest alternatives first. Runs are bounded so that hostile text costs no more than its length. */
const SHAPES = [
  '(?<quote>"[^"]{1,512}"|“[^”]{1,512}”|«[^»]{1,512}»|‘[^’]{1,512}’|(?<![\\p{L}\\p{N}])\'[^\']{1,512}\'(?![\\p{L}\\p{N}]))',
  '(?<url>[a-z][a-z0-9+.-]{1,20}://\\S{1,2000})',
  '(?<mail>[^\\s@<>]{1,64}@[\\p{L}\\p{N}.-]{1,255})',
  '(?<mac>(?<![0-9a-f])[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}(?![0-9a-f]))',
  '(?<colons>(?<![0-9a-f:])(?:[0-9a-f]{0,4}:){2,8}(?:\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9a-f]{0,4})(?![0-9a-f:]))',
  '(?<ipv4>\\d{1,3}(?:\\.\\d{1,3}){3})',
  '(?<domain>(?:[\\p{L}\\p{N}_-]{1,63}\\.){1,10}\\p{L}[\\p{L}\\p{N}-]{1,62})',
] as const;

const patternOf = (names: readonly string[]): RegExp =>
  names.length === 0 ? SHAPES_ONLY : new RegExp([...sources(names), ...SHAPES].join('|'), 'giu');

const anyOf = (names: readonly string[]): RegExp =>
  names.length === 0 ? /(?!)/ : new RegExp(sources(names).join('|'), 'giu');

/** The longest first, so that `ana.petrova` is not left as a pseudonym of `ana` and `.petrova`. */
const sources = (names: readonly string[]): string[] =>
  [...names].sort((a, b) => b.length - a.length).map(nameSource);

const SHAPES_ONLY = new RegExp(SHAPES.join('|'), 'giu');

/** Names of up to three characters are words only: `al` is also in `also`. */
const nameSource = (name: string): string => {
  const source = name.replace(
    /[\\^$.*+?()[\]{}|/-]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16)}`,
  );
  return [...name].length > 3 ? source : `(?<![\\p{L}\\p{N}])${source}(?![\\p{L}\\p{N}])`;
};

const fold = (text: string): string => text.toLowerCase();

/** Colons are in IPv6 addresses, in times of day and in `::` alone. */
const isAddress = (match: string): boolean => match !== '::' && canonicalAddress(match) !== null;
