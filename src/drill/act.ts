// One act of a drill: every activity once, one after another, while the innocent host works on.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoint } from '../range/host.ts';
import type { Stage } from '../range/scenario.ts';
import { officeHost, SERVER } from '../range/stage/office.ts';
import type { Activity, Office } from './activity.ts';
import { filesMoved, type Outcome } from './outcome.ts';
import { type PlacedStage, placedStage } from './placed-stage.ts';
import type { Router } from './router.ts';
import { PAGES } from './website.ts';

/** Milliseconds one activity may take; the longest takes five seconds on an idle machine. */
const ACTIVITY_MS = 240_000;

export interface Scene {
  readonly office: Office;
  readonly activities: readonly Activity[];
  readonly stage: Stage;
  readonly router: Router;
  /** Programs that run in the office all the time. */
  readonly programs: Readonly<Record<string, Endpoint>>;
  readonly signal: AbortSignal;
  readonly progress: (sentence: string) => void;
}

export interface Played {
  /** By activity, in their order. */
  readonly outcomes: readonly Outcome[];
  readonly innocent: Outcome;
}

/** @throws when the drill itself is ended; what an activity could not do is its outcome */
export const playAct = async (scene: Scene): Promise<Played> => {
  const { activities, office, progress } = scene;
  const outcomes: Outcome[] = [];
  const visits: Outcome[] = [];
  const away = placedStage(scene.stage, {}, scene.programs);
  try {
    await away.start(office.website, 'drill/website');
    for (const activity of activities) {
      const stage = placedStage(scene.stage, activity.places, scene.programs);
      const [outcome, visit] = await Promise.all([
        outcomeOf(scene, stage, () => activity.scenario.play(stage)),
        visitOf(scene),
      ]);
      outcomes.push(outcome);
      visits.push(visit);
      progress(
        `  ${activity.title}: ${outcome.worked ? 'worked' : `did not work: ${outcome.why}`}`,
      );
    }
  } finally {
    await away.stop();
  }
  return { outcomes, innocent: together(visits) };
};

const visitOf = (scene: Scene): Promise<Outcome> => {
  const stage = placedStage(scene.stage, {}, scene.programs);
  return outcomeOf(scene, stage, () => visit(scene, stage));
};

/** Resolves the site's name through the office's resolver, then reads its pages through the proxy. */
const visit = async ({ office, programs }: Scene, stage: Stage): Promise<void> => {
  const { address, port } = programs['squid']!;
  const name = `${office.website}.example.net`;
  const visitor = await stage.start(office.innocent, 'drill/visitor');
  const found = await visitor.do('resolve', { resolver: officeHost(SERVER).v4, name });
  if (!Array.isArray(found) || !found.includes(stage.address(office.website)))
    throw new Error(`the resolver knows ${name} under another address`);
  for (const path of PAGES) await visitor.do('read', { proxy: { address, port }, name, path });
};

const outcomeOf = async (
  { router, signal }: Scene,
  stage: PlacedStage,
  play: () => Promise<void>,
): Promise<Outcome> => {
  const began = performance.now();
  const refusedBefore = await router.refusedPackets();
  const why = await reasonOf(play);
  signal.throwIfAborted();
  await stage.stop();
  const refused = await router.refusedPackets();
  const failed = stage.steps.findLast(({ done }) => !done);
  return {
    worked: why === null,
    why,
    failedAt: why === null ? null : (failed?.host ?? null),
    files: filesMoved(stage.steps),
    refusedPackets: refused === null ? null : refused - (refusedBefore ?? 0),
    ms: Math.round(performance.now() - began),
    steps: stage.steps,
  };
};

/** Null when it happened. */
const reasonOf = async (play: () => Promise<void>): Promise<string | null> => {
  const late = new AbortController();
  const tooLong = sleep(ACTIVITY_MS, 'late' as const, { signal: late.signal });
  tooLong.catch(() => {});
  try {
    const first = await Promise.race([play(), tooLong]);
    return first === 'late' ? `it was not done after ${ACTIVITY_MS / 1000} seconds` : null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    late.abort();
  }
};

/** All visits of an act as one: worked when each did. */
const together = (visits: readonly Outcome[]): Outcome => {
  const failed = visits.find(({ worked }) => !worked);
  const sum = (of: (visit: Outcome) => number): number =>
    visits.reduce((total, visit) => total + of(visit), 0);
  return {
    worked: failed === undefined,
    why: failed?.why ?? null,
    failedAt: failed?.failedAt ?? null,
    files: sum(({ steps }) =>
      steps
        .filter(({ what, done }) => what === 'read' && done)
        .reduce((n, { times }) => n + times, 0),
    ),
    refusedPackets: null,
    ms: sum(({ ms }) => ms),
    steps: visits.flatMap(({ steps }) => steps),
  };
};
