// How sure all findings together make us. Weights of evidence add in log-odds (I. J. Good, Probability and the
// Weighing of Evidence, 1950); one deciban is a tenth of a power of ten. Findings of one plane are not independent,
// so that each plane has a cap.

import type { Finding, Plane } from '../model/finding.ts';

/** Decibans that all findings of a plane can add at most, in either direction. */
export const PLANE_CAP: Readonly<Record<Plane, number>> = {
  payload: 45,
  endpoint: 30,
  shape: 20,
  behaviour: 15,
  log: 30,
  host: 45,
  file: 40,
};

/** Probability of "this subject does this activity in this period" given the prior and all findings. */
export const fuse = (prior: number, findings: readonly Finding[]): number => {
  // Smallest first, so that the sum does not depend on the order of the findings.
  const weights = countedWeights(findings).sort((a, b) => a - b);
  return fromDecibans(weights.reduce((sum, weight) => sum + weight, toDecibans(prior)));
};

/**
 * What each finding adds after the cap of its plane: the strongest counts in full, the next what is left.
 * In the order of `findings`.
 */
export const countedWeights = (findings: readonly Finding[]): number[] => {
  const left = new Map<string, number>();
  const counted = findings.map(() => 0);
  const strongestFirst = [...findings.keys()].sort(
    (a, b) => Math.abs(findings[b]!.weight) - Math.abs(findings[a]!.weight),
  );
  for (const i of strongestFirst) {
    const { plane, weight } = findings[i]!;
    const key = `${plane} ${weight >= 0}`;
    const room = left.get(key) ?? PLANE_CAP[plane];
    const share = Math.min(Math.abs(weight), room);
    left.set(key, room - share);
    counted[i] = Math.sign(weight) * share;
  }
  return counted;
};

export const toDecibans = (probability: number): number =>
  10 * Math.log10(probability / (1 - probability));

export const fromDecibans = (decibans: number): number => 1 / (1 + 10 ** (-decibans / 10));
