// Proof of the controls of a plan, in the order of what it costs: the real tool's own check, then trials from this machine.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlannedTarget } from '../controls/plan.ts';
import type { Policy } from '../model/policy.ts';
import { askName, type NameAnswer, ownAddressTo, tryConnection } from './live.ts';
import { isInstalled, runCommand, toolOf } from './shell.ts';

export interface CheckProof {
  readonly target: string;
  readonly command: string | null;
  /** Null: not run, with the reason in `said`. */
  readonly accepted: boolean | null;
  readonly said: string;
}

/** Runs each target's own check on its compiled files, in a folder that is gone afterwards. */
export const checkPlan = async (planned: readonly PlannedTarget[]): Promise<CheckProof[]> => {
  const proofs: CheckProof[] = [];
  for (const { target, control } of planned) {
    const { check: command } = control;
    if (command === null) {
      proofs.push({
        target: target.id,
        command,
        accepted: null,
        said: 'there is nothing to check',
      });
      continue;
    }
    if (!isInstalled(toolOf(command))) {
      const said = `${toolOf(command)} is not installed here: unproved`;
      proofs.push({ target: target.id, command, accepted: null, said });
      continue;
    }
    const folder = await mkdtemp(join(tmpdir(), 'peerwarden-prove-'));
    try {
      for (const { name, text } of [...control.files, ...control.rollback])
        await writeFile(join(folder, name), text);
      const { succeeded, said } = await runCommand(command, folder);
      proofs.push({ target: target.id, command, accepted: succeeded, said });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return proofs;
};

export interface NameProof {
  readonly name: string;
  /** What the compiled files say. */
  readonly wanted: 'dead' | 'alive';
  readonly answers: readonly { readonly resolver: string; readonly answer: NameAnswer }[];
}

/** Names asked at once. */
const AT_ONCE = 8;

/** Each name asked of each resolver; those that differ from what is wanted, or from each other, are leaks. */
export const proveNames = async (
  names: readonly Pick<NameProof, 'name' | 'wanted'>[],
  resolvers: readonly string[],
): Promise<NameProof[]> => {
  const proofs: NameProof[] = [];
  for (let i = 0; i < names.length; i += AT_ONCE)
    proofs.push(
      ...(await Promise.all(
        names.slice(i, i + AT_ONCE).map(async ({ name, wanted }) => ({
          name,
          wanted,
          answers: await Promise.all(
            resolvers.map(async (resolver) => ({
              resolver,
              answer: await askName(resolver, name),
            })),
          ),
        })),
      )),
    );
  return proofs;
};

export interface ConnectionProof {
  readonly probe: string;
  readonly wanted: 'stopped' | 'open' | null;
  readonly connected: boolean;
}

/** Each end that policy names for it; `wanted` says what the compiled filter does with a connection from our address. */
export const proveConnections = async (
  { probes = [] }: Policy,
  wanted: (source: string, host: string, port: number) => ConnectionProof['wanted'],
): Promise<ConnectionProof[]> => {
  const proofs: ConnectionProof[] = [];
  for (const probe of probes) {
    const [, host, port] = /^(.*):(\d+)$/.exec(probe)!;
    const bare = host!.replace(/^\[|\]$/g, '');
    const source = await ownAddressTo(bare);
    const connected = await tryConnection(bare, Number(port));
    proofs.push({
      probe,
      wanted: source === null ? null : wanted(source, bare, Number(port)),
      connected,
    });
  }
  return proofs;
};
