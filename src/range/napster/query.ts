// The search of message 200: words that a file's name contains, and bounds on its line, bit rate and frequency.
import { fields, number } from './message.ts';
import type { ShareEntry } from './share.ts';

export interface Query {
  /** All must be in the name; lower case. */
  readonly words: readonly string[];
  readonly resultsMax: number;
  readonly bounds: readonly Bound[];
}

type What = 'LINESPEED' | 'BITRATE' | 'FREQ';
type Compare = 'AT LEAST' | 'AT BEST' | 'EQUAL TO';

interface Bound {
  readonly what: What;
  readonly compare: Compare;
  readonly value: number;
}

/** A server gives no more results than this, whatever was asked for (message 200). */
export const RESULTS_MAX = 100;
const WORDS_MAX = 16;

export const queryText = (words: readonly string[], resultsMax = RESULTS_MAX): string =>
  `FILENAME CONTAINS "${words.join(' ').replaceAll('"', '')}" MAX_RESULTS ${resultsMax}`;

/** Null for what is no search: nothing to look for, or words that the specification does not know. */
export const parseQuery = (text: string): Query | null => {
  const parts = fields(text);
  const words: string[] = [];
  const bounds: Bound[] = [];
  let resultsMax = RESULTS_MAX;
  for (let at = 0; at < parts.length; ) {
    const word = parts[at++];
    if (word === 'FILENAME' && parts[at] === 'CONTAINS') {
      words.push(...wordsOf(parts[at + 1] ?? ''));
      at += 2;
    } else if (word === 'MAX_RESULTS') {
      resultsMax = Math.min(number(parts[at++]) ?? RESULTS_MAX, RESULTS_MAX);
    } else if (word === 'LINESPEED' || word === 'BITRATE' || word === 'FREQ') {
      const value = number(parts[at + 1]);
      if (value !== null) bounds.push({ what: word, compare: parts[at] as Compare, value });
      at += 2;
    } else if (word !== 'WMA-FILE' && word !== 'LOCAL_ONLY') return null;
  }
  return words.length === 0 ? null : { words: words.slice(0, WORDS_MAX), resultsMax, bounds };
};

export const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 0);

/** `name` in lower case, so that an index folds it once. */
export const matches = (
  query: Query,
  name: string,
  entry: ShareEntry,
  linkSpeed: number,
): boolean =>
  query.words.every((word) => name.includes(word)) &&
  query.bounds.every(({ what, compare, value }) => {
    const has = { LINESPEED: linkSpeed, BITRATE: entry.bitrate, FREQ: entry.frequency }[what];
    if (compare === 'EQUAL TO') return has === value;
    return compare === 'AT BEST' ? has <= value : has >= value;
  });
