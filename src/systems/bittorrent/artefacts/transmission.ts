// Transmission's folder: `resume/<name or hash>.resume` (bencoded), `settings.json`, `stats.json`; its `torrents/` are
// torrents as all others. Source: libtransmission/resume.cc, session-settings; written here by Transmission 3.00 of Debian.
import { LIMITS } from '../../../model/limits.ts';
import type { Artefact, ArtefactEntry, ArtefactReader } from '../../artefact.ts';
import { baseName } from '../../artefact.ts';
import {
  ArtefactDraft,
  byteCount,
  known,
  pathText,
  secondsTime,
  short,
} from '../../artefact-draft.ts';
import { isRecord, jsonOf } from '../../json-file.ts';
import { Bencoded, holdsKey } from './bencoded.ts';
import { stateOf } from './libtorrent-resume.ts';

export const transmissionResume = Object.freeze<ArtefactReader>({
  id: 'bittorrent/transmission-resume',
  system: 'bittorrent',
  title: 'Transmission: the state of one torrent',
  names: ['*.resume'],
  looks: (head) => holdsKey(head, 'activity-date', 'bandwidth-priority', 'done-date'),
  bytesMax: LIMITS.artefactBytesMax,
  read(bytes, name): Artefact {
    const draft = new ArtefactDraft(transmissionResume);
    draft.self.program = 'Transmission';
    const resume = new Bencoded(bytes);
    if (resume.whole === undefined) draft.anomaly('damaged');
    else draft.entry(entryOf(resume, name));
    return draft.done();
  },
});

const entryOf = (resume: Bencoded, name: string): ArtefactEntry => {
  const fraction = fractionOf(resume.get('progress'));
  const path = resume.get('destination')?.text;
  // Up to 2.x `name.0123456789abcdef.resume` (the first half of the hash), from 3.00 the whole hash.
  const hash = /^([0-9a-f]{40})\.resume$/i.exec(baseName(name))?.[1];
  return {
    state: stateOf(fraction === 1, resume.get('paused')?.number === 1),
    name: short(resume.get('name')?.text ?? ''),
    hashes: hash === undefined ? [] : [`btih:${hash.toLowerCase()}`],
    ...known('fraction', fraction),
    ...known('bytesUp', byteCount(resume.get('uploaded')?.number)),
    ...known('bytesDown', byteCount(resume.get('downloaded')?.number)),
    ...known('addedAt', secondsTime(resume.get('added-date')?.number)),
    ...known('completedAt', secondsTime(resume.get('done-date')?.number)),
    ...known('changedAt', secondsTime(resume.get('activity-date')?.number)),
    ...known('path', path === undefined ? undefined : pathText(path)),
  };
};

/** `blocks` is `all`, `none`, or a bit a block (of 16 KiB), the first in the high bit; of which the last byte may be cut. */
const fractionOf = (progress: Bencoded | undefined): number | undefined => {
  const blocks = progress?.get('blocks')?.string;
  if (!blocks) return undefined;
  const word = new TextDecoder('latin1').decode(blocks.subarray(0, 5));
  if (word === 'all' || word === 'none') return word === 'all' ? 1 : 0;
  let there = 0;
  for (const byte of blocks) for (let bits = byte; bits > 0; bits &= bits - 1) there++;
  // Up to seven bits of the last byte stand for nothing: never whole by bits alone.
  return blocks.length === 0 ? undefined : Math.min(there / (8 * blocks.length), 0.999);
};

const SETTINGS_BYTES_MAX = 1 << 20;

export const transmissionSettings = Object.freeze<ArtefactReader>({
  id: 'bittorrent/transmission-settings',
  system: 'bittorrent',
  title: 'Transmission: settings',
  names: ['settings.json'],
  looks: (head) => /"(?:peer-port|peer_port)"|"alt-speed-/.test(new TextDecoder().decode(head)),
  bytesMax: SETTINGS_BYTES_MAX,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(transmissionSettings);
    draft.self.program = 'Transmission';
    const settings = jsonOf(bytes);
    if (!isRecord(settings)) draft.anomaly('damaged');
    else {
      // What lies there is offered once a torrent of it is known.
      for (const key of ['download-dir', 'download_dir'])
        if (typeof settings[key] === 'string') draft.folder(pathText(settings[key]), 'downloads');
      for (const key of ['peer-port', 'peer_port', 'rpc-port', 'rpc_port'])
        if (typeof settings[key] === 'number') draft.port(settings[key]);
    }
    return draft.done();
  },
});

export const transmissionStats = Object.freeze<ArtefactReader>({
  id: 'bittorrent/transmission-stats',
  system: 'bittorrent',
  title: 'Transmission: how much was given and taken since it was installed',
  names: ['stats.json'],
  looks: (head) => /"uploaded[-_]bytes"/.test(new TextDecoder().decode(head)),
  bytesMax: SETTINGS_BYTES_MAX,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(transmissionStats);
    draft.self.program = 'Transmission';
    const stats = jsonOf(bytes);
    const count = (key: string): number | undefined => {
      const value = isRecord(stats) ? (stats[key] ?? stats[key.replace('-', '_')]) : undefined;
      return typeof value === 'number' ? byteCount(value) : undefined;
    };
    if (!isRecord(stats)) draft.anomaly('damaged');
    Object.assign(
      draft.self,
      known('uploadedBytes', count('uploaded-bytes')),
      known('downloadedBytes', count('downloaded-bytes')),
    );
    return draft.done();
  },
});
