// A program of the range: what runs on one host. Its actions take and give plain JSON, so that the same program runs in
// this process on loopback or in a process of its own in a network namespace.
import type { Host } from './host.ts';

/** JSON; `undefined` in objects is left out. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | readonly Plain[]
  | { readonly [key: string]: Plain | undefined };

export interface Role {
  /** `napster/server`; also what truth.json calls it. */
  readonly id: string;
  /** One line for people: `OpenNap server, its user and share index`. */
  readonly about: string;
  /** Starts it; resolves when it listens or is logged in. Whatever it opens goes through the host. */
  start(host: Host, options: Plain): Promise<Program>;
}

/** A running program. */
export interface Program {
  /** What it can be told to do, by name (`search`, `download`). A rejected promise is an Error with a plain message. */
  readonly actions: Readonly<Record<string, (input: Plain) => Promise<Plain>>>;
  stop(): Promise<void>;
}
