// `--content`: info hashes that the site knows. A hash, a magnet link, or a file that holds such (a report in JSON, a list of
// links, observations): every btih in it is taken.

import { readFileSync, statSync } from 'node:fs';
import { PeerwardenError } from '../../model/errors.ts';
import { LIMITS } from '../../model/limits.ts';
import { base32Bytes } from '../../wire/codec/base32.ts';

const HASH_BYTES = 20;

/** 20 bytes each, none twice. @throws PeerwardenError PW_USAGE */
export const contentsOf = (given: readonly string[]): Uint8Array[] => {
  const found = new Map<string, Uint8Array>();
  for (const text of given) {
    const hashes = /^[0-9a-f]{40}$/i.test(text) ? [text] : hashesIn(sourceOf(text));
    if (hashes.length === 0) throw usage(`--content ${text} names no BitTorrent content.`);
    for (const hash of hashes) {
      const bytes = bytesOf(hash);
      if (bytes?.length === HASH_BYTES) found.set(Buffer.from(bytes).toString('hex'), bytes);
    }
  }
  return [...found.values()].slice(0, LIMITS.scanContentsMax);
};

const sourceOf = (text: string): string => {
  if (text.startsWith('magnet:')) return text;
  try {
    if (statSync(text).size > LIMITS.scanJournalBytesMax)
      throw usage(`--content ${text} is too long.`);
    return readFileSync(text, 'utf8');
  } catch (cause) {
    if (cause instanceof PeerwardenError) throw cause;
    throw usage(`--content ${text} is no info hash, no magnet link and no file that can be read.`);
  }
};

const hashesIn = (text: string): string[] =>
  [...text.matchAll(/btih:([0-9a-f]{40}|[a-z2-7]{32})\b/gi)].map(([, hash]) => hash!);

const bytesOf = (hash: string): Uint8Array | null =>
  hash.length === 40 ? new Uint8Array(Buffer.from(hash, 'hex')) : base32Bytes(hash.toUpperCase());

const usage = (message: string): PeerwardenError =>
  new PeerwardenError('PW_USAGE', {
    message,
    remedy:
      'Give 40 hex digits, a magnet link, or a file that holds magnet links (a report in JSON).',
  });
