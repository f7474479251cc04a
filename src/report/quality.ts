// The quality of a piece of evidence in words: what was lost, seen twice or not understood, each with its number.
import type { ReportEvidence } from '../model/report.ts';
import { groupText, percentText } from './words.ts';

/** `212 of 48,211 records not understood (0.4 %): arp 200, cut 12`, or null. */
export const notUnderstoodText = ({ notUnderstood, records }: ReportEvidence): string | null => {
  const reasons = Object.entries(notUnderstood)
    .filter(([, count]) => count > 0)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  if (reasons.length === 0) return null;
  const sum = reasons.reduce((total, [, count]) => total + count, 0);
  const share = records > 0 ? ` of ${groupText(records)} records` : ' records';
  const percent = records > 0 ? ` (${percentText(sum / records)})` : '';
  const list = reasons.map(([reason, count]) => `${reason} ${groupText(count)}`).join(', ');
  return `${groupText(sum)}${share} not understood${percent}: ${list}`;
};

export const qualityTexts = ({ quality }: ReportEvidence): string[] =>
  Object.entries(quality)
    // How far a clock is off stands in a warning when it matters.
    .filter(([key, value]) => key !== 'clockOffsetMs' && value !== false && value !== 0)
    .map(([key, value]) => {
      const words = WORDS[key] ?? key;
      return value === true ? words : `${groupText(Number(value))} ${words}`;
    });

/** Keys of `EvidenceQuality` (model/evidence.ts). */
const WORDS: Record<string, string> = {
  cut: 'packets cut short by the capture',
  duplicates: 'packets seen twice, counted once',
  oneSided: 'connections seen in one direction only',
  midstream: 'connections that began before the evidence',
  gaps: 'bytes missing inside connections',
  lost: 'packets lost by the capturing program',
  fragmentsLost: 'fragments that never became a packet',
  flowsEvicted: 'flows closed early because the table was full',
  incomplete: 'reading ended before the end',
};
