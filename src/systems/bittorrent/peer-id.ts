// Names a program from its peer id (BEP 20), from the `v` of the extension handshake (BEP 10), from a user agent,
// or from the four bytes of the DHT's `v` (BEP 5).
import { LIMITS } from '../../model/limits.ts';
import type { EndFacts } from '../../model/observation.ts';
import { latin1 } from '../../wire/codec/ascii.ts';
import { hex } from '../../wire/codec/hex.ts';
import { AZUREUS_CODES, DHT_CODES, PREFIXES, SHADOW_CODES } from './peer-id.data.ts';

export const PEER_ID_BYTES = 20;

export interface Client {
  readonly name: string;
  readonly version: string | null;
}

/** Writes identity and, when the program is known, its name. What `v` said is better and stays. */
export const statePeerId = (end: EndFacts, bytes: Uint8Array, at: number): void => {
  end.identity = hex(bytes, at, at + PEER_ID_BYTES);
  if (end.client !== undefined) return;
  const client = clientOfPeerId(latin1(bytes, at, at + PEER_ID_BYTES));
  if (client) stateClient(end, client);
};

export const stateClient = (end: EndFacts, client: Client): void => {
  end.client = client.name;
  if (client.version !== null) end.version = client.version;
  else delete end.version;
};

/** `id` holds one character per byte. Null when the form is unknown. */
export const clientOfPeerId = (id: string): Client | null => {
  if (id.startsWith('-')) {
    const azureus = azureusClient(id.slice(0, AZUREUS_CHARACTERS));
    if (azureus) return azureus;
  }
  for (const [prefix, program] of PREFIXES)
    if (id.startsWith(prefix) && (prefix !== 'M' || /^M\d{1,2}-\d/.test(id)))
      return { name: program, version: dashedVersion(id.slice(prefix.length)) };
  const shadow = /^([A-Z])([0-9A-Za-z.]{1,5})-{3}/.exec(id);
  const old = shadow ? SHADOW_CODES[shadow[1]!] : undefined;
  if (shadow && old !== undefined)
    return { name: old, version: [...shadow[2]!].map(digitValue).join('.') };
  return null;
};

/** `-qB4520-`: dash, two letters of the program, four of its version, then a dash; a fifth of the version in some. */
const AZUREUS_CHARACTERS = 8;

/** All that is known stands in eight characters, and few programs fill the peer ids of thousands of connections. */
const azureusClient = (head: string): Client | null => {
  const known = azureusClients.get(head);
  if (known !== undefined) return known;
  const parts = /^-([A-Za-z0-9~]{2})([0-9A-Za-z]{4})[-0-9A-Za-z]$/.exec(head);
  const name = parts ? AZUREUS_CODES[parts[1]!] : undefined;
  if (!parts || name === undefined) return null;
  const client: Client = { name, version: packedVersion(parts[1]!, parts[2]!) };
  if (azureusClients.size >= LIMITS.peerIdProgramsMax) azureusClients.clear();
  azureusClients.set(head, client);
  return client;
};

const azureusClients = new Map<string, Client>();

/** `qBittorrent/4.5.2`, `Transmission 3.00`, `libtorrent/1.2.3.0`; without a version the whole text is the name. */
export const clientOfText = (text: string): Client => {
  const match = /^(.{1,64}?)[\s/]+(?:v|dnh)?(\d[\w.]{0,31})/.exec(text);
  return match ? { name: match[1]!, version: match[2]! } : { name: text.trim(), version: null };
};

/**
 * The DHT's `v`: two letters, then two bytes that each program fills as it likes (BEP 5). libtorrent: major, then minor
 * and tiny in a nibble each (seen: 02 08 from 2.0.8); µTorrent: its build. Null for the many nodes that send neither.
 */
export const clientOfDht = (bytes: Uint8Array, at: number, length: number): Client | null => {
  if (length !== 4) return null;
  const code = latin1(bytes, at, at + 2);
  const name = DHT_CODES[code] ?? AZUREUS_CODES[code];
  if (name === undefined) return null;
  const [high, low] = [bytes[at + 2]!, bytes[at + 3]!];
  if (code === 'LT' && high > 0) return { name, version: `${high}.${low >> 4}.${low & 15}` };
  return { name, version: code === 'UT' ? `build ${(high << 8) | low}` : null };
};

/** True when the bytes begin as an Azureus-style peer id of a known program: `-qB4520-`. */
export const isKnownPeerId = (bytes: Uint8Array, at: number): boolean => {
  if (bytes[at] !== 0x2d && bytes[at] !== 0x41) return false;
  return clientOfPeerId(latin1(bytes, at, at + PEER_ID_BYTES)) !== null;
};

/** Transmission counted `2940` as 2.94 before version 4; everyone else has one character a part. */
const packedVersion = (code: string, packed: string): string => {
  if (code === 'TR' && packed < '4000') return `${packed[0]}.${packed.slice(1, 3)}`;
  const parts = [...packed].map(digitValue);
  while (parts.length > 2 && parts[parts.length - 1] === 0) parts.pop();
  return parts.join('.');
};

const dashedVersion = (rest: string): string | null => {
  const match = /^(\d{1,3}(?:-\d{1,3}){1,3})-/.exec(rest);
  return match ? match[1]!.replaceAll('-', '.') : null;
};

/** BEP 20: 0–9, then A for 10 and so on. */
const digitValue = (character: string): number =>
  Math.max(0, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'.indexOf(character));
