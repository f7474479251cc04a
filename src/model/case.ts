// Cases: everything about one subject and one activity.
import type { Finding } from './finding.ts';
import type { Content } from './observation.ts';
import type { DiscoveryModel, Family, SystemId } from './systems.ts';

export interface Subject {
  /** The address seen most, RFC 5952 text. */
  readonly address: string;
  readonly addresses: readonly string[];
  readonly device: string | null;
  readonly user: string | null;
  /** Router, resolver, proxy and mail server carry traffic for others. */
  readonly role: 'host' | 'router' | 'resolver' | 'proxy' | 'mail-server';
  /** False when it is not known whether the address is inside. */
  readonly inside: boolean;
}

/** Who held an address of a subject for a time, and where that is written. */
export interface Holder {
  readonly kind: 'device' | 'user';
  readonly name: string;
  readonly mac?: string;
  /** The address, or the device at which the person was signed in. */
  readonly held: string;
  readonly from: number;
  /** Epoch ms; null while nothing has ended it. */
  readonly until: number | null;
  /** Format and place of the evidence. */
  readonly format: string;
  readonly evidence?: number;
  readonly line?: number;
  /** SHA-256 of evidence of an earlier run, instead of a place in this one's. */
  readonly earlier?: string;
}

export type CaseState =
  | 'open'
  | 'acknowledged'
  | 'contained'
  | 'excepted'
  | 'false alarm'
  | 'closed';
export type Severity = 'low' | 'medium' | 'high';
export type Confidence = 'lead' | 'raised' | 'likely' | 'certain';

/** Bounds of the words (design: definitions, probability). */
export const CONFIDENCE_FROM = { raised: 0.5, likely: 0.8, certain: 0.98 } as const;

export const confidenceOf = (probability: number): Confidence => {
  if (probability >= CONFIDENCE_FROM.certain) return 'certain';
  if (probability >= CONFIDENCE_FROM.likely) return 'likely';
  return probability >= CONFIDENCE_FROM.raised ? 'raised' : 'lead';
};

export interface ClientSeen {
  readonly name: string;
  readonly version: string | null;
}

/** Bytes of the case in one slice of time; what the report draws. */
export interface TimeSlice {
  readonly at: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
}

/** What a far end was to the subject: who tells of others, who moves content, who is a node of a table without servers. */
export const FAR_KINDS = ['hub', 'server', 'tracker', 'index', 'peer', 'node'] as const;
export type FarKind = (typeof FAR_KINDS)[number];

/** A model of discovery that was seen at work, with what shows it. */
export interface DiscoverySeen {
  readonly model: DiscoveryModel;
  readonly because: string;
}

export interface Case {
  /** Stable for one subject and activity: `bittorrent-10.20.1.11`. */
  readonly id: string;
  readonly subject: Subject;
  /** Who had its addresses while it went on, and what stays in doubt about that. */
  readonly holders: readonly Holder[];
  readonly doubts: readonly string[];
  readonly activity: SystemId;
  readonly family: Family;
  readonly probability: number;
  readonly state: CaseState;
  /** True when policy sanctions the family or system, or an exception covers the subject. */
  readonly sanctioned: boolean;
  readonly severity: Severity;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
  /** Flows attributed, and distinct far addresses. */
  readonly flows: number;
  readonly peers: number;
  readonly model: DiscoveryModel | null;
  readonly discovery: readonly DiscoverySeen[];
  readonly clients: readonly ClientSeen[];
  readonly roles: readonly string[];
  readonly content: readonly Content[];
  readonly findings: readonly Finding[];
  /** Width of a slice in ms, and the slices that hold bytes. */
  readonly timeline: { readonly sliceMs: number; readonly slices: readonly TimeSlice[] };
}
