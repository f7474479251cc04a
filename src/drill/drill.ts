// A drill, end to end, in an office of network namespaces that it makes and takes away:
//
//   play ─► analyse ─► price ─► plan ─► apply ─► play again ─► roll back ─► play once more ─► tell
import { parsePolicy } from '../intake/policy.ts';
import { isoTime } from '../model/time.ts';
import { VERSION } from '../pipeline/version.ts';
import { checkNeeds, LOG_PROGRAMS, STAGE_PROGRAMS } from '../range/stage/needs.ts';
import { workFolder } from '../range/stage/work-folder.ts';
import { type Played, playAct } from './act.ts';
import { type Activity, guiltyOf, type Office } from './activity.ts';
import { analyseAct, controlOf } from './answer.ts';
import { expectedOf, meets, unexpectedOf } from './expectation.ts';
import { verdictOf } from './finding.ts';
import { checkKeep, keepEvidence } from './keep.ts';
import { insideHosts, type Opened, openScene, placeOf } from './opening.ts';
import { ACTS, type Acted, type ActId, type ByAct, type DrillResult, type Row } from './result.ts';
import { versions } from './versions.ts';

export interface DrillOptions {
  readonly office: Office;
  /** Activities by id; all when left out. */
  readonly activities?: readonly string[];
  /** Folder for the evidence, the report and the plan: new or empty. Nothing is kept when left out. */
  readonly keep?: string;
  /** Ends the drill; everything is removed all the same. */
  readonly signal: AbortSignal;
  /** Called with a sentence as things happen. */
  readonly progress: (sentence: string) => void;
}

/** @throws PeerwardenError PW_RANGE_NEEDS, with everything that is missing at once; nothing was made then */
export const checkDrill = (): void =>
  checkNeeds([...STAGE_PROGRAMS, ...LOG_PROGRAMS, 'dnsmasq', 'squid']);

/**
 * @throws PeerwardenError PW_RANGE_NEEDS, PW_OUTPUT_FAILED (keep), and what `signal` was aborted with
 * @example const told = await drill({ office: OFFICE_2003, signal, progress: say });
 */
export const drill = async (options: DrillOptions): Promise<DrillResult> => {
  checkDrill();
  if (options.keep !== undefined) checkKeep(options.keep);
  const work = workFolder();
  try {
    return await perform(options, work.path);
  } catch (error) {
    // What else fails when it is ended from outside is no fault of its own.
    options.signal.throwIfAborted();
    throw error;
  } finally {
    work.remove();
  }
};

const perform = async (options: DrillOptions, work: string): Promise<DrillResult> => {
  const { office, signal, progress } = options;
  const activities = office.activities.filter(
    ({ id }) => options.activities === undefined || options.activities.includes(id),
  );
  const policy = parsePolicy(office.policy, `policy of office ${office.id}`);
  const began = Date.now();
  progress('Making the office: router, resolver, proxy, four hosts inside, peers outside.');
  const opened = await openScene({ office, activities, work, signal, progress });
  const { stage, router, evidence } = opened;
  const acts = new Acts(opened);
  try {
    await acts.play(
      'before',
      'Act 1: everybody does what they do; the router logs, a span port captures.',
    );
    progress('Peerwarden reads the capture and the logs.');
    const report = await analyseAct(evidence.path('before'), policy, signal);
    const verdict = verdictOf(report, activities.flatMap(deedsOf), insideHosts());
    progress(`  ${foundText(verdict.found)}`);
    const control = controlOf(policy, report);
    const rules = await router.rules();
    progress('The control is checked and applied on the router.');
    await router.apply(control);
    await acts.play('controlled', 'Act 2: everybody tries again.');
    progress('The control is taken out again with its roll-back.');
    await router.undo(control);
    const rulesRestored = (await router.rules()) === rules;
    await acts.play('rolledBack', 'Act 3: everybody once more.');
    if (options.keep !== undefined) keepEvidence(options.keep, work, office.policy, report);
    const rows = activities.map((activity, at) =>
      rowOf(activity, (act) => acts.played(act).outcomes[at]!),
    );
    const innocent = innocentRow(office, (act) => acts.played(act).innocent);
    const { files, rollback, check, apply, undo, warnings, refused, target } = control;
    const told = {
      rows,
      innocent,
      ...verdict,
      control: { target, files, rollback, check, apply, undo, warnings, refused, rulesRestored },
    };
    const unexpected = unexpectedOf(told);
    return {
      schema: 'peerwarden.drill/1',
      tool: { name: 'peerwarden', version: VERSION },
      office: { id: office.id, title: office.title },
      created: isoTime(began),
      ms: Date.now() - began,
      asExpected: unexpected.length === 0,
      unexpected,
      ...told,
      evidence: report.evidence.map(({ path, format, records, bytes, sha256 }) => ({
        ...{ path, format, records, bytes, sha256 },
      })),
      policy: office.policy,
      acts: acts.told(),
      versions: await versions(),
    };
  } finally {
    await stage.close();
  }
};

class Acts {
  readonly #opened: Opened;
  readonly #done = new Map<ActId, { played: Played; acted: Acted }>();

  constructor(opened: Opened) {
    this.#opened = opened;
  }

  async play(act: ActId, sentence: string): Promise<void> {
    const { scene, evidence } = this.#opened;
    scene.progress(sentence);
    scene.signal.throwIfAborted();
    const began = Date.now();
    const { result, captureBytes } = await evidence.during(act, () => playAct(scene));
    scene.signal.throwIfAborted();
    const acted = { started: isoTime(began), ms: Date.now() - began, captureBytes };
    this.#done.set(act, { played: result, acted });
  }

  played(act: ActId): Played {
    return this.#done.get(act)!.played;
  }

  told(): ByAct<Acted> {
    return byAct((act) => this.#done.get(act)!.acted);
  }
}

const byAct = <T>(of: (act: ActId) => T): ByAct<T> =>
  Object.fromEntries(ACTS.map(({ id }) => [id, of(id)])) as ByAct<T>;

const deedsOf = (activity: Activity) =>
  guiltyOf(activity).map((name) => ({
    host: placeOf(name),
    activity: activity.id,
    systems: activity.scenario.systems,
  }));

const rowOf = (activity: Activity, outcomeOf: (act: ActId) => Row['outcomes'][ActId]): Row => {
  const { id, title, scenario, way } = activity;
  const names = guiltyOf(activity);
  const outcomes = byAct(outcomeOf);
  const expected = expectedOf(way);
  return {
    ...{ id, title, way, outcomes, expected },
    about: scenario.about,
    hosts: names.map(placeOf),
    asExpected: byAct((act) => meets(outcomes[act], expected[act], names)),
  };
};

const innocentRow = (office: Office, outcomeOf: (act: ActId) => Row['outcomes'][ActId]): Row => {
  const outcomes = byAct(outcomeOf);
  const expected = expectedOf('proxy');
  return {
    id: 'innocent',
    title: 'Web and DNS',
    about: 'The innocent host asks the resolver for a name and reads pages through the proxy.',
    way: 'proxy',
    hosts: [placeOf(office.innocent)],
    outcomes,
    expected,
    asExpected: byAct((act) => meets(outcomes[act], expected[act], [office.innocent])),
  };
};

const foundText = (found: DrillResult['found']): string => {
  const hits = found.filter(({ finding }) => finding !== null).length;
  return `Recognised ${hits} of ${found.length} (one host and one activity each).`;
};
