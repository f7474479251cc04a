// The part of docs/accuracy.md about probabilities.
import { table } from '../docs/generated.mjs';
import { share } from './shares.mjs';

export const reliabilityPart = ({ reliability, prior }) => `## Are the probabilities true?

Every case about a host of the lab (hosts × activity), and about the hosts of the innocent captures: right when the host did that.
**Seen**: with the weights above, which these cases helped to measure. **Unseen**: each case with weights of those cases only that share
no program with it.

${table(
  [
    'said',
    'cases',
    'right',
    'share, 95 % interval',
    'mean said',
    'unseen: cases',
    'right',
    'share, 95 % interval',
    'mean said',
  ],
  reliability.seen.rows.map((row, i) => [
    `${row.from} to ${row.until}`,
    ...cells(row),
    ...cells(reliability.unseen.rows[i]),
  ]),
)}

Brier score (0 is perfect, 0.25 is a coin): ${score(reliability.seen.brier)} over ${reliability.seen.cases} cases, unseen ${score(reliability.unseen.brier)} over ${reliability.unseen.cases}. With the hosts that had no case, for
which the prior of ${prior} is all that is known (${reliability.seen.silent} hosts, ${reliability.seen.silentGuilty} of them guilty): ${score(reliability.seen.brierAll)}, unseen ${score(reliability.unseen.brierAll)}.

${unlike(reliability.seen.rows)}

A lab holds far more guilty hosts than an office. Where nobody innocent was ever accused, the table can show that cases are right, not how
rarely they would be wrong: that is what the upper ends of the intervals of the weights are about.`;

/** Rows whose mean lies outside what was counted. */
const unlike = (rows) => {
  const off = rows.filter(({ cases, said, low, high }) => cases > 0 && (said < low || said > high));
  if (off.length === 0) return 'No row says what its interval rules out.';
  const text = off.map(
    ({ from, until, said, low }) =>
      `${from} to ${until} says ${said.toFixed(2)}, which is too ${said < low ? 'little' : 'much'} by its interval`,
  );
  return `Off: ${text.join('; ')}.`;
};

const cells = ({ cases, guilty, said, low, high }) =>
  cases === 0
    ? [0, 0, '–', '–']
    : [
        cases,
        guilty,
        `${share(guilty / cases)} [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`,
        said.toFixed(3),
      ];

const score = (x) => (x === null ? 'none' : x.toFixed(4));
