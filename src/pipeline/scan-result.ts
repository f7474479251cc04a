// What was heard, what policy says of it, what is new: a scan as one document, and as observations.

import { changesSince } from '../cases/listener-changes.ts';
import { listenerJudge } from '../cases/listener-verdict.ts';
import type { HostHeard } from '../intake/scan/host.ts';
import type { Scanned, ScanPlan } from '../intake/scan/scan.ts';
import { LIMITS } from '../model/limits.ts';
import type { ListenerObservation } from '../model/observation.ts';
import type { Policy } from '../model/policy.ts';
import type { ScanHost, ScanResult } from '../model/scan.ts';
import { isoTime } from '../model/time.ts';
import { VERSION } from './version.ts';

export interface ScanContext {
  readonly policy: Policy | null;
  readonly plan: ScanPlan;
  readonly from: number;
  readonly until: number;
  /** Listeners of the scan before, and how to call it; null when there is none. */
  readonly before: {
    readonly name: string;
    readonly listeners: readonly ListenerObservation[];
  } | null;
  /** Link-layer addresses by address. */
  readonly macs: ReadonlyMap<string, string>;
  /** Who or what explains a device; null where no inventory was given. */
  readonly explain: ((address: string, mac: string | null) => string | null) | null;
}

export const scanResult = (scanned: Scanned, context: ScanContext): ScanResult => {
  const { policy, plan, before, macs, explain } = context;
  const judge = listenerJudge(policy);
  const heard = scanned.hosts.map((host) => ({ host, observations: observationsOf(host, macs) }));
  const all = heard.flatMap(({ observations }) => observations);
  const changes = before && changesSince(before.listeners, all, wasAsked(plan, scanned));
  const up = heard.filter(({ host }) => host.state === 'up');
  const hosts = up.map(({ host, observations }): ScanHost => {
    const mac = macs.get(host.address) ?? null;
    return {
      address: host.address,
      state: host.state,
      mac,
      ...(explain === null ? {} : { explainedBy: explain(host.address, mac) }),
      listeners: observations.map((observation) => ({
        observation,
        ...judge(observation),
        ...(changes === null
          ? {}
          : { change: changes.of(observation), since: isoTime(changes.since(observation)) }),
      })),
    };
  });
  const count = (state: HostHeard['state']) => scanned.hosts.filter((one) => one.state === state);
  return {
    schema: 'peerwarden.scan/1',
    tool: { name: 'peerwarden', version: VERSION },
    site: policy?.site ?? null,
    from: isoTime(context.from),
    until: isoTime(context.until),
    complete: scanned.complete,
    networks: (policy?.networks?.scan ?? []).map((one) =>
      typeof one === 'string' ? one : one.network,
    ),
    asked: {
      hosts: scanned.hosts.length,
      tcpPorts: plan.tcpPorts.length,
      connections: scanned.asked,
    },
    against: before?.name ?? null,
    hosts,
    silent: count('silent').length,
    absent: count('absent').length,
    gone: changes?.gone ?? [],
    mappings: scanned.hosts.flatMap(({ mappings }) => mappings),
    unmanaged:
      explain === null
        ? null
        : hosts.filter(({ explainedBy }) => explainedBy === null).map(({ address }) => address),
    notShown: notShown(scanned, plan),
  };
};

/** As detectors and `observe` take them. */
export const observationsOf = (
  host: HostHeard,
  macs: ReadonlyMap<string, string>,
): ListenerObservation[] => {
  const mac = macs.get(host.address);
  return host.listeners.map(({ port, over, at, system, protocol, shape: _shape, ...said }) => ({
    kind: 'listener',
    at,
    format: 'scan',
    origin: { evidence: 0 },
    source: host.address,
    sourcePort: port,
    transport: over,
    system,
    protocol,
    ...textsOf(said),
    ...(mac === undefined ? {} : { mac }),
  }));
};

const textsOf = (
  said: Pick<ListenerObservation, 'program' | 'version' | 'text' | 'identity'>,
): typeof said =>
  Object.fromEntries(
    Object.entries(said).map(([name, text]) => [name, text.slice(0, LIMITS.textCharsMax)]),
  );

const wasAsked = (plan: ScanPlan, scanned: Scanned) => {
  const hosts = new Set(scanned.hosts.map(({ address }) => address));
  const ports = new Set(plan.tcpPorts);
  return ({ source, sourcePort, transport }: ListenerObservation): boolean =>
    hosts.has(source) && (transport === 'udp' || ports.has(sourcePort));
};

const notShown = ({ hosts, complete }: Scanned, { tcpPorts, contents }: ScanPlan): string[] => [
  ...(complete ? [] : ['The scan was stopped: hosts that were not asked are not shown.']),
  ...(tcpPorts.length < 65_535
    ? [
        `${tcpPorts.length} of 65,535 TCP ports were asked; programs that choose a port of their own are found at all of them (--ports all).`,
      ]
    : []),
  ...(contents.length === 0
    ? [
        'No known content was given (--content): BitTorrent clients without DHT and µTP are known by the shape of their answer only.',
      ]
    : []),
  ...(hosts.some(({ cut }) => cut)
    ? [`More than ${LIMITS.scanListenersMax} ports of a host were open: the rest was not asked.`]
    : []),
  ...(hosts.some(({ state }) => state === 'silent')
    ? ['Hosts that answered nothing may be there behind a firewall of their own.']
    : []),
];
