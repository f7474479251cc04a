// The control as it was applied, its roll-back, what it cannot do, and the policy that asked for it.
import { html, type Markup } from '../../report/markup.ts';
import { countText } from '../../report/words.ts';
import type { DrillResult } from '../result.ts';

export const controlSection = ({ control, policy }: DrillResult): Markup => {
  const { files, rollback, check, apply, undo, warnings, refused, rulesRestored } = control;
  const applied = (name: string): boolean => apply.some((command) => command.includes(name));
  const others = files.filter(({ name }) => !applied(name));
  return html`<p>The policy, with the cases of the first act, was compiled for ${control.target}, as <code>peerwarden plan</code> does. In the router’s namespace the files were checked with the real tool (<code>${check}</code>), then put in force with <code>${apply.join(' && ')}</code>; <code>conntrack -F</code> ended what was still open.</p>
${files.filter(({ name }) => applied(name)).map(fileText)}
<p>Taken out again with <code>${undo.join(' && ')}</code>. ${
    rulesRestored
      ? html`<strong class="yes">The router’s rule set is then what it was before, line for line.</strong>`
      : html`<strong class="wrong-list">The router’s rule set is then not what it was before.</strong>`
  }</p>
${rollback.map(fileText)}
${warnings.length > 0 && html`<h3>What it takes away that nobody may have meant</h3><ul>${warnings.map((text) => html`<li>${text}</li>`)}</ul>`}
${refused.length > 0 && html`<details><summary>What it cannot express: ${countText(refused.length, 'intent')}</summary><ul>${refused.map(({ intent, reason }) => html`<li><code>${intent}</code>: ${reason}</li>`)}</ul></details>`}
${others.map((file) => html`<details><summary>Compiled too, not applied: ${file.name}</summary>${fileText(file)}</details>`)}
<h3>The policy</h3>
${preText('The policy', policy, yamlLine)}`;
};

const fileText = ({ name, text }: { readonly name: string; readonly text: string }): Markup =>
  preText(name, text, ruleLine);

/** Lines of their own, because text that is put into the page is made one line. */
const preText = (name: string, text: string, line: (text: string) => Markup): Markup =>
  html`<pre tabindex="0" role="group" aria-label="${name}">${text
    .trimEnd()
    .split('\n')
    .map(
      (each) => html`${line(each)}
`,
    )}</pre>`;

const ruleLine = (text: string): Markup => {
  if (text.startsWith('#')) return html`<span class="remark">${text}</span>`;
  if (/ counter drop /.test(text)) return html`<span class="rule-drop">${text}</span>`;
  if (/ counter accept /.test(text)) return html`<span class="rule-accept">${text}</span>`;
  return html`${text}`;
};

const yamlLine = (text: string): Markup => {
  const at = text.search(/#/);
  return at < 0
    ? html`${text}`
    : html`${text.slice(0, at)}<span class="remark">${text.slice(at)}</span>`;
};
