import { describe, expect, it } from 'vitest';
import { zerotierHello } from '../../../src/systems/zerotier/hello.ts';
import { NO, YES } from '../../../src/wire/dissector.ts';
import { hear, random, staysInside } from '../conversation.ts';
import { hex, join } from '../streams.ts';

// Synthetic, after node/Packet.hpp: version 1.14.2, 2024-01-01.
const SELF = hex('a1b2c3d4e5');
const hello = (self = SELF, cipher = 0, verb = 1, time = '0000018cc251f400'): Uint8Array =>
  join(
    random(8),
    hex('778cde7190'),
    SELF,
    Uint8Array.of(cipher),
    random(8, 2),
    Uint8Array.of(verb),
    hex('0c 01 0e 0002'),
    hex(time),
    self,
    hex('00'),
    random(64, 3),
    hex('00 04 cb007109 270b'),
  );

describe('zerotier/hello', () => {
  it('recognises a greeting, alone and answered by a greeting', () => {
    expect(hear(zerotierHello, [[0, hello()]])).toBe(YES);
    expect(
      hear(zerotierHello, [
        [1, hello()],
        [0, hello()],
      ]),
    ).toBe(YES);
  });

  it.each([
    ['the identity of somebody else', hello(hex('a1b2c3d4e6'))],
    ['an encrypted packet', hello(SELF, 8)],
    ['another verb', hello(SELF, 0, 3)],
    ['a time of 1970', hello(SELF, 0, 1, '000000000000f400')],
    ['a greeting cut short', hello().subarray(0, 100)],
    ['random bytes', random(140, 12)],
  ])('refuses %s', (_, bytes) => {
    expect(hear(zerotierHello, [[0, bytes]])).not.toBe(YES);
  });

  it('reads nothing outside the datagram', () => {
    expect(hear(zerotierHello, [[0, random(200, 4)]])).toBe(NO);
    staysInside(zerotierHello, [hello()]);
  });
});
