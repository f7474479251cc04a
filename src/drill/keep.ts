// What a drill leaves when it is asked to: the evidence of each act, the report, the policy and the plan.
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SITE_POLICY } from '../intake/site-policy.ts';
import { PeerwardenError } from '../model/errors.ts';
import type { Report } from '../model/report.ts';

/** Said before anything is played. @throws PeerwardenError PW_OUTPUT_FAILED */
export const checkKeep = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true });
    const [first] = readdirSync(folder);
    if (first !== undefined) throw new Error(`it holds ${first}`);
  } catch (cause) {
    throw keepFault(folder, cause);
  }
};

/** @throws PeerwardenError PW_OUTPUT_FAILED */
export const keepEvidence = (
  folder: string,
  work: string,
  policy: string,
  report: Report,
): void => {
  try {
    cpSync(join(work, 'evidence'), folder, { recursive: true });
    cpSync(join(work, 'plan'), join(folder, 'plan'), { recursive: true });
    writeFileSync(join(folder, SITE_POLICY), policy);
    writeFileSync(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  } catch (cause) {
    throw keepFault(folder, cause);
  }
};

const keepFault = (folder: string, cause: unknown): PeerwardenError =>
  new PeerwardenError('PW_OUTPUT_FAILED', {
    path: folder,
    message: `The evidence cannot be kept there: ${cause instanceof Error ? cause.message : String(cause)}.`,
    remedy: 'Name a new or an empty folder.',
    cause,
  });
