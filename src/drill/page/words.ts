// The sentences of a drill, the same on the page and in the text.
import { countText } from '../../report/words.ts';
import type { Outcome } from '../outcome.ts';
import { ACTS, type ActId, type DrillResult, type Row } from '../result.ts';

/** How a cell of the matrix reads: `stopped` and `passes` only while the control is in force. */
export type Reading = 'works' | 'stopped' | 'passes' | 'wrong';

export const readingOf = (row: Row, act: ActId): Reading => {
  if (!row.asExpected[act]) return 'wrong';
  if (!row.outcomes[act].worked) return 'stopped';
  return act === 'controlled' && row.id !== 'innocent' ? 'passes' : 'works';
};

export const readingText = (row: Row, act: ActId): string => {
  const { worked } = row.outcomes[act];
  switch (readingOf(row, act)) {
    case 'works':
      return '✓ Works';
    case 'stopped':
      return '✕ Stopped';
    case 'passes':
      return '➜ Goes on';
    case 'wrong':
      return worked ? '! Works, and should not' : '! Fails, and should not so';
  }
};

/** What lies behind it: `2 files whole, 5.5 s`. */
export const behindText = (row: Row, act: ActId): string => {
  const outcome = row.outcomes[act];
  if (!outcome.worked) return failedText(outcome);
  const what = row.id === 'innocent' ? 'page' : 'file';
  return `${countText(outcome.files, what)} whole and unchanged, ${secondsText(outcome.ms)}`;
};

/** Why something passes that one would like to see stopped. */
export const passesText = (row: Row): string | null =>
  readingOf(row, 'controlled') === 'passes'
    ? 'Not stopped by this control: it goes through the proxy that policy permits. It takes a control of the proxy.'
    : null;

const failedText = ({ why, refusedPackets }: Outcome): string =>
  refusedPackets === null
    ? (why ?? '')
    : `${why ?? ''}; ${countText(refusedPackets, 'packet')} refused`;

export const headline = (result: DrillResult): string => {
  const { rows, asExpected, unexpected } = result;
  if (!asExpected)
    return `The drill did not go as expected: ${countText(unexpected.length, 'thing')} to look at.`;
  const stopped = rows.filter(({ outcomes }) => !outcomes.controlled.worked);
  const passing = rows.filter(({ outcomes }) => outcomes.controlled.worked);
  const first = `The control stopped ${stopped.length} of ${countText(rows.length, 'activity', 'activities')} and harmed nobody; its roll-back restored everything.`;
  if (passing.length === 0) return first;
  return `${first} Not stopped by it: ${passing.map(({ title }) => title).join(', ')}.`;
};

/** Who was found, in a sentence. */
export const foundSentence = ({ found, rows, wronglyAccused, otherCases }: DrillResult): string => {
  const titleOf = (id: string): string => rows.find((row) => row.id === id)?.title ?? id;
  const missed = [
    ...new Set(found.filter(({ finding }) => !finding).map(({ activity }) => titleOf(activity))),
  ];
  const hits = found.filter(({ finding }) => finding !== null).length;
  return [
    `Peerwarden found ${hits} of ${countText(found.length, 'pair')} of host and activity.`,
    ...(missed.length > 0 ? [`Not recognised: ${missed.join(', ')}.`] : []),
    wronglyAccused.length === 0
      ? 'Nobody was accused who did nothing.'
      : `${countText(wronglyAccused.length, 'innocent host')} accused.`,
    ...(otherCases.length > 0
      ? [`${countText(otherCases.length, 'case')} beside what was played.`]
      : []),
  ].join(' ');
};

export const secondsText = (ms: number): string =>
  ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;

export const ACT_IDS: readonly ActId[] = ACTS.map(({ id }) => id);

/** What a drill cannot show, said in every one. */
export const NOT_SHOWN: readonly string[] = [
  'The programs are the range’s own, written from public specifications, and real Squid, dnsmasq and nftables. Programs of the time had more ways to get around a firewall than these try.',
  'An activity counts as stopped when its first step that needs the outside fails; what it would try next is not tried.',
  'The minutes of a drill are full of transfers. A month reckoned from them is what such minutes would cost, no forecast.',
  'A packet filter sees addresses and ports. What goes through a permitted proxy needs a control of the proxy.',
];
