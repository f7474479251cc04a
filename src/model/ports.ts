// Interfaces that adapters fill. Pure layers take them as arguments and never reach for the world themselves.
import type { IdentityInterval, Name, NameKind, TimeSpan } from './identity-interval.ts';
import type { ListenerObservation } from './observation.ts';
import type { Report } from './report.ts';
import type { CasePast, Kept, Learned, Run } from './run.ts';
import type { DayVolume, UsualHour, VolumeSubject } from './volume.ts';

/** Keeps the last report, so that `explain` and `extract` can be asked afterwards. */
export interface ReportStore {
  save(report: Report): Promise<void>;
  /** Null when nothing was saved yet. */
  load(): Promise<Report | null>;
}

/**
 * What runs leave for those after them. One at a time has it open. All methods throw PeerwardenError PW_STATE_* for
 * what the disk or another run does.
 *
 *     const store = await openStore(folder);
 *     try {
 *       const { report } = await analyze(request);
 *       await store.keep(report, { volumes, identities });
 *     } finally {
 *       await store.close();
 *     }
 */
export interface Store {
  readonly baselines: Baselines;
  readonly identities: IdentityIntervals;
  readonly cases: CaseHistory;
  readonly runs: Runs;
  readonly listeners: Listeners;
  readonly reports: Pick<ReportStore, 'load'>;
  /**
   * Everything of a run at once, at its end: all of it is kept or nothing. Without `learned` the run and its cases are
   * kept, and its evidence still counts as new. Give no volumes of a run with `--since` or `--until`: its evidence would
   * count as read.
   */
  keep(report: Report, learned?: Learned): Promise<Kept>;
  close(): Promise<void>;
}

/** How much is usual (D1, D2). */
export interface Baselines {
  /**
   * What was usual before `before` (epoch ms), from the weeks that are kept, for the subjects and hours of the week that
   * are asked for; all where none are named. Hours without a sample are missing. By kind and name of the subject, then
   * hour.
   */
  usual(asked: {
    readonly before: number;
    readonly subjects?: readonly VolumeSubject[];
    readonly weekHours?: readonly number[];
  }): Promise<UsualHour[]>;
  /** Days (UTC) that begin in the span, oldest first; a day without a byte is missing. */
  days(subject: VolumeSubject, span: TimeSpan): Promise<DayVolume[]>;
}

/** Who had this address at this minute; which machines did this person use. */
export interface IdentityIntervals {
  /**
   * Everything that was known under the name at any moment of the span, whoever says so and whether or not it agrees:
   * by kind and value of the other name, then time, oldest first. `kind` asks for names of that kind only.
   */
  of(name: Name, span: TimeSpan, kind?: NameKind): Promise<IdentityInterval[]>;
}

export interface CaseHistory {
  /** Null for a case that no kept run saw. */
  of(id: string): Promise<CasePast | null>;
  /** Cases seen in evidence at or after `since` (epoch ms), by id. */
  since(since: number): Promise<CasePast[]>;
}

/** What listened on one's own network when it was last scanned (D6). */
export interface Listeners {
  /** `at` is when each was first seen. */
  known(): Promise<ListenerObservation[]>;
  /** Takes the place of what was known; `since`: when each was first seen, `at` when last. */
  keep(listeners: readonly (ListenerObservation & { readonly since: number })[]): Promise<void>;
}

export interface Runs {
  /** Newest first. */
  last(count: number): Promise<Run[]>;
  /** Which of these digests were counted in baselines before. */
  counted(sha256s: readonly string[]): Promise<ReadonlySet<string>>;
}
