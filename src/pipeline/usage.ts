// Who used how much, by period: volumes of hosts, and of the people who had them, with what of it was file sharing and
// what it cost under the site's tariff.
import { parsePrice } from '../impact/quantity.ts';
import { volumeCost } from '../impact/traffic-cost.ts';
import type { Policy } from '../model/policy.ts';
import type { Report } from '../model/report.ts';
import { DAY_MS, HOUR_MS, isoTime } from '../model/time.ts';
import type { Volumes } from '../model/volume.ts';
import type { Judged } from './judgement.ts';

export const PERIODS = ['all', 'month', 'week', 'day', 'hour'] as const;
export type Period = (typeof PERIODS)[number];

export interface UsageRow extends Volumes {
  /** Beginning of the period, ISO 8601 UTC; of all evidence for `all`. */
  readonly period: string;
  /** Address of a host, account of a person; empty for what no one person is known to have used. */
  readonly who: string;
  /** Of hosts: the device and the person; of people: the addresses, with blanks between. */
  readonly device: string | null;
  readonly with: string | null;
  /** Systems of raised cases in the period. */
  readonly systems: readonly string[];
  /** In the tariff's currency; null without a tariff. */
  readonly cost: number | null;
}

export interface Usage {
  readonly of: 'hosts' | 'users';
  readonly by: Period;
  readonly currency: string | null;
  readonly rows: readonly UsageRow[];
  /** Bytes of hosts that no person, or more than one, had at the time. */
  readonly unattributed: number;
}

export const usageOf = (
  of: Usage['of'],
  by: Period,
  { report, judged }: { readonly report: Report; readonly judged: Judged },
  policy: Policy | null,
): Usage => {
  const tally = new Tally(by, report);
  for (const { subject, hours } of judged.volumes.series()) {
    if (subject.kind !== 'host' || judged.subjects.placeOf(subject.name) === 'outside') continue;
    const main = judged.subjects.mainAddress(subject.name);
    for (const [hour, volumes] of hours) {
      if (of === 'hosts') {
        tally.add(main, hour, volumes, main);
        continue;
      }
      const at = hour * HOUR_MS;
      const people = new Set(
        judged.identity
          .during(subject.name, at, at + HOUR_MS - 1)
          .flatMap(({ kind, holder }) => (kind === 'user' ? [holder] : [])),
      );
      // A machine that several used in the hour is nobody's alone.
      tally.add(people.size === 1 ? [...people][0]! : NOBODY, hour, volumes, main);
    }
  }
  const price = policy?.tariff?.overage
    ? parsePrice(policy.tariff.overage, policy.tariff.units)
    : null;
  const rows = tally.rows(of, report, price);
  const nobodys = rows.filter(({ who }) => who === NOBODY).map(sumOf);
  return {
    of,
    by,
    currency: price === null ? null : policy!.tariff!.currency,
    rows,
    unattributed: nobodys.reduce((sum, bytes) => sum + bytes, 0),
  };
};

const NOBODY = '';

interface Sum {
  readonly period: number;
  readonly who: string;
  readonly addresses: Set<string>;
  readonly volumes: { -readonly [Name in keyof Volumes]: number };
}

class Tally {
  readonly #by: Period;
  readonly #first: number;
  readonly #sums = new Map<string, Sum>();

  constructor(by: Period, { period }: Report) {
    this.#by = by;
    this.#first = period === null ? 0 : Date.parse(period.from);
  }

  add(who: string, hour: number, volumes: Volumes, address: string): void {
    const period = this.#by === 'all' ? this.#first : beginningOf(hour * HOUR_MS, this.#by);
    const key = `${period} ${who}`;
    let sum = this.#sums.get(key);
    if (!sum) {
      const none = { borderOut: 0, borderIn: 0, internalOut: 0, internalIn: 0 };
      sum = { period, who, addresses: new Set(), volumes: none };
      this.#sums.set(key, sum);
    }
    sum.addresses.add(address);
    for (const name of Object.keys(sum.volumes) as (keyof Volumes)[])
      sum.volumes[name] += volumes[name];
  }

  /** By period, then volume across the border, the largest first. */
  rows(of: Usage['of'], report: Report, price: number | null): UsageRow[] {
    const hosts = new Map(report.hosts.map((host) => [host.address, host]));
    return [...this.#sums.values()]
      .filter(({ volumes }) => sumOf(volumes) > 0)
      .map(({ period, who, addresses, volumes }) => {
        const { borderOut, borderIn, internalOut, internalIn } = volumes;
        const host = hosts.get(who);
        const border = borderOut + borderIn;
        return {
          period: isoTime(period),
          who,
          device: of === 'hosts' ? (host?.device ?? null) : null,
          with: of === 'hosts' ? (host?.user ?? null) : [...addresses].sort().join(' '),
          borderOut: Math.round(borderOut),
          borderIn: Math.round(borderIn),
          internalOut: Math.round(internalOut),
          internalIn: Math.round(internalIn),
          systems: systemsOf(report, of, who, period, this.#end(period)),
          cost:
            price === null
              ? null
              : Math.round(volumeCost(border, { pricePerByte: price, includedBytes: 0 }) * 100) /
                100,
        };
      })
      .sort(
        (a, b) =>
          (a.period < b.period ? -1 : a.period > b.period ? 1 : 0) ||
          b.borderOut + b.borderIn - (a.borderOut + a.borderIn) ||
          (a.who < b.who ? -1 : 1),
      );
  }

  #end(period: number): number {
    if (this.#by === 'all') return Number.POSITIVE_INFINITY;
    const next = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS, month: 31 * DAY_MS }[this.#by];
    return this.#by === 'month' ? beginningOf(period + next, 'month') : period + next;
  }
}

const systemsOf = (
  { cases }: Report,
  of: Usage['of'],
  who: string,
  from: number,
  until: number,
): string[] => [
  ...new Set(
    cases
      .filter(({ subject, probability, firstSeen, lastSeen }) => {
        const own = of === 'hosts' ? subject.address === who : subject.user === who;
        const then = Date.parse(firstSeen) < until && Date.parse(lastSeen) >= from;
        return own && then && probability >= 0.5;
      })
      .map(({ activity }) => activity),
  ),
];

/** Weeks begin on Monday (ISO 8601); all times are UTC. */
const beginningOf = (at: number, by: Exclude<Period, 'all'>): number => {
  if (by === 'hour') return Math.floor(at / HOUR_MS) * HOUR_MS;
  const day = Math.floor(at / DAY_MS) * DAY_MS;
  if (by === 'day') return day;
  const date = new Date(day);
  if (by === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  return day - ((date.getUTCDay() + 6) % 7) * DAY_MS;
};

const sumOf = ({ borderOut, borderIn, internalOut, internalIn }: Volumes): number =>
  borderOut + borderIn + internalOut + internalIn;
