// Sentences that are due to the person a case is about. They stand in every explanation and in every page.
import type { ReportCase } from '../model/report.ts';
import { roundText, spanText } from './words.ts';

/** The one sentence that the probability is of. */
export const questionText = (found: ReportCase, nameOf: (id: string) => string): string =>
  `Did ${deviceText(found)} use ${nameOf(found.activity)}, ${spanText(found.firstSeen, found.lastSeen)} UTC?`;

/** The probability from its other side. */
export const errorText = (probability: number): string =>
  probability < 0.5
    ? 'It is more likely than not that it did not. This is a lead, no accusation.'
    : `If the weights below hold, about 1 in ${roundText(1 / Math.max(1e-6, 1 - probability))} such answers is wrong.`;

/** Who is meant, and who is not. */
export const personText = ({ subject }: ReportCase): string =>
  subject.user === null
    ? 'The case is about a device. Who used it is not known.'
    : `The case is about a device. The evidence names ${subject.user} as its user; a session or an account can be used by others.`;

export const deviceText = ({ subject }: ReportCase): string =>
  subject.device === null ? subject.address : `${subject.address} (${subject.device})`;

/** True of every case, whatever the evidence. */
export const LIMITS_OF_ANY_CASE: readonly string[] = [
  'Who sat at the device, and with what intent.',
  'Whether what was shared may be shared: many files are free to share, and a system is only a tool.',
];
