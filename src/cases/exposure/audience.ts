// Who can fetch what a client of a system offers: by how the system works (each system's own page), not by who was seen.
import { familyOf, type SystemId } from '../../model/systems.ts';

const AUDIENCE: Partial<Record<SystemId, string>> = {
  bittorrent: 'everybody who has the torrent or its hash; a name alone leads nobody to it',
  webtorrent: 'everybody who has the torrent or its hash; a name alone leads nobody to it',
  edonkey:
    'every user of its server and of Kad who searches for a word of the name, and whoever asks it for the list of its files where that is permitted',
  gnutella:
    'everybody within reach of a search on the network, and whoever asks it for the list of its files',
  directconnect: 'every user of its hubs: they can fetch the whole list of files',
  napster: 'every user of its server who searches for a word of the name or browses its files',
  fasttrack:
    'everybody within reach of a search on the network, and whoever opens its address in a browser',
  winmx: 'every user of the network who searches for a word of the name or browses its files',
  soulseek:
    'every user of the network who searches for a word of the name or browses its files, unless its user shares with friends only',
  openft: 'everybody on the network, and whoever opens its address in a browser',
  ipfs: 'everybody who has the hash; a name alone leads nobody to it',
  syncthing: 'the devices that its user agreed with',
  resilio: 'whoever has the key of the folder',
};

export const audienceOf = (activity: SystemId): string =>
  AUDIENCE[activity] ??
  (familyOf(activity) === 'file-sharing'
    ? 'every user of the network whom its peers lead to it'
    : 'whoever reaches it');
