// HTML by a tagged template that escapes whatever is put into it. There is no way to put text in unescaped:
// only `html` makes Markup, and only from its own literal parts. Attributes are always written in double quotes,
// and no URL, style or script is ever made from data, so one escape function serves every place (OWASP XSS rules 1–2).
import { clean, cut } from './clean.ts';

export class Markup {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }

  static of(strings: TemplateStringsArray, parts: readonly Part[]): Markup {
    let text = strings[0]!;
    for (let i = 0; i < parts.length; i++) text += partText(parts[i]) + strings[i + 1]!;
    return new Markup(text);
  }
}

export type Part = string | number | Markup | null | undefined | false | readonly Part[];

/** `html`<b title="${name}">${name}</b>`` : every part is escaped, lists are joined, null and false are nothing. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  Markup.of(strings, parts);

/** Text of an adversary or a person: kept apart in direction (bdi), cut when long, the whole in the title. */
export const foreign = (text: string, charsMax = 80): Markup => {
  const shown = clean(text);
  const short = cut(shown, charsMax);
  return short === shown
    ? html`<bdi>${shown}</bdi>`
    : html`<bdi title="${cut(shown, TITLE_CHARS_MAX)}">${short}</bdi>`;
};

export const escapeText = (text: string): string =>
  clean(text).replace(/[&<>"'`]| (?=%)|(?<=[<>]) (?=\d)/g, (char) => ENTITIES[char]!);

/** Browsers show a few lines of a title; the JSON report has all of it. */
const TITLE_CHARS_MAX = 2000;

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  // A figure and its percent sign stay on one line.
  ' ': '&nbsp;',
};

const partText = (part: Part): string => {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Markup) return part.toString();
  if (typeof part === 'object') return part.map(partText).join('');
  return escapeText(String(part));
};
