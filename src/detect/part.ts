// Who takes part in a flow. Being talked to is not taking part: an end counts when it sent something of the system
// itself, or when it is the known end, or talked with a proven one.

import { isGroup, parseAddress } from '../model/address.ts';
import type { FlowObservation } from '../model/observation.ts';

export type End = 'source' | 'destination';

export const takesPart = (flow: FlowObservation, end: End): boolean => {
  if (flow.by === 'endpoint') return partByEndpoint(flow, end);
  // A shape has both directions in it.
  return (end === 'source' ? flow.payloadOut : flow.payloadIn) > 0;
};

const partByEndpoint = (flow: FlowObservation, end: End): boolean => {
  const { learned } = flow;
  if (!learned) return false;
  if (learned.speaks[end]) return true;
  if (learned.kind === 'told') return false;
  return learned.end === end || (flow.payloadOut > 0 && flow.payloadIn > 0);
};

/** Port of the far end, and its address. */
export const farEnd = (flow: FlowObservation, end: End): { address: string; port: number } =>
  end === 'source'
    ? { address: flow.destination, port: flow.destinationPort }
    : { address: flow.source, port: flow.sourcePort };

/** True for multicast and broadcast addresses, which are nobody. */
export const isNobody = (address: string): boolean => {
  const words = parseAddress(address);
  return words === null || isGroup(words) || address.endsWith('.255');
};

/** `10.20.1.11:51413 → 198.51.100.12:6881 tcp`, as people read a flow. */
export const flowText = (flow: FlowObservation): string =>
  `${place(flow.source, flow.sourcePort)} → ${place(flow.destination, flow.destinationPort)} ${flow.transport}`;

export const place = (address: string, port?: number): string => {
  const host = address.includes(':') ? `[${address}]` : address;
  return port ? `${host}:${port}` : address;
};
