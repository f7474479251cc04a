// The holders of a case's addresses while it went on: one device and one person where the evidence has only one, else the
// doubt in words. What a person did is told from what was done at an address that others had too.
import type { Holder } from '../model/case.ts';
import { isoTime } from '../model/time.ts';
import type { BuiltCase } from './case-builder.ts';
import type { Holding, Identity } from './identity.ts';

export interface HeldBy {
  readonly device: string | null;
  readonly user: string | null;
  readonly holders: readonly Holder[];
  readonly doubts: readonly string[];
}

/** `times`: when the activity was seen, epoch ms. */
export const heldBy = (
  identity: Identity,
  addresses: readonly string[],
  times: readonly number[],
): HeldBy => {
  const found = new Set<Holding>();
  for (const address of addresses) {
    for (const at of times) for (const one of identity.during(address, at, at)) found.add(one);
  }
  const devices = [...found].filter(({ kind }) => kind === 'device');
  // People sign in at a device by its name, wherever its address comes from.
  for (const { name } of devices) {
    if (name === undefined) continue;
    for (const at of times)
      for (const one of identity.during(name, at, at)) if (one.kind === 'user') found.add(one);
  }
  const users = [...found].filter(({ kind }) => kind === 'user');
  const machines = distinct(devices);
  const people = distinct(users);
  return {
    device: machines.length === 1 ? (devices[0]!.name ?? devices[0]!.holder) : null,
    user: people.length === 1 ? people[0]! : null,
    holders: [...found]
      .sort((a, b) => a.from - b.from)
      .slice(0, HOLDERS_MAX)
      .map(holderOf),
    doubts: [
      ...doubtOf('device', devices, machines),
      ...doubtOf('person', users, people),
      ...goneDoubt(identity, addresses, times, found),
    ],
  };
};

/** The case with who had its addresses while it went on. */
export const withHolders = ({ case: found, facts }: BuiltCase, identity: Identity): BuiltCase => {
  const { subject, timeline, findings } = found;
  const held = heldBy(identity, subject.addresses, [
    ...timeline.slices.map(({ at }) => at),
    ...findings.flatMap(({ evidence }) => evidence.map(({ at }) => at)),
  ]);
  // The system's own sign-in says most; then who was signed in at the machine.
  const user = facts.users.size === 1 ? subject.user : (held.user ?? subject.user);
  return {
    facts,
    case: {
      ...found,
      subject: { ...subject, user, device: held.device ?? subject.device },
      holders: held.holders,
      doubts: held.doubts,
    },
  };
};

const distinct = (holdings: readonly Holding[]): string[] => [
  ...new Set(holdings.map(({ holder }) => holder)),
];

const doubtOf = (
  what: string,
  holdings: readonly Holding[],
  names: readonly string[],
): readonly string[] => {
  if (names.length < 2) return [];
  const told = holdings
    .slice(0, TOLD_MAX)
    .map(({ holder, name, from }) => `${name ?? holder} from ${isoTime(from)}`)
    .join(', ');
  return [
    `More than one ${what} had the address while this went on (${told}): which of them did it is not known.`,
  ];
};

/** Known before or after, and not at the time: the gap is said, not filled. */
const goneDoubt = (
  identity: Identity,
  addresses: readonly string[],
  times: readonly number[],
  found: ReadonlySet<Holding>,
): readonly string[] => {
  if (found.size > 0 || times.length === 0) return [];
  const ever = addresses.some(
    (address) =>
      identity.during(address, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY).length > 0,
  );
  return ever
    ? ['The address had a holder at other times, but no lease or sign-in covers the time of this.']
    : [];
};

const holderOf = ({
  held,
  kind,
  holder,
  name,
  from,
  until,
  format,
  origin,
  earlier,
}: Holding): Holder => ({
  kind,
  name: name ?? holder,
  ...(kind === 'device' && name !== undefined && holder !== name.toLowerCase()
    ? { mac: holder }
    : {}),
  held,
  from,
  until: Number.isFinite(until) ? until : null,
  format,
  ...(earlier === undefined ? { evidence: origin.evidence } : { earlier }),
  ...(origin.line === undefined ? {} : { line: origin.line }),
});

const HOLDERS_MAX = 32;
const TOLD_MAX = 4;
