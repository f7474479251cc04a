// How the evidence of a case adds up, one step after another, so that anyone can follow the arithmetic.
// Decibans add: 10·log10 of the odds (I. J. Good, Probability and the Weighing of Evidence, 1950).
import type { Report, ReportCase, ReportFinding } from '../model/report.ts';

export interface Step {
  readonly finding: ReportFinding;
  /** Decibans that entered the sum; less than the weight where its plane was already at its cap. */
  readonly counted: number;
  /** Probability after this step. */
  readonly probability: number;
}

export interface Weighing {
  readonly prior: number;
  readonly steps: readonly Step[];
  /** Decibans between the last step and the case's probability: findings of one plane count less together. */
  readonly remainder: number;
  readonly probability: number;
}

/** Findings for, strongest first, then findings against, strongest first. */
export const weigh = (report: Pick<Report, 'prior'>, found: ReportCase): Weighing => {
  const prior = found.prior ?? report.prior;
  let sum = decibansOf(prior);
  const steps = byStrength(found.findings).map((finding) => {
    const counted = finding.counted ?? finding.weight;
    sum += counted;
    return { finding, counted, probability: probabilityOf(sum) };
  });
  const remainder = steps.length === 0 ? 0 : decibansOf(found.probability) - sum;
  return {
    prior,
    steps,
    remainder: Math.abs(remainder) < NOTICEABLE_DECIBANS ? 0 : remainder,
    probability: found.probability,
  };
};

export const byStrength = (findings: readonly ReportFinding[]): ReportFinding[] =>
  [...findings].sort(
    (a, b) => Number(b.for) - Number(a.for) || Math.abs(b.weight) - Math.abs(a.weight),
  );

export const decibansOf = (probability: number): number => {
  const bounded = Math.min(1 - SMALLEST, Math.max(SMALLEST, probability));
  return 10 * Math.log10(bounded / (1 - bounded));
};

export const probabilityOf = (decibans: number): number => 1 / (1 + 10 ** (-decibans / 10));

/** Below a fifth of a deciban the figures shown do not change. */
const NOTICEABLE_DECIBANS = 0.2;
/** Stands for "never" and "always", which no evidence can say: 120 decibans. */
const SMALLEST = 1e-12;
