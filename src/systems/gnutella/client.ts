// Which program an end is: by the User-Agent it sends or the vendor code in its messages.
import type { EndFacts } from '../../model/observation.ts';
import { isDigit, isLetter, latin1 } from '../../wire/codec/ascii.ts';
import { VENDORS } from './vendors.data.ts';

/** `gtk-gnutella/1.2.2 (2022-02-25; …)`, `Shareaza 2.7.10.2`, `Mutella-0.4.5` → name and version. */
export const noteAgent = (end: EndFacts, agent: string): void => {
  const match = /^([A-Za-z][\w+]*(?:[ .-][A-Za-z][\w+]*)*)(?:[/ -]+[vV]?(\d[\w.-]{0,40}))?/.exec(
    agent.trim(),
  );
  if (!match) return;
  end.client = match[1]!.slice(0, 64);
  if (match[2] !== undefined) end.version = match[2];
};

/** Takes the vendor's name unless the end has already named itself more exactly. */
export const noteVendor = (end: EndFacts, bytes: Uint8Array, at: number): void => {
  const name = VENDORS.get(latin1(bytes, at, at + 4).toUpperCase());
  if (name !== undefined) end.client ??= name;
};

/** Vendor codes are four letters or digits (some lower case). */
export const isVendorCode = (bytes: Uint8Array, at: number): boolean => {
  for (let i = at; i < at + 4; i++) if (!isLetter(bytes[i]!) && !isDigit(bytes[i]!)) return false;
  return true;
};

/** Programs that speak Gnutella or Gnutella2 and nothing else: their name alone is proof. */
const ONLY_GNUTELLA = [
  'gtk-gnutella',
  'gnucleus',
  'gnotella',
  'mutella',
  'qtella',
  'phex',
  'xolox',
  'swapper',
  'bearshare',
  'foxy',
  'wireshare',
  'napshare',
  'gnutelladotnet',
  'gnucdna',
  'sharelin',
] as const;

/** Programs that speak it among other systems (BitTorrent, eDonkey): their name needs company. */
const ALSO_GNUTELLA = [
  'limewire',
  'frostwire',
  'shareaza',
  'shareazaplus',
  'morpheus',
  'quazaa',
  'peerproject',
  'envy',
  'cabos',
  'acquisition',
  'mldonkey',
  'trustyfiles',
  'gift-gnutella',
  'gift',
  'imesh',
  'kiwi alpha',
  'luckywire',
  'dexterwire',
  'mp3rocket',
  'ares',
] as const;

/** Beginnings of the names of all of them, for `HttpTraces`. */
export const GNUTELLA_PROGRAMS: readonly string[] = [...ONLY_GNUTELLA, ...ALSO_GNUTELLA];

const isOneOf = (names: readonly string[]): RegExp =>
  new RegExp(`^(?:${names.join('|')})[/ -]v?\\d`, 'i');
const ONLY = isOneOf(ONLY_GNUTELLA);
const ANY = isOneOf(GNUTELLA_PROGRAMS);

export const isGnutellaOnly = (agent: string | undefined): boolean =>
  agent !== undefined && ONLY.test(agent);

export const speaksGnutella = (agent: string | undefined): boolean =>
  agent !== undefined && ANY.test(agent);
