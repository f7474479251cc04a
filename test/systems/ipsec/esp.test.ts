import { describe, expect, it } from 'vitest';
import { ipsecEsp } from '../../../src/systems/ipsec/esp.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { hear, random, type Spoken, staysInside } from '../conversation.ts';
import { hex, join } from '../streams.ts';

// Synthetic, after RFC 3948 §2.1.
const esp = (direction: 0 | 1, sequence: number, spi = 'c0a8f317'): Spoken => [
  direction,
  join(hex(spi), Uint8Array.of(0, 0, sequence >> 8, sequence & 255), random(60, sequence)),
];
const KEEPALIVE: Spoken = [0, hex('ff')];
const TALK = [esp(0, 500), esp(1, 9, '71717171'), KEEPALIVE, esp(0, 501), esp(0, 503), esp(0, 504)];

describe('ipsec/esp-udp', () => {
  it('recognises datagrams that count up, on port 4500 only', () => {
    expect(hear(ipsecEsp, TALK, { port: 4500 })).toBe(YES);
    expect(hear(ipsecEsp, TALK.slice(0, 5), { port: 4500 })).toBe(MORE);
    expect(hear(ipsecEsp, TALK, { port: 4501 })).toBe(NO);
  });

  it.each([
    ['a sequence that stands still', [esp(0, 5), esp(0, 5)]],
    ['another SPI', [esp(0, 5), esp(0, 6, 'd0a8f317')]],
    ['a reserved SPI', [esp(0, 5, '00000011')]],
    ['odd sizes', [[0, random(63, 3)]]],
  ] as const)('refuses %s', (_, spoken) => {
    expect(hear(ipsecEsp, spoken, { port: 4500 })).toBe(NO);
  });

  it('waits through the key exchange, and reads nothing outside the datagram', () => {
    expect(hear(ipsecEsp, [[0, join(hex('00000000'), random(60))]], { port: 4500 })).toBe(MORE);
    staysInside(
      ipsecEsp,
      TALK.map(([, bytes]) => bytes),
    );
  });
});
