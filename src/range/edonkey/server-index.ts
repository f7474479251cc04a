// What a server knows: who is logged in, which files they offer.
import { hex } from '../../wire/codec/hex.ts';
import type { Introduction } from './hello.ts';
import type { Link } from './link.ts';
import { LISTED_MAX, type ListedFile, type Source } from './listing.ts';
import { LOW_ID_MAX } from './opcodes.ts';
import { matches, type Query } from './search.ts';

export interface Member {
  readonly id: number;
  readonly address: string;
  readonly who: Introduction;
  readonly link: Link;
}

interface Known {
  readonly hash: Uint8Array;
  readonly name: string;
  readonly size: number;
  readonly members: Set<Member>;
}

/** Bounds of one server: files it lists, files of one member, members of one file. */
const FILES_MAX = 50_000;
const MEMBER_FILES_MAX = 5000;
const FILE_MEMBERS_MAX = 1000;

export class ServerIndex {
  readonly members = new Set<Member>();
  readonly #files = new Map<string, Known>();
  readonly #offered = new Map<Member, Set<string>>();

  get files(): number {
    return this.#files.size;
  }

  get lowIds(): number {
    let count = 0;
    for (const { id } of this.members) if (id <= LOW_ID_MAX) count += 1;
    return count;
  }

  offer(member: Member, files: readonly ListedFile[]): void {
    const mine = this.#offered.get(member) ?? new Set();
    this.#offered.set(member, mine);
    for (const { hash, name, size } of files) {
      const key = hex(hash);
      if (mine.size >= MEMBER_FILES_MAX || name === '') continue;
      let known = this.#files.get(key);
      if (!known) {
        if (this.#files.size >= FILES_MAX) continue;
        known = { hash, name, size, members: new Set() };
        this.#files.set(key, known);
      }
      if (known.members.size >= FILE_MEMBERS_MAX) continue;
      known.members.add(member);
      mine.add(key);
    }
  }

  leave(member: Member): void {
    this.members.delete(member);
    for (const key of this.#offered.get(member) ?? []) {
      const known = this.#files.get(key);
      known?.members.delete(member);
      if (known?.members.size === 0) this.#files.delete(key);
    }
    this.#offered.delete(member);
  }

  search(query: Query, max = LISTED_MAX): ListedFile[] {
    const found: ListedFile[] = [];
    for (const { hash, name, size, members } of this.#files.values()) {
      const [first] = members;
      const high = first && first.id > LOW_ID_MAX;
      const file = {
        hash,
        id: high ? first.id : 0,
        port: high ? first.who.port : 0,
        name,
        size,
        sources: members.size,
      };
      if (matches(query, file) && found.push(file) >= max) break;
    }
    return found;
  }

  /** Two with low ids cannot reach each other: such sources are left out for them. */
  sources(hash: Uint8Array, asking: { readonly id: number; readonly port: number }): Source[] {
    const sources: Source[] = [];
    for (const { id, who } of this.#files.get(hex(hash))?.members ?? []) {
      if (id === asking.id && who.port === asking.port) continue;
      if (id <= LOW_ID_MAX && asking.id <= LOW_ID_MAX) continue;
      const { port, obfuscation, hash: userHash } = who;
      sources.push({ id, port, obfuscation, userHash: hex(userHash) });
    }
    return sources;
  }

  /** The one with this id, in the order of logging in. */
  withId(id: number): Member | undefined {
    for (const member of this.members) if (member.id === id) return member;
    return undefined;
  }
}
