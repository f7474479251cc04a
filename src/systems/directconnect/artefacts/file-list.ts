// A file list: what a user of Direct Connect offers, with folders, sizes and hashes (`files.xml.bz2`, its own or one
// that was fetched from somebody: `nick.CID.xml.bz2`), and the plain form of NeoModus and old DC++ (`MyList.DcLst` is
// Huffman-coded and not read).
//
//   <FileListing Version="1" CID="…" Base="/" Generator="DC++ 0.75">
//     <Directory Name="share"><File Name="…" Size="…" TTH="…"/></Directory>
//
// Source: DC++ dcpp/ShareManager.cpp; ADC 1.0.3 §8.1.2; written here by ncdc 1.23.1 and eiskaltdcpp 2.4.2 of Debian.
import { LIMITS } from '../../../model/limits.ts';
import { bunzip2 } from '../../../wire/codec/bzip2-read.ts';
import { walkXml } from '../../../wire/codec/xml-walk.ts';
import { type Artefact, type ArtefactReader, baseName } from '../../artefact.ts';
import {
  ArtefactDraft,
  byteCount,
  known,
  pathText,
  secondsTime,
  short,
} from '../../artefact-draft.ts';
import { fileText } from '../../text-file.ts';

const XML_BOUNDS = { depthMax: LIMITS.artefactDepthMax * 4, textCharsMax: LIMITS.textCharsMax };
/** "BZh" and a digit. */
const isBzip2 = (head: Uint8Array): boolean =>
  head[0] === 0x42 && head[1] === 0x5a && head[2] === 0x68;

export const fileList = Object.freeze<ArtefactReader>({
  id: 'directconnect/file-list',
  system: 'directconnect',
  title: 'Direct Connect: a list of files on offer',
  names: ['files.xml.bz2', '*.xml.bz2', 'files.xml'],
  looks: (head, name) => isBzip2(head) || (/^files\.xml$/i.test(baseName(name)) && isListing(head)),
  bytesMax: LIMITS.artefactBytesMax,
  read(bytes, name): Artefact {
    const draft = new ArtefactDraft(fileList);
    const xml = isBzip2(bytes) ? bunzip2(bytes, LIMITS.artefactInflatedBytesMax) : bytes;
    if (xml === null) draft.anomaly('damaged');
    else readListing(fileText(xml), name, draft);
    return draft.done();
  },
});

const isListing = (head: Uint8Array): boolean => /<FileListing\b/.test(fileText(head));

const readListing = (xml: string, name: string, draft: ArtefactDraft): void => {
  const folders: string[] = [];
  // Other people's lists lie in a folder of their own, named by nick and CID: those are not on offer here.
  const own = /^files\.xml/i.test(baseName(name));
  const end = walkXml(xml, XML_BOUNDS, {
    open(tag, said, depth) {
      if (depth === 1) {
        noteMaker(draft, said, tag, own ? '' : nickOf(name));
        return tag === 'FileListing';
      }
      if (tag === 'Directory') {
        const folder = short(said['Name'] ?? '');
        folders.length = depth - 2;
        folders.push(folder);
        return depth > 2 || draft.folder(folder, folder);
      }
      return tag !== 'File' || draft.entry(fileEntry(said, folders.slice(0, depth - 2), own));
    },
  });
  if (end === 'damaged') draft.anomaly('damaged');
};

const noteMaker = (
  draft: ArtefactDraft,
  said: Readonly<Record<string, string>>,
  tag: string,
  nick: string,
): void => {
  if (tag !== 'FileListing') draft.anomaly('not-understood');
  const maker = /^(.*?)\s+v?(\d[\w.-]*)$/.exec(said['Generator'] ?? '');
  if (maker?.[1]) draft.self.program = short(maker[1]);
  if (maker?.[2]) draft.self.version = short(maker[2]);
  if (said['CID']) draft.self.identity = short(said['CID']);
  if (nick !== '') draft.self.nick = short(nick);
};

/** `eve.LWPNACQDBZRYXW3VHJVCJ64QBZNGHOHHHZWCLNQ.xml.bz2` → `eve`. */
const nickOf = (name: string): string =>
  /^(.*)\.[A-Z2-7]{39}\.xml\.bz2$/i.exec(baseName(name))?.[1] ?? '';

const fileEntry = (
  said: Readonly<Record<string, string>>,
  folders: readonly string[],
  own: boolean,
): Artefact['entries'][number] => {
  const size = byteCount(Number(said['Size'] ?? Number.NaN));
  const shared = secondsTime(
    Number(said['Shared'] ?? 0) / FILETIME_SECOND - FILETIME_EPOCH_SECONDS,
  );
  const tth = said['TTH'] ?? '';
  return {
    state: own ? 'shared' : 'seen',
    name: short(said['Name'] ?? ''),
    hashes: /^[A-Z2-7]{39}$/.test(tth) ? [`tth:${tth}`] : [],
    ...known('size', size),
    ...known('addedAt', shared),
    path: pathText([...folders, said['Name'] ?? ''].join('/')),
  };
};

/** `Shared` of some programs: 100 ns since 1601. */
const FILETIME_SECOND = 10_000_000;
const FILETIME_EPOCH_SECONDS = 11_644_473_600;
