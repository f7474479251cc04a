// Puts controls in force on this machine, and takes them back: all are checked with their real tools before the first is
// applied, and one that fails is undone at once.
import { existsSync } from 'node:fs';
import type { Control } from '../model/control.ts';
import { PeerwardenError } from '../model/errors.ts';
import { isoTime } from '../model/time.ts';
import { runCommand } from './shell.ts';
import { type AppliedRecord, inForceFolder, record, recordOf, settle, stage } from './staging.ts';

export interface Enforcement {
  /** Folder of the state. */
  readonly state: string;
  readonly tell: (line: string) => void;
}

/** @throws PeerwardenError PW_CONTROL_CHECK before anything changed, PW_CONTROL_FAILED when what was before is back. */
export const applyControls = async (
  controls: readonly Control[],
  enforcement: Enforcement,
): Promise<void> => {
  for (const control of controls)
    await checkStaged(control, await stage(enforcement.state, control));
  for (const control of controls) {
    await applyStaged(control, enforcement);
    enforcement.tell(`${control.target}: in force`);
  }
};

const applyStaged = async (control: Control, { state }: Enforcement): Promise<void> => {
  const { target, apply, undo } = control;
  const before = await recordOf(state, target);
  const entry = (step: AppliedRecord['state']): AppliedRecord => ({
    schema: 'peerwarden.applied/1',
    target,
    at: isoTime(Date.now()),
    state: step,
    apply,
    undo,
  });
  const staged = `${inForceFolder(state, target)}.new`;
  await record(state, entry('applying'));
  const failure = await runAll(apply, staged);
  if (failure === null) {
    await settle(state, target);
    await record(state, entry('applied'));
    return;
  }
  await runAll(undo, staged);
  const wasInForce = before?.state === 'applied';
  if (wasInForce) await runAll(before.apply, inForceFolder(state, target));
  await record(state, wasInForce ? before : entry('undone'));
  throw new PeerwardenError('PW_CONTROL_FAILED', {
    message: `${target}: \`${failure.command}\` failed. ${wasInForce ? 'What was in force before is in force again.' : 'What was done before it was undone.'}\n${failure.said}`,
    remedy: 'Run as a user who may change it, and see that the tool is installed.',
  });
};

const checkStaged = async ({ target, check }: Control, folder: string): Promise<void> => {
  if (check === null) return;
  const { succeeded, said } = await runCommand(check, folder);
  if (succeeded) return;
  throw new PeerwardenError('PW_CONTROL_CHECK', {
    message: `${target}: \`${check}\` does not accept the compiled files.\n${said}`,
    remedy: 'Nothing was changed. See whether the tool is installed, and what it says.',
    path: folder,
  });
};

/** Takes back what was applied, or what a crash left half done; false when there is nothing to take back. */
export const undoControl = async (
  target: string,
  { state, tell }: Enforcement,
): Promise<boolean> => {
  const entry = await recordOf(state, target);
  if (entry === null || entry.state === 'undone') return false;
  const inForce = inForceFolder(state, target);
  // A first `apply` that was interrupted left nothing but what it had staged.
  const folder = entry.state === 'applying' || !existsSync(inForce) ? `${inForce}.new` : inForce;
  await record(state, { ...entry, state: 'undoing', at: isoTime(Date.now()) });
  const failure = await runAll(entry.undo, folder);
  if (failure !== null)
    throw new PeerwardenError('PW_CONTROL_FAILED', {
      message: `${target}: \`${failure.command}\` failed.\n${failure.said}`,
      remedy: 'It may still be in force. Run again as a user who may change it.',
    });
  await record(state, { ...entry, state: 'undone', at: isoTime(Date.now()) });
  tell(`${target}: taken back`);
  return true;
};

/** The first that failed, or null. */
const runAll = async (commands: readonly string[], folder: string) => {
  for (const command of commands) {
    const result = await runCommand(command, folder);
    if (!result.succeeded) return result;
  }
  return null;
};
