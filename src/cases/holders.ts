// The holders of a case's addresses while it went on: one device and one person where the evidence has only one, else the
// doubt in words. What a person did is told from what was done at an address that others had too.
import type { Holder } from '../model/case.ts';
import { isoTime, MINUTE_MS } from '../model/time.ts';
import type { BuiltCase } from './case-builder.ts';
import type { Holding, Identity } from './identity.ts';

export interface HeldBy {
  readonly device: string | null;
  readonly user: string | null;
  readonly holders: readonly Holder[];
  readonly doubts: readonly string[];
}

/**
 * `times`: when the activity was seen, epoch ms; each stands for `slackMs` around it. A device is named when its lease
 * covers most of them, a person when nobody else was at the address within half an hour of any.
 */
export const heldBy = (
  identity: Identity,
  addresses: readonly string[],
  times: readonly number[],
  slackMs = MINUTE_MS,
): HeldBy => {
  const devices = new Set<Holding>();
  let uncovered = 0;
  for (const at of times) {
    const then = addresses
      .flatMap((address) => identity.during(address, at - slackMs, at + slackMs))
      .filter(({ kind }) => kind === 'device');
    if (then.length === 0) uncovered++;
    for (const one of then) devices.add(one);
  }
  // People sign in at a device by its name, wherever its address comes from.
  const places = [...addresses, ...[...devices].flatMap(({ name }) => name ?? [])];
  const users = new Set<Holding>();
  for (const at of times)
    for (const place of places)
      for (const one of identity.during(place, at - NEAR_MS, at + NEAR_MS))
        if (one.kind === 'user') users.add(one);
  const machines = distinct(devices);
  const people = [...new Set(distinct(users).map((user) => identity.personOf(user)))];
  const known = devices.size > 0 && uncovered * 2 <= times.length;
  return {
    device: machines.length === 1 && known ? nameOf([...devices][0]!) : null,
    user: people.length === 1 ? people[0]! : null,
    holders: [...devices, ...users]
      .sort((a, b) => a.from - b.from)
      .slice(0, HOLDERS_MAX)
      .map(holderOf),
    doubts: [
      ...doubtOf('device', devices, machines),
      ...doubtOf('person', users, people),
      ...gapDoubt(devices, uncovered, times.length),
      ...goneDoubt(identity, addresses, times, devices.size + users.size),
    ],
  };
};

const nameOf = ({ name, holder }: Holding): string => name ?? holder;

/** The case with who had its addresses while it went on. */
export const withHolders = ({ case: found, facts }: BuiltCase, identity: Identity): BuiltCase => {
  const { subject, timeline, findings } = found;
  const times = [
    ...timeline.slices.map(({ at }) => at),
    ...findings.flatMap(({ evidence }) => evidence.map(({ at }) => at)),
  ];
  const held = heldBy(identity, subject.addresses, times, Math.max(MINUTE_MS, timeline.sliceMs));
  // The system's own sign-in says most, when most of what it went over was signed; then who was at the machine.
  const [signed] = facts.users.size === 1 ? [...facts.users] : [];
  const name = signed && identity.personOf(signed[0]);
  const alone = held.holders.every(
    (one) => one.kind !== 'user' || identity.personOf(one.name) === name,
  );
  const user =
    signed && name !== undefined && (alone || signed[1] * 2 > facts.flows)
      ? name
      : (held.user ?? (held.doubts.length > 0 ? null : subject.user));
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

const distinct = (holdings: ReadonlySet<Holding>): string[] => [
  ...new Set([...holdings].map(({ holder }) => holder)),
];

const doubtOf = (
  what: string,
  holdings: ReadonlySet<Holding>,
  names: readonly string[],
): readonly string[] => {
  if (names.length < 2) return [];
  const told = [...holdings]
    .slice(0, TOLD_MAX)
    .map(({ holder, name, from }) => `${name ?? holder} from ${isoTime(from)}`)
    .join(', ');
  return [
    `More than one ${what} had the address while this went on (${told}): which of them did it is not known.`,
  ];
};

/** A lease that covers a part only: the rest may be another device's. */
const gapDoubt = (
  devices: ReadonlySet<Holding>,
  uncovered: number,
  times: number,
): readonly string[] =>
  uncovered === 0 || [...devices].every(({ weak }) => weak)
    ? []
    : [
        `No lease covers the address for ${uncovered} of ${times} moments at which this was seen: another device may have had it then.`,
      ];

/** Known before or after, and not at the time: the gap is said, not filled. */
const goneDoubt = (
  identity: Identity,
  addresses: readonly string[],
  times: readonly number[],
  found: number,
): readonly string[] => {
  if (found > 0 || times.length === 0) return [];
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

/** People who were at an address within this of each other may be taken for one another. */
const NEAR_MS = 30 * MINUTE_MS;
const HOLDERS_MAX = 32;
const TOLD_MAX = 4;
