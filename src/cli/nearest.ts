// What somebody probably meant who wrote a name that is not there.

import { closest } from 'fastest-levenshtein';

/** Longer texts are no names; comparing costs length × length. */
const CHARS_MAX = 128;

/** The nearest of `names`, or null when there is none or the text is no name. */
export const nearestName = (text: string, names: readonly string[]): string | null =>
  names.length === 0 || text.length > CHARS_MAX ? null : closest(text.toLowerCase(), [...names]);
