// A walk over folders by walkers: what waits, what is being read, what was lost with a walker.
import { LIMITS } from '../../model/limits.ts';
import type { RawPath } from './raw-path.ts';
import type { FolderPart, FolderTask } from './walk-words.ts';
import type { Walkers } from './walkers.ts';

/** Where a walk begins; `rootDev` and `rootChars` hold for all below it. */
export type WalkRoot = Omit<FolderTask, 'kind' | 'blocks'>;

export interface WalkReceiver {
  part(part: FolderPart): void;
  /** A walker died over it. */
  lost(folder: RawPath): void;
}

interface Waiting {
  readonly path: RawPath;
  readonly dev: number;
  readonly ino: number;
  readonly root: WalkRoot;
}

export class Walk {
  readonly #walkers: Walkers;
  readonly #blocksOf: (path: RawPath) => FolderTask['blocks'];
  readonly #receiver: WalkReceiver;
  /** Taken from its end: what is deep comes first, so that few folders wait. */
  readonly #waiting: Waiting[] = [];
  /** Folders that walkers have, with the root they lie below. */
  readonly #held = new Map<RawPath, WalkRoot>();

  constructor(
    walkers: Walkers,
    blocksOf: (path: RawPath) => FolderTask['blocks'],
    receiver: WalkReceiver,
  ) {
    this.#walkers = walkers;
    this.#blocksOf = blocksOf;
    this.#receiver = receiver;
    walkers.onPart = (part) => this.#part(part);
  }

  /** Everything below the roots. Aborting ends it when what is being read is done. */
  async run(roots: readonly WalkRoot[], signal: AbortSignal): Promise<void> {
    for (const root of [...roots].reverse()) this.#waiting.push({ ...root, root });
    const reading = new Set<Promise<void>>();
    const goesOn = (): boolean => !signal.aborted && this.#waiting.length > 0;
    while (goesOn() || reading.size > 0) {
      while (goesOn() && this.#walkers.free) {
        const one = this.#read(this.#waiting.splice(-LIMITS.auditFoldersAtOnce).reverse());
        reading.add(one);
        void one.finally(() => reading.delete(one));
      }
      if (reading.size === 0) throw new Error('all walkers of the walk ended');
      await Promise.race(reading);
    }
  }

  async #read(folders: readonly Waiting[]): Promise<void> {
    for (const { path, root } of folders) this.#held.set(path, root);
    const tasks = folders.map(
      ({ path, dev, ino, root: { rootDev, rootChars } }): FolderTask => ({
        ...{ kind: 'folder', path, dev, ino, rootDev, rootChars },
        blocks: this.#blocksOf(path),
      }),
    );
    if (await this.#walkers.folders(tasks)) return;
    for (const { path } of folders) if (this.#held.delete(path)) this.#receiver.lost(path);
  }

  #part(part: FolderPart): void {
    this.#receiver.part(part);
    const root = this.#held.get(part.path)!;
    for (const folder of part.folders) this.#waiting.push({ ...folder, root });
    if (part.last) this.#held.delete(part.path);
  }
}
