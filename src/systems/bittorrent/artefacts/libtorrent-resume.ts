// The state of one torrent as libtorrent keeps it (`file-format` is `libtorrent resume file`): one file each in
// qBittorrent's BT_backup, all of them in one dictionary by info hash in Deluge's `torrents.fastresume`, and a column
// of qBittorrent's `torrents.db`. Source: libtorrent 2.0 src/write_resume_data.cpp; qBittorrent adds `qBt-` keys.
import { LIMITS } from '../../../model/limits.ts';
import { hex } from '../../../wire/codec/hex.ts';
import type { Artefact, ArtefactEntry, ArtefactReader } from '../../artefact.ts';
import {
  ArtefactDraft,
  byteCount,
  known,
  pathText,
  secondsTime,
  short,
} from '../../artefact-draft.ts';
import { Bencoded, holdsKey } from './bencoded.ts';
import { describeInfo, trackersOf } from './torrent-info.ts';

/** Null when these are no resume data. */
export const resumeEntry = (resume: Bencoded): ArtefactEntry | null => {
  const hashes = hashesOf(resume);
  if (hashes.length === 0) return null;
  const fraction = fractionOf(resume.get('pieces')?.string);
  const completedAt = secondsTime(resume.get('completed_time')?.number);
  const whole = fraction === 1 || (fraction === undefined && completedAt !== undefined);
  const paused = resume.get('paused')?.number === 1 && resume.get('auto_managed')?.number !== 1;
  const content = describeInfo(resume.get('info'));
  const name = (resume.get('qBt-name')?.text || resume.get('name')?.text) ?? '';
  return {
    state: stateOf(whole, paused),
    ...(content ?? {}),
    name: short(name || (content?.name ?? '')),
    hashes,
    ...known('fraction', fraction),
    ...known('bytesUp', byteCount(resume.get('total_uploaded')?.number)),
    ...known('bytesDown', byteCount(resume.get('total_downloaded')?.number)),
    ...known('addedAt', secondsTime(resume.get('added_time')?.number)),
    ...known('completedAt', completedAt),
    ...known('changedAt', latest(resume, 'last_upload', 'last_download')),
    ...known('path', pathOf(resume)),
    trackers: trackersOf(resume, ['trackers']),
  };
};

/** What is whole is offered, unless it was stopped. */
export const stateOf = (whole: boolean, paused: boolean): ArtefactEntry['state'] => {
  if (!whole) return 'partial';
  return paused ? 'fetched' : 'shared';
};

const hashesOf = (resume: Bencoded): string[] => {
  const v1 = resume.get('info-hash')?.string;
  const v2 = resume.get('info-hash2')?.string;
  return [
    ...(v1?.length === 20 && v1.some((byte) => byte !== 0) ? [`btih:${hex(v1)}`] : []),
    ...(v2?.length === 32 && v2.some((byte) => byte !== 0) ? [`btmh:1220${hex(v2)}`] : []),
  ];
};

/** One byte a piece: bit 0 says that it is there. */
const fractionOf = (pieces: Uint8Array | undefined): number | undefined => {
  if (!pieces || pieces.length === 0) return undefined;
  let there = 0;
  for (const piece of pieces) there += piece & 1;
  return there / pieces.length;
};

const latest = (resume: Bencoded, ...keys: readonly string[]): number | undefined =>
  secondsTime(Math.max(0, ...keys.map((key) => resume.get(key)?.number ?? 0)));

const pathOf = (resume: Bencoded): string | undefined => {
  const path = resume.get('qBt-savePath')?.text || resume.get('save_path')?.text;
  return path ? pathText(path) : undefined;
};

export const libtorrentResume = Object.freeze<ArtefactReader>({
  id: 'bittorrent/libtorrent-resume',
  system: 'bittorrent',
  title: 'qBittorrent and other programs with libtorrent: the state of one torrent',
  names: ['*.fastresume', '*.resume'],
  looks: (head) => holdsKey(head, 'file-format') && includes(head, FORMAT),
  bytesMax: LIMITS.artefactBytesMax,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(libtorrentResume);
    const resume = new Bencoded(bytes);
    const entry = resumeEntry(resume);
    if (entry === null || resume.whole === undefined) draft.anomaly('damaged');
    if (entry !== null) draft.entry(entry);
    noteProgram(draft, resume);
    return draft.done();
  },
});

const FORMAT = 'libtorrent resume file';

const includes = (head: Uint8Array, text: string): boolean =>
  new TextDecoder('latin1').decode(head).includes(text);

const noteProgram = (draft: ArtefactDraft, resume: Bencoded): void => {
  if (resume.get('qBt-savePath') || resume.get('qBt-name')) draft.self.program = 'qBittorrent';
};

export const delugeResume = Object.freeze<ArtefactReader>({
  id: 'bittorrent/deluge-fastresume',
  system: 'bittorrent',
  title: 'Deluge: the state of all torrents',
  names: ['torrents.fastresume', 'torrents.fastresume.bak'],
  looks: (head) => /^d(40|64):[0-9a-f]{40}/.test(new TextDecoder('latin1').decode(head)),
  bytesMax: LIMITS.artefactBytesMax,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(delugeResume);
    draft.self.program = 'Deluge';
    const sound = new Bencoded(bytes).pairs((_, value) => {
      const inner = value.string;
      const entry = inner === undefined ? null : resumeEntry(new Bencoded(inner));
      if (entry === null) draft.anomaly('not-understood');
      return entry === null || draft.entry(entry);
    });
    if (!sound) draft.anomaly('cut');
    return draft.done();
  },
});
