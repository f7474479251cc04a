// truth.json of a recorded case: what was played, by whom, and which labels there are.

import type { Scenario } from '../scenario.ts';
import { type OfficeHost, SERVER } from '../stage/office.ts';
import type { Flow } from './flows.ts';
import { type Labelling, UNLABELLED } from './labels.ts';

/** A program that ran on a host: a role of the range, or a real one. */
export interface Ran {
  readonly host: string;
  /** `OpenNap server, its user and share index` */
  readonly about: string;
  /** `peerwarden range napster/server 0.1.0` or `squid 5.7-2` */
  readonly program: string;
}

export interface Told {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly marked: boolean;
  readonly settings: readonly string[];
  /** Epoch milliseconds. */
  readonly started: number;
  readonly hosts: readonly OfficeHost[];
  readonly ran: readonly Ran[];
  readonly packets: number;
  readonly pcapBytes: number;
}

export const truthOf = (told: Told, flows: readonly Flow[], labelOf: Labelling): unknown => ({
  case: told.scenario.id,
  title: told.scenario.about,
  program: unique(told.ran.map((ran) => ran.program).filter((name) => !name.startsWith('dnsmasq'))),
  settings: [...told.settings, `seed ${told.seed}`, told.marked ? 'marked' : 'not marked'],
  notes: [],
  systems: told.scenario.systems,
  models: told.scenario.models,
  guilty: told.scenario.guilty,
  started: new Date(told.started).toISOString().replace(/\.\d+Z$/, 'Z'),
  capture_point:
    "bridge of the router's inside interface (brin), as a span port: LAN-internal + boundary traffic; documentation addresses only",
  hosts: told.hosts.map((host) => hostTruth(host, told.ran)),
  rules: rulesOf(flows, labelOf),
  rules_semantics:
    'labels come from the sockets that the programs opened (flows.csv); these rules sum them up: first match wins, either orientation',
  packets: told.packets,
  pcap_bytes: told.pcapBytes,
  flows: flows.length,
  labels: countsOf(flows, labelOf),
});

const hostTruth = (host: OfficeHost, ran: readonly Ran[]): unknown => {
  const here = ran.filter((one) => one.host === host.name);
  return {
    name: host.name,
    ip: host.v4,
    ip6: host.v6,
    role: unique([
      ...(host.name === SERVER ? ['corporate DNS resolver'] : []),
      ...here.map((one) => one.about),
    ]).join('; '),
    programs: unique(here.map((one) => one.program)).sort(),
  };
};

const rulesOf = (flows: readonly Flow[], labelOf: Labelling): unknown[] => {
  const servers = new Map<string, unknown>();
  for (const flow of flows) {
    const label = labelOf(flow);
    const b = `${flow.b.address}:${flow.b.port}`;
    const key = `${flow.protocol} ${b} ${label}`;
    if (label !== UNLABELLED && !label.startsWith('benign/') && !servers.has(key))
      servers.set(
        key,
        rule(flow.protocol, b, label, [flow.b.address], [[flow.b.port, flow.b.port]]),
      );
  }
  return [
    ...servers.values(),
    rule('udp', '*:53', 'benign/dns', null, [[53, 53]]),
    rule('tcp', '*:53', 'benign/dns', null, [[53, 53]]),
    ...['icmp', 'icmp6', 'ip2'].map((name) => rule(name, '*', 'benign/icmp', null, null)),
    rule('*', '*', UNLABELLED, null, null),
  ];
};

const rule = (
  proto: string,
  b: string,
  label: string,
  addresses: readonly string[] | null,
  ports: readonly (readonly number[])[] | null,
): unknown => ({
  proto,
  a: '*',
  b,
  label,
  desc: '',
  a_ips: null,
  a_ports: null,
  b_ips: addresses,
  b_ports: ports,
});

interface Count {
  flows: number;
  packets: number;
  bytes: number;
  payload_bytes: number;
  flows_without_payload: number;
}

const countsOf = (flows: readonly Flow[], labelOf: Labelling): Record<string, Count> => {
  const counts: Record<string, Count> = {};
  for (const flow of flows) {
    counts[labelOf(flow)] ??= {
      flows: 0,
      packets: 0,
      bytes: 0,
      payload_bytes: 0,
      flows_without_payload: 0,
    };
    const count = counts[labelOf(flow)]!;
    count.flows += 1;
    count.packets += sum(flow.packets);
    count.bytes += sum(flow.bytes);
    count.payload_bytes += sum(flow.payload);
    if (sum(flow.payload) === 0) count.flows_without_payload += 1;
  }
  return counts;
};

const sum = ([one, other]: readonly [number, number]): number => one + other;

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
