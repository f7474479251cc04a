// Who had it, and where were they: everything that is recorded about an address, a link-layer address, a device or a person
// in a time, and what leads from there one step on (the device of an address → the person signed in at the device).
import { canonicalAddress } from '../model/address.ts';
import { isoTime } from '../model/time.ts';
import type { Holding, Identity } from './identity.ts';
import type { TimeWindow } from './time-windows.ts';

export interface Whereabouts {
  /** What it was found to be. */
  readonly kinds: readonly ('address' | 'mac' | 'device' | 'user')[];
  /** In order of time. */
  readonly lines: readonly WhereaboutsLine[];
  readonly doubts: readonly string[];
}

export interface WhereaboutsLine {
  readonly holding: Holding;
  /** What leads to it, when it was not asked about itself. */
  readonly via: string | null;
}

export const whereabouts = (identity: Identity, whom: string, window: TimeWindow): Whereabouts => {
  const address = canonicalAddress(whom.trim());
  const mac = macOf(whom);
  const within = (list: readonly Holding[]) =>
    list.filter(({ from, until }) => from <= window.until && until >= window.from);
  const name = whom.trim().toLowerCase();
  const asDevice = address === null ? identity.heldByDevice(mac ?? name) : [];
  const asPlace = address === null && mac === null ? atDevice(identity, name) : [];
  const asUser = address === null && mac === null ? accountsLike(identity, name) : [];
  const ever =
    address === null ? [...asDevice, ...asPlace, ...asUser] : atAddress(identity, address);
  const direct = within(ever);
  const lines = withLeads(identity, direct, window);
  const found = (list: readonly Holding[], kind: Whereabouts['kinds'][number]) =>
    list.length > 0 ? [kind] : [];
  return {
    kinds:
      address !== null
        ? ['address']
        : mac !== null
          ? ['mac']
          : [...found([...asDevice, ...asPlace], 'device'), ...found(asUser, 'user')],
    lines,
    doubts: [
      ...atOnce(lines, window, (user) => identity.personOf(user)),
      ...assumedEnds(lines),
      ...otherAccounts(asUser),
      ...(direct.length === 0 ? nearest(ever, window) : []),
      ...(identity.dropped > 0
        ? [`There were more records than are kept: ${identity.dropped} are missing here.`]
        : []),
    ],
  };
};

const ALWAYS = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

const atAddress = (identity: Identity, address: string): readonly Holding[] =>
  identity.during(address, ...ALWAYS);

/** People who signed in at a device that is named, whatever its address. */
const atDevice = (identity: Identity, name: string): readonly Holding[] =>
  identity.during(name, ...ALWAYS);

/** `maria` is also `CORP\maria` and `maria@example.net`; who writes the domain means that one. */
const accountsLike = (identity: Identity, name: string): readonly Holding[] =>
  identity.all().filter(({ kind, holder }) => {
    const account = holder.toLowerCase();
    return kind === 'user' && (account === name || shortName(account) === name);
  });

const shortName = (account: string): string =>
  account.slice(account.lastIndexOf('\\') + 1).replace(/@.*$/, '');

/** Six bytes in any of the usual notations → `aa:bb:cc:dd:ee:ff`. */
const macOf = (text: string): string | null => {
  const trimmed = text.trim().toLowerCase();
  const notation =
    /^(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$|^(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}$|^[0-9a-f]{12}$/;
  if (!notation.test(trimmed)) return null;
  return trimmed.replace(/[:.-]/g, '').replace(/(..)(?!$)/g, '$1:');
};

/** One step on from each: people at the device of an address, devices at the address of a person, people at a device's address. */
const withLeads = (
  identity: Identity,
  direct: readonly Holding[],
  window: TimeWindow,
): readonly WhereaboutsLine[] => {
  const lines = new Map<Holding, string | null>(direct.map((holding) => [holding, null]));
  for (const holding of direct) {
    const from = Math.max(holding.from, window.from);
    const until = Math.min(holding.until, window.until);
    const places = holding.kind === 'device' ? [holding.name, holding.held] : [holding.held];
    for (const place of places) {
      if (place === undefined) continue;
      const wanted = holding.kind === 'device' ? 'user' : 'device';
      for (const other of identity.during(place, from, until))
        if (other.kind === wanted && !lines.has(other)) lines.set(other, place);
    }
  }
  return [...lines]
    .map(([holding, via]) => ({ holding, via }))
    .sort((a, b) => a.holding.from - b.holding.from || (a.holding.held < b.holding.held ? -1 : 1));
};

/** Two devices with one address at one time cannot both be right; two people at one device can. */
const atOnce = (
  lines: readonly WhereaboutsLine[],
  window: TimeWindow,
  personOf: (user: string) => string,
): readonly string[] => {
  const doubts: string[] = [];
  let more = 0;
  const open = new Map<string, Holding>();
  for (const { holding } of lines) {
    const place = `${holding.kind} ${holding.held}`;
    const before = open.get(place);
    if (before !== undefined && before.until > holding.from && differ(before, holding, personOf)) {
      if (doubts.length < DOUBTS_MAX) doubts.push(atOnceText(before, holding, window));
      else more++;
    }
    if (before === undefined || holding.until > before.until) open.set(place, holding);
  }
  if (more > 0) doubts.push(`And ${more} more times at which the records name two at once.`);
  return doubts;
};

const DOUBTS_MAX = 8;

const differ = (a: Holding, b: Holding, personOf: (user: string) => string): boolean =>
  a.kind === 'user'
    ? personOf(a.holder) !== personOf(b.holder)
    : a.holder.toLowerCase() !== b.holder.toLowerCase();

const atOnceText = (a: Holding, b: Holding, window: TimeWindow): string => {
  const from = isoTime(Math.max(b.from, window.from));
  const end = Math.min(a.until, b.until, window.until);
  const until = Number.isFinite(end) ? ` until ${isoTime(end)}` : '';
  const names = `${a.name ?? a.holder} and ${b.name ?? b.holder}`;
  return a.kind === 'device'
    ? `${names} are both recorded with ${b.held} from ${from}${until}: which of them had it is not known.`
    : `${names} are both recorded at ${b.held} from ${from}${until}: which of them did something there is not known.`;
};

const assumedEnds = (lines: readonly WhereaboutsLine[]): readonly string[] => {
  const assumed = lines.filter(({ holding }) => holding.assumed).length;
  return assumed === 0
    ? []
    : [
        `${assumed === 1 ? 'One sign-in has' : `${assumed} sign-ins have`} no sign-out: the end is assumed, ten hours later at most.`,
      ];
};

const otherAccounts = (asUser: readonly Holding[]): readonly string[] => {
  const accounts = [...new Set(asUser.map(({ holder }) => holder.toLowerCase()))].sort();
  return accounts.length < 2
    ? []
    : [
        `${accounts.length} accounts have this name (${accounts.slice(0, 4).join(', ')}): they need not be one person.`,
      ];
};

/** Known before or after, and not at the time: the gap is said, not filled. */
const nearest = (ever: readonly Holding[], window: TimeWindow): readonly string[] => {
  const before = ever
    .filter(({ until }) => until < window.from)
    .reduce<Holding | null>((last, one) => (last && last.until >= one.until ? last : one), null);
  const after = ever
    .filter(({ from }) => from > window.until)
    .reduce<Holding | null>((first, one) => (first && first.from <= one.from ? first : one), null);
  return [
    ...(before
      ? [
          `No record covers the time. The last one before ends ${isoTime(before.until)}: ${nameOf(before)}.`,
        ]
      : []),
    ...(after
      ? [
          `No record covers the time. The first one after begins ${isoTime(after.from)}: ${nameOf(after)}.`,
        ]
      : []),
  ];
};

const nameOf = ({ kind, name, holder, held }: Holding): string =>
  `${kind === 'user' ? 'person' : 'device'} ${name ?? holder} at ${held}`;
