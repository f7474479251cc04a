// Copies: files of one size, then of one beginning, middle and end, then of one SHA-256. Only what is left after each
// step is read for the next.
import { SIGN } from '../../detect/file-signs.ts';
import type { Facts } from '../../intake/audit/facts.ts';
import type { SignedFile } from '../../intake/audit/walk-words.ts';
import type { DigestKind } from '../../intake/audit/walker-words.ts';
import type { Walkers } from '../../intake/audit/walkers.ts';
import { LIMITS } from '../../model/limits.ts';

export interface Copies {
  readonly sha256: string;
  readonly files: readonly SignedFile[];
}

/** Reads through walkers what is not known from earlier audits. */
export class Digests {
  readonly #walkers: Walkers;
  readonly #facts: Facts;
  readonly #signal: AbortSignal;
  /** Files that were read, and bytes. */
  done = 0;

  constructor(walkers: Walkers, facts: Facts, signal: AbortSignal) {
    this.#walkers = walkers;
    this.#facts = facts;
    this.#signal = signal;
  }

  /** Null when it cannot be read, or the audit was stopped. */
  async of(file: SignedFile, kind: DigestKind): Promise<string | null> {
    if (this.#signal.aborted || file.bytes > LIMITS.auditHashBytesMax) return null;
    return this.#facts.of(file, kind, async () => {
      const { path, dev, ino } = file;
      const listed = { dev, ino };
      const result = await this.#walkers.digest({ kind: 'digest', path, listed, digests: [kind] });
      this.done++;
      return typeof result === 'object' ? (result?.[0] ?? null) : null;
    });
  }
}

/** Largest waste first. */
export const findCopies = async (
  signed: readonly SignedFile[],
  digests: Digests,
): Promise<Copies[]> => {
  const candidates = signed.filter(isCandidate);
  const sizes = several(groupBy(candidates, ({ bytes }) => String(bytes)));
  const edges = several(await regrouped(sizes, digests, 'edges'));
  const same = several(await regrouped(edges, digests, 'sha256'));
  return [...same]
    .map(([key, files]) => ({ sha256: key.split(' ')[1]!, files }))
    .sort((a, b) => wasted(b) - wasted(a) || (a.sha256 < b.sha256 ? -1 : 1));
};

export const wasted = ({ files }: Pick<Copies, 'files'>): number =>
  files.slice(1).reduce((sum, { allocated }) => sum + allocated, 0);

/** A file that is mostly holes would be read for hours to find zeros. */
const isCandidate = ({ signs, bytes, allocated }: SignedFile): boolean =>
  (signs & SIGN.copyable) !== 0 && allocated * 2 >= bytes;

const regrouped = async (
  groups: ReadonlyMap<string, readonly SignedFile[]>,
  digests: Digests,
  kind: DigestKind,
): Promise<Map<string, SignedFile[]>> => {
  const again = new Map<string, SignedFile[]>();
  await Promise.all(
    [...groups].flatMap(([key, files]) =>
      files.map(async (file) => {
        const digest = await digests.of(file, kind);
        if (digest === null) return;
        const size = key.split(' ')[0]!;
        const group = `${size} ${digest}`;
        const known = again.get(group);
        if (known === undefined) again.set(group, [file]);
        else known.push(file);
      }),
    ),
  );
  for (const files of again.values()) files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return again;
};

/** Names of one file are no copies of it. */
const several = (
  groups: ReadonlyMap<string, readonly SignedFile[]>,
): Map<string, readonly SignedFile[]> =>
  new Map(
    [...groups]
      .map(([key, files]) => [key, oneOfEach(files)] as const)
      .filter(([, files]) => files.length > 1),
  );

const oneOfEach = (files: readonly SignedFile[]): SignedFile[] => [
  ...new Map(files.map((file) => [`${file.dev}:${file.ino}`, file])).values(),
];

export const groupBy = <Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): Map<string, Item[]> => {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
};
