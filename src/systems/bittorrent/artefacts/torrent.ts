// `.torrent`: what somebody meant to fetch, with the hashes by which its content is found on disk (BEP 3, BEP 52).
// It proves no transfer: mails and web pages bring it too; a program's own folder holds one for each of its torrents.
import { LIMITS } from '../../../model/limits.ts';
import type { Artefact, ArtefactReader } from '../../artefact.ts';
import { ArtefactDraft, known, secondsTime } from '../../artefact-draft.ts';
import { Bencoded } from './bencoded.ts';
import { describeInfo, trackersOf } from './torrent-info.ts';

export const torrentFile = Object.freeze<ArtefactReader>({
  id: 'bittorrent/torrent',
  system: 'bittorrent',
  title: 'torrent: the description of a content',
  names: ['*.torrent', '*.torrent.added', '*.torrent.loaded'],
  // The key `info` may lie behind megabytes of pieces of v2; the first keys are all that a head shows.
  looks: (head) => new Bencoded(head).isDictionary && /^d\d{1,2}:[a-z ._-]/i.test(ascii(head)),
  bytesMax: LIMITS.artefactBytesMax,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(torrentFile);
    const torrent = new Bencoded(bytes);
    const content = describeInfo(torrent.get('info'));
    if (content === null) draft.anomaly('damaged');
    else
      draft.entry({
        state: 'seen',
        ...content,
        ...known('addedAt', secondsTime(torrent.get('creation date')?.number)),
        trackers: trackersOf(torrent, ['announce', 'announce-list']),
      });
    return draft.done();
  },
});

const ascii = (head: Uint8Array): string => String.fromCharCode(...head.subarray(0, 8));
