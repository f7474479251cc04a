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
  const decibans = toDecibans(prior) + planeSums(findings).reduce((sum, [, weight]) => sum + weight, 0);
  return fromDecibans(decibans);
};

/** What each plane adds, capped. */
export const planeSums = (findings: readonly Finding[]): [Plane, number][] => {
  const sums = new Map<Plane, number>();
  for (const { plane, weight } of findings) sums.set(plane, (sums.get(plane) ?? 0) + weight);
  return [...sums].map(([plane, sum]) => {
    const cap = PLANE_CAP[plane];
    return [plane, Math.max(-cap, Math.min(cap, sum))];
  });
};

export const toDecibans = (probability: number): number =>
  10 * Math.log10(probability / (1 - probability));

export const fromDecibans = (decibans: number): number => 1 / (1 + 10 ** (-decibans / 10));
