// Which program an eDonkey client says it is: the "emule version" tag of Hello, else what its user hash betrays.
// Facts: aMule src/include/protocol/ed2k/ClientSoftware.h, updownclient.h (layout of the version tag),
// BaseClient.cpp (user hash markers).
import type { EndFacts } from '../../model/observation.ts';
import { numberOf, stringOf, type Tag } from './tags.ts';

const NAMES: Readonly<Record<number, string>> = {
  0: 'eMule',
  1: 'cDonkey',
  2: 'lMule',
  3: 'aMule',
  4: 'Shareaza',
  5: 'eMule Plus',
  6: 'HydraNode',
  10: 'MLDonkey',
  20: 'lphant',
  40: 'Shareaza',
  68: 'Shareaza',
  152: 'MLDonkey',
};

/** Sets client, version and nick from the tags of Hello, HelloAnswer, Login or EmuleInfo. `hash` is hex. */
export const describeProgram = (end: EndFacts, tags: readonly Tag[], hash: string): void => {
  const nick = stringOf(tags, NICK);
  if (nick) end.nick = nick;
  const mod = stringOf(tags, MOD_VERSION);
  const packed = numberOf(tags, EMULE_VERSION);
  if (packed === undefined) {
    const name = NAMES[numberOf(tags, COMPATIBLE_CLIENT) ?? -1] ?? nameByHash(hash);
    if (name && end.client === undefined) end.client = name;
    if (mod && end.version === undefined) end.version = mod;
    return;
  }
  const program = packed >>> 24;
  end.client = NAMES[program] ?? 'eMule-compatible';
  const version = versionText(program, packed);
  end.version = mod ? `${version} ${mod}` : version;
};

/** Bits of the tag: 24–31 program, 17–23 major, 10–16 minor, 7–9 update. eMule writes its update as a letter. */
const versionText = (program: number, packed: number): string => {
  const major = (packed >>> 17) & 0x7f;
  const minor = (packed >>> 10) & 0x7f;
  const update = (packed >>> 7) & 0x07;
  if (program === 0) return `${major}.${minor}${String.fromCharCode(97 + update)}`;
  return `${major}.${minor}.${update}`;
};

/** Bytes 5 and 14 of a user hash: 14 and 111 by eMule and its kin, 'M' and 'L' by MLDonkey, anything by eDonkey2000. */
const nameByHash = (hash: string): string | undefined => {
  const marks = hash.slice(10, 12) + hash.slice(28, 30);
  if (marks === '0e6f') return 'eMule-compatible';
  if (marks === '4d4c') return 'MLDonkey';
  return hash === '' ? undefined : 'eDonkey2000';
};

const NICK = 0x01;
const MOD_VERSION = 0x55;
const COMPATIBLE_CLIENT = 0x91;
const EMULE_VERSION = 0xfb;
