import { describe, expect, it } from 'vitest';
import { openvpnScrambled } from '../../../src/systems/openvpn/scrambled.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { cut, listen, random, type Spoken, staysInside } from '../conversation.ts';
import { hex, join } from '../streams.ts';
import { acknowledgement, control, framed, masked, plainAnswer, plainReset } from './synthetic.ts';

// Synthetic, after the patch's own code.
const MASK = new TextEncoder().encode('secret-mask');
const scrambled = (packet: Uint8Array): Uint8Array => framed(masked(packet, MASK));
const session = (wrap: (packet: Uint8Array) => Uint8Array): Spoken[] => [
  [0, wrap(plainReset(64))],
  [1, wrap(plainAnswer(64))],
  [0, join(wrap(acknowledgement(64)), wrap(control(64)))],
  [1, join(wrap(acknowledgement(64, 1)), wrap(control(64)))],
];

describe('openvpn/scrambled', () => {
  it('recognises a masked handshake, however the stream is cut', () => {
    for (const size of [1, 5, 90, 2000])
      expect(listen(openvpnScrambled, cut(session(scrambled), size))).toBe(YES);
  });

  it('recognises a handshake whose packets are turned round as well', () => {
    const reversed = (packet: Uint8Array): Uint8Array =>
      scrambled(join(packet.subarray(0, 1), packet.slice(1).reverse()));
    expect(listen(openvpnScrambled, session(reversed))).toBe(YES);
  });

  it('waits for packets of both ends', () => {
    expect(listen(openvpnScrambled, session(scrambled).slice(0, 2))).toBe(MORE);
    expect(listen(openvpnScrambled, session(scrambled).slice(0, 3))).toBe(MORE);
  });

  it.each([
    ['the handshake without a mask', session(framed)],
    ['an answer of another size', [session(scrambled)[0]!, [1, scrambled(plainAnswer(32))]]],
    ['an answer of another type', [session(scrambled)[0]!, [1, join(hex('0062'), random(98))]]],
    [
      'frames of one type',
      [
        [0, framed(join(hex('01'), random(85)))],
        [1, framed(join(hex('01'), random(97)))],
      ],
    ],
  ] as const)('refuses %s', (_, spoken) => {
    expect(listen(openvpnScrambled, spoken)).toBe(NO);
  });

  it('reads nothing outside the stream', () => {
    staysInside(
      openvpnScrambled,
      session(scrambled).map(([, bytes]) => bytes),
    );
  });
});
