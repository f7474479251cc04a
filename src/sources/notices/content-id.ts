// Hashes as notices write them → ids of contents as observations have them. A notice often says `SHA1` and means the
// info-hash of a torrent; where the network does not tell, every reading of that length is kept.
import type { SystemId } from '../../model/systems.ts';

/** `contentIds('C4…', 'bittorrent')` → `['btih:c4…']`. Empty when the text is no hash that contents are known by. */
export const contentIds = (text: string, system: SystemId | null): readonly string[] => {
  const hash = bare(text);
  return [
    ...(fits(system, 'bittorrent') ? torrent(hash) : []),
    ...(fits(system, 'edonkey', 'kad') && /^[0-9a-f]{32}$/i.test(hash)
      ? [`ed2k:${hash.toLowerCase()}`]
      : []),
    ...(fits(system, 'gnutella', 'gnutella2') ? sha1Urn(hash) : []),
    ...(fits(system, 'directconnect') && /^[A-Z2-7]{39}$/i.test(hash)
      ? [`tth:${hash.toUpperCase()}`]
      : []),
  ];
};

const fits = (system: SystemId | null, ...these: readonly SystemId[]): boolean =>
  system === null || these.includes(system);

/** Without the words before it: `urn:btih:`, `SHA1:`, `ed2k:`. */
const bare = (text: string): string =>
  text
    .trim()
    .replace(/^(?:magnet:\?xt=)?(?:urn:)?(?:btih|btmh|sha1|ed2k|tree:tiger|tth)[:=]\s*/i, '')
    .replace(/\s+/g, '');

/** Version 2 hashes go over the wire as their first 20 bytes (BEP 52). */
const torrent = (hash: string): readonly string[] => {
  if (/^[0-9a-f]{40}$/i.test(hash)) return [`btih:${hash.toLowerCase()}`];
  if (/^[0-9a-f]{64}$/i.test(hash)) return [`btih:${hash.slice(0, 40).toLowerCase()}`];
  if (/^1220[0-9a-f]{64}$/i.test(hash)) return [`btih:${hash.slice(4, 44).toLowerCase()}`];
  if (/^[A-Z2-7]{32}$/i.test(hash) && !/^[0-9a-f]{32}$/i.test(hash))
    return [`btih:${hexOfBase32(hash)}`];
  return [];
};

const sha1Urn = (hash: string): readonly string[] => {
  if (/^[0-9a-f]{40}$/i.test(hash)) return [`urn:sha1:${base32OfHex(hash)}`];
  return /^[A-Z2-7]{32}$/i.test(hash) && !/^[0-9a-f]{32}$/i.test(hash)
    ? [`urn:sha1:${hash.toUpperCase()}`]
    : [];
};

/** RFC 4648 §6; 32 letters are 20 bytes, so that nothing is left over. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const hexOfBase32 = (text: string): string => {
  let bits = '';
  for (const letter of text.toUpperCase())
    bits += ALPHABET.indexOf(letter).toString(2).padStart(5, '0');
  return bits.replace(/.{4}/g, (four) => Number.parseInt(four, 2).toString(16));
};

const base32OfHex = (hex: string): string => {
  let bits = '';
  for (const digit of hex) bits += Number.parseInt(digit, 16).toString(2).padStart(4, '0');
  return bits.replace(/.{5}/g, (five) => ALPHABET[Number.parseInt(five, 2)]!);
};
