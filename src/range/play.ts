// Plays a scenario on loopback and tells step by step what its hosts do.
import { LIMITS } from '../model/limits.ts';
import type { Plain } from './role.ts';
import { endedBy } from './run.ts';
import type { Scenario, Stage } from './scenario.ts';
import { loopbackStage } from './stage/loopback.ts';
import { PROGRAMS, type RunningProgram } from './stage/programs.ts';
import { type WorkFolder, workFolder } from './stage/work-folder.ts';

export interface PlayOptions {
  readonly seed?: number;
  readonly marked?: boolean;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** One line at a time. */
  readonly say: (sentence: string) => void;
}

/**
 * @throws Error of the scenario when what it shows did not happen
 * @throws PeerwardenError PW_RANGE_BOUND when the time is over
 */
export const play = async (scenario: Scenario, options: PlayOptions): Promise<void> => {
  const { seed = 1, marked = true, timeoutMs = LIMITS.rangeRunMs, say } = options;
  const late = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([late, ...(options.signal ? [options.signal] : [])]);
  const stage = loopbackStage({ seed, marked });
  const programs = new LoopbackPrograms();
  say(`${scenario.id}: ${scenario.about}`);
  for (const { name, side } of scenario.hosts) say(`${name} is ${stage.address(name)} (${side})`);
  try {
    await endedBy(signal, scenario.play(told({ ...stage, ...programs.on(stage) }, say)));
    say('Done: all of it happened.');
  } finally {
    await stage.close();
    await programs.stop();
  }
};

/** Real programs on loopback: the same that a stage in namespaces knows. */
class LoopbackPrograms {
  readonly #running: { readonly program: RunningProgram; readonly folder: WorkFolder }[] = [];

  on(stage: Stage): Pick<Stage, 'program'> {
    return {
      program: async (host, name) => {
        const known = PROGRAMS[name];
        if (!known) throw new Error(`no program ${name} for ${host}`);
        const folder = workFolder();
        const program = await known
          .start({ address: stage.address(host), folder: folder.path, prefix: [] })
          .catch((error: unknown) => {
            folder.remove();
            throw error;
          });
        this.#running.push({ program, folder });
        return program.endpoint;
      },
    };
  }

  async stop(): Promise<void> {
    for (const { program, folder } of this.#running.splice(0)) {
      await program.stop();
      folder.remove();
    }
  }
}

const told = (stage: Stage, say: (sentence: string) => void): Stage => ({
  address: (host) => stage.address(host),
  wait: (ms) => stage.wait(ms),
  async program(host, name) {
    const endpoint = await stage.program(host, name);
    say(`${host} runs ${name} at ${endpoint.address}:${endpoint.port}`);
    return endpoint;
  },
  async start(host, role, options = {}) {
    const actor = await stage.start(host, role, options);
    say(`${host} starts ${role} ${short(options)}`);
    return {
      host,
      async do(action, input = {}) {
        const answer = await actor.do(action, input);
        say(`${host} ${action} ${short(input)} → ${short(answer)}`);
        return answer;
      },
      async stop() {
        await actor.stop();
        say(`${host} stops ${role}`);
      },
    };
  },
});

const CHARS_MAX = 160;

const short = (value: Plain): string => {
  const text = JSON.stringify(value) ?? '';
  return text.length > CHARS_MAX ? `${text.slice(0, CHARS_MAX)}…` : text;
};
