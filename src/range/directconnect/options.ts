// Options and inputs of the roles, read from plain JSON: what is missing or of another kind is the default.
import type { Endpoint } from '../host.ts';
import type { Plain } from '../role.ts';

type Fields = { readonly [key: string]: Plain | undefined };

export const fieldsOf = (value: Plain | undefined): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

export const textField = (fields: Fields, key: string, missing: string): string => {
  const value = fields[key];
  return typeof value === 'string' ? value : missing;
};

export const numberField = (fields: Fields, key: string, missing: number): number => {
  const value = fields[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : missing;
};

export const listField = (fields: Fields, key: string): readonly Plain[] => {
  const value = fields[key];
  return Array.isArray(value) ? value : [];
};

export interface HubAddress extends Endpoint {
  readonly dialect: 'nmdc' | 'adc';
}

/** `dchub://address:port` or `adc://address:port`; throws when it is neither. */
export const hubAddress = (url: string): HubAddress => {
  const match = /^(dchub|nmdc|adc):\/\/(\[[0-9a-f:]+\]|[0-9.]+):(\d{1,5})\/?$/i.exec(url);
  if (!match) throw new Error(`not the address of a hub: ${url.slice(0, 80)}`);
  const dialect = match[1]!.toLowerCase() === 'adc' ? 'adc' : 'nmdc';
  return { dialect, address: match[2]!.replace(/[[\]]/g, ''), port: Number(match[3]) };
};

/** `address:port` as NMDC writes it; null when it is none. */
export const endpointOf = (text: string): Endpoint | null => {
  const match = /^\[?([0-9a-f.:]+?)\]?:(\d{1,5})[A-Z]*$/i.exec(text);
  const port = Number(match?.[2]);
  return match && port > 0 && port < 65_536 ? { address: match[1]!, port } : null;
};
