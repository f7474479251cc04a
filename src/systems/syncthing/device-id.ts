// Device ids of Syncthing: SHA-256 of the certificate in base32, a check letter (Luhn mod 32) behind every 13 letters,
// written in groups of seven, as the program shows it. https://docs.syncthing.net/dev/device-ids.html
import { base32 } from '../../wire/codec/base32.ts';

export const DEVICE_ID_BYTES = 32;

export const deviceId = (bytes: Uint8Array): string => {
  const letters = base32(bytes);
  let checked = '';
  for (let at = 0; at < letters.length; at += BLOCK) {
    const block = letters.slice(at, at + BLOCK);
    checked += block + checkLetter(block);
  }
  return (checked.match(/.{1,7}/g) ?? []).join('-');
};

const BLOCK = 13;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Digits count once and twice in turn, as two digits of base 32 added up. */
const checkLetter = (block: string): string => {
  let factor = 1;
  let sum = 0;
  for (const letter of block) {
    const product = factor * ALPHABET.indexOf(letter);
    factor = 3 - factor;
    sum += (product >> 5) + (product & 31);
  }
  return ALPHABET[(32 - (sum & 31)) & 31]!;
};
