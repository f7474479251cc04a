// What happens at the caps: flows that end early are counted, held ones leave, and nothing grows.
import { describe, expect, it } from 'vitest';
import { Identifier } from '../../src/identify/identifier.ts';
import { LIMITS } from '../../src/model/limits.ts';
import type { FlowObservation } from '../../src/model/observation.ts';
import { recognisers } from '../../src/pipeline/recognisers.ts';
import { packetOf } from '../harness/identify.ts';

describe('a scan with more flows than the table holds', () => {
  const counted = { packets: 0, flows: 0, bytes: 0 };
  const identifier = new Identifier(recognisers(), (flow: FlowObservation) => {
    counted.flows++;
    counted.packets += flow.packetsOut + flow.packetsIn;
    counted.bytes += flow.bytesOut + flow.bytesIn;
  });
  const extra = 5000;
  const total = LIMITS.flowsMax + extra;
  const packet = packetOf({ at: 0, from: '198.51.100.1 1', to: '10.0.0.1 1', payload: 'x' });
  for (let i = 0; i < total; i++) {
    packet.at = i / 10;
    packet.words[3] = 0x0b000000 + (i >>> 16);
    packet.sourcePort = i & 0xffff;
    identifier.packet(packet);
  }

  it('ends the longest idle early, and counts them', () => {
    expect(identifier.counts.flowsEvicted).toBe(extra);
  });

  it('loses no packet and no flow', () => {
    identifier.end();
    expect(identifier.counts.flows).toBe(total);
    expect(counted).toEqual({ flows: total, packets: total, bytes: total * packet.ipBytes });
  });

  it('reads no more streams at once than it may, and says how many it left unread', () => {
    expect(identifier.counts.streamsNotRead).toBeGreaterThan(0);
  });
});
