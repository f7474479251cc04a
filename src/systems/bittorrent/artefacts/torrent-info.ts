// What a torrent describes: names, sizes, hashes of pieces (BEP 3), of files (BEP 52), fillers (BEP 47).
import { LIMITS } from '../../../model/limits.ts';
import { hex } from '../../../wire/codec/hex.ts';
import { sha1 } from '../../../wire/codec/sha1.ts';
import { sha256 } from '../../../wire/codec/sha256.ts';
import type { ArtefactEntry, ContentFile } from '../../artefact.ts';
import { byteCount, known, pathText, short } from '../../artefact-draft.ts';
import type { Bencoded } from './bencoded.ts';

type Described = Pick<ArtefactEntry, 'name' | 'size' | 'hashes' | 'pieces' | 'files'>;

/** Null when this is no info dictionary of a torrent. */
export const describeInfo = (info: Bencoded | undefined): Described | null => {
  const bytes = info?.isDictionary ? info.whole : undefined;
  if (!info || !bytes) return null;
  const pieceBytes = byteCount(info.get('piece length')?.number);
  const name = (info.get('name.utf-8') ?? info.get('name'))?.text;
  if (!pieceBytes || name === undefined) return null;
  const pieces = info.get('pieces')?.string;
  const tree = info.get('file tree');
  const v2 = info.get('meta version')?.number === 2 && tree?.isDictionary === true;
  if (!pieces && !v2) return null;
  // A hybrid (BEP 52) tells its files twice; the tree also has their roots.
  const files = v2 ? filesOfTree(tree) : filesOfList(info);
  const size = files.reduce((sum, file) => sum + file.size, 0);
  // A single file of a v2 torrent stands in the tree under the torrent's own name.
  const alone = files.length === 1 && (!info.get('files') || v2) && files[0]!.path === name;
  return {
    name: short(name),
    size,
    hashes: [
      ...(pieces ? [`btih:${hex(sha1(bytes))}`] : []),
      ...(v2 ? [`btmh:1220${hex(sha256(bytes))}`] : []),
    ],
    ...(pieces
      ? { pieces: { algorithm: 'sha1', length: pieceBytes, hashes: pieces.slice() } as const }
      : {}),
    ...(alone && !v2 ? {} : { files }),
  };
};

const filesOfList = (info: Bencoded): ContentFile[] => {
  const alone = byteCount(info.get('length')?.number);
  const name = (info.get('name.utf-8') ?? info.get('name'))?.text ?? '';
  if (alone !== undefined) return [{ path: pathText(name), size: alone }];
  const files: ContentFile[] = [];
  info.get('files')?.items((item) => {
    const size = byteCount(item.get('length')?.number);
    const path = pathOf(item.get('path.utf-8') ?? item.get('path'));
    if (size !== undefined && path !== '')
      files.push({
        path,
        size,
        ...known('padding', item.get('attr')?.text?.includes('p') ? true : undefined),
      });
    return files.length < LIMITS.artefactEntriesMax;
  });
  return files;
};

const pathOf = (parts: Bencoded | undefined): string => {
  const names: string[] = [];
  parts?.items((part) => {
    names.push(short(part.text ?? ''));
    return names.length < LIMITS.artefactDepthMax;
  });
  return pathText(names.join('/'));
};

/** Folders wait in a list instead of on the stack; bencode's own depth bounds how deep they go. */
const filesOfTree = (tree: Bencoded): ContentFile[] => {
  const files: ContentFile[] = [];
  const waiting: { path: string; folder: Bencoded }[] = [{ path: '', folder: tree }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { path, folder } = next;
    folder.pairs((key, value) => {
      const name = short(new TextDecoder().decode(key));
      const own = pathText(path === '' ? name : `${path}/${name}`);
      // The description of a file stands under the empty name.
      const file = value.get('');
      if (file?.isDictionary) files.push(fileOf(own, file));
      else if (value.isDictionary && waiting.length < LIMITS.artefactEntriesMax)
        waiting.push({ path: own, folder: value });
      return files.length < LIMITS.artefactEntriesMax;
    });
    if (files.length >= LIMITS.artefactEntriesMax) break;
  }
  return files;
};

const fileOf = (path: string, file: Bencoded): ContentFile => {
  const root = file.get('pieces root')?.string;
  return {
    path,
    size: byteCount(file.get('length')?.number) ?? 0,
    ...(root?.length === 32 ? { root: hex(root) } : {}),
  };
};

/** Addresses of trackers in `announce` and `announce-list` (BEP 12), or in `trackers` of libtorrent, each once. */
export const trackersOf = (torrent: Bencoded, lists: readonly string[]): string[] => {
  const trackers = new Set<string>();
  const note = (one: Bencoded): boolean => {
    const url = one.text;
    if (url !== undefined && url !== '') trackers.add(short(url));
    return trackers.size < TRACKERS_MAX;
  };
  for (const key of lists) {
    const value = torrent.get(key);
    if (!value) continue;
    if (!value.isList) note(value);
    value.items((tier) => {
      if (!tier.isList) return note(tier);
      tier.items(note);
      return trackers.size < TRACKERS_MAX;
    });
  }
  return [...trackers];
};

/** Lists of public trackers that people paste have 100 or so. */
const TRACKERS_MAX = 200;
