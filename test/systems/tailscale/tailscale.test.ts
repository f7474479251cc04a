import { describe, expect, it } from 'vitest';
import { tailscaleDisco } from '../../../src/systems/tailscale/disco.ts';
import { tailscaleTls } from '../../../src/systems/tailscale/tls.ts';
import { NO, YES } from '../../../src/wire/dissector.ts';
import { connection, datagrams, identify } from '../../harness/identify.ts';
import { hear, random, staysInside } from '../conversation.ts';
import { hex, join } from '../streams.ts';
import { data } from '../wireguard/synthetic.ts';

// Synthetic: a ping and its answer, sealed.
const ping = (seed = 1): Uint8Array => join(hex('5453f09f92ac'), random(32 + 24 + 16 + 46, seed));

describe('tailscale', () => {
  it('is told by discovery, and names the tunnel that follows on the socket', () => {
    expect(hear(tailscaleDisco, [[0, ping()]])).toBe(YES);
    const { flows } = identify(
      datagrams(0, '10.0.0.5 41641', '203.0.113.9 41641', [
        [0, ping(1)],
        [1, ping(2)],
        [0, data(7, 1)],
        [0, data(7, 2)],
      ]),
    );
    expect(flows.map(({ system }) => system)).toEqual(['tailscale']);
  });

  it.each([
    ['another first word', join(hex('5453f09f92ad'), random(120))],
    ['a text that begins TS', join(hex('5453'), random(120))],
    ['a head without a message', ping().subarray(0, 62)],
  ])('is not %s', (_, bytes) => {
    expect(hear(tailscaleDisco, [[0, bytes]])).not.toBe(YES);
  });

  it('reads nothing outside the datagram', () => staysInside(tailscaleDisco, [ping()]));

  it.each([
    ['derp4b.tailscale.com', true],
    ['controlplane.tailscale.com', true],
    ['login.tailscale.com', false],
    ['tailscale.com', false],
    ['derp1.tailscale.com.example.org', false],
  ])('is told by the name %s: %s', (sni, is) => {
    expect(tailscaleTls.handshake({ sni, alpn: [], certificateNames: [] })).toBe(is);
  });

  it('is told by its sign-in over HTTP', () => {
    const ask = (upgrade: string) =>
      identify(
        connection(0, '10.0.0.5 40000', '203.0.113.9 80', [
          [
            0,
            `POST /ts2021 HTTP/1.1\r\nHost: hs.example.org\r\nConnection: upgrade\r\nUpgrade: ${upgrade}\r\n\r\n`,
          ],
          [1, 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n\r\n'],
        ]),
      ).flows.map(({ system }) => system);
    expect(ask('tailscale-control-protocol')).toEqual(['tailscale']);
    expect(ask('websocket')).toEqual([null]);
  });

  it('says NO, not MORE', () =>
    expect(hear(tailscaleDisco, [[0, join(hex('54'), random(99))]])).toBe(NO));
});
