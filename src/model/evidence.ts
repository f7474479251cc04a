// Evidence: what was given. Its quality travels with every report.

/** Reasons → how many records, packets or lines were not understood for that reason. */
export type NotUnderstood = Record<string, number>;

/** How good a piece of evidence is; only what was seen is set. Counts are packets unless named otherwise. */
export interface EvidenceQuality {
  /** Packets whose captured bytes end before the packet does (snap length). */
  cut?: number;
  /** Packets seen twice (span ports), dropped and counted. */
  duplicates?: number;
  /** TCP connections of which only one direction was seen. */
  oneSided?: number;
  /** TCP connections that began before the evidence did. */
  midstream?: number;
  /** TCP stream gaps: bytes that the sender sent and the sensor missed. */
  gaps?: number;
  /** Packets lost as reported by the capturing program itself. */
  lost?: number;
  /** IP fragments that never became a packet. */
  fragmentsLost?: number;
  /** Flows that were closed early because the flow table was full. */
  flowsEvicted?: number;
  /** True when reading was ended before the end of the evidence (Ctrl-C, a cut file). */
  incomplete?: boolean;
  /** Milliseconds its clock is ahead of that of the piece it could be compared with (negative: behind). */
  clockOffsetMs?: number;
}

export interface LineSample {
  readonly line: number;
  readonly text: string;
}

export interface Evidence {
  /** Position in the run; observations point at it. */
  readonly index: number;
  /** As given by the user, `-` for standard input. */
  readonly path: string;
  /** `pcap`, `pcapng`, `squid`, … : id of the reader or source. */
  format: string;
  /** Hex SHA-256 of the bytes as they are on disk (compressed if the file is), null until known. */
  sha256: string | null;
  bytes: number;
  /** Packets or lines. */
  records: number;
  notUnderstood: NotUnderstood;
  /** For logs: a few of the lines not understood, per reason, cut and cleaned of control characters. */
  notUnderstoodSamples?: Record<string, LineSample[]>;
  /** Epoch ms of the first and last record, null when it has none. */
  firstSeen: number | null;
  lastSeen: number | null;
  quality: EvidenceQuality;
  /** Sentences for people. */
  warnings: string[];
}

export const newEvidence = (index: number, path: string, format: string): Evidence => ({
  index,
  path,
  format,
  sha256: null,
  bytes: 0,
  records: 0,
  notUnderstood: {},
  firstSeen: null,
  lastSeen: null,
  quality: {},
  warnings: [],
});

/** Counts one record that was not understood. Reasons come from code, never from input, so their number is bounded. */
export const countNotUnderstood = (evidence: Evidence, reason: string, by = 1): void => {
  evidence.notUnderstood[reason] = (evidence.notUnderstood[reason] ?? 0) + by;
};

/** Widens the span of the evidence to include `at` (epoch ms). */
export const widenSpan = (evidence: Evidence, at: number): void => {
  if (evidence.firstSeen === null || at < evidence.firstSeen) evidence.firstSeen = at;
  if (evidence.lastSeen === null || at > evidence.lastSeen) evidence.lastSeen = at;
};
