// The commands, one line each, in the order of the help.
import type { Command } from 'commander';

export interface CommandEntry {
  readonly name: string;
  /** Loads the command and gives what adds it to the program. */
  readonly register: () => Promise<(program: Command) => void>;
}

export const COMMANDS: readonly CommandEntry[] = [
  { name: 'analyze', register: async () => (await import('./analyze.ts')).registerAnalyze },
  { name: 'impact', register: async () => (await import('./impact.ts')).registerImpact },
  { name: 'plan', register: async () => (await import('./plan.ts')).registerPlan },
];
