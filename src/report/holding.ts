// Who had the addresses of a case while it went on, in words: the interval, and where that is written.
import type { Report, ReportCase } from '../model/report.ts';
import { instantText } from './words.ts';

export type ReportHolder = NonNullable<ReportCase['holders']>[number];

/** `device pc-11 (02:00:…) had 10.20.1.11 from … until …`. */
export const holderText = ({ kind, name, mac, held, from, until }: ReportHolder): string => {
  const who = `${kind === 'user' ? 'person' : 'device'} ${name}${mac === undefined ? '' : ` (${mac})`}`;
  const what = kind === 'user' ? `was signed in at ${held}` : `had ${held}`;
  const end = until === null ? 'with no end known' : `until ${instantText(until)}`;
  return `${who} ${what} from ${instantText(from)} ${end}`;
};

/** `leases.log, line 7 (dhcpd)`. */
export const holderPlace = (holder: ReportHolder, report: Report): string => {
  const { evidence, line, format, earlier } = holder;
  if (evidence === undefined) return `evidence of an earlier run, sha256 ${earlier} (${format})`;
  const path = report.evidence[evidence]?.path ?? `evidence ${evidence}`;
  return `${path}${line === undefined ? '' : `, line ${line}`} (${format})`;
};
