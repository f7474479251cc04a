// `name=value name=value` where values hold blanks and no quotes: a value ends where the next name that the product
// writes begins.
import { LIMITS } from '../../model/limits.ts';
import type { Fields } from '../text/fields.ts';

/** Finds the names that a product writes; make it once a format. */
export const nameFinder = (names: string): RegExp =>
  new RegExp(String.raw`(?:^|[ \t])(${names.split(' ').join('|')})=`, 'g');

/** The first of a name stands: what an adversary writes into a later value (an agent) changes none before it. */
export const namedValues = (text: string, finder: RegExp): Fields => {
  const fields = new Map<string, string>();
  let name = '';
  let from = 0;
  finder.lastIndex = 0;
  for (let found = finder.exec(text); found; found = finder.exec(text)) {
    if (name !== '' && !fields.has(name)) fields.set(name, text.slice(from, found.index).trim());
    name = found[1]!;
    from = finder.lastIndex;
    if (fields.size >= LIMITS.textFieldsMax) break;
  }
  if (name !== '' && !fields.has(name)) fields.set(name, text.slice(from).trim());
  return fields;
};
