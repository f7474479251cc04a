// The report read against what was really done: who was found, who was not, and whether anybody was accused wrongly.

import type { Report, ReportCase } from '../model/report.ts';
import { activityOf, isSystemId } from '../model/systems.ts';
import { byStrength } from '../report/weighing.ts';
import { SYSTEMS } from '../systems/index.ts';
import type { Case, Cost, DrillResult, Hint, Place } from './result.ts';

/** One host and what it really did. */
export interface Deed {
  readonly host: Place;
  readonly activity: string;
  /** System ids of its traffic. */
  readonly systems: readonly string[];
}

type Verdict = Pick<DrillResult, 'found' | 'wronglyAccused' | 'otherCases' | 'price'>;

/** `inside`: every host of the office inside, by name. */
export const verdictOf = (
  report: Report,
  deeds: readonly Deed[],
  inside: readonly Place[],
): Verdict => {
  const raised = report.cases.filter(({ probability }) => probability >= RAISED);
  const told = new Set<ReportCase>();
  const found = deeds.map(({ host, activity, systems }) => {
    const hit = raised.find((each) => isAbout(each, host) && systems.some((id) => same(each, id)));
    if (hit) told.add(hit);
    return {
      host,
      activity,
      finding: hit ? caseOf(hit) : null,
      hints: hintsOf(report, host, systems),
    };
  });
  const others = raised
    .filter((each) => !told.has(each))
    .map((each) => ({ ...caseOf(each), host: placeOf(each, inside) }));
  const guilty = new Set(deeds.map(({ host }) => host.name));
  return {
    found,
    wronglyAccused: others.filter(({ host }) => isInside(host, inside) && !guilty.has(host.name)),
    otherCases: others.filter(({ host }) => !isInside(host, inside) || guilty.has(host.name)),
    price: sumOf([...told].flatMap((each) => costOf(each) ?? [])),
  };
};

/** From here on a case accuses; below it is a lead (model/case.ts). */
const RAISED = 0.5;
const REASONS_MAX = 3;

const isAbout = ({ subject }: ReportCase, { address }: Place): boolean =>
  subject.address === address || subject.addresses.includes(address);

const same = ({ activity }: ReportCase, id: string): boolean =>
  activity === id || (isSystemId(id) && activity === activityOf(id));

const isInside = ({ name }: Place, inside: readonly Place[]): boolean =>
  inside.some((host) => host.name === name);

const placeOf = (each: ReportCase, inside: readonly Place[]): Place =>
  inside.find((host) => isAbout(each, host)) ?? { name: '', address: each.subject.address };

const caseOf = (each: ReportCase): Case => ({
  id: each.id,
  system: nameOf(each.activity),
  probability: each.probability,
  confidence: each.confidence,
  by: byStrength(each.findings)
    .filter((finding) => finding.for)
    .slice(0, REASONS_MAX)
    .map(({ text }) => text),
  bytes: each.bytesOut + each.bytesIn,
  cost: costOf(each),
});

const costOf = ({ impact: { cost } }: ReportCase): Cost | null =>
  cost && {
    currency: cost.currency,
    amount: cost.amount,
    perMonth: cost.perMonth,
    assumptions: cost.assumptions,
  };

/** Of one policy, so of one currency. */
const sumOf = (costs: readonly Cost[]): Cost | null => {
  const [first] = costs;
  if (!first) return null;
  return {
    currency: first.currency,
    amount: costs.reduce((sum, { amount }) => sum + amount, 0),
    perMonth: costs.reduce((sum, { perMonth }) => sum + perMonth, 0),
    assumptions: [...new Set(costs.flatMap(({ assumptions }) => assumptions))],
  };
};

const hintsOf = (
  { violations }: Report,
  { address }: Place,
  systems: readonly string[],
): readonly Hint[] =>
  violations
    .filter((row) => row.address === address && row.systems.some((id) => systems.includes(id)))
    .map((row) => ({ port: `${row.port}/${row.transport}`, bytes: row.bytes }));

export const nameOf = (id: string): string => SYSTEMS.find((known) => known.id === id)?.name ?? id;
