// Controls: one thing to enforce on one target.

export type ProofState = 'not run' | 'holds' | 'leaks';

export interface ControlFile {
  /** Relative to the target's folder. */
  readonly name: string;
  readonly text: string;
}

/** What a target was asked for and cannot say; refused, never approximated. */
export interface Refusal {
  readonly intent: string;
  readonly reason: string;
}

export interface Control {
  readonly target: string;
  readonly files: readonly ControlFile[];
  readonly rollback: readonly ControlFile[];
  readonly refused: readonly Refusal[];
  /** What the files take away that whoever wrote the policy may not have meant, with the line that would change it. */
  readonly warnings: readonly string[];
  /** Command that checks the compiled files with the real tool, run in the target's folder. */
  readonly check: string | null;
  /** Commands that put the files in force and take them out again, run in the target's folder. */
  readonly apply: readonly string[];
  readonly undo: readonly string[];
  readonly proof: ProofState;
}
