// A document for people beyond the desk that reads reports: the same text as Markdown, to edit, and as a page for print.
import { clean } from './clean.ts';
import { foreign, html, type Markup } from './markup.ts';
import { printDocument } from './print-page.ts';

export interface Paper {
  readonly title: string;
  /** ISO date, and what else stands above the title. */
  readonly date: string;
  readonly preamble: string;
  readonly sections: readonly PaperSection[];
  /** What is signed at the foot; null where nothing is. */
  readonly signed: string | null;
}

export interface PaperSection {
  readonly title: string;
  readonly lead: string;
  readonly items?: readonly PaperItem[];
  readonly table?: PaperTable;
}

export interface PaperItem {
  readonly text: string;
  /** Where it comes from, in small: a path of the policy, a case. */
  readonly note?: string;
}

export interface PaperTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export const paperMarkdown = ({ title, date, preamble, sections }: Paper): string =>
  `${[
    `# ${escaped(title)}`,
    `${date}. ${preamble}`,
    ...sections.flatMap((section) => [
      `## ${section.title}`,
      section.lead,
      ...(section.items?.length
        ? [
            section.items
              .map(
                ({ text, note }) =>
                  `- ${escaped(text)}${note === undefined ? '' : ` (\`${note}\`)`}`,
              )
              .join('\n'),
          ]
        : []),
      ...(section.table ? [tableMarkdown(section.table)] : []),
    ]),
  ].join('\n\n')}\n`;

const tableMarkdown = ({ heads, rows }: PaperTable): string =>
  [
    `| ${heads.join(' | ')} |`,
    `|${heads.map(() => '---').join('|')}|`,
    ...rows.map((row) => `| ${row.map(escaped).join(' | ')} |`),
  ].join('\n');

/** Text of others cannot begin a tag, a link, a list or a cell of its own. */
const escaped = (text: string): string => clean(text).replace(/[\\`*_[\]<>#|!~]/g, '\\$&');

export const paperHtml = (paper: Paper): string =>
  printDocument(
    paper.title,
    html`<article class="sheet">
<p class="eyebrow">${paper.date}</p>
<h1>${foreign(paper.title, 200)}</h1>
<p>${paper.preamble}</p>
${paper.sections.map(sectionHtml)}
${paper.signed !== null && html`<p class="sign"><span>${paper.signed}</span><span>Date</span></p>`}
</article>`,
  );

const sectionHtml = ({ title, lead, items, table }: PaperSection): Markup =>
  html`<section><h2>${title}</h2>
<p${items?.length || table ? html` class="quiet"` : ''}>${lead}</p>
${items?.length ? html`<ul>${items.map(({ text, note }) => html`<li>${foreign(text, 600)}${note !== undefined && html` <code>${note}</code>`}</li>`)}</ul>` : ''}
${
  table &&
  html`<table class="stacked"><caption>${title}</caption>
<thead><tr>${table.heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${table.rows.map((row) => html`<tr>${row.map((cell, i) => html`<td data-head="${table.heads[i]}">${foreign(cell, 400)}</td>`)}</tr>`)}</tbody></table>`
}</section>
`;
