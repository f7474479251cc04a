// Settings, queue and hashes of DC++ and those made from it, all XML: `DCPlusPlus.xml` (nick, shared folders, ports),
// `Queue.xml` (downloads that are not complete), `HashIndex.xml` (every file that was hashed to be shared).
// Source: dcpp/SettingsManager.cpp, QueueManager.cpp, HashManager.cpp; written here by eiskaltdcpp 2.4.2 of Debian.
import { LIMITS } from '../../../model/limits.ts';
import { walkXml, type XmlVisitor } from '../../../wire/codec/xml-walk.ts';
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

const XML_BOUNDS = {
  depthMax: LIMITS.artefactDepthMax,
  textCharsMax: LIMITS.artefactPathCharsMax,
};

const walk = (bytes: Uint8Array, draft: ArtefactDraft, visitor: XmlVisitor): Artefact => {
  if (walkXml(fileText(bytes), XML_BOUNDS, visitor) === 'damaged') draft.anomaly('damaged');
  return draft.done();
};

const begins = (head: Uint8Array, root: RegExp): boolean => root.test(fileText(head));

const PORTS: readonly string[] = ['InPort', 'UDPPort', 'TLSPort', 'TLS', 'Port'];

export const dcSettings = Object.freeze<ArtefactReader>({
  id: 'directconnect/settings',
  system: 'directconnect',
  title: 'DC++ and those made from it: settings and shared folders',
  names: ['dcplusplus.xml', 'dcplusplus.xml.bak'],
  looks: (head) => begins(head, /<DCPlusPlus\b/),
  bytesMax: 16 << 20,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(dcSettings);
    let virtual: string | undefined;
    return walk(bytes, draft, {
      open(_, said) {
        virtual = said['Virtual'] ?? said['Name'];
        return true;
      },
      close(tag, text) {
        if (tag === 'Nick') draft.self.nick = short(text);
        else if (tag === 'CID' || tag === 'ClientID') draft.self.identity = short(text);
        else if (tag === 'ConfigVersion') draft.self.version = short(text);
        else if (tag === 'Directory') draft.folder(pathText(text), virtual);
        else if (PORTS.includes(tag)) draft.port(Number(text));
        else if (tag === 'TotalUpload')
          Object.assign(draft.self, known('uploadedBytes', byteCount(Number(text))));
        else if (tag === 'TotalDownload')
          Object.assign(draft.self, known('downloadedBytes', byteCount(Number(text))));
      },
    });
  },
});

export const dcQueue = Object.freeze<ArtefactReader>({
  id: 'directconnect/queue',
  system: 'directconnect',
  title: 'DC++ and those made from it: downloads that are not complete',
  names: ['queue.xml', 'queue.xml.bak'],
  looks: (head) => begins(head, /<Downloads\b/),
  bytesMax: LIMITS.artefactBytesMax,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(dcQueue);
    let sources: string[] = [];
    let said: Readonly<Record<string, string>> = {};
    let done = 0;
    return walk(bytes, draft, {
      open(tag, attributes) {
        if (tag === 'Downloads' && attributes['Version'])
          draft.self.version = short(attributes['Version']);
        if (tag === 'Download') {
          said = attributes;
          sources = [];
          done = Number(attributes['Downloaded'] ?? 0);
        } else if (tag === 'Segment') done += Number(attributes['Size'] ?? 0);
        else if (tag === 'Source' && sources.length < SOURCES_MAX)
          sources.push(short(attributes['Nick'] ?? attributes['CID'] ?? ''));
        return true;
      },
      close(tag) {
        if (tag === 'Download') draft.entry(queued(said, sources, done));
      },
    });
  },
});

/** People of whom one file is loaded. */
const SOURCES_MAX = 64;

const queued = (
  said: Readonly<Record<string, string>>,
  sources: readonly string[],
  done: number,
): Artefact['entries'][number] => {
  const target = said['Target'] ?? '';
  const tth = said['TTH'] ?? '';
  return {
    state: 'partial',
    name: short(baseName(target)),
    hashes: /^[A-Z2-7]{39}$/.test(tth) ? [`tth:${tth}`] : [],
    ...known('size', byteCount(Number(said['Size'] ?? Number.NaN))),
    ...known('bytesDone', byteCount(done)),
    ...known('addedAt', secondsTime(Number(said['Added'] ?? 0))),
    path: pathText(said['TempTarget'] || target),
    ...known('user', sources.length === 0 ? undefined : short(sources.join(', '))),
  };
};

export const dcHashIndex = Object.freeze<ArtefactReader>({
  id: 'directconnect/hash-index',
  system: 'directconnect',
  title: 'DC++ and those made from it: files that were hashed to be shared',
  names: ['hashindex.xml', 'hashindex.xml.bak'],
  looks: (head) => begins(head, /<HashStore\b/),
  bytesMax: LIMITS.artefactBytesMax,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(dcHashIndex);
    /** Size by root: it stands with the tree, not with the file. */
    const sizes = new Map<string, number>();
    return walk(bytes, draft, {
      open(tag, said) {
        const root = said['Root'] ?? '';
        if (tag === 'Hash' && sizes.size < LIMITS.artefactEntriesMax)
          sizes.set(root, Number(said['Size'] ?? Number.NaN));
        if (tag !== 'File' || !said['Name']) return true;
        return draft.entry({
          state: 'shared',
          name: short(baseName(said['Name'])),
          hashes: /^[A-Z2-7]{39}$/.test(root) ? [`tth:${root}`] : [],
          ...known('size', byteCount(sizes.get(root))),
          ...known('changedAt', secondsTime(Number(said['TimeStamp'] ?? 0))),
          path: pathText(said['Name']),
        });
      },
    });
  },
});
