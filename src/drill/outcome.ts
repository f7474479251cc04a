// What came of one activity in one act, by its actors' own answers.

/** One thing that a program was told to do; the same thing told again and again is one step. */
export interface Step {
  /** Host of the office: `corp1`. */
  readonly host: string;
  /** `starts napster/client`, `download`. */
  readonly what: string;
  /** How often in a row. */
  times: number;
  ms: number;
  done: boolean;
  /** Why not, in the program's own words; null when it was done. */
  why: string | null;
}

export interface Outcome {
  /** True when all that the scenario shows happened: logins, searches, files whole and unchanged. */
  readonly worked: boolean;
  /** Why it did not, in the words of the program that failed; null when it worked. */
  readonly why: string | null;
  /** Host of the step that failed; null when none did. */
  readonly failedAt: string | null;
  /** Files that arrived whole. */
  readonly files: number;
  /** Packets that the control refused meanwhile; null while none was in force. */
  readonly refusedPackets: number | null;
  readonly ms: number;
  readonly steps: readonly Step[];
}

/** Actions of the range's programs that move a file. */
const MOVES = ['download', 'fetch', 'store'];

export const filesMoved = (steps: readonly Step[]): number =>
  steps
    .filter(({ what, done }) => done && MOVES.includes(what))
    .reduce((sum, { times }) => sum + times, 0);
