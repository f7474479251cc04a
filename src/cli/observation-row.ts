// An observation as the contract of `observe` shows it (design: interfaces): of the fields of its kind those that are known.

import { macText } from '../model/address.ts';
import type {
  CountedObservation,
  FlowObservation,
  Observation,
  RequestObservation,
  VerdictObservation,
} from '../model/observation.ts';
import { isoTime } from '../model/time.ts';

export type ObservationRow = Record<string, unknown>;

/** `path` is that of the evidence. JSON leaves out what is undefined. */
export const observationRow = (observation: Observation, path: string): ObservationRow => {
  const { kind, at, until, format, origin } = observation;
  const { line, offset } = origin;
  return {
    kind,
    at: isoTime(at),
    until: until === undefined ? undefined : isoTime(until),
    format,
    origin: { path, line, offset },
    ...fieldsOf(observation),
  };
};

const fieldsOf = (observation: Observation): ObservationRow => {
  switch (observation.kind) {
    case 'flow':
      return flowFields(observation);
    case 'request':
      return requestFields(observation);
    case 'verdict':
      return verdictFields(observation);
    case 'connection':
      return connectionFields(observation);
    default:
      return ownFields(observation);
  }
};

/** The fields of kinds that are shown as they are. */
const ownFields = (observation: Observation): ObservationRow => {
  const {
    kind: _kind,
    at: _at,
    until: _until,
    format: _format,
    origin: _origin,
    ...own
  } = observation;
  return own;
};

const flowFields = (flow: FlowObservation): ObservationRow => {
  const { carrier, ends } = flow.facts ?? {};
  const text = (key: string): string | undefined => {
    const value = carrier?.[key];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const status = carrier?.['status'];
  return {
    ...endsOf(flow),
    bytesOut: flow.bytesOut,
    bytesIn: flow.bytesIn,
    packets: flow.packetsOut + flow.packetsIn,
    user: text('user'),
    mac: flow.linkSource ? macText(flow.linkSource) : undefined,
    // Asked for in HTTP, or else in TLS.
    host: text('host') ?? text('sni'),
    method: text('method'),
    status: typeof status === 'number' ? status : undefined,
    agent: text('agent'),
    query: text('query'),
    answer: text('answer'),
    program: ends?.[0].client,
    version: ends?.[0].version,
    system: flow.system ?? undefined,
    protocol: flow.protocol,
    // What tells how its system is known, so that the row can be judged again.
    via: flow.via.length > 0 ? flow.via : undefined,
    by: flow.system === null ? undefined : flow.by,
    probability: flow.system === null ? undefined : flow.probability,
    payloadOut: flow.payloadOut,
    payloadIn: flow.payloadIn,
    connection: flow.connection,
    bystander: flow.bystander,
    learned: flow.learned,
  };
};

const requestFields = (request: RequestObservation): ObservationRow => {
  const { source, sourcePort, destination, destinationPort, bytesOut, bytesIn, action } = request;
  const { user, device, mac, host, url, method, status, agent, application } = request;
  const { system, protocol } = request;
  return {
    ...{ source, sourcePort, destination, destinationPort, bytesOut, bytesIn, action },
    ...{ user, device, mac, host, url, method, status, agent, application, system, protocol },
  };
};

const verdictFields = (verdict: VerdictObservation): ObservationRow => {
  const { bytesOut, bytesIn, packets, action, user, device, mac, rule, application } = verdict;
  const known = { bytesOut, bytesIn, packets, action, user, device, mac, rule, application };
  return { ...endsOf(verdict), ...known, translated: verdict.translated };
};

const connectionFields = (connection: CountedObservation): ObservationRow => {
  const { bytesOut, bytesIn, packetsOut, packetsIn, user, device, mac, application } = connection;
  const { translated, unanswered, refused } = connection;
  const counted = packetsOut !== undefined || packetsIn !== undefined;
  return {
    ...endsOf(connection),
    bytesOut,
    bytesIn,
    packets: counted ? (packetsOut ?? 0) + (packetsIn ?? 0) : undefined,
    ...{ user, device, mac, application, translated, unanswered, refused },
  };
};

const endsOf = (ends: {
  readonly transport: string;
  readonly source: string;
  readonly sourcePort?: number;
  readonly destination: string;
  readonly destinationPort?: number;
}): ObservationRow => ({
  transport: ends.transport,
  source: ends.source,
  sourcePort: ends.sourcePort,
  destination: ends.destination,
  destinationPort: ends.destinationPort,
});
