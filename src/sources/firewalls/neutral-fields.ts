// What is the same in CEF and LEEF: fields under one of several keys.
import { LIMITS } from '../../model/limits.ts';
import type { Fields } from '../text/fields.ts';

/** The first of `keys` that says something. SonicWall and others put quotes around a value. */
export const keyAt = (fields: Fields, keys: readonly string[]): string => {
  for (const key of keys) {
    const value = fields.get(key);
    if (value !== undefined && value !== '' && !NOTHING.test(value))
      return value.replace(QUOTED, '$1').trim();
  }
  return '';
};

/** LEEF's pairs, one between two delimiters. */
export const delimitedFields = (text: string, delimiter: string): Fields => {
  const fields = new Map<string, string>();
  for (const pair of text.split(delimiter, LIMITS.textFieldsMax)) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals).trim();
    if (equals > 0 && !fields.has(name)) fields.set(name, pair.slice(equals + 1).trim());
  }
  return fields;
};

/** Some products write a name where the forms want an address, and the other way round. */
export const addressOnly = (text: string): string => (ADDRESS.test(text) ? text : '');
export const nameOnly = (text: string): string => (ADDRESS.test(text) ? '' : text);

/** `Nov 22 2026 05:52:09 +0100`, the time of LEEF with a zone, as one that every reader of times knows. */
export const dayFirst = (time: string): string =>
  time.replace(
    /^([A-Z][a-z]{2}) +(\d{1,2}) (\d{4}) (\d\d:\d\d:\d\d(?:\.\d{1,9})? [+-]\d\d:?\d\d)$/,
    '$2 $1 $3 $4',
  );

const ADDRESS = /^(?:[\d.]{7,15}|\[?[\da-fA-F.]{0,15}:[\da-fA-F:.]{1,45}\]?)(?:%\w{1,16})?$/;
const QUOTED = /^"([^"]*)"$/;
const NOTHING = /^(?:-|n\/a|none|null|na|unknown|"")$/i;
