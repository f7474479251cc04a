import { describe, expect, it } from 'vitest';
import { steamDiscovery } from '../../../src/systems/steam-local/udp.ts';
import { NO, YES } from '../../../src/wire/dissector.ts';
import { hear, random, staysInside } from '../conversation.ts';
import { hex, join } from '../streams.ts';

// Synthetic: magic, header with client id and type, body.
const CALL = join(hex('ffffffff214c5fa0 0c000000'), random(12), hex('02000000 0801'));

describe('steam-local/discovery', () => {
  it('recognises a call, and its answer', () => {
    expect(hear(steamDiscovery, [[0, CALL]])).toBe(YES);
    expect(hear(steamDiscovery, [[1, join(CALL, random(40))]])).toBe(YES);
  });

  it.each([
    ['a query of a game server', 'ffffffff54536f7572636520456e67696e6520517565727900'],
    ['a header that leaves the datagram', 'ffffffff214c5fa0 ff000000 01020304'],
    ['another magic', 'ffffffff214c5fa1 04000000 01020304 00000000'],
  ])('refuses %s', (_, bytes) => {
    expect(hear(steamDiscovery, [[0, hex(bytes)]])).toBe(NO);
  });

  it('reads nothing outside the datagram', () => staysInside(steamDiscovery, [CALL]));
});
