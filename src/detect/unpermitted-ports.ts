// Unusual ports at the boundary (D3): connections in firewall logs and connection tables to ports that policy does not
// permit and that a system is known to use. A port proves nothing, so the weight is small: a lead, never a case.
//
// Rival: a scanner touches every port. A host that tried very many different ports is left out.

import type { Observation } from '../model/observation.ts';
import { activityOf, type SystemId } from '../model/systems.ts';
import { SYSTEMS } from '../systems/index.ts';
import type { Detector } from './detector.ts';
import { FindingGatherer, findingOf, kindsText, plural } from './flow-findings.ts';
import { place } from './part.ts';
import { type Attempt, permitsOf } from './permits.ts';
import { weightOf } from './weights.ts';

/** More distinct ports than this from one host is a scan (the systems' own known ports are fewer than 40 together). */
const SCAN_PORTS = 60;

export const unpermittedPorts = Object.freeze({
  id: 'unpermitted-ports',
  technique: 'D3',
  title: 'Connections to ports that policy does not permit and a system is known to use.',
  open: ({ policy }) => {
    const permits = permitsOf(policy);
    const systemsByPort = knownPorts();
    const gatherer = new FindingGatherer();
    const portsTried = new Map<string, Set<number>>();
    return {
      see(observation) {
        const attempt = attemptOf(observation);
        if (!attempt || permits(attempt) !== false) return;
        const tried = portsTried.get(attempt.source) ?? new Set<number>();
        portsTried.set(attempt.source, tried);
        if (tried.size <= SCAN_PORTS) tried.add(attempt.destinationPort);
        for (const activity of systemsByPort.get(attempt.destinationPort) ?? []) {
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
              `${plural(one.count, 'connection')} to ports that policy does not permit and the system is known to use (${kindsText(one.kinds)}).`,
              'Another program uses the same port: a port alone is a lead, never proof.',
            ),
          ),
    };
  },
} satisfies Detector);

const attemptOf = (observation: Observation): Attempt | null => {
  if (observation.kind !== 'verdict' && observation.kind !== 'connection') return null;
  const { transport, source, destination, destinationPort } = observation;
  return destinationPort === undefined ? null : { transport, source, destination, destinationPort };
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
const COMMON_PORTS = [22, 53, 80, 443, 8080, 8443, 8888];
