// Deluge's `torrents.state`: a pickle of the objects TorrentManagerState and TorrentState, read as data (never as a
// program: wire/codec/pickle.ts). Source: deluge/core/torrentmanager.py; written here by Deluge 2.0.3 of Debian.
import { LIMITS } from '../../../model/limits.ts';
import { PickleObject, type PickleValue, readPickle } from '../../../wire/codec/pickle.ts';
import type { Artefact, ArtefactEntry, ArtefactReader } from '../../artefact.ts';
import { ArtefactDraft, known, pathText, short } from '../../artefact-draft.ts';
import { stateOf } from './libtorrent-resume.ts';

export const delugeState = Object.freeze<ArtefactReader>({
  id: 'bittorrent/deluge-state',
  system: 'bittorrent',
  title: 'Deluge: its torrents, and who added them',
  names: ['torrents.state', 'torrents.state.bak'],
  looks: (head) => new TextDecoder('latin1').decode(head).includes('deluge.core.torrentmanager'),
  bytesMax: LIMITS.artefactBytesMax,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(delugeState);
    draft.self.program = 'Deluge';
    const state = readPickle(bytes, { valuesMax: LIMITS.pickleValuesMax });
    const torrents = state instanceof PickleObject ? state.fields.get('torrents') : undefined;
    if (!Array.isArray(torrents)) draft.anomaly('damaged');
    else
      for (const torrent of torrents as readonly PickleValue[]) {
        const entry = torrent instanceof PickleObject ? entryOf(torrent.fields) : null;
        if (entry === null) draft.anomaly('not-understood');
        else if (!draft.entry(entry)) break;
      }
    return draft.done();
  },
});

const entryOf = (torrent: ReadonlyMap<string, PickleValue>): ArtefactEntry | null => {
  const text = (key: string): string | undefined => {
    const value = torrent.get(key);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const hash = text('torrent_id');
  if (hash === undefined || !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(hash)) return null;
  const path = text('save_path');
  const owner = text('owner');
  return {
    state: stateOf(torrent.get('is_finished') === true, torrent.get('paused') === true),
    name: short(text('name') ?? text('filename')?.replace(/\.torrent$/i, '') ?? ''),
    hashes: [hash.length === 40 ? `btih:${hash}` : `btmh:1220${hash}`],
    ...known('path', path === undefined ? undefined : pathText(path)),
    // Accounts of the daemon; `localclient` is the one it makes for its own machine.
    ...known('user', owner === undefined || owner === 'localclient' ? undefined : short(owner)),
    trackers: trackersOf(torrent.get('trackers')),
  };
};

const trackersOf = (value: PickleValue | undefined): string[] => {
  if (!Array.isArray(value)) return [];
  const urls = (value as readonly PickleValue[])
    .slice(0, TRACKERS_MAX)
    .map((one) => (one instanceof PickleObject ? one.fields.get('url') : undefined));
  return urls.filter((url) => typeof url === 'string').map(short);
};

const TRACKERS_MAX = 200;
