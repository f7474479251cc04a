// A tunnel to the organisation's own gateway accuses nobody; the same tunnel to a stranger does.
import { describe, expect, it } from 'vitest';
import { ownServices } from '../../src/detect/own-services.ts';
import type { FlowObservation } from '../../src/model/observation.ts';
import type { SystemId } from '../../src/model/systems.ts';

const flow = (system: SystemId | null, source: string, destination: string): FlowObservation =>
  ({ kind: 'flow', system, source, destination }) as FlowObservation;

describe('own services', () => {
  const own = ownServices(
    { networks: { gateways: ['203.0.113.5/32'], proxies: ['198.51.100.80/32'] } },
    [],
  );

  it('are the gateways that policy names, whichever end began', () => {
    expect(own(flow('wireguard', '10.0.0.7', '203.0.113.5'))).toBe(true);
    expect(own(flow('ipsec', '203.0.113.5', '10.0.0.7'))).toBe(true);
    expect(own(flow('wireguard', '10.0.0.7', '203.0.113.6'))).toBe(false);
    expect(ownServices(null, [])(flow('openvpn', '10.0.0.7', '203.0.113.5'))).toBe(false);
  });

  it('are proxies that are inside or named, never tunnels of another family', () => {
    expect(own(flow('socks', '10.0.0.7', '10.0.0.9'))).toBe(true);
    expect(own(flow('http-proxy', '10.0.0.7', '198.51.100.80'))).toBe(true);
    expect(own(flow('socks', '10.0.0.7', '198.51.100.81'))).toBe(false);
    expect(own(flow('http-tunnel', '10.0.0.7', '198.51.100.80'))).toBe(false);
    expect(own(flow('tor', '10.0.0.7', '203.0.113.5'))).toBe(false);
  });

  it('hold no flow without a system', () => {
    expect(own(flow(null, '10.0.0.7', '203.0.113.5'))).toBe(false);
  });
});
