// The files of BitTorrent's programs that are understood, the stricter first.
import type { ArtefactReader } from '../../artefact.ts';
import { aria2Control, aria2Session } from './aria2.ts';
import { delugeState } from './deluge-state.ts';
import { delugeResume, libtorrentResume } from './libtorrent-resume.ts';
import { qbittorrentDatabase } from './qbittorrent-db.ts';
import { rtorrentResume, rtorrentState } from './rtorrent.ts';
import { torrentFile } from './torrent.ts';
import { transmissionResume, transmissionSettings, transmissionStats } from './transmission.ts';
import { utorrentResume } from './utorrent-resume.ts';

export const bittorrentDatabases: readonly ArtefactReader[] = Object.freeze([
  libtorrentResume,
  transmissionResume,
  transmissionSettings,
  transmissionStats,
  qbittorrentDatabase,
  delugeState,
  delugeResume,
  rtorrentState,
  rtorrentResume,
  utorrentResume,
  aria2Control,
  aria2Session,
  torrentFile,
]);
