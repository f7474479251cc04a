// Flows: how many of each system were named (recall), how often a name was right (precision), what was called what.
import { isFlagged } from './observe.mjs';

/** `pairs`: [truth, seen] of every case. */
export const flowFigures = (pairs) => {
  const judged = pairs.flatMap(([truth, seen]) => judgedFlows(truth, seen));
  const counted = judged.filter(({ kind }) => kind !== 'benign');
  const benign = judged.filter(({ kind }) => kind === 'benign');
  return {
    kinds: Object.fromEntries(
      ['p2p', 'tunnel', 'hard'].map((kind) => [kind, kindFigures(counted, kind)]),
    ),
    systems: systemRows(judged),
    benign: { flows: benign.length, flagged: benign.filter(({ flagged }) => flagged).length },
    ways: wayRows(judged),
    confusion: confusion(judged),
    missed: missedRows(counted),
  };
};

const judgedFlows = (truth, seen) => {
  const named = new Map(seen.flows.map((flow) => [flow.key, flow]));
  return truth.flows
    .filter((flow) => isJudged(flow))
    .map((flow) => {
      const found = named.get(flow.key);
      const system = found?.system ?? null;
      return {
        name: truth.name,
        label: flow.label,
        kind: flow.kind,
        // The first system that is right for the label is the one it is about.
        about: flow.accept[0] ?? null,
        bytes: flow.bytes,
        system,
        right: flow.accept.includes(system),
        flagged: system !== null && isFlagged(found),
        way: system === null ? null : wayOf(found),
        said: found?.probability ?? null,
      };
    });
};

/** As the corpus's scorer counts: content hidden by design that went one way only is not to be judged by. */
const isJudged = ({ kind, up, down }) => {
  if (kind === 'ignore') return false;
  if (kind === 'benign') return true;
  return up + down > 0 && (kind !== 'hard' || (up > 0 && down > 0));
};

const wayOf = ({ by, protocol }) =>
  by === 'payload' || by === 'endpoint' ? by : `${by}: ${protocol}`;

const kindFigures = (flows, kind) => {
  const own = flows.filter((flow) => flow.kind === kind);
  const cases = [...groups(own, ({ name }) => name).values()].map(recall);
  const systems = [...groups(own, ({ about }) => about).values()].map(recall);
  return {
    flows: own.length,
    right: own.filter(({ right }) => right).length,
    bytes: sum(own),
    rightBytes: sum(own.filter(({ right }) => right)),
    cases: cases.length,
    macroCases: mean(cases),
    systems: systems.length,
    macroSystems: mean(systems),
  };
};

const recall = (flows) => flows.filter(({ right }) => right).length / flows.length;
const mean = (shares) => (shares.length ? shares.reduce((a, b) => a + b, 0) / shares.length : null);
const sum = (flows) => flows.reduce((bytes, flow) => bytes + flow.bytes, 0);

const systemRows = (judged) => {
  const about = groups(
    judged.filter((flow) => flow.about),
    (flow) => flow.about,
  );
  const named = groups(
    judged.filter((flow) => flow.flagged),
    (flow) => flow.system,
  );
  return [...new Set([...about.keys(), ...named.keys()])].sort().map((system) => {
    const own = about.get(system) ?? [];
    const said = named.get(system) ?? [];
    return {
      system,
      kind: own[0]?.kind ?? null,
      flows: own.length,
      right: own.filter(({ right }) => right).length,
      named: said.length,
      namedRight: said.filter(({ right }) => right).length,
    };
  });
};

/** By what flows were named and how sure that was called, and how often it was right. */
const wayRows = (judged) =>
  [
    ...groups(
      judged.filter((flow) => flow.way && (flow.flagged || flow.right)),
      ({ way, said: sure }) => `${way}|${sure}`,
    ).values(),
  ]
    .map((flows) => ({
      way: flows[0].way,
      said: flows[0].said,
      right: flows.filter(({ right }) => right).length,
      named: flows.length,
    }))
    .sort((a, b) => b.named - a.named || (a.way < b.way ? -1 : 1));

const confusion = (judged) =>
  [...groups(judged, ({ about, kind }) => (kind === 'benign' ? 'innocent' : about))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([truth, flows]) => ({
      truth,
      named: Object.fromEntries(
        [...groups(flows, said)]
          .map(([name, all]) => [name, all.length])
          .sort((a, b) => b[1] - a[1]),
      ),
    }));

/** An innocent flow under the name of a carrier or of a service that is no accusation counts as unnamed. */
const said = ({ kind, system, flagged }) =>
  (kind === 'benign' && !flagged ? null : system) ?? 'no name';

const missedRows = (flows) =>
  [...groups(flows, ({ label, name }) => `${label} ${name}`).values()]
    .map((all) => ({
      label: all[0].label,
      kind: all[0].kind,
      name: all[0].name,
      flows: all.length,
      missed: all.filter(({ right }) => !right).length,
    }))
    .filter(({ missed }) => missed > 0)
    .sort((a, b) => b.missed - a.missed || (a.label < b.label ? -1 : 1));

export const groups = (list, keyOf) => {
  const map = new Map();
  for (const one of list) {
    const key = keyOf(one);
    map.set(key, [...(map.get(key) ?? []), one]);
  }
  return map;
};
