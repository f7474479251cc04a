// Who takes part in a flow. Being talked to is not taking part: an end counts when it sent something of the system
// itself, or when it is the known end, or talked with a proven one.

import type { FlowObservation } from '../model/observation.ts';

export type End = 'source' | 'destination';

export const takesPart = (flow: FlowObservation, end: End): boolean => {
  if (flow.bystander === end) return false;
  if (flow.by === 'endpoint') return partByEndpoint(flow, end);
  // Only who goes to several servers itself has the shape; over UDP one socket does both.
  if (flow.by === 'shape' && flow.transport === 'tcp') return end === 'source';
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

/**
 * True for multicast and broadcast addresses, which are nobody (224.0.0.0/4, 255.255.255.255, ff00::/8, and addresses
 * that end in .255). Asked twice a flow, hence by characters.
 */
export const isNobody = (address: string): boolean => {
  if (address.includes(':')) return address.startsWith('ff') && address.indexOf(':') === 4;
  if (address.endsWith('.255')) return true;
  return (
    address.charCodeAt(0) === 0x32 &&
    address.charCodeAt(3) === 0x2e &&
    Number(address.slice(0, 3)) >= 224
  );
};

/** `10.20.1.11:51413 → 198.51.100.12:6881 tcp`, as people read a flow. */
export const flowText = (flow: FlowObservation): string =>
  `${place(flow.source, flow.sourcePort)} → ${place(flow.destination, flow.destinationPort)} ${flow.transport}`;

export const place = (address: string, port?: number): string => {
  const host = address.includes(':') ? `[${address}]` : address;
  return port ? `${host}:${port}` : address;
};
