// What eMule's and aMule's user set: name, ports and folders (`amule.conf`, `preferences.ini`), the user hash by which
// others know the program (`preferences.dat`), and the folders that are shared beside the incoming one (`shareddir.dat`).
// Source: aMule src/Preferences.cpp (LoadPreferences, ReloadSharedFolders).

import { hex } from '../../../wire/codec/hex.ts';
import { type Artefact, type ArtefactReader, baseName } from '../../artefact.ts';
import { ArtefactDraft, pathText, short } from '../../artefact-draft.ts';
import { iniValues } from '../../ini-file.ts';
import { fileText } from '../../text-file.ts';

const SETTINGS_BYTES_MAX = 1 << 20;
const USER_HASH_BYTES = 16;
/** aMule 17 bytes; eMule's goes on with the place of its window. */
const PREFERENCES_BYTES_MAX = 1024;

export const edonkeyConf = Object.freeze<ArtefactReader>({
  id: 'edonkey/settings',
  system: 'edonkey',
  title: 'eMule and aMule: settings',
  names: ['amule.conf', 'preferences.ini'],
  looks: (head) => /^\[eMule\]/m.test(fileText(head)),
  bytesMax: SETTINGS_BYTES_MAX,
  read(bytes, name): Artefact {
    const draft = new ArtefactDraft(edonkeyConf);
    const values = iniValues(fileText(bytes));
    const value = (key: string): string => values.get(`emule/${key}`) ?? '';
    draft.self.program = /amule/i.test(baseName(name)) ? 'aMule' : 'eMule';
    if (value('appversion') !== '') draft.self.version = short(value('appversion'));
    if (value('nick') !== '') draft.self.nick = short(value('nick'));
    for (const key of ['port', 'udpport']) draft.port(Number(value(key)));
    // Both are shared always: what is complete, and the parts of what is not.
    draft.folder(pathText(value('incomingdir')), 'incoming');
    draft.folder(pathText(value('tempdir')), 'temp');
    return draft.done();
  },
});

export const preferencesDat = Object.freeze<ArtefactReader>({
  id: 'edonkey/preferences-dat',
  system: 'edonkey',
  title: 'eMule and aMule: the user hash',
  names: ['preferences.dat'],
  // The version, of long ago; what follows is random.
  looks: (head) => head[0] === 0x14 && head.length > USER_HASH_BYTES,
  bytesMax: PREFERENCES_BYTES_MAX,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(preferencesDat);
    if (bytes.length < 1 + USER_HASH_BYTES) draft.anomaly('cut');
    else {
      const hash = bytes.slice(1, 1 + USER_HASH_BYTES);
      // Two bytes are set when it is loaded, so that others know an eMule: so it is seen on the wire.
      hash[5] = 14;
      hash[14] = 111;
      draft.self.identity = hex(hash);
    }
    return draft.done();
  },
});

export const sharedDirectories = Object.freeze<ArtefactReader>({
  id: 'edonkey/shareddir-dat',
  system: 'edonkey',
  title: 'eMule and aMule: folders that are shared',
  names: ['shareddir.dat'],
  looks: (head) => /^(?:\/|[A-Za-z]:\\|\\\\)/.test(fileText(head)),
  bytesMax: SETTINGS_BYTES_MAX,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(sharedDirectories);
    for (const line of fileText(bytes).split(/\r?\n/))
      if (line !== '' && !draft.folder(pathText(line))) break;
    return draft.done();
  },
});
