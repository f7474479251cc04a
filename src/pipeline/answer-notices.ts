// Notices answered from evidence: what they claim is gathered first, then the evidence is read once for all of them.

import {
  attribute,
  caseStep,
  type Known,
  SIGHTING_MS,
  type Step,
  windowsOf,
} from '../cases/attribution.ts';
import { ContentSightings } from '../cases/content-sightings.ts';
import { Identity } from '../cases/identity.ts';
import { TimeWindows } from '../cases/time-windows.ts';
import { Translations } from '../cases/translations.ts';
import type { NoticeFile } from '../intake/notice-files.ts';
import { inNetwork, isPrivate, type Network, parseAddress } from '../model/address.ts';
import type { PeerwardenError } from '../model/errors.ts';
import type { AnsweredClaim, AnswerStep, NoticeAnswer } from '../model/notice-answer.ts';
import { networksOf, proxiesOf } from '../model/policy.ts';
import type { Report, ReportCase } from '../model/report.ts';
import { familyOf, type SystemId } from '../model/systems.ts';
import { isoTime } from '../model/time.ts';
import type { Claim, Notice } from '../sources/notices/notice.ts';
import { type AnalyzeRequest, analyze } from './analyze.ts';

export interface NoticesRequest extends Omit<AnalyzeRequest, 'onObservation' | 'onFlow'> {
  readonly files: readonly NoticeFile[];
  readonly toleranceMs: number;
}

export interface NoticesAnswered {
  readonly answer: NoticeAnswer;
  readonly faults: readonly PeerwardenError[];
}

/** Throws PW_EVIDENCE_NONE when nothing could be read. */
export const answerNotices = async (request: NoticesRequest): Promise<NoticesAnswered> => {
  const asked = request.files.flatMap((file) =>
    file.notices.flatMap((notice) => notice.claims.map((claim) => ({ file, notice, claim }))),
  );
  const known = knownFor(
    asked.map(({ claim }) => claim),
    request,
  );
  const { report, faults } = await analyze({
    ...request,
    onObservation: (observation) => {
      known.identity.see(observation);
      known.translations.see(observation);
      known.sightings.see(observation);
    },
  });
  const answers = asked.map((one) => answerOf(one, known, report));
  return { answer: documentOf(request, report, answers), faults };
};

const knownFor = (claims: readonly Claim[], request: NoticesRequest): Known => {
  const { policy, toleranceMs } = request;
  const windows = claims.flatMap((claim) => windowsOf(claim, toleranceMs)?.wide ?? []);
  const around = claims.flatMap(({ at }) =>
    at === null ? [] : [{ from: at - SIGHTING_MS, until: at + SIGHTING_MS }],
  );
  const inside = request.inside.length > 0 ? request.inside : networksOf(policy?.networks?.inside);
  const forOthers = [
    ...networksOf(policy?.networks?.gateways),
    ...(policy ? proxiesOf(policy) : []),
  ];
  const ids = new Set(claims.flatMap(({ contents }) => contents.flatMap((content) => content.ids)));
  return {
    identity: new Identity(),
    translations: new Translations(new TimeWindows(windows)),
    sightings: new ContentSightings(ids, new TimeWindows(around)),
    isOurs: (address) => isOneOf(address, inside),
    isInside: (address) => isOneOf(address, inside) || isPrivateText(address),
    isForOthers: (address) => isOneOf(address, forOthers),
    toleranceMs,
  };
};

const isOneOf = (address: string, networks: readonly Network[]): boolean => {
  const words = parseAddress(address);
  return words !== null && networks.some((network) => inNetwork(words, network));
};

const isPrivateText = (address: string): boolean => {
  const words = parseAddress(address);
  return words !== null && isPrivate(words);
};

interface Asked {
  readonly file: NoticeFile;
  readonly notice: Notice;
  readonly claim: Claim;
}

const answerOf = ({ file, notice, claim }: Asked, known: Known, report: Report): AnsweredClaim => {
  const found = attribute(claim, known);
  const unread = unreadDoubts(claim, known, report);
  // Who read only a part of the records may have missed the second candidate.
  const refusal =
    found.refusal ??
    (report.complete && known.identity.dropped === 0
      ? null
      : {
          code: 'evidence' as const,
          text: 'The evidence was not read to its end: others may have had the address.',
          candidates: null,
        });
  const to = refusal === null ? found.to : null;
  const cases = to === null ? [] : casesOf(report, claim, to.address);
  // Where nobody may be named, the chain ends before devices and people.
  const steps = [
    ...found.steps.filter(
      ({ kind }) => to !== null || kind === 'translation' || kind === 'address',
    ),
    ...cases.map(({ id, confidence, firstSeen, lastSeen }) =>
      caseStep(id, confidence, firstSeen, lastSeen),
    ),
  ];
  return {
    notice: {
      path: file.path,
      sha256: file.sha256,
      form: notice.form,
      reference: notice.reference,
      status: notice.status,
      complainant: notice.complainant,
      provider: notice.provider,
    },
    claim: {
      ...claim,
      at: claim.at === null ? null : isoTime(claim.at),
      contents: claim.contents.map((content) => ({ ...content, ids: [...content.ids] })),
    },
    attributed: to !== null,
    to,
    reason: refusal,
    cases: cases.map(({ id }) => id),
    steps: [noticeStep(file, notice, claim), ...steps.map((step) => stepOf(step, report))],
    doubts: [...notice.doubts, ...found.doubts, ...unread, ...warningsOf(steps, report)],
  };
};

/** Cases (no mere leads) of the same program about the same address, when the notice’s time falls in them or near. */
const casesOf = (report: Report, { system, at }: Claim, address: string): readonly ReportCase[] =>
  report.cases.filter(
    (one) =>
      one.confidence !== 'lead' &&
      [one.subject.address, ...one.subject.addresses].includes(address) &&
      (system === null
        ? one.family === 'file-sharing'
        : one.activity === system ||
          (one.family === familyOf(system) && sameProgram(one.activity, system))) &&
      at !== null &&
      Date.parse(one.firstSeen) <= at + SIGHTING_MS &&
      Date.parse(one.lastSeen) >= at - SIGHTING_MS,
  );

/** Families of wire formats that are one case (design: definitions). */
const sameProgram = (activity: string, system: SystemId): boolean =>
  (PROGRAMS[activity] ?? activity) === (PROGRAMS[system] ?? system);

const PROGRAMS: Readonly<Record<string, string>> = {
  kad: 'edonkey',
  gnutella2: 'gnutella',
  webtorrent: 'bittorrent',
};

const unreadDoubts = (claim: Claim, known: Known, report: Report): string[] => {
  const doubts: string[] = [];
  const { period } = report;
  if (claim.at !== null && period !== null) {
    const outside =
      claim.at < Date.parse(period.from) - known.toleranceMs ||
      claim.at > Date.parse(period.until) + known.toleranceMs;
    if (outside)
      doubts.push(
        `The time lies outside the evidence, which reaches from ${period.from} to ${period.until}.`,
      );
  }
  if (report.unread.length > 0)
    doubts.push('Some of the evidence could not be read; what it would have shown is missing.');
  return doubts;
};

/** What was said of the files that the chain leans on: times without a zone, lines without a time. */
const warningsOf = (steps: readonly Step[], report: Report): string[] => {
  const used = new Set(steps.flatMap(({ origin }) => origin?.evidence ?? []));
  return report.evidence.flatMap(({ path, warnings }, index) =>
    used.has(index) ? warnings.map((warning) => `${path}: ${warning}`) : [],
  );
};

const noticeStep = (file: NoticeFile, notice: Notice, claim: Claim): AnswerStep => {
  const end =
    claim.address === null
      ? 'no address that can be read'
      : `${claim.address}${claim.port === null ? ', no port' : ` port ${claim.port}`}`;
  const when = claim.timeText === null ? 'no time' : claim.timeText;
  return {
    kind: 'notice',
    text: `It claims ${end}, ${when}${claim.network === null ? '' : `, ${claim.network}`}.`,
    from: claim.at === null ? null : isoTime(claim.at),
    until: claim.at === null ? null : isoTime(claim.at),
    source: { path: file.path, format: notice.form === 'acns' ? 'ACNS' : 'plain text' },
  };
};

const stepOf = ({ kind, text, from, until, format, origin }: Step, report: Report): AnswerStep => ({
  kind,
  text,
  from: from === null ? null : isoTime(from),
  until: until === null ? null : isoTime(until),
  source:
    origin === null || format === null
      ? null
      : {
          path: report.evidence[origin.evidence]?.path ?? '',
          ...(origin.line === undefined ? {} : { line: origin.line }),
          ...(origin.offset === undefined ? {} : { offset: origin.offset }),
          format,
        },
});

const documentOf = (
  { files, toleranceMs }: NoticesRequest,
  report: Report,
  answers: AnsweredClaim[],
): NoticeAnswer => ({
  schema: 'peerwarden.notice/1',
  tool: report.tool,
  created: report.created,
  site: report.site,
  toleranceSeconds: toleranceMs / 1000,
  complete: report.complete,
  evidence: report.evidence.map(({ path, format, sha256, records, firstSeen, lastSeen }) => ({
    path,
    format,
    sha256,
    records,
    firstSeen,
    lastSeen,
  })),
  unread: [
    ...files.flatMap(({ path, refused, notices }) => [
      ...refused.map((why) => ({ path, message: `A part of it was refused: ${why}.` })),
      ...notices
        .filter(({ claimsDropped }) => claimsDropped > 0)
        .map(({ claimsDropped }) => ({
          path,
          message: `${claimsDropped} more claims of it were not followed.`,
        })),
    ]),
    ...report.unread.map(({ path, message }) => ({ path, message })),
  ],
  answers,
});
