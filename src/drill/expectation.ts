// What the matrix should show, and in words what it shows instead.
import type { Way } from './activity.ts';
import type { Outcome } from './outcome.ts';
import { ACTS, type ByAct, type DrillResult, type Row } from './result.ts';

/**
 * The control refuses whatever goes straight out; what the permitted proxy carries passes a packet filter, a tunnel too.
 * Without a control nothing is stopped.
 */
export const expectedOf = (way: Way): ByAct<boolean> => ({
  before: true,
  controlled: way === 'proxy',
  rolledBack: true,
});

/** A failure under the control counts as its doing only when it refused packets meanwhile and a host inside noticed. */
export const meets = (outcome: Outcome, expected: boolean, inside: readonly string[]): boolean =>
  expected
    ? outcome.worked
    : !outcome.worked &&
      (outcome.refusedPackets ?? 0) > 0 &&
      (outcome.failedAt === null || inside.includes(outcome.failedAt));

type Judged = Pick<DrillResult, 'rows' | 'innocent' | 'wronglyAccused' | 'control'>;

export const unexpectedOf = ({ rows, innocent, wronglyAccused, control }: Judged): string[] => [
  ...[...rows, innocent].flatMap(rowFaults),
  ...wronglyAccused.map(
    ({ host, system }) =>
      `${host.name} (${host.address}) is accused of ${system} and did nothing of the kind.`,
  ),
  ...(control.rulesRestored ? [] : ['After roll-back the router has other rules than before.']),
];

const rowFaults = ({ title, outcomes, expected, asExpected }: Row): string[] =>
  ACTS.filter(({ id }) => !asExpected[id]).map(({ id, title: act }) => {
    const { worked, why, refusedPackets } = outcomes[id];
    if (expected[id]) return `${title}, ${act.toLowerCase()}: should work, and did not: ${why}.`;
    if (worked) return `${title}, ${act.toLowerCase()}: should be stopped, and worked.`;
    const refused = `${refusedPackets ?? 0} packets refused`;
    return `${title}, ${act.toLowerCase()}: did not work, but not by the control (${refused}): ${why}.`;
  });
