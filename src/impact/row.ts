// One figure of impact in three columns.

export interface ImpactRow {
  /** Row of requirements.md, table I, with the figure: `I1`, `I3-hour`. */
  readonly id: string;
  readonly unit: string;
  /** The source's own rounding; null where it gives no figure. */
  readonly printed: number | null;
  /** Exact, k = 1024 for bytes, and E1's 2,048 kbit/s for a line sold as 2 Mbit/s. */
  readonly binary: number;
  /** Exact, k = 1000. */
  readonly si: number;
  /** The inputs, as a sentence for people. */
  readonly text: string;
}
