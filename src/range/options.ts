// What a role or an action was given, read with plain errors: options come from people and from other processes.
import type { Endpoint } from './host.ts';
import type { Plain } from './role.ts';

export interface Fields {
  readonly [key: string]: Plain | undefined;
}

/** The fields of an object; none when it is something else. */
export const fieldsOf = (given: Plain | undefined): Fields =>
  typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as Fields) : {};

export const textIn = (fields: Fields, name: string, otherwise?: string): string => {
  const value = fields[name] ?? otherwise;
  if (typeof value !== 'string') throw new Error(`${name} is a text`);
  return value;
};

/** A whole number in [least, most]. */
export const wholeIn = (
  fields: Fields,
  name: string,
  { least = 0, most, otherwise }: { least?: number; most: number; otherwise?: number },
): number => {
  const value = fields[name] ?? otherwise;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    throw new Error(`${name} is a whole number from ${least} to ${most}`);
  return value;
};

/** One of the names given. */
export const oneOf = <T extends string>(
  fields: Fields,
  name: string,
  names: readonly T[],
  otherwise?: T,
): T => {
  const value = fields[name] ?? otherwise;
  const found = names.find((known) => known === value);
  if (found === undefined) throw new Error(`${name} is one of ${names.join(', ')}`);
  return found;
};

/** `{ address, port }`; null when it is absent. */
export const endpointIn = (fields: Fields, name: string): Endpoint | null => {
  if (fields[name] === undefined || fields[name] === null) return null;
  const said = fieldsOf(fields[name]);
  return {
    address: textIn(said, 'address'),
    port: wholeIn(said, 'port', { least: 1, most: 65_535 }),
  };
};
