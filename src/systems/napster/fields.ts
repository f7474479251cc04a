// The text of OpenNap messages: fields with a space between them, names in quotes. Quotes inside a name are not escaped,
// so that a name ends at the quote behind which a space or the end stands.
import { canonicalAddress } from '../../model/address.ts';
import type { Content } from '../../model/observation.ts';

/** The longest message of interest (604, whois) has 16 fields. */
const FIELDS_MAX = 24;

export const fieldsOf = (text: string): string[] => {
  const fields: string[] = [];
  for (const [, quoted, plain] of text.matchAll(/"(.*?)"(?= |$)|(\S+)/g)) {
    fields.push(quoted ?? plain!);
    if (fields.length === FIELDS_MAX) break;
  }
  return fields;
};

/** A decimal number that is the whole field; NaN otherwise. */
export const numberOf = (field: string | undefined): number =>
  field !== undefined && /^\d{1,15}$/.test(field) ? Number(field) : Number.NaN;

export const isPort = (port: number): boolean => port > 0 && port < 65_536;

/**
 * Servers send the address as they keep it: a number whose lowest byte is the first of the address. The specification
 * only says "unsigned long"; MLDonkey turns it round likewise. The dotted form is that of later servers.
 */
export const addressWord = (field: string | undefined): number | null => {
  const number = numberOf(field);
  if (number > 0 && number <= 0xffff_ffff)
    return (
      (((number & 0xff) << 24) |
        ((number & 0xff00) << 8) |
        ((number >>> 8) & 0xff00) |
        (number >>> 24)) >>>
      0
    );
  if (field === undefined || canonicalAddress(field) === null || field.includes(':')) return null;
  return field.split('.').reduce((word, part) => word * 256 + Number(part), 0);
};

/** A file as messages 100, 201, 204 and 212 name it: the hash is of its beginning only, so that it stands with the size. */
export const contentOf = (name: string, hash = '', size = Number.NaN): Content => ({
  id: /^[0-9a-f]{32}(?:-\d+)?$/i.test(hash) ? `md5:${hash.slice(0, 32).toLowerCase()}` : '',
  name,
  ...(Number.isNaN(size) ? {} : { size }),
});
