// Interfaces that adapters fill. Pure layers take them as arguments and never reach for the world themselves.
import type { Report } from './report.ts';

/** Keeps the last report, so that `explain` and `extract` can be asked afterwards. */
export interface ReportStore {
  save(report: Report): Promise<void>;
  /** Null when nothing was saved yet. */
  load(): Promise<Report | null>;
}
