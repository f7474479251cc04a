// What a client's database says is on offer, as observations: shared files and folders, downloads that are offered while
// they still load, and the files of a torrent that is there.
import type { OfferObservation, Origin } from '../../model/observation.ts';
import { type Artefact, type ArtefactEntry, baseName } from '../../systems/artefact.ts';

export interface OfferOrigin {
  /** Address or name of the machine. */
  readonly source: string;
  readonly user?: string;
  readonly format: string;
  readonly origin: Origin;
  /** Epoch ms: when the database was written; what has no time of its own was on offer then. */
  readonly writtenAt: number;
}

/** Each in turn, so that a database of 50,000 files is never a list of as many observations. */
export function* offersOf(artefact: Artefact, from: OfferOrigin): Generator<OfferObservation> {
  const { writtenAt, ...rest } = from;
  const base = { kind: 'offer', ...rest, system: artefact.system } as const;
  for (const { path, name } of artefact.folders)
    yield {
      ...base,
      at: writtenAt,
      until: writtenAt,
      name: name ?? (baseName(path) || path),
      path,
    };
  for (const entry of artefact.entries) {
    if (!isOffered(entry)) continue;
    const at = Math.min(entry.addedAt ?? entry.changedAt ?? writtenAt, writtenAt);
    const hash = entry.hashes[0];
    const common = { ...base, at, until: writtenAt, ...(hash === undefined ? {} : { hash }) };
    for (const { name, size, path } of namesOf(entry))
      yield {
        ...common,
        name,
        ...(size === undefined ? {} : { size }),
        ...(path === undefined ? {} : { path }),
      };
  }
}

/**
 * What was fetched and stopped, or is only described, is offered to nobody. A hash without a name says nothing here: the
 * database beside it has both.
 */
const isOffered = ({ name, state, bytesDone, fraction }: ArtefactEntry): boolean =>
  name !== '' &&
  (state === 'shared' || (state === 'partial' && ((bytesDone ?? 0) > 0 || (fraction ?? 0) > 0)));

type Named = Pick<ArtefactEntry, 'name' | 'size' | 'path'>;

const namesOf = ({ name, size, path, files }: ArtefactEntry): Named[] => {
  if (!files) return [{ name, ...(size === undefined ? {} : { size }), ...where(path) }];
  return files
    .filter(({ padding }) => padding !== true)
    .slice(0, FILES_MAX)
    .map((file) => ({ name: `${name}/${file.path}`, size: file.size, ...where(path) }));
};

const where = (path: string | undefined) => (path === undefined ? {} : { path });

/** Of one torrent: enough to see what it is about. */
const FILES_MAX = 1000;
