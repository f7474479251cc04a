// Observations as a test needs them: what it does not say is that of an ordinary flow.
import type { FlowObservation } from '../../src/model/observation.ts';

export const flowOf = (said: Partial<FlowObservation> = {}): FlowObservation => ({
  kind: 'flow',
  at: 1000,
  until: 2000,
  format: 'pcap',
  origin: { evidence: 0, offset: 24 },
  transport: 'tcp',
  source: '10.0.0.1',
  sourcePort: 40_000,
  destination: '198.51.100.1',
  destinationPort: 6881,
  bytesOut: 1000,
  bytesIn: 2000,
  packetsOut: 10,
  packetsIn: 20,
  payloadOut: 600,
  payloadIn: 1200,
  connection: 'established',
  protocol: 'unknown',
  system: null,
  via: [],
  by: 'none',
  probability: 0,
  ttlOut: 64,
  ttlIn: 57,
  ...said,
});

/** A flow that its payload proves. */
export const provenFlow = (said: Partial<FlowObservation> = {}): FlowObservation =>
  flowOf({
    protocol: 'bittorrent/peer',
    system: 'bittorrent',
    by: 'payload',
    probability: 0.999,
    ...said,
  });
