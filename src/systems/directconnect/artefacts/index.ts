// The files of Direct Connect's programs that are understood.
import type { ArtefactReader } from '../../artefact.ts';
import { fileList } from './file-list.ts';
import { ncdcDatabase } from './ncdc.ts';
import { dcHashIndex, dcQueue, dcSettings } from './settings.ts';

export const directconnectDatabases: readonly ArtefactReader[] = Object.freeze([
  dcSettings,
  dcQueue,
  dcHashIndex,
  fileList,
  ncdcDatabase,
]);
