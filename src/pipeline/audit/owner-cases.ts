// What the files of one owner say together of one system: findings, their sum, and whether policy permits it.
import { isSanctioned } from '../../cases/case-builder.ts';
import { fuse } from '../../cases/fusion.ts';
import { FileFindings } from '../../detect/files.ts';
import { confidenceOf } from '../../model/case.ts';
import type { AuditCase } from '../../model/file-audit.ts';
import type { FileObservation } from '../../model/observation.ts';
import { type Policy, priorOf } from '../../model/policy.ts';
import { activityOf, familyOf } from '../../model/systems.ts';
import { isoTime } from '../../model/time.ts';

/** Gathered as the files are told; the files themselves are not kept. */
export class OwnerCases {
  readonly #findings = new FileFindings();
  readonly #extents = new Map<string, Extent>();
  readonly #policy: Policy | null;

  constructor(policy: Policy | null) {
    this.#policy = policy;
  }

  see(observation: FileObservation): void {
    const { user, system, at, size = 0, path = '' } = observation;
    if (user === undefined || system === undefined) return;
    this.#findings.add(user, observation);
    const key = `${activityOf(system)}|${user}`;
    let extent = this.#extents.get(key);
    if (extent === undefined) {
      extent = { first: at, last: at, files: 0, bytes: 0, lastPath: '' };
      this.#extents.set(key, extent);
    }
    extent.first = Math.min(extent.first, at);
    extent.last = Math.max(extent.last, at);
    // The signs of one file come one after the other.
    if (extent.lastPath === path) return;
    extent.lastPath = path;
    extent.files++;
    extent.bytes += size;
  }

  /** Most probable first. */
  cases(): AuditCase[] {
    const groups = new Map<string, AuditCase['findings'][number][]>();
    for (const finding of this.#findings.all()) {
      const key = `${finding.activity}|${finding.subject}`;
      groups.set(key, [...(groups.get(key) ?? []), finding]);
    }
    return [...groups]
      .map(([key, findings]): AuditCase => {
        const { activity, subject: owner } = findings[0]!;
        const { first, last, files, bytes } = this.#extents.get(key)!;
        // What stands in one file speaks in several findings, which are not independent: the strongest counts (cases do the same).
        const strongest = [...findings].sort((a, b) => b.weight - a.weight);
        const probability = fuse(priorOf(this.#policy, activity), strongest.slice(0, 1));
        return {
          owner,
          activity,
          family: familyOf(activity),
          probability,
          confidence: confidenceOf(probability),
          sanctioned: isSanctioned(activity, this.#policy),
          files,
          bytes,
          firstSeen: isoTime(first),
          lastSeen: isoTime(last),
          findings: strongest,
        };
      })
      .sort((a, b) => b.probability - a.probability || (a.owner < b.owner ? -1 : 1));
  }
}

interface Extent {
  first: number;
  last: number;
  files: number;
  bytes: number;
  lastPath: string;
}

export const isRaised = ({ confidence, sanctioned }: AuditCase): boolean =>
  confidence !== 'lead' && !sanctioned;
