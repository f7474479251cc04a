// Unusual ports at the boundary (D3): connections in firewall logs, connection tables and flow records to ports that a
// system is known to use and that policy does not permit. Where policy does not say what is permitted, only systems of
// file sharing are told, because everything else may well be permitted. A port proves nothing: a lead, never a case.
//
// Rival: a scanner touches every port, or one port of every neighbour. Such a host gets one finding, which says so and weighs
// nothing. So does one whose ports fit many systems alike: ports that others chose by chance do that.

import { isPrivate, isUnicast, networkMatcher, parseAddress } from '../model/address.ts';
import type { Finding } from '../model/finding.ts';
import { LIMITS } from '../model/limits.ts';
import type { Observation } from '../model/observation.ts';
import { networksOf } from '../model/policy.ts';
import { activityOf, familyOf, type SystemId } from '../model/systems.ts';
import { SYSTEMS } from '../systems/index.ts';
import type { Detector } from './detector.ts';
import { FindingGatherer, findingOf, type Gathered, kindsText, plural } from './flow-findings.ts';
import { place } from './part.ts';
import { type Attempt, permitsOf } from './permits.ts';
import { weightOf } from './weights.ts';

/** Far ends of one /24 (IPv6: /64) at ports of one system: peers are spread, sweeps go through networks. */
const SWEPT_MIN = 16;
/** Systems that the ports of one host may fit before they fit none; most known ports are those of two or three. */
const SYSTEMS_MAX = 4;

/** More distinct ports than this from one host is a scan (the systems' own known ports are fewer than 40 together). */
export const SCAN_PORTS = 60;

export const unpermittedPorts = Object.freeze({
  id: 'unpermitted-ports',
  technique: 'D3',
  title: 'Connections to ports that a system is known to use and policy does not permit.',
  open: ({ policy }) => {
    const permits = permitsOf(policy);
    const knows = (policy?.permit ?? []).length > 0;
    const networks = networksOf(policy?.networks?.inside);
    const inNetworks = networks.length > 0 ? networkMatcher(networks) : isPrivate;
    const isInside = (address: string): boolean => {
      const words = parseAddress(address);
      return words !== null && (inNetworks(words) || !isUnicast(words));
    };
    const systemsByPort = knownPorts();
    const gatherer = new FindingGatherer();
    const sweeps = new Sweeps();
    const portsTried = new Map<string, Set<number>>();
    return {
      see(observation) {
        const attempt = attemptOf(observation);
        const permitted = attempt ? permits(attempt) : true;
        if (!attempt || permitted === true || isInside(attempt.destination)) return;
        const tried = portsTried.get(attempt.source) ?? new Set<number>();
        portsTried.set(attempt.source, tried);
        if (tried.size <= SCAN_PORTS) tried.add(attempt.destinationPort);
        for (const activity of systemsByPort.get(attempt.destinationPort) ?? []) {
          if (permitted === null && familyOf(activity) !== 'file-sharing') continue;
          sweeps.see(`${activity}|${attempt.source}`, attempt.destination);
          const service = `${attempt.destinationPort}/${attempt.transport}`;
          gatherer.add(attempt.source, activity, service, attempt.destination, observation, () => {
            const action = observation.kind === 'verdict' ? ` ${observation.action}` : '';
            return `${place(attempt.source)} → ${place(attempt.destination, attempt.destinationPort)} ${attempt.transport}${action}`;
          });
        }
      },
      findings: () => {
        const hosts = new Map<string, Gathered[]>();
        for (const one of gatherer.values())
          hosts.set(one.subject, [...(hosts.get(one.subject) ?? []), one]);
        return [...hosts].flatMap(([host, all]) => {
          const swept = all.some((one) => sweeps.swept(`${one.activity}|${host}`));
          const ports = portsTried.get(host)?.size ?? 0;
          if (swept || ports > SCAN_PORTS || all.length > SYSTEMS_MAX) return [scanOf(all)];
          return all.map((one) => portFinding(one, knows));
        });
      },
    };
  },
} satisfies Detector);

const KIND = { detector: 'unpermitted-ports', technique: 'D3', plane: 'log' } as const;

const portFinding = (one: Gathered, knows: boolean): Finding =>
  findingOf(
    KIND,
    one,
    weightOf('unpermitted-ports'),
    `${plural(one.count, 'connection')} to ports that ${knows ? 'policy does not permit and ' : ''}the system is known to use (${kindsText(one.kinds)}).`,
    'Another program uses the same port: a port alone is a lead, never proof.',
  );

/** One finding that weighs nothing, of the system that most of it would fit. */
const scanOf = (all: readonly Gathered[]): Finding => {
  const most = all.reduce((best, one) => (one.count > best.count ? one : best));
  const count = all.reduce((sum, one) => sum + one.count, 0);
  return findingOf(
    KIND,
    { ...most, count },
    0,
    `It went through ports or addresses one after the other, as a scan does: ${plural(count, 'connection')} to known ports of ${plural(all.length, 'system')}. That says nothing of any of them.`,
    'A scanner, or a program that looks for services.',
  );
};

/** Far ends by network, of each activity and host; a network that was swept needs no more. */
class Sweeps {
  readonly #byNetwork = new Map<string, Set<string>>();
  readonly #swept = new Set<string>();

  see(key: string, destination: string): void {
    if (this.#swept.has(key)) return;
    const network = `${key} ${networkOf(destination)}`;
    let seen = this.#byNetwork.get(network);
    if (!seen) {
      if (this.#byNetwork.size >= LIMITS.networksMax) return;
      seen = new Set();
      this.#byNetwork.set(network, seen);
    }
    seen.add(destination);
    if (seen.size < SWEPT_MIN) return;
    this.#swept.add(key);
    this.#byNetwork.delete(network);
  }

  swept(key: string): boolean {
    return this.#swept.has(key);
  }
}

/** Its /24, or /64 as RFC 5952 writes it: only equality matters. */
const networkOf = (address: string): string =>
  address.includes(':')
    ? address.split(':').slice(0, 4).join(':')
    : address.slice(0, address.lastIndexOf('.'));

const attemptOf = (observation: Observation): Attempt | null => {
  if (observation.kind !== 'verdict' && observation.kind !== 'connection') return null;
  const { transport, source, destination, destinationPort, at } = observation;
  return destinationPort === undefined
    ? null
    : { transport, source, destination, destinationPort, at };
};

/** Port → activities whose catalogue names it. */
const knownPorts = (): ReadonlyMap<number, readonly SystemId[]> => {
  const byPort = new Map<number, SystemId[]>();
  for (const system of SYSTEMS) {
    for (const { port, until } of system.ports) {
      for (let p = port; p <= (until ?? port); p++) {
        const activity = activityOf(system.id);
        const list = byPort.get(p) ?? [];
        if (!list.includes(activity)) list.push(activity);
        byPort.set(p, list);
      }
    }
  }
  for (const common of COMMON_PORTS) byPort.delete(common);
  return byPort;
};

/** Ports of everyday services: a catalogue that names them says nothing about a host. */
const COMMON_PORTS = [22, 53, 80, 443, 5000, 8000, 8080, 8443, 8888];
