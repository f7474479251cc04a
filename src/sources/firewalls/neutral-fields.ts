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

const QUOTED = /^"([^"]*)"$/;
const NOTHING = /^(?:-|n\/a|none|null|na|unknown|"")$/i;
