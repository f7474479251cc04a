// What makes the central server central: who is logged in and what each shares, in one bounded index.
import { matches, type Query } from './query.ts';
import type { ShareEntry } from './share.ts';

export interface User {
  readonly nick: string;
  readonly address: string;
  /** 0 when nobody can connect to it: it can only push. */
  readonly dataPort: number;
  readonly client: string;
  readonly linkSpeed: number;
  readonly since: number;
  /** By name as the user gave it; `folded` is the name that searches look into. */
  readonly shares: Map<string, ShareEntry & { readonly folded: string }>;
  /** Uploads of this user that were asked for and not accepted yet: `<asker> <file>`. */
  readonly asked: Set<string>;
  downloads: number;
  uploads: number;
  send(type: number, text?: string): void;
}

const USERS_MAX = 4096;
const SHARES_PER_USER_MAX = 4096;
const SHARES_MAX = 200_000;

export class UserIndex {
  readonly #users = new Map<string, User>();
  #shares = 0;
  #bytes = 0;

  get users(): number {
    return this.#users.size;
  }

  get shares(): number {
    return this.#shares;
  }

  /** Whole gigabytes, as message 214 gives them. */
  get gigabytes(): number {
    return Math.floor(this.#bytes / 2 ** 30);
  }

  find(nick: string | undefined): User | undefined {
    return nick === undefined ? undefined : this.#users.get(nick.toLowerCase());
  }

  /** False when there is no room. */
  add(user: User): boolean {
    if (this.#users.size >= USERS_MAX) return false;
    this.#users.set(user.nick.toLowerCase(), user);
    return true;
  }

  remove(user: User): void {
    this.unshareAll(user);
    if (this.find(user.nick) === user) this.#users.delete(user.nick.toLowerCase());
  }

  /** False when there is no room or the file is known. */
  share(user: User, entry: ShareEntry): boolean {
    if (user.shares.has(entry.name)) return false;
    if (user.shares.size >= SHARES_PER_USER_MAX || this.#shares >= SHARES_MAX) return false;
    user.shares.set(entry.name, { ...entry, folded: entry.name.toLowerCase() });
    this.#shares += 1;
    this.#bytes += entry.size;
    return true;
  }

  unshare(user: User, name: string): void {
    const entry = user.shares.get(name);
    if (!entry) return;
    user.shares.delete(name);
    this.#shares -= 1;
    this.#bytes -= entry.size;
  }

  unshareAll(user: User): void {
    for (const name of user.shares.keys()) this.unshare(user, name);
  }

  /** Files of others that fit, users in the order of their login. */
  search(query: Query, asker: User): { readonly user: User; readonly entry: ShareEntry }[] {
    const found: { user: User; entry: ShareEntry }[] = [];
    for (const user of this.#users.values()) {
      if (user === asker) continue;
      for (const entry of user.shares.values()) {
        if (found.length >= query.resultsMax) return found;
        if (matches(query, entry.folded, entry, user.linkSpeed)) found.push({ user, entry });
      }
    }
    return found;
  }
}

/** `<users> <# files> <size>` of message 214. */
export const statsText = (index: UserIndex): string =>
  `${index.users} ${index.shares} ${index.gigabytes}`;
