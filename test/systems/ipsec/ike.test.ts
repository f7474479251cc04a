import { describe, expect, it } from 'vitest';
import { ipsecIke } from '../../../src/systems/ipsec/ike.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { hear, random, type Spoken, staysInside } from '../conversation.ts';
import { hex, join } from '../streams.ts';

// Synthetic, after RFC 7296 §3 and RFC 2408 §3.
const I = random(8, 1);
const R = random(8, 2);
const NONE = new Uint8Array(8);
const message = (
  pair: readonly [Uint8Array, Uint8Array],
  head: string,
  body: Uint8Array,
): Uint8Array =>
  join(
    ...pair,
    hex(head),
    Uint8Array.of(0, 0, (28 + body.length) >> 8, (28 + body.length) & 255),
    body,
  );
const payload = (next: number, bytes: number): Uint8Array =>
  join(Uint8Array.of(next, 0, 0, 4 + bytes), random(bytes, bytes));

const SA_INIT = join(payload(34, 40), payload(40, 68), payload(0, 32));
const ASK = message([I, NONE], '21 20 22 08 00000000', SA_INIT);
const ANSWER = message([I, R], '21 20 22 20 00000000', SA_INIT);
const REFUSAL = message([I, R], '29 20 22 20 00000000', payload(0, 4));
const AUTH = message([I, R], '2e 20 23 08 00000001', payload(35, 200));
const AUTHED = message([I, R], '2e 20 23 20 00000001', payload(36, 180));
const MAIN: Spoken[] = [
  [0, message([I, NONE], '01 10 02 00 00000000', payload(0, 52))],
  [1, message([I, R], '01 10 02 00 00000000', payload(0, 52))],
  [0, message([I, R], '04 10 02 00 00000000', payload(0, 130))],
];
const marked = (bytes: Uint8Array): Uint8Array => join(hex('00000000'), bytes);

describe('ipsec/ike recognises', () => {
  it('IKEv2 by its first answer', () => {
    expect(
      hear(ipsecIke, [
        [0, ASK],
        [1, ANSWER],
      ]),
    ).toBe(YES);
  });

  it('IKEv1 by its third message', () => {
    expect(hear(ipsecIke, MAIN.slice(0, 2))).toBe(MORE);
    expect(hear(ipsecIke, MAIN)).toBe(YES);
  });

  it('both behind the marker, with ESP in between', () => {
    const esp = join(random(4, 9), hex('00000001'), random(64));
    expect(
      hear(ipsecIke, [
        [0, marked(AUTH)],
        [0, esp],
        [1, marked(AUTHED)],
      ]),
    ).toBe(YES);
  });
});

describe('ipsec/ike refuses', () => {
  it('questions alone, and a refusal, which scanners get too', () => {
    expect(
      hear(ipsecIke, [
        [0, ASK],
        [0, ASK],
      ]),
    ).toBe(MORE);
    expect(
      hear(ipsecIke, [
        [0, ASK],
        [1, REFUSAL],
      ]),
    ).toBe(MORE);
  });

  it.each([
    ['a length that is not the datagram', join(ASK, hex('00'))],
    ['another version', message([I, NONE], '21 30 22 08 00000000', SA_INIT)],
    ['an exchange that is none', message([I, NONE], '21 20 50 08 00000000', SA_INIT)],
    ['flags that are none', message([I, NONE], '21 20 22 c0 00000000', SA_INIT)],
    ['no initiator', message([NONE, NONE], '21 20 22 08 00000000', SA_INIT)],
    ['random bytes', random(200, 8)],
  ])('%s', (_, bytes) => {
    expect(hear(ipsecIke, [[0, bytes]])).toBe(NO);
  });

  it('an answer to somebody else', () => {
    const other = message([random(8, 30), R], '21 20 22 20 00000000', SA_INIT);
    expect(
      hear(ipsecIke, [
        [0, ASK],
        [1, other],
      ]),
    ).toBe(MORE);
  });

  it('nothing outside the datagram, whatever comes', () => {
    staysInside(ipsecIke, [ASK, ANSWER, AUTH, marked(AUTHED), ...MAIN.map(([, bytes]) => bytes)]);
  });
});
