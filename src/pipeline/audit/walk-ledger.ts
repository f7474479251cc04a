// What a walk brings, as it comes: sums for all files, rows for those that show a sign, places that could not be read.
import { SIGN } from '../../detect/file-signs.ts';
import type { RawPath } from '../../intake/audit/raw-path.ts';
import type {
  FolderPart,
  LinkedFile,
  OwnerSum,
  SignedFile,
  Unreadable,
} from '../../intake/audit/walk-words.ts';
import { LIMITS } from '../../model/limits.ts';

export class WalkLedger {
  readonly signed: SignedFile[] = [];
  readonly owners = new Map<number, OwnerSum>();
  readonly unreadable: Unreadable[] = [];
  unreadableMore = 0;
  /** Files with a sign that were not kept: there were too many. */
  dropped = 0;
  folders = 0;
  files = 0;
  read = 0;
  special = 0;
  ignored = 0;
  readonly #linked = new Set<string>();

  part(part: FolderPart): void {
    this.files += part.files;
    this.read += part.read;
    this.special += part.special;
    this.ignored += part.ignored;
    if (part.last) this.folders++;
    for (const sum of part.owners) this.#add(sum.owner, sum.files, sum.bytes, sum.allocated);
    for (const file of part.linked) this.#link(file);
    for (const place of part.unreadable) this.unread(place);
    for (const file of part.signed) this.#sign(file);
  }

  unread(place: Unreadable): void {
    if (this.unreadable.length < LIMITS.auditUnreadableMax) this.unreadable.push(place);
    else this.unreadableMore++;
  }

  lost(path: RawPath): void {
    this.unread({ path, why: 'failed' });
  }

  /** Numbered names are of a set only beside others of it; files that could have copies are many: what is rarer goes first. */
  #sign(file: SignedFile): void {
    if (this.signed.length < LIMITS.auditFilesMax) this.signed.push(file);
    else if ((file.signs & ~(SIGN.copyable | SIGN.volume)) !== 0) this.dropped++;
  }

  /** A file with several names lies on the disk once, and is the owner's once. */
  #link({ key, owner, bytes, allocated }: LinkedFile): void {
    const known = this.#linked.has(key);
    if (!known && this.#linked.size < LIMITS.auditLinkedMax) this.#linked.add(key);
    if (known) this.#add(owner, 1, 0, 0);
    else this.#add(owner, 1, bytes, allocated);
  }

  #add(owner: number, files: number, bytes: number, allocated: number): void {
    let sum = this.owners.get(owner);
    if (sum === undefined) {
      sum = { owner, files: 0, bytes: 0, allocated: 0 };
      this.owners.set(owner, sum);
    }
    sum.files += files;
    sum.bytes += bytes;
    sum.allocated += allocated;
  }
}
