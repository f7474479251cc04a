// What of a file is worth a look (D7), told by its name, its size and what it is: signs, not yet judgements. Thresholds
// are policy (`files`); the defaults are those of the paper: audio over 3 MB, archives and video over 50 MB.
import { type ContentKind, contentType } from '../sources/files/content-type.ts';
import { disguiseOf, extensionOf } from '../sources/files/disguise.ts';
import { partialName } from '../sources/files/partial-names.ts';
import { volumeOf } from '../sources/files/volumes.ts';

/** One bit each, because a file may show several. */
export const SIGN = Object.freeze({
  /** Audio, video, an archive or a disk image above its threshold. */
  large: 1,
  /** The name claims another kind of content. */
  disguised: 2,
  /** Named as a download that is not yet whole. */
  partial: 4,
  /** Named as a file of a client: its content decides. */
  artefact: 8,
  /** One of a set of volumes. */
  volume: 16,
  /** Large enough that copies of it cost something. */
  copyable: 32,
});

export interface FileRules {
  /** Bytes above which a kind is told. */
  readonly above: Readonly<Partial<Record<ContentKind, number>>>;
  /** Bytes from which copies are looked for. */
  readonly copiesFrom: number;
  /** Names of clients' files, as `ArtefactReader.names`. */
  readonly artefactNames: readonly string[];
}

export const DEFAULT_ABOVE = Object.freeze({
  audio: 3_000_000,
  video: 50_000_000,
  archive: 50_000_000,
  'disk-image': 50_000_000,
});

export const COPIES_FROM = 1_000_000;

/** Volumes of a set are cut to sizes of mail and floppies: smaller ones are somebody's numbered files. */
const VOLUME_BYTES_MIN = 100_000;

/** A function that tells the signs of a file. Names are Latin 1 or UTF-8: what is looked for is ASCII. */
export const fileSigns = ({ above, copiesFrom, artefactNames }: FileRules) => {
  const isArtefact = artefactMatcher(artefactNames);
  return (name: string, type: number, bytes: number): number => {
    const { kind } = contentType(type);
    let signs = 0;
    const least = above[kind];
    if (least !== undefined && bytes > least) signs |= SIGN.large;
    if (bytes >= copiesFrom) signs |= SIGN.copyable;
    if (bytes > 0 && disguiseOf(type, extensionOf(name)) !== null) signs |= SIGN.disguised;
    // Nobody loads text so: `x.part` and `T-1-x` may be anything there.
    if (kind !== 'text' && partialName(name) !== null) signs |= SIGN.partial;
    if (isArtefact(name)) signs |= SIGN.artefact;
    if (bytes >= VOLUME_BYTES_MIN && volumeOf(name) !== null) signs |= SIGN.volume;
    return signs;
  };
};

/** Whole names in a set, endings by their last extension: a walk asks this of every name. */
const artefactMatcher = (names: readonly string[]): ((name: string) => boolean) => {
  const whole = new Set(names.filter((name) => !name.startsWith('*')));
  const endings = new Map<string, string[]>();
  for (const name of names.filter((one) => one.startsWith('*'))) {
    const ending = name.slice(1);
    const last = ending.slice(ending.lastIndexOf('.') + 1);
    endings.set(last, [...(endings.get(last) ?? []), ending]);
  }
  return (name) => {
    const lower = name.toLowerCase();
    if (whole.has(lower)) return true;
    const last = lower.slice(lower.lastIndexOf('.') + 1);
    return endings.get(last)?.some((ending) => lower.endsWith(ending)) ?? false;
  };
};
