// The sentence of the product, end to end:
//
//   evidence becomes observations; detectors turn observations into findings; findings about one host or person
//   become a case; (a case is answered with controls, and each control is proved: `plan`)

import { Identifier } from '../identify/identifier.ts';
import { withoutCopies } from '../intake/copies.ts';
import type { BackgroundDigest } from '../intake/digest.ts';
import { inReadingOrder } from '../intake/order.ts';
import { type EvidencePath, expandPaths } from '../intake/paths.ts';
import { type EvidenceReceiver, readEvidence } from '../intake/read-evidence.ts';
import type { Network } from '../model/address.ts';
import { PeerwardenError } from '../model/errors.ts';
import type { Evidence } from '../model/evidence.ts';
import { LIMITS } from '../model/limits.ts';
import type { FlowObservation, Observation } from '../model/observation.ts';
import type { Policy } from '../model/policy.ts';
import type { Baselines, IdentityIntervals } from '../model/ports.ts';
import type { Report } from '../model/report.ts';
import { usualOf } from '../model/volume.ts';
import type { RequestReceiver } from '../sources/request-row.ts';
import { assembleReport } from './assemble.ts';
import { type Judged, Judgement } from './judgement.ts';
import { namedCases } from './named-cases.ts';
import { recognisers } from './recognisers.ts';

export interface Progress {
  readonly path: string;
  /** Bytes read and in all, over all files; 0 in all when it is not known. */
  readonly bytes: number;
  readonly bytesTotal: number;
  readonly records: number;
  readonly files: number;
  readonly filesTotal: number;
}

export interface AnalyzeRequest {
  readonly paths: readonly string[];
  readonly policy: Policy | null;
  readonly inside: readonly Network[];
  readonly since: number | null;
  readonly until: number | null;
  readonly digest: boolean;
  /** True: a file that is a copy of another is read too, for those who count nothing. */
  readonly copies?: boolean;
  /** Zone of stamps in logs that name none; UTC without it. */
  readonly zone?: string;
  /** What earlier runs learned of volumes, and of who had which address. */
  readonly baselines?: Baselines;
  readonly identities?: IdentityIntervals;
  /** Aborting ends reading; the report tells what was read until then. */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** A piece of evidence begins: the index that origins name, and its path. */
  readonly onEvidence?: (index: number, path: string) => void;
  /** Gets every flow once, when its name is final. */
  readonly onFlow?: (flow: FlowObservation) => void;
  /** Gets every observation, flows included. */
  readonly onObservation?: (observation: Observation) => void;
}

/** Weeks from which an hour of the week is usual. */
const USUAL_WEEKS_MIN = 3;

export interface Analysis {
  readonly report: Report;
  /** What the report was made of, for those who ask further: volumes by the hour, who had which address. */
  readonly judged: Judged;
  /** Faults of evidence that could not be read, for standard error. */
  readonly faults: readonly PeerwardenError[];
}

/** Throws PW_EVIDENCE_NONE when nothing could be read. */
export const analyze = async (request: AnalyzeRequest): Promise<Analysis> => {
  const { files: named, faults } = await expandPaths(request.paths);
  const { files, faults: copies } = request.copies
    ? { files: named, faults: [] }
    : await withoutCopies(named);
  faults.push(...copies);
  const judgement = new Judgement(request.policy, request.inside, files.length > 1);
  const observe = (observation: Observation): void => {
    // First, because it names the system of requests.
    judgement.see(observation);
    request.onObservation?.(observation);
    if (observation.kind === 'flow') request.onFlow?.(observation);
  };
  const rows = files.length === 1 && !request.onObservation ? judgement.requests : undefined;
  const evidence = await readAll(files, faults, request, observe, judgement, rows);
  if (evidence.length === 0 && !request.signal.aborted) throw nothingRead(faults);
  const { span, subjects } = judgement.volumes;
  const usual = Number.isFinite(span.from)
    ? await request.baselines?.usual({ before: span.from, subjects })
    : undefined;
  const judged = await namedCases(
    judgement.judge(usual && usualOf(usual, USUAL_WEEKS_MIN)),
    request.identities,
  );
  return { report: assembleReport(evidence, faults, judged, request), judged, faults };
};

/** Captures first, then logs: what is seen twice is counted from the better evidence. */
const readAll = async (
  files: readonly EvidencePath[],
  faults: PeerwardenError[],
  request: AnalyzeRequest,
  observe: (observation: Observation) => void,
  judgement: Judgement,
  requests: RequestReceiver | undefined,
): Promise<Evidence[]> => {
  const read: Evidence[] = [];
  const digests: { evidence: Evidence; digest: BackgroundDigest }[] = [];
  const identifier = new Identifier(recognisers(), observe);
  const bytesTotal = files.reduce((sum, file) => sum + file.bytes, 0);
  let bytesBefore = 0;
  let done = 0;
  let inCaptures = true;
  // What exports in captures tell waits for the flows of all captures, which have seen the same better.
  const told: Observation[] = [];
  const tell = (): void => {
    for (const observation of told.splice(0)) observe(observation);
  };
  let inCapture = false;
  for (const { file, capture } of await inReadingOrder(files)) {
    if (request.signal.aborted) break;
    if (inCaptures && !capture) {
      identifier.end();
      tell();
    }
    inCapture = false;
    inCaptures &&= capture;
    request.onEvidence?.(read.length, file.path);
    const receiver: EvidenceReceiver = {
      packet: (packet) => identifier.packet(packet),
      capture: ({ index, format }) => {
        inCapture = true;
        identifier.beginCapture(index, format);
      },
      observation: (observation) => {
        if (inCapture) judgement.expectCopies();
        if (inCapture && told.length < LIMITS.heldFlowsMax) told.push(observation);
        else observe(observation);
      },
      ...(requests && { requests }),
      progress: (now, bytes) => {
        request.onProgress?.({
          path: file.path,
          bytes: bytesBefore + bytes,
          bytesTotal,
          records: now.records,
          files: done,
          filesTotal: files.length,
        });
        return !request.signal.aborted;
      },
    };
    try {
      const { evidence, digest } = await readEvidence(file, read.length, receiver, request);
      identifier.noteQuality(evidence);
      read.push(evidence);
      if (digest) digests.push({ evidence, digest });
    } catch (fault) {
      if (!(fault instanceof PeerwardenError)) throw fault;
      faults.push(fault);
    }
    bytesBefore += file.bytes;
    done++;
  }
  identifier.end();
  tell();
  for (const { evidence, digest } of digests) {
    if (request.signal.aborted) digest.cancel();
    evidence.sha256 = await digest.result;
  }
  return read;
};

const nothingRead = (faults: readonly PeerwardenError[]): PeerwardenError => {
  if (faults.length === 1) return faults[0]!;
  return new PeerwardenError('PW_EVIDENCE_NONE', {
    message:
      faults.length === 0
        ? 'The folders given hold no files.'
        : `None of the ${faults.length} pieces of evidence could be read.`,
    remedy: 'Give a capture, a log, or a folder that holds some.',
    // Each says its own file and remedy.
    ...(faults.length === 0 ? {} : { cause: new AggregateError(faults) }),
  });
};
