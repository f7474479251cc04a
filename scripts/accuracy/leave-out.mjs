// Leaves out one program at a time: weights are measured again without every case in which it ran, and those cases are
// scored with these weights. Names of flows do not change by it: signatures carry no measured number.
import { sumOf } from './evidence.mjs';
import { groups } from './flow-figures.mjs';
import { judgeHost } from './host-figures.mjs';
import { weightsOf } from './weights.mjs';

/** Detectors that know ports or behaviour only; what they say together stays a lead (cases/behaviour.ts). */
const NAMES_NOTHING = ['unpermitted-ports', 'peer-behaviour'];
const LEAD_MAX = 0.49;

/** `labelled`: [{ truth, seen, counts }]; `innocents`: counts of captures where all are innocent. */
export const leaveOut = (labelled, innocents, fuse) => {
  const programs = groups(
    labelled.flatMap((one) => one.truth.programs.map((program) => ({ program, one }))),
    ({ program }) => program,
  );
  return [...programs]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([program, members]) => {
      const out = members.map(({ one }) => one);
      const weights = weightsWithout(labelled, innocents, out);
      const hosts = out.flatMap(({ truth, seen }) => {
        const cases = weighed(seen.cases, weights, fuse);
        return truth.hosts.map((host) => ({
          before: judgeHost(truth, host, seen.cases),
          after: judgeHost(truth, host, cases),
        }));
      });
      const guilty = hosts.filter(({ after }) => ['p2p', 'tunnel', 'hard'].includes(after.kind));
      return {
        program,
        cases: out.length,
        guilty: guilty.length,
        foundBefore: guilty.filter(({ before }) => before.found).length,
        found: guilty.filter(({ after }) => after.found).length,
        accused: hosts.filter(({ after }) => after.extra.length > 0).length,
        weights: Object.fromEntries(Object.entries(weights).map(([id, one]) => [id, one.decibans])),
      };
    });
};

/** Every case with the weights of cases that share no program with it: what its probability would have been unseen. */
export const unseen = (labelled, innocents, fuse) =>
  labelled.map((one) => {
    const kin = labelled.filter(({ truth }) =>
      truth.programs.some((program) => one.truth.programs.includes(program)),
    );
    const weights = weightsWithout(labelled, innocents, kin);
    return {
      truth: one.truth,
      seen: { ...one.seen, cases: weighed(one.seen.cases, weights, fuse) },
    };
  });

const weightsWithout = (labelled, innocents, out) =>
  weightsOf(
    sumOf([
      ...labelled.filter((one) => !out.includes(one)).map(({ counts }) => counts),
      ...innocents,
    ]),
  );

export const weighed = (cases, weights, { fuse, prior }) =>
  cases.map((one) => {
    const findings = one.findings.map((finding) => ({
      ...finding,
      weight: weights[finding.detector]?.decibans ?? finding.weight,
    }));
    const sure = fuse(prior, findings);
    const lead = findings.every(({ detector }) => NAMES_NOTHING.includes(detector));
    return { ...one, probability: lead ? Math.min(sure, LEAD_MAX) : sure };
  });
