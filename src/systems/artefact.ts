// The contract of what reads one kind of file that a program of a system keeps on disk: its databases, settings and
// descriptions of content. A reader is pure: the walk over a disk is somebody else's (src/intake/audit).
//
//   name ──► namesFit ──► head (LIMITS.artefactHeadBytes) ──► looks ──► whole file, at most bytesMax ──► read ──► Artefact
//
// Everything in an Artefact is what the file says, text from whoever wrote it: nothing is cleaned for the screen.
import type { SystemId } from '../model/systems.ts';

export interface ArtefactReader {
  /** `edonkey/part-met`: the system, and the kind of file. */
  readonly id: string;
  readonly system: SystemId;
  /** For people: `aMule and eMule: a download that is not complete`. */
  readonly title: string;
  /** Names worth a look, in lower case: a whole name, or `*` and how it ends (`*.part.met`). */
  readonly names: readonly string[];
  /** True when the content is of this kind. `name` is the file's path, or its name alone. */
  looks(head: Uint8Array, name: string): boolean;
  /** Larger files are none of this kind. */
  readonly bytesMax: number;
  /** Never throws; of damaged bytes, what stands before the damage, and an anomaly. */
  read(bytes: Uint8Array, name: string): Artefact;
}

/** `shared`: whole and offered; `fetched`: whole; `partial`: not yet whole (and offered as far as it is); `seen`: only known. */
export type EntryState = 'fetched' | 'partial' | 'shared' | 'seen';

/** Hashes of the parts of a content, one after the other. */
export interface Pieces {
  /** `sha1`: BEP 3, over all files in order; `md4`: eDonkey's parts of 9,728,000 bytes. */
  readonly algorithm: 'sha1' | 'md4';
  /** Bytes of a part; the last may be shorter. */
  readonly length: number;
  readonly hashes: Uint8Array;
}

/** One file of a content of several files (a torrent). */
export interface ContentFile {
  /** Below the content's name, with slashes. */
  readonly path: string;
  readonly size: number;
  /** BEP 52: root of the Merkle tree of SHA-256 over blocks of 16 KiB, hex. */
  readonly root?: string;
  /** BEP 47: fills a piece up, and is no file. */
  readonly padding?: boolean;
}

export interface ArtefactEntry {
  readonly state: EntryState;
  /** Name of the file or of the torrent; empty when only its hash is told. */
  readonly name: string;
  readonly size?: number;
  /** `btih:…`, `btmh:…`, `ed2k:…`, `aich:…`, `urn:sha1:…`, `tth:…`, as `Content.id`. */
  readonly hashes: readonly string[];
  /** Bytes that are there; or the part of them, 0 to 1, where the size is not told. */
  readonly bytesDone?: number;
  readonly fraction?: number;
  /** Bytes given to others, and taken from them, as the program counted. */
  readonly bytesUp?: number;
  readonly bytesDown?: number;
  /** Epoch ms. */
  readonly addedAt?: number;
  readonly completedAt?: number;
  /** Last time it was changed, or given to somebody, whichever the program writes. */
  readonly changedAt?: number;
  /** Where it lies, or will, on the machine's disk. */
  readonly path?: string;
  /** From whom, where the program names people. */
  readonly user?: string;
  readonly trackers?: readonly string[];
  readonly pieces?: Pieces;
  readonly files?: readonly ContentFile[];
}

/** A folder whose files the program offers to others. */
export interface SharedFolder {
  readonly path: string;
  /** What others see it as. */
  readonly name?: string;
}

/** Somebody the program knows: a server, a node, a friend, a peer that content was exchanged with. */
export interface Contact {
  readonly kind: 'server' | 'node' | 'friend' | 'peer' | 'hub';
  /** IP address or name; empty when only the identity is kept. */
  readonly address: string;
  readonly port?: number;
  readonly name?: string;
  readonly identity?: string;
  /** Bytes given to it and taken from it, and when it was last seen (epoch ms). */
  readonly bytesUp?: number;
  readonly bytesDown?: number;
  readonly lastSeen?: number;
}

export interface Artefact {
  readonly system: SystemId;
  readonly reader: string;
  readonly program?: string;
  readonly version?: string;
  /** What its user calls himself on the network, and the program's own identity there (hex where it is bytes). */
  readonly nick?: string;
  readonly identity?: string;
  /** Ports that it is set to listen on. */
  readonly ports: readonly number[];
  readonly folders: readonly SharedFolder[];
  readonly entries: readonly ArtefactEntry[];
  readonly contacts: readonly Contact[];
  /** Since it was installed, as it counted. */
  readonly uploadedBytes?: number;
  readonly downloadedBytes?: number;
  /** Codes with counts; `cut`, `damaged` and `too-many` mean that not all was read. */
  readonly anomalies: Readonly<Record<string, number>>;
}

/** `C:\\Users\\eve\\known.met` → `known.met`. */
export const baseName = (name: string): string => name.slice(lastSlash(name) + 1);

const lastSlash = (name: string): number => Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));

/** True when the name alone makes a look at the content worth its while. */
export const namesFit = ({ names }: Pick<ArtefactReader, 'names'>, name: string): boolean => {
  const own = baseName(name).toLowerCase();
  return names.some((one) => (one.startsWith('*') ? own.endsWith(one.slice(1)) : own === one));
};
