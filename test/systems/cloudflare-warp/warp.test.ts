import { describe, expect, it } from 'vitest';
import { warpTls } from '../../../src/systems/cloudflare-warp/tls.ts';
import { warpUdp } from '../../../src/systems/cloudflare-warp/udp.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { hear, random, staysInside } from '../conversation.ts';
import { hex, join } from '../streams.ts';
import { data, initiation, response } from '../wireguard/synthetic.ts';

// Synthetic: a client id as "reserved" in the configuration of WARP clients.
const ID = hex('4a11c8');

describe('cloudflare-warp', () => {
  it('is WireGuard with a client id', () => {
    expect(
      hear(warpUdp, [
        [0, initiation(7, ID)],
        [1, response(8, 7, ID)],
      ]),
    ).toBe(YES);
    expect(
      hear(warpUdp, [
        [0, data(7, 1, ID)],
        [0, data(7, 2, ID)],
        [0, data(7, 3, ID)],
      ]),
    ).toBe(YES);
  });

  it('is the same with the upper bits of the type set', () => {
    const sent = [1, 2, 3].map((n) => [0, data(7, n, ID, 0xc4)] as const);
    expect(hear(warpUdp, sent)).toBe(YES);
    expect(hear(warpUdp, sent.slice(1))).toBe(MORE);
  });

  it('is no WireGuard without an id, no QUIC, and no other client in between', () => {
    expect(hear(warpUdp, [[0, initiation(7)]])).toBe(NO);
    expect(
      hear(warpUdp, [[0, hex(`c4 00000001 08 ${'11'.repeat(8)} 00 ${'ab'.repeat(40)}`)]]),
    ).toBe(NO);
    expect(
      hear(warpUdp, [
        [0, initiation(7, ID)],
        [1, response(8, 9, ID)],
      ]),
    ).toBe(NO);
  });

  it('is not the data of µTP, of which one direction looks like unanswered initiations', () => {
    // BEP 29: type and version, no extension, id, two times, window, numbers; then what is encrypted.
    const part = (n: number, bytes: number) =>
      join(hex(`01006fbf 1859d5${n.toString(16)}1 00000cdb 00100000 fe4b474d`), random(bytes, n));
    for (const bytes of [500, 128])
      expect(
        hear(
          warpUdp,
          [1, 2, 3, 4].map((n) => [0, part(n, bytes)] as const),
        ),
      ).toBe(NO);
    expect(
      hear(
        warpUdp,
        [1, 2, 3].map((n) => [0, initiation(n, ID)] as const),
      ),
    ).toBe(YES);
  });

  it('reads nothing outside the datagram', () => {
    staysInside(warpUdp, [
      initiation(7, ID),
      response(8, 7, ID),
      data(7, 1, ID, 0xc4),
      data(7, 2, ID),
    ]);
  });

  it.each([
    ['consumer-masque.cloudflareclient.com', true],
    ['zt-masque.cloudflareclient.com', true],
    ['api.cloudflareclient.com', false],
    ['cloudflareclient.com.example.org', false],
    ['cloudflare.com', false],
  ])('is told by the name %s: %s', (sni, is) => {
    expect(warpTls.handshake({ sni, alpn: [], certificateNames: [] })).toBe(is);
  });
});
