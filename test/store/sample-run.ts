// Reports as runs give them to a store: what the store keeps is filled in, the rest is empty.
import { createHash } from 'node:crypto';
import type { Report, ReportCase, ReportEvidence } from '../../src/model/report.ts';
import { isoTime } from '../../src/model/time.ts';
import type { Volumes } from '../../src/model/volume.ts';
import { sampleReport } from '../report/sample.ts';

/** A Monday, 00:00 UTC. */
export const MONDAY = Date.UTC(2026, 9, 5);

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

export interface EvidenceGiven extends Partial<ReportEvidence> {
  readonly from?: number;
  readonly to?: number;
}

/** Evidence `name`, whose digest follows from its name unless given. */
export const evidence = (
  name: string,
  { from = MONDAY, to = MONDAY, ...given }: EvidenceGiven = {},
): ReportEvidence => ({
  path: `${name}.log`,
  format: 'squid',
  sha256: digest(name),
  bytes: 1000,
  records: 10,
  notUnderstood: {},
  firstSeen: isoTime(from),
  lastSeen: isoTime(to),
  quality: {},
  warnings: [],
  ...given,
});

export const report = (
  created: number,
  given: readonly ReportEvidence[],
  cases: readonly ReportCase[] = [],
): Report => ({
  ...sampleReport(),
  created: isoTime(created),
  evidence: [...given],
  cases: [...cases],
});

export const sampleCase = (given: Partial<ReportCase>): ReportCase => ({
  ...sampleReport().cases[0]!,
  ...given,
});

export const volumes = (
  borderOut: number,
  borderIn = 0,
  internalOut = 0,
  internalIn = 0,
): Volumes => ({ borderOut, borderIn, internalOut, internalIn });
