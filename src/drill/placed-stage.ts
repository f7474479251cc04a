// The office's stage as one activity sees it: its hosts under the scenario's names, every step noted, all ended after it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoint } from '../range/host.ts';
import type { Actor, Stage } from '../range/scenario.ts';
import type { Activity } from './activity.ts';
import type { Step } from './outcome.ts';

/** Milliseconds a program may take to stop; its host ends it with the stage at the latest. */
const STOP_MS = 10_000;
/** Steps that are kept of one activity; a scenario has some dozens. */
const STEPS_MAX = 500;

export interface PlacedStage extends Stage {
  readonly steps: readonly Step[];
  /** Stops what the activity started, the last first. */
  stop(): Promise<void>;
}

/** `programs` are those that run in the office already, by name. */
export const placedStage = (
  stage: Stage,
  places: Activity['places'],
  programs: Readonly<Record<string, Endpoint>>,
): PlacedStage => {
  const steps: Step[] = [];
  const actors: Actor[] = [];
  const placeOf = (name: string): string => places[name] ?? name;
  return {
    steps,
    address: (host) => stage.address(placeOf(host)),
    wait: (ms) => stage.wait(ms),
    async program(host, name) {
      const running = programs[name];
      if (!running) throw new Error(`the office runs no ${name} on ${host}`);
      return running;
    },
    async start(host, role, options = {}) {
      const place = placeOf(host);
      const actor = await noted(steps, place, `starts ${role}`, () =>
        stage.start(place, role, options),
      );
      actors.push(actor);
      return {
        host,
        do: (action, input = {}) => noted(steps, place, action, () => actor.do(action, input)),
        stop: async () => {
          actors.splice(actors.indexOf(actor), 1);
          await actor.stop();
        },
      };
    },
    async stop() {
      for (const actor of actors.splice(0).reverse())
        await Promise.race([actor.stop().catch(() => {}), sleep(STOP_MS, null, { ref: false })]);
    },
  };
};

const noted = async <T>(
  steps: Step[],
  host: string,
  what: string,
  work: () => Promise<T>,
): Promise<T> => {
  const began = performance.now();
  const note = (why: string | null): void => {
    const ms = Math.round(performance.now() - began);
    const last = steps.at(-1);
    if (last && last.host === host && last.what === what && last.done === (why === null)) {
      last.times += 1;
      last.ms += ms;
      last.why = why;
    } else if (steps.length < STEPS_MAX)
      steps.push({ host, what, times: 1, ms, done: why === null, why });
  };
  try {
    const value = await work();
    note(null);
    return value;
  } catch (error) {
    note(error instanceof Error ? error.message : String(error));
    throw error;
  }
};
