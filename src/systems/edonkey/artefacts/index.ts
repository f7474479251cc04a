// The files of eMule and aMule that are understood.
import type { ArtefactReader } from '../../artefact.ts';
import { clientsMet, friendsMet, serverMet } from './contacts.ts';
import { known2Met, knownMet } from './known-met.ts';
import { partMet } from './part-met.ts';
import { edonkeyConf, preferencesDat, sharedDirectories } from './settings.ts';

export const edonkeyDatabases: readonly ArtefactReader[] = Object.freeze([
  partMet,
  knownMet,
  known2Met,
  serverMet,
  friendsMet,
  clientsMet,
  edonkeyConf,
  preferencesDat,
  sharedDirectories,
]);
