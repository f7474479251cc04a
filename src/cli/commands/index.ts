// The commands, one line each, in the order of the help.
import type { Command } from 'commander';

export interface CommandEntry {
  readonly name: string;
  /** Its own commands, where it has some: each has a help of its own. */
  readonly words?: readonly string[];
  /** Loads the command and gives what adds it to the program. */
  readonly register: () => Promise<(program: Command) => void>;
}

export const COMMANDS: readonly CommandEntry[] = [
  { name: 'analyze', register: async () => (await import('./analyze.ts')).registerAnalyze },
  { name: 'explain', register: async () => (await import('./explain.ts')).registerExplain },
  { name: 'extract', register: async () => (await import('./extract.ts')).registerExtract },
  { name: 'case', register: async () => (await import('./case.ts')).registerCase },
  { name: 'observe', register: async () => (await import('./observe.ts')).registerObserve },
  { name: 'users', register: async () => (await import('./usage.ts')).registerUsers },
  { name: 'hosts', register: async () => (await import('./usage.ts')).registerHosts },
  { name: 'who', register: async () => (await import('./who.ts')).registerWho },
  { name: 'notice', register: async () => (await import('./notice.ts')).registerNotice },
  {
    name: 'audit',
    words: ['files', 'endpoint'],
    register: async () => (await import('./audit.ts')).registerAudit,
  },
  { name: 'impact', register: async () => (await import('./impact.ts')).registerImpact },
  {
    name: 'policy',
    words: ['check', 'explain', 'diff'],
    register: async () => (await import('./policy.ts')).registerPolicy,
  },
  { name: 'scan', register: async () => (await import('./scan.ts')).registerScan },
  { name: 'plan', register: async () => (await import('./plan.ts')).registerPlan },
  { name: 'lists', register: async () => (await import('./lists.ts')).registerLists },
  { name: 'prove', register: async () => (await import('./prove.ts')).registerProve },
  { name: 'apply', register: async () => (await import('./enforce.ts')).registerApply },
  { name: 'rollback', register: async () => (await import('./enforce.ts')).registerRollback },
  { name: 'brief', register: async () => (await import('./brief.ts')).registerBrief },
  { name: 'systems', register: async () => (await import('./systems.ts')).registerSystems },
  { name: 'formats', register: async () => (await import('./formats.ts')).registerFormats },
  {
    name: 'range',
    words: ['list', 'run', 'play', 'record'],
    register: async () => (await import('./range.ts')).registerRange,
  },
  { name: 'drill', register: async () => (await import('./drill.ts')).registerDrill },
];
