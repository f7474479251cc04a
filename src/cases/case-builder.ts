// Findings about addresses become cases about subjects.

import type { Case, CaseState, ClientSeen, Severity, Subject } from '../model/case.ts';
import { confidenceOf } from '../model/case.ts';
import type { Extent, Finding } from '../model/finding.ts';
import { LIMITS } from '../model/limits.ts';
import { isListed, type Policy, priorOf } from '../model/policy.ts';
import { FAMILIES, familyOf, type SystemId } from '../model/systems.ts';
import { type ActivityLedger, ActivityRow } from './activity-ledger.ts';
import { isLeadOnly, settleBehaviour } from './behaviour.ts';
import { discoveryOf, modelOf } from './discovery.ts';
import { isExcepted } from './excepted.ts';
import { fuse } from './fusion.ts';
import { isMachineName, type Subjects } from './subjects.ts';

export interface BuiltCase {
  readonly case: Case;
  /** The facts behind it, for impact and exposure. */
  readonly facts: ActivityRow;
}

/** Below this a suspicion is not worth a line: fewer than one in twenty such hosts would do the activity. */
const LEAD_FROM = 0.05;

/** Cases of inside (or unknown) subjects, most probable first. */
export const buildCases = (
  findings: readonly Finding[],
  ledger: ActivityLedger,
  subjects: Subjects,
  policy: Policy | null,
): BuiltCase[] => {
  const groups = new Map<string, SubjectGroup>();
  for (const finding of findings) {
    if (!isMachineName(finding.subject) && subjects.placeOf(finding.subject) === 'outside')
      continue;
    const subject = subjects.subjectOf(finding.subject);
    if (subject.role !== 'host') continue;
    const key = `${finding.activity}|${subject.address}`;
    const group = groups.get(key) ?? { subject, activity: finding.activity, findings: [] };
    group.findings.push(finding);
    groups.set(key, group);
  }
  return settled([...groups.values()], ledger)
    .map((group) => buildCase(group.subject, group.activity, group.findings, ledger, policy))
    .filter((built) => built.case.probability >= LEAD_FROM)
    .filter((built) => !usesOwnProxy(built, subjects))
    .sort((a, b) => b.case.probability - a.case.probability || (a.case.id < b.case.id ? -1 : 1));
};

interface SubjectGroup {
  readonly subject: Subject;
  readonly activity: SystemId;
  readonly findings: Finding[];
}

const settled = (groups: readonly SubjectGroup[], ledger: ActivityLedger): SubjectGroup[] => {
  const bySubject = new Map<string, SubjectGroup[]>();
  for (const group of groups)
    bySubject.set(group.subject.address, [...(bySubject.get(group.subject.address) ?? []), group]);
  return [...bySubject.values()].flatMap((own) =>
    settleBehaviour(own, ({ subject, activity, findings }) => {
      const rows = subject.addresses.flatMap(
        (address) => ledger.rows.get(`${activity}|${address}`) ?? [],
      );
      const times = findings.flatMap(({ evidence }) => evidence.map(({ at }) => at));
      return {
        from: Math.min(...rows.map((row) => row.firstSeen), ...times),
        until: Math.max(...rows.map((row) => row.lastSeen), ...times),
      };
    }),
  );
};

/** Use of a proxy that stands inside is no finding (design: families). */
const usesOwnProxy = ({ case: found, facts }: BuiltCase, subjects: Subjects): boolean =>
  found.family === 'proxy' &&
  facts.peers.size > 0 &&
  [...facts.peers].every(
    (peer) => subjects.placeOf(peer) === 'inside' || subjects.subjectOf(peer).role === 'proxy',
  );

const buildCase = (
  subject: Subject,
  activity: SystemId,
  separate: readonly Finding[],
  ledger: ActivityLedger,
  policy: Policy | null,
): BuiltCase => {
  const findings = joinFindings(separate);
  const facts = new ActivityRow(subject.address, activity);
  // A machine may be known by its address here and by its name there.
  const names = new Set([...subject.addresses, ...separate.map((finding) => finding.subject)]);
  for (const name of names) {
    const row = ledger.rows.get(`${activity}|${name}`);
    if (row) facts.merge(row);
  }
  if (facts.flows === 0) addExtents(facts, separate);
  const times = findings.flatMap((finding) => finding.evidence.map((seen) => seen.at));
  const firstSeen = Math.min(facts.firstSeen, ...times);
  const lastSeen = Math.max(facts.lastSeen, ...times);
  const family = familyOf(activity);
  const fused = fuse(priorOf(policy, activity), findings);
  // A port is a lead and never more, nor is behaviour, nor both, whatever prior a policy sets.
  const probability = isLeadOnly(findings) ? Math.min(fused, LEAD_MAX) : fused;
  const discovery = discoveryOf(facts);
  const slices = facts.timeline.toSlices();
  const { sliceMs } = facts.timeline;
  const course = {
    firstSeen,
    lastSeen,
    sliceMs,
    slices: slices.map(({ at }) => at),
    moments: times,
  };
  const excepted = isExcepted(subject.addresses, activity, course, policy);
  const users = [...facts.users.keys()];
  return {
    facts,
    case: {
      id: `${activity}-${subject.address}`,
      subject: { ...subject, user: users.length === 1 ? users[0]! : subject.user },
      // Told afterwards, when everything that is known of the addresses has come together (holders.ts).
      holders: [],
      doubts: [],
      activity,
      family,
      probability,
      state: (excepted ? 'excepted' : 'open') satisfies CaseState,
      sanctioned: excepted || isSanctioned(activity, policy),
      severity: severityOf(probability, facts),
      firstSeen,
      lastSeen,
      bytesOut: facts.bytesOut,
      bytesIn: facts.bytesIn,
      flows: facts.flows,
      peers: facts.peers.size,
      model: modelOf(activity, discovery),
      discovery,
      clients: clientsOf(facts),
      roles: [...facts.roles].sort(),
      content: [...facts.contents.values()],
      findings: [...findings].sort((a, b) => b.weight - a.weight),
      timeline: { sliceMs: facts.timeline.sliceMs, slices },
    },
  };
};

/** What findings went over, where no flow or request was named: the largest, because they may tell of the same. */
const addExtents = (facts: ActivityRow, findings: readonly Finding[]): void => {
  const extents = findings.flatMap(({ extent }) => extent ?? []);
  const byPeer = new Map<string, Extent>();
  for (const extent of extents) {
    const known = byPeer.get(extent.peer);
    if (!known || bytesOf(extent) > bytesOf(known)) byPeer.set(extent.peer, extent);
  }
  for (const { from, until, bytesOut, bytesIn, peer, user, connections } of byPeer.values()) {
    facts.count(from, until, bytesOut, bytesIn, peer);
    facts.flows += connections - 1;
    if (user !== undefined) facts.users.set(user, (facts.users.get(user) ?? 0) + connections);
  }
};

const bytesOf = ({ bytesOut, bytesIn }: Extent): number => bytesOut + bytesIn;

/** The most that ports and behaviour can say. */
const LEAD_MAX = 0.49;

/** Findings of one detector about several addresses of one device are one finding: the one that says most, and the rest counted. */
const joinFindings = (findings: readonly Finding[]): Finding[] => {
  const byDetector = new Map<string, Finding[]>();
  for (const finding of findings) {
    byDetector.set(finding.detector, [...(byDetector.get(finding.detector) ?? []), finding]);
  }
  return [...byDetector.values()].map(joinOne);
};

const joinOne = (findings: readonly Finding[]): Finding => {
  const [most, ...rest] = [...findings].sort((a, b) => b.weight - a.weight || b.count - a.count);
  if (rest.length === 0) return most!;
  const others = rest.reduce((sum, { count }) => sum + count, 0);
  const apart = rest.some(({ subject }) => subject !== most!.subject);
  const from = apart ? 'From other addresses of the same device' : 'To other far ends';
  return {
    ...most!,
    text: `${most!.text} ${from}: ${others} more.`,
    count: most!.count + others,
    evidence: [most!, ...rest].flatMap(({ evidence }) => evidence).slice(0, LIMITS.seenMax),
  };
};

export const isSanctioned = (activity: SystemId, policy: Policy | null): boolean => {
  const family = familyOf(activity);
  const { forbid, sanction } = policy?.systems ?? {};
  // A system that is named outweighs its family, and what is forbidden outweighs what is sanctioned.
  if (forbid?.includes(activity)) return false;
  if (sanction?.includes(activity)) return true;
  if (isListed(forbid, activity, family)) return false;
  if (isListed(sanction, activity, family)) return true;
  return !FAMILIES[family].raised;
};

/** High: sure, and content left the house or was on offer. Low: only suspected. */
const severityOf = (probability: number, facts: ActivityRow): Severity => {
  const confidence = confidenceOf(probability);
  if (confidence === 'lead' || confidence === 'raised') return 'low';
  const gives =
    facts.bytesOut > UPLOAD_BYTES || facts.offers.size > 0 || (facts.shareBytes ?? 0) > 0;
  return confidence === 'certain' && gives ? 'high' : 'medium';
};

/** More than requests and acknowledgments: content left the house. */
const UPLOAD_BYTES = 1_000_000;

const clientsOf = (facts: ActivityRow): ClientSeen[] =>
  [...facts.clients]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 8)
    .map(([key]) => {
      const [name, version] = key.split('\u0000');
      return { name: name!, version: version || null };
    });
