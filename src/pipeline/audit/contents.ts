// Which files on the disk are the contents that clients list, that torrents describe, or that were seen on the wire.
// Candidates are found by size and name; what is said rests on hashes, or says that it does not.
import type { Facts } from '../../intake/audit/facts.ts';
import { pieceTask } from '../../intake/audit/piece-check.ts';
import type { SignedFile } from '../../intake/audit/walk-words.ts';
import type { DigestKind, PieceResult } from '../../intake/audit/walker-words.ts';
import type { Walkers } from '../../intake/audit/walkers.ts';
import type { FileSign } from '../../model/observation.ts';
import type { SystemId } from '../../model/systems.ts';
import type { ArtefactEntry, ContentFile } from '../../systems/artefact.ts';
import { base32 } from '../../wire/codec/base32.ts';
import type { ClientFile } from './client-files.ts';
import { nameOf } from './client-files.ts';
import { type Digests, groupBy } from './copies.ts';

/** A content of the wire: a case's, or one that is offered in it. */
export interface WireContent {
  readonly id: string;
  readonly name: string;
  readonly size: number | null;
  readonly system: SystemId;
  /** Who exchanged it. */
  readonly who: string;
}

export interface Match {
  readonly file: SignedFile;
  readonly sign: FileSign;
  readonly system: SystemId;
  readonly text: string;
  /** Hash or name of the content. */
  readonly content: string | null;
  readonly incomplete: boolean;
  /** The entry that names it. */
  readonly entry: ArtefactEntry | null;
}

/** Files of one size that are compared with one content. */
const CANDIDATES_MAX = 16;

export class Contents {
  readonly #bySize: ReadonlyMap<string, readonly SignedFile[]>;
  readonly #byName: ReadonlyMap<string, readonly SignedFile[]>;
  readonly #digests: Digests;
  readonly #walkers: Walkers;
  readonly #facts: Facts;

  constructor(signed: readonly SignedFile[], digests: Digests, walkers: Walkers, facts: Facts) {
    this.#bySize = groupBy(signed, ({ bytes }) => String(bytes));
    this.#byName = groupBy(signed, (file) => bareName(nameOf(file)));
    this.#digests = digests;
    this.#walkers = walkers;
    this.#facts = facts;
  }

  /** Of what a client's file lists. */
  async ofClient({ artefact, file }: ClientFile): Promise<Match[]> {
    const { system, program } = artefact;
    const matches: Match[] = [];
    for (const entry of artefact.entries) {
      if (entry.pieces !== undefined || entry.files !== undefined)
        matches.push(...(await this.#ofTorrent(entry, system)));
      if (entry.state === 'seen') continue;
      for (const one of this.#named(entry.name, entry.size)) {
        const whose = program ?? 'a client';
        matches.push({
          ...{ file: one, sign: 'listed', system, entry, content: entry.hashes[0] ?? null },
          incomplete: entry.state === 'partial',
          text: `${nameOf(file)} of ${whose} lists a file of this name and size as ${entry.state}.`,
        });
      }
    }
    return matches;
  }

  async #ofTorrent(entry: ArtefactEntry, system: SystemId): Promise<Match[]> {
    const files = entry.files ?? [{ path: entry.name, size: entry.size ?? 0 }];
    const total = bytesOf(files);
    const matches: Match[] = [];
    let before = 0;
    for (const content of files) {
      if (content.padding !== true)
        for (const file of this.#candidates(content)) {
          const result = await this.#fits(file, entry, content, before, total);
          if (result === null || result.fitting === 0) continue;
          matches.push(pieceMatch(file, entry, system, result));
        }
      before += content.size;
    }
    return matches;
  }

  async #fits(
    file: SignedFile,
    entry: ArtefactEntry,
    content: ContentFile,
    before: number,
    total: number,
  ): Promise<PieceResult | null> {
    const { path, dev, ino } = file;
    const task = entry.pieces && pieceTask(entry.pieces, before, content.size, total);
    if (task) {
      const ask = { kind: 'pieces', path, listed: { dev, ino }, ...task } as const;
      return this.#facts.of(file, `pieces ${entry.hashes[0]} ${before}`, async () => {
        const result = await this.#walkers.pieces(ask);
        return typeof result === 'object' ? result : null;
      });
    }
    if (content.root === undefined || file.bytes !== content.size) return null;
    const root = await this.#digests.of(file, 'merkle');
    return root === content.root ? { checked: 1, fitting: 1 } : null;
  }

  /** Of what was exchanged on the wire. Torrents' ids are found through the torrents that lie here. */
  async ofWire(content: WireContent, torrents: readonly Match[]): Promise<Match[]> {
    const { id, name, size, system, who } = content;
    const text = `Its content was exchanged by ${who} on the network (${id}).`;
    const match = (file: SignedFile): Match => ({
      ...{ file, sign: 'content', system, content: id, incomplete: false, entry: null, text },
    });
    if (id.startsWith('bt'))
      return torrents
        .filter(({ entry }) => entry?.hashes.includes(id))
        .map(({ file }) => match(file));
    const kind = DIGEST_OF[id.slice(0, id.lastIndexOf(':'))];
    if (kind === undefined) return [];
    const candidates =
      size === null ? this.#named(name, undefined) : (this.#bySize.get(String(size)) ?? []);
    const matches: Match[] = [];
    for (const file of candidates.slice(0, CANDIDATES_MAX)) {
      const digest = await this.#digests.of(file, kind);
      if (digest !== null && idOf(kind, digest) === id.toLowerCase()) matches.push(match(file));
    }
    return matches;
  }

  /** A partial download has another size, and a longer name. */
  #candidates({ path, size }: ContentFile): SignedFile[] {
    const same = this.#bySize.get(String(size)) ?? [];
    const named = this.#byName.get(bareName(path.slice(path.lastIndexOf('/') + 1))) ?? [];
    const all = size < CONTENT_BYTES_MIN ? [] : [...named, ...same];
    return [...new Set(all)].slice(0, CANDIDATES_MAX);
  }

  #named(name: string, size: number | undefined): SignedFile[] {
    const own = bareName(name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1));
    const named = own === '' ? [] : (this.#byName.get(own) ?? []);
    return named
      .filter(({ bytes }) => size === undefined || bytes === size)
      .slice(0, CANDIDATES_MAX);
  }
}

/** Smaller files are in many contents (covers, notes). */
const CONTENT_BYTES_MIN = 65_536;

const DIGEST_OF: Readonly<Record<string, DigestKind>> = {
  ed2k: 'ed2k',
  'urn:sha1': 'sha1',
  tth: 'tth',
  md5: 'md5',
  sha256: 'sha256',
};

const idOf = (kind: DigestKind, digest: string): string => {
  if (kind === 'sha1') return `urn:sha1:${base32(Buffer.from(digest, 'hex'))}`.toLowerCase();
  return `${kind}:${digest}`.toLowerCase();
};

const pieceMatch = (
  file: SignedFile,
  entry: ArtefactEntry,
  system: SystemId,
  { checked, fitting }: PieceResult,
): Match => ({
  ...{ file, sign: 'pieces', system, entry, content: entry.hashes[0] ?? null },
  incomplete: fitting < checked,
  text: `${fitting} of ${checked} pieces looked at are those of the torrent “${entry.name}”.`,
});

/** Without what clients add while a download is not whole. */
const bareName = (name: string): string =>
  name.toLowerCase().replace(/(\.(part|!qb|!ut|!bt|bc!|aria2|dctmp|incomplete|partial))+$/, '');

const bytesOf = (files: readonly { readonly size: number }[]): number =>
  files.reduce((sum, { size }) => sum + size, 0);
