// The info dictionary as peers hand it to each other (BEP 9). A name is believed only when the SHA-1 of the whole
// dictionary is the info hash of the connection: everything less is a stranger's word. Pieces that came over other
// connections are not joined; small torrents (one piece of 16 KiB) need none. Version 2 dictionaries (BEP 52) hash
// with SHA-256 and stay unnamed.
import { LIMITS } from '../../model/limits.ts';
import { ascii } from '../../wire/codec/ascii.ts';
import { eachItem, findKey, integerAt, skipValue, textAt } from '../../wire/codec/bencode.ts';
import { hex } from '../../wire/codec/hex.ts';
import { sha1 } from '../../wire/codec/sha1.ts';
import type { FlowSink } from '../../wire/dissector.ts';

/** BEP 9: every piece but the last has this size. */
const PIECE_BYTES = 16_384;

const NAME = ascii('name');
const NAME_UTF8 = ascii('name.utf-8');
const LENGTH = ascii('length');
const FILES = ascii('files');
const PATH = ascii('path');
const PATH_UTF8 = ascii('path.utf-8');

export class Metadata {
  private readonly flow: FlowSink;
  /** As hex. */
  private readonly infoHash: string;
  /** Pieces as they came, undefined before the first; null after the dictionary was whole, or turned out to be none. */
  private pieces: Map<number, Uint8Array> | null | undefined;
  private totalBytes = 0;

  constructor(flow: FlowSink, infoHash: string) {
    this.flow = flow;
    this.infoHash = infoHash;
  }

  add(piece: number, total: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.pieces === null || !(total > 0 && total <= LIMITS.bittorrentMetadataBytesMax)) return;
    if (this.totalBytes === 0) this.totalBytes = total;
    const count = Math.ceil(this.totalBytes / PIECE_BYTES);
    const expected =
      piece === count - 1 ? this.totalBytes - (count - 1) * PIECE_BYTES : PIECE_BYTES;
    if (total !== this.totalBytes || !(piece >= 0 && piece < count) || end - start !== expected) {
      this.flow.anomaly('bittorrent-metadata-malformed');
      return;
    }
    this.pieces ??= new Map();
    if (!this.pieces.has(piece)) this.pieces.set(piece, bytes.slice(start, end));
    if (this.pieces.size === count) this.whole();
  }

  private whole(): void {
    const info = new Uint8Array(this.totalBytes);
    for (const [piece, bytes] of this.pieces!) info.set(bytes, piece * PIECE_BYTES);
    this.pieces = null;
    if (hex(sha1(info)) === this.infoHash) readInfo(this.flow, `btih:${this.infoHash}`, info);
  }
}

/** Names the content, and the files in it as offers. */
const readInfo = (flow: FlowSink, id: string, info: Uint8Array): void => {
  const end = info.length;
  if (skipValue(info, 0, end) !== end) return;
  const name =
    textAt(info, findKey(info, 0, end, NAME_UTF8), end) ??
    textAt(info, findKey(info, 0, end, NAME), end);
  const single = integerAt(info, findKey(info, 0, end, LENGTH), end);
  let size = 0;
  if (single > 0) size = single;
  let offered = 0;
  eachItem(info, findKey(info, 0, end, FILES), end, (file) => {
    const length = integerAt(info, findKey(info, file, end, LENGTH), end);
    if (length >= 0) size += length;
    if (offered++ < LIMITS.offersMax && length >= 0)
      flow.offer({ id: '', name: pathOf(info, file, end), size: length });
    return true;
  });
  flow.content({ id, ...(name === null ? {} : { name }), ...(size > 0 ? { size } : {}) });
};

const pathOf = (info: Uint8Array, file: number, end: number): string => {
  const parts: string[] = [];
  let at = findKey(info, file, end, PATH_UTF8);
  if (at < 0) at = findKey(info, file, end, PATH);
  eachItem(info, at, end, (part) => {
    parts.push(textAt(info, part, end) ?? '');
    return parts.length < LIMITS.bencodeDepthMax;
  });
  return parts.join('/').slice(0, LIMITS.textCharsMax);
};
