// Known weaknesses of the clients of a case, in words: the same in the terminal, in HTML and in `explain`.
import type { ReportCase } from '../model/report.ts';
import { foreign, html, type Markup } from './markup.ts';
import { countText } from './words.ts';

type ReportWeakness = NonNullable<ReportCase['weaknesses']>[number];

/** `eMule 0.42d: buffer overflow … (CVE-2004-1892, 2004-04-03), mended in 0.42e.` */
export const weaknessText = (one: ReportWeakness): string => {
  const client = one.version === null ? one.client : `${one.client} ${one.version}`;
  const place = one.id === null ? one.published : `${one.id}, ${one.published}`;
  const sure = one.sure === 'affected' ? '' : ' Whether this version has it is not known.';
  const fixed = one.fixed === null ? '' : ` Mended in ${one.fixed}.`;
  return `${client}: ${one.kind.replace(/\.$/, '')} (${place}).${fixed}${sure}`;
};

/** One line: the surest and newest, and how many more. Null where none is sure. */
export const weaknessLine = ({ weaknesses = [] }: ReportCase): string | null => {
  const sure = weaknesses.filter((one) => one.sure === 'affected');
  if (sure.length === 0) return null;
  const more =
    sure.length > 1
      ? ` ${countText(sure.length - 1, 'other known weakness', 'other known weaknesses')}.`
      : '';
  return `Known weakness of ${weaknessText(sure[0]!)}${more}`;
};

export const weaknessSection = ({ weaknesses = [] }: ReportCase): Markup | null =>
  weaknesses.length === 0
    ? null
    : html`<section><h4>Known weaknesses of its clients</h4><ul>${weaknesses.map(
        (one) =>
          html`<li>${foreign(weaknessText(one), 300)} <span class="quiet">${one.source}</span></li>`,
      )}</ul></section>
`;
