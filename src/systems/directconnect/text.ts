// Text, addresses and file names as Direct Connect writes them.
import { canonicalAddress } from '../../model/address.ts';
import type { Content } from '../../model/observation.ts';

/** True when `text` (ASCII) stands at `at`. */
export const hasText = (bytes: Uint8Array, at: number, end: number, text: Uint8Array): boolean => {
  if (at + text.length > end) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
};

export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

export interface Place {
  readonly address: string;
  readonly port: number;
}

/** `198.51.100.1:412`, `[2001:db8::1]:412`; what follows the digits (flags of NMDC) is ignored. */
export const placeOf = (text: string): Place | null => {
  const match = /^\[?([0-9a-fA-F.:]+?)\]?:(\d{1,5})(?!\d)/.exec(text);
  const address = match && canonicalAddress(match[1]!);
  return address ? placeAt(address, match[2]!) : null;
};

const placeAt = (address: string, port: string): Place | null => {
  const number = portOf(port);
  return number === null ? null : { address, port: number };
};

export const portOf = (text: string | undefined): number | null => {
  const port = Number(text);
  return text !== undefined && /^\d{1,5}$/.test(text) && port > 0 && port < 65_536 ? port : null;
};

export const countOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

/** Content of a request: `TTH/<root>`, a path, or the name of a file list. */
export const requested = (name: string): Content =>
  name.startsWith('TTH/') ? { id: `tth:${name.slice(4)}` } : { id: '', name };

/** A Tiger tree root or client id: 192 bits in base32 (RFC 4648 without padding), the last character holds 2 bits. */
export const isBase32Hash = (bytes: Uint8Array, at: number, end: number): boolean => {
  if (at + 39 > end) return false;
  for (let i = at; i < at + 39; i++) if (!isBase32(bytes[i]!)) return false;
  return LAST_CHARACTERS.includes(bytes[at + 38]!);
};

/** A–Z and 2–7. */
export const isBase32 = (byte: number): boolean =>
  (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x32 && byte <= 0x37);

/** Hex of a client id, as identities are written everywhere else; empty when the text is no base32. */
export const hexOfBase32 = (text: string): string => {
  let hex = '';
  let bits = 0;
  let held = 0;
  for (const character of text) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) return '';
    bits = ((bits << 5) | value) & 0xfff;
    held += 5;
    if (held < 8) continue;
    held -= 8;
    hex += (((bits >>> held) & 255) + 256).toString(16).slice(1);
  }
  return hex;
};

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const LAST_CHARACTERS: readonly number[] = [...ascii('AIQY')];
