// Cases, hosts and evidence as one document: the contract of model/report.ts.

import type { BuiltCase } from '../cases/case-builder.ts';
import { clockWarning } from '../cases/clock-offset.ts';
import { contactsOf } from '../cases/contacts-shown.ts';
import { countedWeights } from '../cases/fusion.ts';
import { excessText } from '../detect/excess.ts';
import { impactOf } from '../impact/impact-of.ts';
import { type Parted, siteImpactOf } from '../impact/site-impact.ts';
import { confidenceOf, type Holder } from '../model/case.ts';
import type { PeerwardenError } from '../model/errors.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import { LIMITS } from '../model/limits.ts';
import type { Content } from '../model/observation.ts';
import { DEFAULT_PRIOR, type Policy, priorOf } from '../model/policy.ts';
import type {
  Report,
  ReportCase,
  ReportFinding,
  ReportHost,
  ReportUnusual,
  ReportUser,
  ReportViolation,
} from '../model/report.ts';
import { isoTime } from '../model/time.ts';
import { SYSTEMS } from '../systems/index.ts';
import { exposureOf } from './exposure-row.ts';
import type { Judged } from './judgement.ts';
import { notShown } from './not-shown.ts';
import { partedSite, whereTo } from './site-traffic.ts';
import { VERSION } from './version.ts';
import { weaknessRows } from './weakness-rows.ts';

/** What of the run the report needs beside its evidence. */
export interface AssembleRequest {
  readonly policy: Policy | null;
  readonly signal: AbortSignal;
  readonly since: number | null;
  readonly until: number | null;
}

export const assembleReport = (
  evidence: readonly Evidence[],
  faults: readonly PeerwardenError[],
  judged: Judged,
  request: AssembleRequest,
): Report => {
  const { policy } = request;
  const hosts = hostRows(judged);
  const period = periodOf(evidence, request);
  const site = partedSite(judged, period, policy);
  const siteImpact = site && siteImpactOf(site.input, site.parted);
  return {
    schema: 'peerwarden.report/1',
    tool: { name: 'peerwarden', version: VERSION },
    created: isoTime(Date.now()),
    period,
    prior: policy?.priors?.['default'] ?? DEFAULT_PRIOR,
    site: policy?.site ?? null,
    complete: !request.signal.aborted,
    evidence: evidence.map((one) => evidenceRow(one, evidence, judged.clocks)),
    unread: faults.map((fault) => ({
      path: fault.path ?? '',
      code: fault.code,
      message: fault.message,
    })),
    hosts,
    users: userRows(judged),
    violations: violationRows(judged),
    ...(judged.excess.length === 0 ? {} : { unusual: unusualRows(judged) }),
    cases: judged.cases.map((built) =>
      caseRow(built, judged, spanOf(period), policy, site?.parted ?? null),
    ),
    ...(siteImpact ? { impact: siteImpact } : {}),
    notShown: notShown(evidence, judged),
  };
};

const periodOf = (
  evidence: readonly Evidence[],
  { since, until }: Pick<AssembleRequest, 'since' | 'until'>,
): Report['period'] => {
  const firsts = evidence.flatMap((one) => one.firstSeen ?? []);
  const lasts = evidence.flatMap((one) => one.lastSeen ?? []);
  if (firsts.length === 0) return null;
  // What was left out by --since and --until is no part of the period.
  const first = Math.max(Math.min(...firsts), since ?? Number.NEGATIVE_INFINITY);
  const last = Math.min(Math.max(...lasts), until ?? Number.POSITIVE_INFINITY);
  return { from: isoTime(first), until: isoTime(Math.max(first, last)) };
};

const spanOf = (period: Report['period']): number =>
  period === null ? 0 : Date.parse(period.until) - Date.parse(period.from);

const evidenceRow = (
  one: Evidence,
  all: readonly Evidence[],
  clocks: Judged['clocks'],
): Report['evidence'][number] => ({
  path: one.path,
  format: one.format,
  sha256: one.sha256,
  bytes: one.bytes,
  records: one.records,
  notUnderstood: one.notUnderstood,
  ...(one.notUnderstoodSamples === undefined
    ? {}
    : { notUnderstoodSamples: one.notUnderstoodSamples }),
  firstSeen: one.firstSeen === null ? null : isoTime(one.firstSeen),
  lastSeen: one.lastSeen === null ? null : isoTime(one.lastSeen),
  ...clockOf(one, all, clocks),
});

/** What is said of its quality, and how far its clock is from another's. */
const clockOf = (
  one: Evidence,
  all: readonly Evidence[],
  clocks: Judged['clocks'],
): Pick<Report['evidence'][number], 'quality' | 'warnings'> => {
  const offset = clocks.get(one.index);
  const reference = offset && all.find(({ index }) => index === offset.reference);
  if (!offset || !reference) return { quality: { ...one.quality }, warnings: one.warnings };
  const warning = clockWarning(offset, reference.path.replace(/^.*\//, ''));
  return {
    quality: { ...one.quality, clockOffsetMs: offset.offsetMs },
    warnings: warning === null ? one.warnings : [...one.warnings, warning],
  };
};

/** Subjects that are inside or unknown, largest volume first. */
const hostRows = ({ subjects, hosts }: Judged): ReportHost[] => {
  const rows = new Map<string, ReportHost>();
  for (const host of hosts.hosts.values()) {
    if (subjects.placeOf(host.address) === 'outside') continue;
    const subject = subjects.subjectOf(host.address);
    const row = rows.get(subject.address) ?? {
      address: subject.address,
      addresses: [...subject.addresses],
      device: subject.device,
      user: subject.user,
      bytesOut: 0,
      bytesIn: 0,
      flows: 0,
      systems: [],
    };
    row.bytesOut += host.bytesOut;
    row.bytesIn += host.bytesIn;
    row.flows += host.flows;
    row.systems = [...new Set([...row.systems, ...host.systems])].sort();
    rows.set(subject.address, row);
  }
  return [...rows.values()]
    .sort(
      (a, b) =>
        b.bytesOut + b.bytesIn - (a.bytesOut + a.bytesIn) || (a.address < b.address ? -1 : 1),
    )
    .slice(0, LIMITS.reportHostsMax);
};

const userRows = ({ users, identity }: Judged): ReportUser[] =>
  users
    .persons((user) => identity.personOf(user))
    .map((row) => ({ ...row, addresses: [...row.addresses].sort() }))
    .sort((a, b) => b.bytesOut + b.bytesIn - (a.bytesOut + a.bytesIn) || (a.user < b.user ? -1 : 1))
    .slice(0, LIMITS.reportRowsMax);

const violationRows = ({ violations, subjects }: Judged): ReportViolation[] =>
  [...violations.rows.values()]
    .filter(({ address }) => subjects.placeOf(address) !== 'outside')
    .sort(
      (a, b) =>
        b.bytes - a.bytes || b.allowed + b.denied - (a.allowed + a.denied) || a.port - b.port,
    )
    .slice(0, LIMITS.reportRowsMax)
    .map((row) => ({
      ...row,
      destinations: row.destinations.size,
      systems: systemsAt(row.port),
      ...(violations.isScan(row) ? { scan: true } : {}),
      firstSeen: isoTime(row.firstSeen),
      lastSeen: isoTime(row.lastSeen),
    }));

const unusualRows = ({ excess }: Judged): ReportUnusual[] =>
  excess.slice(0, LIMITS.reportRowsMax).map((one) => ({
    kind: one.kind,
    subject: one.subject.kind,
    name: one.subject.name,
    direction: one.direction,
    from: isoTime(one.from),
    until: isoTime(one.until),
    bytes: Math.round(one.bytes),
    usual: Math.round(one.usual),
    text: excessText(one),
  }));

const systemsAt = (port: number): ReportViolation['systems'] =>
  SYSTEMS.filter((system) =>
    system.ports.some((known) => port >= known.port && port <= (known.until ?? known.port)),
  ).map((system) => system.id);

const holderRow = ({
  from,
  until,
  ...holder
}: Holder): NonNullable<ReportCase['holders']>[number] => ({
  ...holder,
  from: isoTime(from),
  until: until === null ? null : isoTime(until),
});

const caseRow = (
  built: BuiltCase,
  judged: Judged,
  periodMs: number,
  policy: Policy | null,
  site: Parted | null,
): ReportCase => {
  const one = built.case;
  const { borderBytes, internalBytes } = whereTo(built, judged);
  const counted = countedWeights(one.findings);
  const prior = priorOf(policy, one.activity);
  const nicknames = [...built.facts.nicknames].sort();
  return {
    id: one.id,
    subject: { ...one.subject, addresses: [...one.subject.addresses] },
    ...(one.holders.length === 0 ? {} : { holders: one.holders.map(holderRow) }),
    ...(one.doubts.length === 0 ? {} : { doubts: [...one.doubts] }),
    activity: one.activity,
    family: one.family,
    probability: one.probability,
    confidence: confidenceOf(one.probability),
    state: one.state,
    sanctioned: one.sanctioned,
    severity: one.severity,
    firstSeen: isoTime(one.firstSeen),
    lastSeen: isoTime(one.lastSeen),
    bytesOut: one.bytesOut,
    bytesIn: one.bytesIn,
    flows: one.flows,
    peers: one.peers,
    model: one.model,
    ...(one.discovery.length === 0
      ? {}
      : { discovery: one.discovery.map((seen) => ({ ...seen })) }),
    ...contactsOf(built.facts),
    clients: one.clients.map((client) => ({ ...client })),
    roles: [...one.roles],
    content: one.content.map(contentRow),
    findings: one.findings.map((finding, i) => ({ ...findingRow(finding), counted: counted[i]! })),
    ...(prior === (policy?.priors?.['default'] ?? DEFAULT_PRIOR) ? {} : { prior }),
    ...(nicknames.length === 0 ? {} : { nicknames }),
    timeline: {
      sliceSeconds: one.timeline.sliceMs / 1000,
      slices: one.timeline.slices.map((slice) => ({ ...slice, at: isoTime(slice.at) })),
    },
    impact: impactOf({
      ...one.timeline,
      ...{ borderBytes, internalBytes, periodMs, policy, site },
      id: one.id,
    }),
    exposure: {
      shareBytes: built.facts.shareBytes,
      shareFiles: built.facts.shareFiles,
      offers: [...built.facts.offers.values()].map(contentRow),
      ...exposureOf(one.activity, built.facts.exposed),
    },
    ...weaknessRows(one),
  };
};

const contentRow = (content: Content): ReportCase['content'][number] => ({
  id: content.id,
  name: content.name ?? null,
  size: content.size ?? null,
});

const findingRow = (finding: Finding): ReportFinding => ({
  detector: finding.detector,
  technique: finding.technique,
  plane: finding.plane,
  weight: finding.weight,
  for: finding.for,
  text: finding.text,
  rival: finding.rival ?? null,
  count: finding.count,
  evidence: finding.evidence.map((seen) => ({ ...seen, at: isoTime(seen.at) })),
});
