// The same policy as a text that people can read and sign: Markdown, or a page for print.
import { clean } from '../clean.ts';
import { foreign, html } from '../markup.ts';
import { printDocument } from '../print-page.ts';
import type { PolicySection } from './statements.ts';

export interface AcceptableUse {
  /** Name of the site; null when policy has none. */
  readonly site: string | null;
  /** ISO date of the text. */
  readonly date: string;
  readonly sections: readonly PolicySection[];
}

const heading = ({ site }: AcceptableUse): string =>
  `Acceptable use of the network${site === null ? '' : `: ${site}`}`;

const PREAMBLE =
  'This text is made from the policy that the network is run by, so that both say the same. The path behind each rule is where the policy says it.';

const PRIVACY =
  'The network is watched for the traffic named here, from the records that its devices keep anyway. Contents are not opened. A suspicion names its evidence, what speaks against it, and how sure it is; a person decides.';

export const acceptableUseMarkdown = (use: AcceptableUse): string =>
  `${[
    `# ${escaped(heading(use))}`,
    `${use.date}. ${PREAMBLE}`,
    ...use.sections.flatMap(({ title, lead, statements }) => [
      `## ${title}`,
      lead,
      statements.map(({ path, text }) => `- ${escaped(text)} (\`${path}\`)`).join('\n'),
    ]),
    '## How this is watched',
    PRIVACY,
  ].join('\n\n')}\n`;

/** Text of a policy cannot begin a tag, a link or a list of its own. */
const escaped = (text: string): string => clean(text).replace(/[\\`*_[\]<>#|!~]/g, '\\$&');

export const acceptableUseHtml = (use: AcceptableUse): string =>
  printDocument(
    heading(use),
    html`<article class="sheet">
<p class="eyebrow">${use.date}</p>
<h1>${heading(use)}</h1>
<p>${PREAMBLE}</p>
${use.sections.map(
  ({ title, lead, statements }) => html`<section><h2>${title}</h2>
<p class="quiet">${lead}</p>
<ul>${statements.map(({ path, text }) => html`<li>${foreign(text, 600)} <code>${path}</code></li>`)}</ul></section>
`,
)}
<section><h2>How this is watched</h2><p>${PRIVACY}</p></section>
<p class="sign"><span>Read and understood</span><span>Date</span></p>
</article>`,
  );
