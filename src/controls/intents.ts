// Policy and cases → intents: the only place where it is decided what is to be enforced.

import { parseRate } from '../impact/quantity.ts';
import { canonicalAddress, parseNetwork } from '../model/address.ts';
import type { Confidence } from '../model/case.ts';
import {
  exceptionEnds,
  networksOf,
  type Permit,
  type Policy,
  permitEnds,
  proxiesOf,
  type Response,
} from '../model/policy.ts';
import type { ReportCase } from '../model/report.ts';
import { type PortRange, servicePorts } from '../model/services.ts';
import { familyOf, SYSTEM_IDS, type SystemId } from '../model/systems.ts';
import { HOUR_MS, parseDuration } from '../model/time.ts';
import type { System } from '../systems/system.ts';
import type { DenyListed, DenyRequests, HostMeasure, Intent, ProxyUse } from './intent.ts';
import { forbiddenBy, portsOf, spareAgent, spareListed, spareName, sparePort } from './judge.ts';
import type { BlockList } from './lists/block-list.ts';
import { mergeNames } from './lists/merge.ts';
import type { ControlContext } from './target.ts';

export type CaseForControl = Pick<
  ReportCase,
  'subject' | 'activity' | 'confidence' | 'state' | 'sanctioned' | 'firstSeen' | 'lastSeen'
>;

export interface IntentSources {
  readonly policy: Policy;
  readonly cases: readonly CaseForControl[];
  readonly systems: readonly System[];
  readonly context: ControlContext;
  /** Block lists that policy imports. */
  readonly lists?: readonly ImportedList[];
}

export interface ImportedList {
  /** `names.lists[0]`. */
  readonly owner: string;
  readonly list: BlockList;
}

/** Everything that policy and cases ask for, frozen. */
export const intentsOf = (sources: IntentSources): readonly Intent[] =>
  [
    ...permitIntents(sources),
    ...exceptIntents(sources),
    ...systemIntents(sources),
    ...listIntents(sources),
    ...allowIntents(sources),
    ...proxyIntents(sources),
    ...sources.cases.flatMap((each) => caseIntents(each, sources)),
  ].map((intent) => Object.freeze(intent));

const permitIntents = ({ policy, context }: IntentSources): Intent[] => {
  if (!policy.permit) return [];
  const permits = policy.permit.flatMap((permit, i): Intent[] => {
    const ends = permitEnds(permit);
    if (ends <= context.now) return [];
    const intent: Intent = {
      kind: 'permit',
      owner: `permit[${i}]`,
      expires: Number.isFinite(ends) ? ends : null,
      when: permit.when ?? null,
      from: fromOf(permit, policy, context),
      to:
        permit.to === 'internet'
          ? 'internet'
          : permit.to === 'inside'
            ? context.inside
            : networksOf([permit.to]),
      ports: permit.service.flatMap((text): readonly PortRange[] => servicePorts(text) ?? []),
    };
    return [intent];
  });
  return [{ kind: 'default-deny', owner: 'permit', expires: null }, ...permits];
};

const fromOf = ({ from }: Permit, policy: Policy, context: ControlContext) => {
  if (from === undefined || from === 'inside') return context.inside;
  return from === 'proxy' ? proxiesOf(policy) : networksOf([from]);
};

const exceptIntents = ({ policy, context }: IntentSources): Intent[] =>
  (policy.exceptions ?? []).flatMap((exception, i): Intent[] => {
    const who = parseNetwork(exception.who);
    const expires = exceptionEnds(exception);
    if (!who || expires <= context.now) return [];
    const systems = SYSTEM_IDS.filter(
      (id) => exception.may.includes(id) || exception.may.includes(familyOf(id)),
    );
    const when = exception.when ?? null;
    return [{ kind: 'except', owner: `exceptions[${i}]`, expires, who, systems, when }];
  });

const systemIntents = ({ policy, systems }: IntentSources): Intent[] => {
  const allowed = systems.filter(({ id }) => forbiddenBy(policy, id) === null);
  return systems.flatMap((system): Intent[] => {
    const by = forbiddenBy(policy, system.id);
    if (by === null) return [];
    const base = { owner: by, expires: null, system: system.id };
    const ports = portsOf(system).map((port) => ({ ...port, spare: sparePort(port, allowed) }));
    const names = system.dnsNames.map((name) => ({ name, spare: spareName(name, allowed) }));
    return [
      ...(ports.length > 0 ? [{ ...base, kind: 'deny-ports' as const, ports }] : []),
      ...(names.length > 0 ? [{ ...base, kind: 'deny-names' as const, names }] : []),
      ...requestIntents(base, system, allowed),
    ];
  });
};

const requestIntents = (
  base: Pick<DenyRequests, 'owner' | 'expires' | 'system'>,
  system: System,
  allowed: readonly System[],
): DenyRequests[] => {
  const agents = system.userAgents.map((text) => ({ text, spare: spareAgent(text, allowed) }));
  const urls = (system.urls ?? []).map((text) => ({ text, spare: null }));
  return agents.length + urls.length > 0 ? [{ ...base, kind: 'deny-requests', agents, urls }] : [];
};

const proxyIntents = ({ policy: { proxy } }: IntentSources): ProxyUse[] =>
  proxy === undefined
    ? []
    : [
        {
          kind: 'proxy-use',
          owner: 'proxy',
          expires: null,
          authentication: proxy.authentication === 'required',
          namesOnly: proxy.addresses === 'denied',
          perHost: proxy.perHost === undefined ? null : parseRate(proxy.perHost, 'SI'),
        },
      ];

const listIntents = ({ lists = [], policy, systems }: IntentSources): DenyListed[] => {
  const allowed = systems.filter(({ id }) => forbiddenBy(policy, id) === null);
  return lists.map(({ owner, list }) => {
    const { rules, spared } = spareListed(list.rules, allowed);
    return { kind: 'deny-listed', owner, expires: null, rules: mergeNames([rules]).rules, spared };
  });
};

const allowIntents = ({ policy }: IntentSources): Intent[] => {
  const names = policy.names?.allow ?? [];
  return names.map((name, i) => ({
    kind: 'allow-names',
    owner: `names.allow[${i}]`,
    expires: null,
    names: [name],
  }));
};

/** Length of a measure for which policy names none: a working day. */
const MEASURE_MS = 8 * HOUR_MS;

const MEASURES: readonly string[] = [
  'quarantine',
  'block',
  'throttle',
] satisfies HostMeasure['kind'][];

const caseIntents = (each: CaseForControl, { policy, context }: IntentSources): Intent[] =>
  (policy.responses ?? []).flatMap((response, i, responses): Intent[] => {
    if (!MEASURES.includes(response.do) || !applies(effective(responses, i), each)) return [];
    const { subject, activity } = each;
    const forMs = (response.for && parseDuration(response.for)) || MEASURE_MS;
    const address = canonicalAddress(subject.address) ?? 'a host without an address';
    return [
      {
        kind: response.do as HostMeasure['kind'],
        owner: `responses[${i}], ${activity} of ${address}`,
        expires: context.now + forMs,
        system: activity as SystemId,
        addresses: [...new Set([subject.address, ...subject.addresses])],
        inside: subject.inside,
        role: subject.role,
        forMs,
        approve: response.approve ?? false,
      },
    ];
  });

/** A step that has `after` and neither `when` nor `family` continues the step above it, under the same conditions. */
const effective = (responses: readonly Response[], i: number): Response => {
  const response = responses[i]!;
  const continues = i > 0 && response.after && !response.when && !response.family;
  if (!continues) return response;
  const { when, family } = effective(responses, i - 1);
  return { ...response, when, family };
};

const CONFIDENCES: readonly Confidence[] = ['lead', 'raised', 'likely', 'certain'];

const applies = ({ when, family, after }: Response, each: CaseForControl): boolean => {
  if (each.sanctioned || !['open', 'acknowledged'].includes(each.state)) return false;
  if (CONFIDENCES.indexOf(each.confidence) < CONFIDENCES.indexOf(when ?? 'raised')) return false;
  const id = each.activity as SystemId;
  if (family !== undefined && family !== id && family !== familyOf(id)) return false;
  const lasted = Date.parse(each.lastSeen) - Date.parse(each.firstSeen);
  return after === undefined || lasted >= (parseDuration(after) ?? 0);
};
