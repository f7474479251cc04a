// What was found out about the content of single files, kept for the next audit: edges and hashes for copies, and which
// pieces fitted. Known by inode, size and both times, so that a file that changed has no facts.
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { LIMITS } from '../../model/limits.ts';
import type { SignedFile } from './walk-words.ts';
import type { PieceResult } from './walker-words.ts';

const VERSION = 'peerwarden.facts/1';

type Fact = string | PieceResult;

export class Facts {
  readonly #before: ReadonlyMap<string, Fact>;
  readonly #now = new Map<string, Fact>();
  #bytes = 0;

  /** Of a file that is missing, damaged or of another version: none. */
  constructor(path: string | null) {
    this.#before = path === null ? new Map() : readFacts(path);
  }

  /** What was found out before under this name, or what is found out now; a null is not kept. */
  async of<Result extends Fact>(
    file: Pick<SignedFile, 'dev' | 'ino' | 'bytes' | 'changed' | 'modified'>,
    name: string,
    find: () => Promise<Result | null>,
  ): Promise<Result | null> {
    const { dev, ino, bytes, changed, modified } = file;
    const key = `${dev}:${ino}:${bytes}:${changed}:${modified}:${name}`;
    const fact = (this.#before.get(key) as Result | undefined) ?? (await find());
    this.#bytes += 2 * key.length;
    if (fact !== null && this.#bytes <= LIMITS.auditFactsBytesMax) this.#now.set(key, fact);
    return fact;
  }

  /** Throws what the file system says. */
  keep(path: string): void {
    const part = `${path}.${process.pid}.part`;
    writeFileSync(part, serialize([VERSION, this.#now]), { mode: 0o600 });
    renameSync(part, path);
  }
}

const readFacts = (path: string): ReadonlyMap<string, Fact> => {
  try {
    if (statSync(path).size > 2 * LIMITS.auditFactsBytesMax) return new Map();
    const value: unknown = deserialize(readFileSync(path));
    const [version, facts] = Array.isArray(value) ? value : [];
    return version === VERSION && facts instanceof Map ? facts : new Map();
  } catch {
    return new Map();
  }
};
