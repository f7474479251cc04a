// Makes text from the evidence safe to show: nothing in it may steer a terminal, reorder a line or hide.
// What was there stays visible, because an odd name is itself evidence.

/** One line of visible characters. Idempotent. */
export const clean = (text: string): string =>
  // Nearly all text is plain, and the scan costs a tenth of the expressions.
  isPlain(text) ? text : cleaned(text);

const isPlain = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
};

const cleaned = (text: string): string =>
  text
    .replace(UNSEEN, (char, at: number, whole: string) =>
      joinsLetters(char, whole, at) ? char : shown(char),
    )
    .replace(STACKED, '$1');

/** Every string in a value cleaned, names of counters too: a renderer that starts with this can forget none. */
export const cleanAll = <Value>(value: Value): Value => {
  if (typeof value === 'string') return clean(value) as Value;
  if (Array.isArray(value)) return value.map(cleanAll) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [clean(key), cleanAll(item)]),
  ) as Value;
};

/** At most `charsMax` characters, the end shown as `…`. */
export const cut = (text: string, charsMax: number): string => {
  const chars = [...text];
  return chars.length <= charsMax ? text : `${chars.slice(0, Math.max(0, charsMax - 1)).join('')}…`;
};

/**
 * Controls, formats (bidi overrides, zero widths, tags), line separators, lone surrogates, private use and
 * unassigned characters (Unicode UAX #44, general category C*, Zl, Zp), and the two fillers that print as nothing.
 */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

/** More than three marks on one letter climb over the lines above and below. */
const STACKED = /(\p{M}{3})\p{M}+/gu;

/** Joiners inside Persian words, Indic words and emoji are spelling, not disguise. */
const joinsLetters = (char: string, whole: string, at: number): boolean =>
  (char === '\u200c' || char === '\u200d') &&
  NOT_ASCII.test(whole[at - 1] ?? '') &&
  NOT_ASCII.test(whole[at + 1] ?? '');

const NOT_ASCII = /[^\p{ASCII}\p{Zs}\u200c\u200d]/u;

const shown = (char: string): string => {
  const code = char.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `⟨${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
};
