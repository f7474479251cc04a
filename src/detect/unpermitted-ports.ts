// Unusual ports at the boundary (D3): connections in firewall logs, connection tables and flow records to ports that a
// system is known to use and that policy does not permit. Where policy does not say what is permitted, only systems of
// file sharing are told, because everything else may well be permitted. A port proves nothing: a lead, never a case.
//
// Rival: a scanner touches every port. A host that tried very many different ports is left out.

import { isPrivate, isUnicast, networkMatcher, parseAddress } from '../model/address.ts';
import type { Observation } from '../model/observation.ts';
import { networksOf } from '../model/policy.ts';
import { activityOf, familyOf, type SystemId } from '../model/systems.ts';
import { SYSTEMS } from '../systems/index.ts';
import type { Detector } from './detector.ts';
import { FindingGatherer, findingOf, kindsText, plural } from './flow-findings.ts';
import { place } from './part.ts';
import { type Attempt, permitsOf } from './permits.ts';
import { weightOf } from './weights.ts';

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
          const service = `${attempt.destinationPort}/${attempt.transport}`;
          gatherer.add(attempt.source, activity, service, attempt.destination, observation, () => {
            const action = observation.kind === 'verdict' ? ` ${observation.action}` : '';
            return `${place(attempt.source)} → ${place(attempt.destination, attempt.destinationPort)} ${attempt.transport}${action}`;
          });
        }
      },
      findings: () =>
        [...gatherer.values()]
          .filter((one) => (portsTried.get(one.subject)?.size ?? 0) <= SCAN_PORTS)
          .map((one) =>
            findingOf(
              { detector: 'unpermitted-ports', technique: 'D3', plane: 'log' },
              one,
              weightOf('unpermitted-ports'),
              `${plural(one.count, 'connection')} to ports that ${knows ? 'policy does not permit and ' : ''}the system is known to use (${kindsText(one.kinds)}).`,
              'Another program uses the same port: a port alone is a lead, never proof.',
            ),
          ),
    };
  },
} satisfies Detector);

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
