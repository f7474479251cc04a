// Names that programs of file sharing give to what is not yet whole. A name proves nothing alone: anybody can call a file
// so; the databases beside it (systems/*/artefacts.ts) prove.
// Sources: the programs' settings and sources, each named; downloads of browsers (.crdownload, .part) are nobody's here.
import type { SystemId } from '../../model/systems.ts';

export interface PartialName {
  readonly pattern: RegExp;
  readonly system: SystemId;
  readonly programs: string;
}

export const PARTIAL_NAMES: readonly PartialName[] = Object.freeze([
  { pattern: /^\d{3,4}\.part$/, system: 'edonkey', programs: 'eMule, aMule' },
  { pattern: /\.!qb$/, system: 'bittorrent', programs: 'qBittorrent' },
  { pattern: /\.!(ut|bt)$/, system: 'bittorrent', programs: 'µTorrent, BitTorrent' },
  { pattern: /\.bc!$/, system: 'bittorrent', programs: 'BitComet' },
  { pattern: /\.az!$/, system: 'bittorrent', programs: 'Azureus, Vuze' },
  { pattern: /\.aria2$/, system: 'bittorrent', programs: 'aria2' },
  { pattern: /^~utpartfile_.*\.dat$/, system: 'bittorrent', programs: 'µTorrent' },
  { pattern: /^\.[0-9a-f]{40}\.parts$/, system: 'bittorrent', programs: 'libtorrent programs' },
  { pattern: /\.dctmp$/, system: 'directconnect', programs: 'DC++ and its kin' },
  { pattern: /\.antifrag$/, system: 'directconnect', programs: 'DC++' },
  { pattern: /^t-\d+-.*$/, system: 'gnutella', programs: 'LimeWire, FrostWire' },
  { pattern: /^preview-t-\d+-.*$/, system: 'gnutella', programs: 'LimeWire, FrostWire' },
  { pattern: /^sha1_[a-z2-7]{32}.*\.(partial|sd)$/, system: 'gnutella', programs: 'Shareaza' },
  {
    pattern: /^(ed2k|ttr|sha1|btih)_[0-9a-z]{16,64}\.(partial|sd)$/,
    system: 'gnutella',
    programs: 'Shareaza',
  },
  { pattern: /^download\d{10,}.*\.dat$/, system: 'fasttrack', programs: 'Kazaa, Grokster, iMesh' },
  { pattern: /^___arestra___/, system: 'ares', programs: 'Ares' },
  { pattern: /^incomplete~/, system: 'soulseek', programs: 'Soulseek' },
  { pattern: /^incomplete[0-9a-f]{32}/, system: 'soulseek', programs: 'Nicotine+' },
  { pattern: /^.*\.incomplete$/, system: 'soulseek', programs: 'SoulseekQt, slskd' },
  {
    pattern: /\.td\.cfg$|\.(avi|mkv|mp4|rmvb|rm|wmv|flv|mp3|iso|exe|zip|rar|7z|apk)\.td$/,
    system: 'thunder',
    programs: 'Thunder',
  },
  { pattern: /\.xltd$/, system: 'thunder', programs: 'Thunder' },
]);

/** `name` as it is, its last part. Transmission's `.part` and browsers' are the same word: none of them is told here. */
export const partialName = (name: string): PartialName | null => {
  if (!mayBePartial(name)) return null;
  const lower = name.toLowerCase();
  return PARTIAL_NAMES.find(({ pattern }) => pattern.test(lower)) ?? null;
};

/** Nearly all names are none: a word that all patterns have one of. */
const mayBePartial = (name: string): boolean =>
  name.length <= NAME_CHARS_MAX &&
  /\.part|!|\.aria2|^~ut|\.dctmp|\.antifrag|^t-\d|^preview-t-|partial$|\.sd$|^download\d{10}|^___arestra|incomplete|\.td|\.xltd/i.test(
    name,
  );

/** File systems allow 255 bytes. */
const NAME_CHARS_MAX = 512;
