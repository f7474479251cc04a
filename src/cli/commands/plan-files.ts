// Writes a plan: each file whole or not at all, and none of an earlier plan left behind.
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan, PlannedTarget } from '../../controls/plan.ts';
import { PeerwardenError } from '../../model/errors.ts';
import { isoTime } from '../../model/time.ts';

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
  try {
    await mkdir(folder, { recursive: true });
    for (const planned of plan.targets) await writeTarget(join(folder, planned.target.id), planned);
    await writeWhole(join(folder, 'plan.json'), json(planDocument(plan, origin)));
  } catch (cause) {
    throw new PeerwardenError('PW_OUTPUT_FAILED', {
      message: `The plan cannot be written: ${cause instanceof Error ? cause.message : 'unknown'}.`,
      remedy: 'Give a folder that you may write to.',
      path: folder,
      cause,
    });
  }
};

const writeTarget = async (folder: string, { target, control }: PlannedTarget): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const files = [...control.files, ...control.rollback];
  for (const { name, text } of files) await writeWhole(join(folder, name), text);
  await writeWhole(join(folder, 'refused.json'), json(control.refused));
  const stale = target.fileNames.filter((name) => !files.some((file) => file.name === name));
  for (const name of stale) await rm(join(folder, name), { force: true });
};

/** A reader sees the old file or the new one, never a part. */
const writeWhole = async (path: string, text: string): Promise<void> => {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
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
    folder: target.id,
    check: control.check,
    apply: control.apply,
    undo: control.undo,
    proof: control.proof,
  })),
  notCompiled: missing.map((id) => ({ id, reason: 'this version compiles nothing for it' })),
});
