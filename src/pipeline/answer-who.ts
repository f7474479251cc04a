// A question about who, answered from evidence: leases, sign-ins, users of proxies and neighbour tables as intervals.

import { Identity } from '../cases/identity.ts';
import { type WhereaboutsLine, whereabouts } from '../cases/whereabouts.ts';
import type { PeerwardenError } from '../model/errors.ts';
import { LIMITS } from '../model/limits.ts';
import type { Report } from '../model/report.ts';
import { isoTime } from '../model/time.ts';
import type { WhoAnswer, WhoLine } from '../model/who-answer.ts';
import { type AnalyzeRequest, analyze } from './analyze.ts';

export interface WhoRequest extends Omit<AnalyzeRequest, 'onObservation' | 'onFlow'> {
  readonly whom: string;
  /** Epoch ms; null is no bound. */
  readonly askedFrom: number | null;
  readonly askedUntil: number | null;
}

export interface WhoAnswered {
  readonly answer: WhoAnswer;
  readonly faults: readonly PeerwardenError[];
}

/** Throws PW_EVIDENCE_NONE when nothing could be read. */
export const answerWho = async (request: WhoRequest): Promise<WhoAnswered> => {
  const { whom, askedFrom, askedUntil } = request;
  const identity = new Identity();
  const { report, faults } = await analyze({
    ...request,
    onObservation: (observation) => identity.see(observation),
  });
  const found = whereabouts(identity, whom, {
    from: askedFrom ?? Number.NEGATIVE_INFINITY,
    until: askedUntil ?? Number.POSITIVE_INFINITY,
  });
  const lines = found.lines.slice(0, LIMITS.reportHostsMax);
  const answer: WhoAnswer = {
    schema: 'peerwarden.who/1',
    tool: report.tool,
    created: report.created,
    complete: report.complete,
    whom,
    kinds: [...found.kinds],
    from: askedFrom === null ? null : isoTime(askedFrom),
    until: askedUntil === null ? null : isoTime(askedUntil),
    lines: lines.map((line) => lineOf(line, report)),
    linesMore: found.lines.length - lines.length,
    doubts: [...found.doubts, ...ofReading(report)],
    evidence: report.evidence.map(({ path, format, sha256, firstSeen, lastSeen }) => ({
      path,
      format,
      sha256,
      firstSeen,
      lastSeen,
    })),
    unread: report.unread.map(({ path, message }) => ({ path, message })),
  };
  return { answer, faults };
};

const lineOf = ({ holding, via }: WhereaboutsLine, report: Report): WhoLine => {
  const { kind, holder, name, held, from, until, assumed, format, origin } = holding;
  return {
    kind,
    name: name ?? holder,
    mac: kind === 'device' && MAC.test(holder) ? holder : null,
    held,
    via,
    from: isoTime(from),
    until: Number.isFinite(until) ? isoTime(until) : null,
    endAssumed: assumed === true,
    source: {
      path: report.evidence[origin.evidence]?.path ?? '',
      ...(origin.line === undefined ? {} : { line: origin.line }),
      format,
    },
  };
};

const MAC = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/;

const ofReading = ({ complete, unread }: Report): readonly string[] => [
  ...(complete ? [] : ['Reading was interrupted: what comes later is missing.']),
  ...(unread.length === 0
    ? []
    : ['Some of the evidence could not be read; what it would have shown is missing.']),
];
