// What an audit of folders tells (D7, I6, I9): the document of `peerwarden audit files --format json`. Texts are those of
// the file system, names of strangers included.
import type { Confidence } from './case.ts';
import type { Finding } from './finding.ts';
import type { FileSign } from './observation.ts';
import type { Family, SystemId } from './systems.ts';

export interface FileAudit {
  readonly schema: 'peerwarden.files/1';
  readonly tool: { readonly name: 'peerwarden'; readonly version: string };
  readonly created: string;
  readonly site: string | null;
  /** False when it was stopped: what was not come to is missing. */
  readonly complete: boolean;
  readonly roots: readonly string[];
  readonly sums: AuditSums;
  /** Who keeps what, most told bytes first. */
  readonly owners: readonly AuditOwner[];
  /** Where most of it lies. */
  readonly folders: readonly AuditFolder[];
  /** Owner and activity: what their files say together. */
  readonly cases: readonly AuditCase[];
  /** Files that were told, the most telling and largest first. */
  readonly files: readonly AuditFile[];
  readonly filesMore: number;
  readonly clients: readonly AuditClient[];
  readonly sets: readonly VolumeSet[];
  readonly copies: readonly CopySet[];
  readonly unreadable: readonly { readonly path: string; readonly why: string }[];
  readonly unreadableMore: number;
  readonly notShown: readonly string[];
}

export interface AuditSums {
  readonly files: number;
  readonly folders: number;
  readonly bytes: number;
  /** Bytes on the disk: sparse files take fewer than their size. */
  readonly allocated: number;
  /** Files whose content was read in this run; the others had not changed since the last. */
  readonly read: number;
  /** Links, devices, pipes, sockets: never opened. */
  readonly special: number;
  readonly ignored: number;
  /** Bytes of copies beyond the first of each. */
  readonly copiesBytes: number;
  readonly told: number;
  readonly toldBytes: number;
}

export interface AuditOwner {
  readonly owner: string;
  readonly uid: number;
  readonly files: number;
  readonly bytes: number;
  readonly allocated: number;
  readonly told: number;
  readonly toldBytes: number;
  readonly audioBytes: number;
  readonly videoBytes: number;
  readonly archiveBytes: number;
  /** Of files that speak of file sharing. */
  readonly sharedBytes: number;
  readonly copiesBytes: number;
  /** Share of policy's quota. */
  readonly quotaShare: number | null;
  /** What the told bytes cost a month, by policy's price of storage; a range when that is one. */
  readonly cost: { readonly currency: string; readonly low: number; readonly high: number } | null;
  /** The told bytes in things whose size people know (I6). */
  readonly episodes: number;
  readonly films: number;
}

export interface AuditFolder {
  readonly path: string;
  readonly told: number;
  readonly toldBytes: number;
}

export interface AuditCase {
  readonly owner: string;
  readonly activity: SystemId;
  readonly family: Family;
  readonly probability: number;
  readonly confidence: Confidence;
  /** Policy permits it: shown, not raised. */
  readonly sanctioned: boolean;
  readonly files: number;
  readonly bytes: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly findings: readonly Finding[];
}

export interface AuditFile {
  readonly path: string;
  readonly owner: string;
  readonly bytes: number;
  readonly allocated: number;
  readonly modified: string;
  /** By content. */
  readonly type: string;
  readonly kind: string;
  readonly signs: readonly FileSign[];
  /** One sentence for each sign. */
  readonly texts: readonly string[];
  readonly system: SystemId | null;
  /** Not whole, or damaged (I9). */
  readonly incomplete: boolean;
  /** `btih:…`, `ed2k:…`, … when its content is known. */
  readonly content: string | null;
  /** What the virus scanner said: a name, or that it found nothing; null when it was not asked. */
  readonly scanned: string | null;
}

export interface AuditClient {
  readonly path: string;
  readonly owner: string;
  readonly system: SystemId;
  readonly title: string;
  readonly program: string | null;
  readonly version: string | null;
  readonly nick: string | null;
  readonly fetched: number;
  readonly partial: number;
  readonly shared: number;
  readonly seen: number;
  readonly folders: readonly string[];
  /** The first of what it lists. */
  readonly entries: readonly AuditEntry[];
  readonly entriesMore: number;
  readonly anomalies: Readonly<Record<string, number>>;
}

export interface AuditEntry {
  readonly name: string;
  readonly state: string;
  readonly bytes: number | null;
  readonly bytesDone: number | null;
  readonly hashes: readonly string[];
  readonly addedAt: string | null;
  readonly completedAt: string | null;
  /** Where it was found in this audit. */
  readonly found: readonly string[];
}

export interface VolumeSet {
  readonly name: string;
  readonly folder: string;
  readonly owner: string;
  readonly volumes: number;
  readonly bytes: number;
  /** Numbers that are not there, the first few. */
  readonly missing: readonly number[];
}

export interface CopySet {
  readonly sha256: string;
  readonly bytes: number;
  readonly paths: readonly string[];
  /** Bytes of all but one. */
  readonly extraBytes: number;
}
