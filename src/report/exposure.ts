// What a case offers to others, in words: the same sentences in the terminal, in HTML and in `explain`.
import type { ReportCase, ReportExposure } from '../model/report.ts';
import { formatBytes, type UnitSystem } from '../model/units.ts';
import { foreign, html, type Markup } from './markup.ts';
import { countText, dayTime, groupText, spanText } from './words.ts';

export type ReportTested = NonNullable<ReportExposure['tested']>;
type ReportSensitive = ReportTested['sensitive'][number];

const PLACES: Readonly<Record<ReportTested['places'][number]['kind'], string>> = {
  drive: 'a whole drive',
  system: 'folders of the operating system',
  profile: 'a person’s own folder',
  server: 'a server of the house',
};

/** Names that only sound like it (a song, a program) are told in JSON and `explain`, and alarm nobody here. */
const telling = ({ sensitive }: ReportTested): readonly ReportSensitive[] =>
  sensitive.filter(({ sure }) => sure !== 'weak');

/** True when there is something that people should look at. */
export const isSensitive = ({ exposure }: ReportCase): boolean =>
  exposure.tested !== undefined &&
  telling(exposure.tested).length + exposure.tested.places.length > 0;

/** `On offer: résumé.doc and 2 other names that look sensitive; a whole drive (C:\). Since 16 Nov 08:14.` */
export const exposureText = (found: ReportCase): string | null => {
  const { tested } = found.exposure;
  if (tested === undefined || !isSensitive(found)) return null;
  const { likely, possible } = tested.counts;
  const [first] = telling(tested);
  const others = likely + possible - 1;
  const parts = [
    ...(first === undefined
      ? []
      : [
          others > 0
            ? `${first.name} and ${countText(others, 'other name')} that may be sensitive (${groupText(likely)} likely)`
            : `${first.name}, which is ${first.sure === 'likely' ? 'likely' : 'possibly'} sensitive (${first.topics.join(', ')})`,
        ]),
    ...placeTexts(tested),
  ];
  return `On offer: ${parts.join('; ')}. Since ${dayTime(tested.since)}.`;
};

const placeTexts = ({ places }: ReportTested): string[] =>
  places.slice(0, 2).map(({ kind, path }) => `${PLACES[kind]} (${path})`);

/** Sentences before the list. */
export const exposureSentences = (tested: ReportTested): string[] => {
  const { names, documents, counts, told, reach } = tested;
  const listed = told.addresses.length;
  return [
    `${countText(names, 'name')} on offer, ${countText(documents, 'document')} by the ending, seen ${spanText(tested.since, tested.until)}.`,
    `${groupText(counts.likely)} likely sensitive by name, ${groupText(counts.possible)} possibly, ${groupText(counts.weak)} only sound like it (songs, films, programs). A name is no proof of what a file holds.`,
    ...tested.places.map(
      ({ kind, path, names: inside }) =>
        `From ${PLACES[kind]}: ${path} (${countText(inside, 'name')}).`,
    ),
    `Who could fetch it: ${reach}.${listed === 0 ? '' : ` Told while this evidence was recorded: ${told.more ? 'at least ' : ''}${countText(listed, 'far end')}.`}`,
  ];
};

/** `résumé.doc (96 kB): likely an application for a job; told 2 far ends, since …` */
export const sensitiveText = (one: ReportSensitive, units: UnitSystem): string => {
  const size = one.size === null ? '' : ` (${formatBytes(one.size, units)})`;
  const told = one.told.length === 0 ? '' : `, told to ${countText(one.told.length, 'far end')}`;
  return `${one.name}${size}: ${one.sure}, ${one.topics.join(', ')}; ${waysText(one)}${told}, since ${dayTime(one.since)}`;
};

const WAYS = { told: 'told to others', exchanged: 'exchanged', disk: 'read on the disk' } as const;

const waysText = ({ ways }: ReportSensitive): string => ways.map((way) => WAYS[way]).join(' and ');

/** The part of a case's card. */
export const exposureSection = (found: ReportCase, units: UnitSystem): Markup | null => {
  const { tested } = found.exposure;
  if (tested === undefined || tested.sensitive.length + tested.places.length === 0) return null;
  return html`<section><h4>What it offers to others</h4>
${exposureSentences(tested).map((text) => html`<p>${foreign(text, 300)}</p>`)}
${tested.sensitive.length === 0 ? null : sensitiveTable(tested, units)}</section>
`;
};

const sensitiveTable = ({ sensitive }: ReportTested, units: UnitSystem): Markup =>
  html`<details class="contents"><summary>Names that may be sensitive: ${groupText(sensitive.length)}</summary>
<table role="table"><thead><tr role="row"><th scope="col">Name</th><th scope="col">Size</th><th scope="col">How sure</th><th scope="col">About</th><th scope="col">Known by</th></tr></thead><tbody>
${sensitive.map(
  (
    one,
  ) => html`<tr role="row"><td role="cell">${foreign(one.name, 70)}</td><td role="cell" class="number">${one.size === null ? '' : formatBytes(one.size, units)}</td><td role="cell">${one.sure}</td><td role="cell">${one.topics.join(', ')}</td><td role="cell">${waysText(one)}</td></tr>
`,
)}</tbody></table></details>
`;
