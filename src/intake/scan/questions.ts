// All probes of all systems with the ports where each is likely, and from these the ports that a scan asks.

import { SYSTEMS } from '../../systems/index.ts';
import type { DatagramProbe, Probe, StreamProbe, TlsProbe, WebProbe } from '../../systems/probe.ts';

import { GATEWAY_PROBES } from './gateways.ts';

export interface Question<P extends Probe> {
  readonly probe: P;
  readonly ports: ReadonlySet<number>;
}

const questionsOf = <P extends Probe>(transport: P['transport']): readonly Question<P>[] =>
  SYSTEMS.flatMap((system) => {
    const carrier = transport === 'udp' ? 'udp' : 'tcp';
    const known = system.ports
      .filter((one) => one.transport === carrier || one.transport === 'both')
      .flatMap(({ port, until = port }) =>
        Array.from({ length: until - port + 1 }, (_, i) => port + i),
      );
    return (system.probes ?? [])
      .filter((probe) => probe.transport === transport)
      .map((probe) => ({
        probe: probe as P,
        ports: new Set([...known, ...(probe.ports ?? [])]),
      }));
  });

export const STREAM_QUESTIONS = questionsOf<StreamProbe>('tcp');
export const TLS_QUESTIONS = questionsOf<TlsProbe>('tls');
export const WEB_QUESTIONS = questionsOf<WebProbe>('web');
export const DATAGRAM_QUESTIONS: readonly Question<DatagramProbe>[] = [
  ...questionsOf<DatagramProbe>('udp'),
  ...GATEWAY_PROBES.map((probe) => ({ probe, ports: new Set(probe.ports) })),
];

/** Where web servers, interfaces of programs and proxies listen beside the ports of the catalogue. */
const WEB_PORTS = [80, 81, 443, 3000, 5000, 8000, 8008, 8080, 8081, 8088, 8090, 8443, 8888, 9000];

/** What nearly every machine has one of: a host that answers there is up, whatever else it does. */
const PRESENCE_PORTS = [22, 135, 139, 445, 548, 631, 3389, 62_078];

/** Ports that are asked when none are named: those of the catalogue, likely first. */
export const usualPorts = (): number[] => {
  const ports = new Set<number>(PRESENCE_PORTS);
  for (const port of WEB_PORTS) ports.add(port);
  for (const questions of [STREAM_QUESTIONS, TLS_QUESTIONS, WEB_QUESTIONS])
    for (const question of questions) for (const port of question.ports) ports.add(port);
  // Systems without a probe are met there as well: an open port is told, and what else it is.
  for (const { ports: known } of SYSTEMS)
    for (const { port, until = port, transport } of known)
      if (transport !== 'udp') for (let p = port; p <= until; p++) ports.add(p);
  return [...ports];
};

export interface DatagramQuestion {
  readonly probe: DatagramProbe;
  readonly port: number;
}

/** What to ask over UDP, given the TCP ports that were open: programs often use one number for both. */
export const datagramQuestions = (openTcp: readonly number[]): DatagramQuestion[] =>
  DATAGRAM_QUESTIONS.flatMap(({ probe, ports }) => {
    const beside = (probe.besideTcp ?? []).flatMap((step) => openTcp.map((port) => port + step));
    return [...new Set([...ports, ...beside])]
      .filter((port) => port > 0 && port <= 65_535)
      .map((port) => ({ probe, port }));
  });
