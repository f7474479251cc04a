// Writes a plan: each file whole or not at all, and none of an earlier plan left behind.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan, PlannedTarget } from '../../controls/plan.ts';
import { isoTime } from '../../model/time.ts';
import { outputFault, writeOutput } from '../output.ts';

export interface PlanOrigin {
  /** Path of the policy, as given. */
  readonly policy: string;
  /** Epoch ms of the plan. */
  readonly at: number;
}

/**
 * Writes one folder a target and `plan.json` last, so that a plan.json names only files that are there.
 *
 * @throws PeerwardenError PW_OUTPUT_FAILED
 */
export const writePlan = async (folder: string, plan: Plan, origin: PlanOrigin): Promise<void> => {
  await makeFolder(folder);
  for (const planned of plan.targets) await writeTarget(join(folder, planned.target.id), planned);
  await writeOutput(json(planDocument(plan, origin)), join(folder, 'plan.json'));
};

const writeTarget = async (folder: string, { target, control }: PlannedTarget): Promise<void> => {
  await makeFolder(folder);
  const files = [...control.files, ...control.rollback];
  for (const { name, text } of files) await writeOutput(text, join(folder, name));
  await writeOutput(json(control.refused), join(folder, 'refused.json'));
  const stale = target.fileNames.filter((name) => !files.some((file) => file.name === name));
  for (const name of stale) await rm(join(folder, name), { force: true });
};

const makeFolder = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw outputFault(folder, cause);
  });
};

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const planDocument = ({ targets, missing }: Plan, { policy, at }: PlanOrigin) => ({
  schema: 'peerwarden.plan/1',
  created: isoTime(at),
  policy,
  targets: targets.map(({ target, control }) => ({
    id: target.id,
    title: target.title,
    files: control.files.map(({ name }) => `${target.id}/${name}`),
    rollback: control.rollback.map(({ name }) => `${target.id}/${name}`),
    refused: `${target.id}/refused.json`,
    refusedCount: control.refused.length,
    warnings: control.warnings,
    folder: target.id,
    check: control.check,
    apply: control.apply,
    undo: control.undo,
    proof: control.proof,
  })),
  notCompiled: missing.map((id) => ({ id, reason: 'this version compiles nothing for it' })),
});
