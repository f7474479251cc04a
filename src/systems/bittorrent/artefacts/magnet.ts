// Magnet links (BEP 9, BEP 53): a content by its hash, with a name and trackers where they were given.

import { base32Bytes } from '../../../wire/codec/base32.ts';
import { hex } from '../../../wire/codec/hex.ts';
import type { ArtefactEntry } from '../../artefact.ts';
import { short } from '../../artefact-draft.ts';

/** Null when it names no torrent. */
export const magnetEntry = (
  link: string,
): Pick<ArtefactEntry, 'name' | 'hashes' | 'trackers'> | null => {
  if (!/^magnet:\?/i.test(link)) return null;
  const fields = link
    .slice(link.indexOf('?') + 1)
    .split('&', FIELDS_MAX)
    .map((field) => [field.slice(0, field.indexOf('=')), plain(field)] as const);
  const all = (key: string): string[] =>
    fields.flatMap(([own, value]) => (own === key || own.startsWith(`${key}.`) ? [value] : []));
  const hashes = all('xt').flatMap(hashOf);
  if (hashes.length === 0) return null;
  return { name: short(all('dn')[0] ?? ''), hashes, trackers: all('tr').map(short) };
};

/** Lists of trackers that people paste have 100 or so. */
const FIELDS_MAX = 200;

/** What stands after `=`, with its escapes undone where they are sound. */
const plain = (field: string): string => {
  const value = field.slice(field.indexOf('=') + 1).replaceAll('+', ' ');
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};

const hashOf = (topic: string): string[] => {
  const plain = /^urn:btih:([0-9a-f]{40})$/i.exec(topic)?.[1];
  if (plain) return [`btih:${plain.toLowerCase()}`];
  const coded = /^urn:btih:([a-z2-7]{32})$/i.exec(topic)?.[1];
  const bytes = coded === undefined ? null : base32Bytes(coded);
  if (bytes?.length === 20) return [`btih:${hex(bytes)}`];
  const multi = /^urn:btmh:(1220[0-9a-f]{64})$/i.exec(topic)?.[1];
  return multi ? [`btmh:${multi.toLowerCase()}`] : [];
};
