// Words of nft: addresses and ports re-serialised from numbers, rules with counters and comments.
import { addressText, inNetwork, isV4, type Network } from '../../model/address.ts';
import type { Refusal } from '../../model/control.ts';
import { LIMITS } from '../../model/limits.ts';
import { scheduledSpans } from '../../model/schedule.ts';
import type { PortRange, ServiceTransport } from '../../model/services.ts';
import { DAY_MS, isoTime } from '../../model/time.ts';
import type { Except, Intent, PermitService } from '../intent.ts';
import { plainText } from '../plain-text.ts';
import type { ControlContext } from '../target.ts';

export const TABLE = 'inet peerwarden';

/** What one file of the target needs of the others: nothing. */
export interface Part {
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly refused: readonly Refusal[];
  readonly warnings: readonly string[];
}

export type IpFamily = 'ip' | 'ip6';
export const IP_FAMILIES: readonly IpFamily[] = ['ip', 'ip6'];

export const ofFamily = (networks: readonly Network[], family: IpFamily): readonly Network[] =>
  networks.filter(({ words }) => isV4(words) === (family === 'ip'));

/** `10.20.0.0/16, 192.0.2.1`, sorted, without networks that lie within another: nft refuses overlapping intervals. */
export const networkList = (networks: readonly Network[]): string =>
  networks
    .filter((network, i) => !networks.some((other, j) => swallows(other, network, j < i)))
    .map(networkText)
    .sort()
    .join(', ');

const swallows = (outer: Network, inner: Network, first: boolean): boolean =>
  outer.bits === inner.bits
    ? first && inNetwork(inner.words, outer)
    : outer.bits < inner.bits && inNetwork(inner.words, outer);

const networkText = ({ words, bits }: Network): string => {
  const [width, length] = isV4(words) ? [32, bits - 96] : [128, bits];
  return length === width ? addressText(words) : `${addressText(words)}/${length}`;
};

/** `tcp dport { 80, 443 }` for each transport; ranges that touch or overlap are merged, as nft wants. */
export const portMatches = (ports: readonly PortRange[]): string[] =>
  (['tcp', 'udp'] as const).flatMap((transport) => {
    const list = portList(ports, transport);
    return list === '' ? [] : [`${transport} dport { ${list} }`];
  });

const portList = (ports: readonly PortRange[], transport: ServiceTransport): string => {
  const sorted = ports
    .filter((port) => port.transport === transport)
    .sort((a, b) => a.from - b.from || a.to - b.to);
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of sorted) {
    const last = merged.at(-1);
    if (last && from <= last.to + 1) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
};

/** `inside4`, `inside6`: variables that the file's head defines. */
export const insideVariable = (family: IpFamily): string =>
  family === 'ip' ? '$INSIDE4' : '$INSIDE6';

/** Definitions of the inside; a family without networks has none, and no rule may name it. */
export const insideDefinitions = ({ inside }: ControlContext): string[] =>
  IP_FAMILIES.flatMap((family) => {
    const list = networkList(ofFamily(inside, family));
    return list === '' ? [] : [`define ${insideVariable(family).slice(1)} = { ${list} }`];
  });

export const rule = (match: string, verdict: string, comment: string): string =>
  `    ${match === '' ? '' : `${match} `}counter ${verdict} comment "${plainText(comment)}"`;

/** At most ten lines a second, so that a port scan cannot fill the disk. */
export const logRule = (prefix: string): string =>
  `    limit rate 10/second burst 20 packets log prefix "${plainText(prefix, 60)} "`;

/** A file that replaces one base chain at once and leaves the rest of the table as it is. */
export const chainFile = (
  head: readonly string[],
  chain: { readonly name: string; readonly priority: string; readonly policy: 'accept' | 'drop' },
  lines: { readonly before?: readonly string[]; readonly rules: readonly string[] },
): string => {
  const type = `type filter hook forward priority ${chain.priority}; policy ${chain.policy};`;
  return `${[
    ...head,
    '',
    `add table ${TABLE}`,
    `add chain ${TABLE} ${chain.name} { ${type} }`,
    `flush chain ${TABLE} ${chain.name}`,
    ...(lines.before ?? []),
    `table ${TABLE} {`,
    `  chain ${chain.name} {`,
    `    ${type}`,
    ...lines.rules,
    '  }',
    '}',
  ].join('\n')}\n`;
};

/** Comment lines for the head of a file. */
export const remarks = (...lines: readonly string[]): string[] =>
  lines.map((line) => `# ${plainText(line, 200)}`);

/** The same with the signs of a policy line, which mean nothing to nft after `#`; the words must be the compiler's own. */
export const warningRemarks = (warnings: readonly string[]): string[] =>
  warnings.map((line) => `# WARNING: ${line.replace(/[^\x20-\x7e]|\\/g, ' ')}`);

export const dayText = (ms: number): string => isoTime(ms).slice(0, 10);

/** What ends, or holds at certain hours, as a match after others; nothing for what always holds. */
export const timeMatch = ({ owner, expires, when }: Timed): string => {
  if (when !== null) return ` meta time ${openVariable(owner)}`;
  return expires === null ? '' : ` ${untilMatch(expires)}`;
};

/** `permit[2]: until 2027-01-31 00:00 UTC`. */
export const ownerText = ({ owner, expires }: Timed): string =>
  expires === null ? owner : `${owner}: until ${dayText(expires)} 00:00 UTC`;

export type Timed = Pick<PermitService | Except, 'owner' | 'expires' | 'when'>;

/**
 * The times at which scheduled permits and exceptions are open, as spans of seconds since 1970: the kernel's own days and
 * hours are those of UTC, or of the machine when the file is loaded, and know no summer time. A span is closed a second
 * early, because nft counts its end in.
 */
export const scheduleDefinitions = (
  intents: readonly Intent[],
  context: ControlContext,
): string[] =>
  intents.flatMap((intent) => {
    if ((intent.kind !== 'permit' && intent.kind !== 'except') || intent.when === null) return [];
    const spans = openSpans(intent, context);
    if (spans.length === 0) return [];
    const list = spans.map(({ from, until }) => `${from}-${until - 1}`).join(', ');
    return [`define ${openVariable(intent.owner).slice(1)} = { ${list} }`];
  });

/** Seconds since 1970, ends excluded; empty when it does not open until it ends or the schedule is written out. */
export const openSpans = (
  { expires, when }: Timed,
  { now }: ControlContext,
): { readonly from: number; readonly until: number }[] =>
  scheduledSpans(when ?? {}, now, Math.min(expires ?? Number.POSITIVE_INFINITY, writtenUntil(now)))
    .map(({ from, until }) => ({ from: Math.ceil(from / 1000), until: Math.floor(until / 1000) }))
    .filter(({ from, until }) => from < until);

/** Remarks for the head of a file with schedules in it. */
export const scheduleWarnings = (intents: readonly Intent[], { now }: ControlContext): string[] =>
  intents.some((intent) => 'when' in intent && intent.when !== null)
    ? [
        `Schedules are written out until ${dayText(writtenUntil(now))} 00:00 UTC and closed afterwards: make a plan again before.`,
      ]
    : [];

const writtenUntil = (now: number): number =>
  (Math.floor(now / DAY_MS) + LIMITS.scheduleDays) * DAY_MS;

/** `$OPEN_PERMIT_2`, of a path in the policy. */
const openVariable = (owner: string): string =>
  `$OPEN_${owner
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/_$/, '')}`;

/** nft compares `meta time` with seconds since 1970, whatever the zone of the machine that loads the file. */
export const untilMatch = (ms: number): string => `meta time < ${Math.floor(ms / 1000)}`;
