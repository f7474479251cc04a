// A flow as a row of `observe` has it → the flow. Whole only where the row says by what its system is known.
import type { CountedObservation, FlowObservation, Way } from '../../model/observation.ts';
import { isSystemId, type SystemId } from '../../model/systems.ts';
import type { Reason } from '../source.ts';
import { said } from '../text/draft.ts';
import { isObject, type JsonObject } from '../text/fields.ts';

/** `ends`: what a flow has of a connection, checked. */
export const flowOf = (row: JsonObject, ends: CountedObservation): FlowObservation | Reason => {
  const { at, format, origin, transport, source, destination } = ends;
  const { sourcePort = 0, destinationPort = 0, bytesOut = 0, bytesIn = 0 } = ends;
  const packets = count(row['packets']);
  const by = WAYS.find((way) => way === row['by']) ?? 'none';
  const system = by === 'none' ? null : systemOf(row['system']);
  const client = said(textOf(row['program']));
  const version = said(textOf(row['version']));
  const { connection, bystander } = row;
  return {
    kind: 'flow',
    at,
    until: ends.until ?? at,
    format,
    origin,
    ...{ transport, source, sourcePort, destination, destinationPort, bytesOut, bytesIn },
    // The row has their sum; what is sure is that who sent bytes sent packets.
    packetsOut: Math.ceil(packets / 2),
    packetsIn: Math.floor(packets / 2),
    payloadOut: count(row['payloadOut']),
    payloadIn: count(row['payloadIn']),
    protocol: said(textOf(row['protocol'])) ?? 'unknown',
    system,
    via: viaOf(row['via']),
    by: system === null ? 'none' : by,
    probability: system === null ? 0 : share(row['probability']),
    ...(isConnection(connection) ? { connection } : {}),
    ...(isEnd(bystander) ? { bystander } : {}),
    ...learnedOf(row['learned']),
    ...(client === undefined
      ? {}
      : {
          facts: {
            ends: [{ client, ...(version === undefined ? {} : { version }) }, {}],
            contents: [],
            offers: [],
            searches: [],
          },
        }),
  };
};

const WAYS = [
  'payload',
  'endpoint',
  'shape',
  'behaviour',
  'port',
] as const satisfies readonly Way[];
const CONNECTIONS = ['established', 'refused', 'unanswered', 'midstream'] as const;
const VIA_MAX = 8;

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

const systemOf = (value: unknown): SystemId | null =>
  typeof value === 'string' && isSystemId(value) ? value : null;

const count = (value: unknown): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;

const share = (value: unknown): number =>
  typeof value === 'number' && value >= 0 && value <= 1 ? value : 0;

const isConnection = (value: unknown): value is (typeof CONNECTIONS)[number] =>
  (CONNECTIONS as readonly unknown[]).includes(value);

const isEnd = (value: unknown): value is 'source' | 'destination' =>
  value === 'source' || value === 'destination';

const viaOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.slice(0, VIA_MAX).flatMap((one) => said(textOf(one)) ?? []) : [];

const learnedOf = (value: unknown): Pick<FlowObservation, 'learned'> => {
  if (!isObject(value) || !isEnd(value['end']) || !isObject(value['speaks'])) return {};
  const { source, destination } = value['speaks'];
  const kind = value['kind'] === 'proven' ? 'proven' : 'told';
  const speaks = { source: source === true, destination: destination === true };
  return { learned: { end: value['end'], kind, speaks } };
};
