import { describe, expect, it } from 'vitest';
import { openvpnUdp } from '../../../src/systems/openvpn/udp.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { captureFlows, recognise } from '../capture-flows.ts';
import { hear, random, staysInside } from '../conversation.ts';
import { hex, join } from '../streams.ts';
import {
  acknowledgement,
  control,
  cryptAnswer,
  cryptReset,
  cryptResetV3,
  plainAnswer,
  plainReset,
} from './synthetic.ts';

const FIXTURE = new URL('../../../fixtures/openvpn/udp-tls.pcap', import.meta.url).pathname;

describe('openvpn/udp recognises', () => {
  it('a session of OpenVPN 2.6', () => {
    const flows = captureFlows(FIXTURE);
    expect(flows).toHaveLength(1);
    expect(recognise(flows[0]!, [openvpnUdp])?.dissector).toBe(openvpnUdp);
  });

  it.each([0, 16, 20, 28, 32, 48, 64])('a handshake behind an HMAC of %i bytes', (hmac) => {
    expect(hear(openvpnUdp, [[0, plainReset(hmac)]])).toBe(MORE);
    expect(
      hear(openvpnUdp, [
        [0, plainReset(hmac)],
        [1, plainAnswer(hmac)],
      ]),
    ).toBe(YES);
  });

  it('tls-crypt and tls-crypt-v2', () => {
    expect(
      hear(openvpnUdp, [
        [0, cryptReset()],
        [1, cryptAnswer()],
      ]),
    ).toBe(YES);
    expect(
      hear(openvpnUdp, [
        [0, cryptResetV3()],
        [1, cryptAnswer()],
      ]),
    ).toBe(YES);
  });

  it('one direction alone, when the client goes on', () => {
    expect(
      hear(openvpnUdp, [
        [0, plainReset()],
        [0, acknowledgement()],
      ]),
    ).toBe(YES);
    expect(
      hear(openvpnUdp, [
        [0, plainReset(20)],
        [0, control(20)],
      ]),
    ).toBe(YES);
  });

  it('a client that nobody answers, at its third try', () => {
    const tries = [1, 2, 3].map((replay) => [0, cryptReset(replay)] as const);
    expect(hear(openvpnUdp, tries.slice(0, 2))).toBe(MORE);
    expect(hear(openvpnUdp, tries)).toBe(YES);
  });
});

describe('openvpn/udp refuses', () => {
  it.each([
    [
      'an answer to somebody else',
      [
        [0, plainReset()],
        [1, plainAnswer(0, 0, random(8, 77))],
      ],
    ],
    [
      'an answer of another protection',
      [
        [0, plainReset(20)],
        [1, cryptAnswer()],
      ],
    ],
    [
      'an answer begun days later',
      [
        [0, cryptReset()],
        [1, cryptAnswer(1_700_400_000)],
      ],
    ],
    ["a scanner's question", [[0, hex('38 3838383838383838 00 00000000')]]],
    ['a reset with bytes behind it', [[0, join(plainReset(), hex('00'))]]],
    ['a reset cut short', [[0, cryptReset().subarray(0, 50)]]],
    [
      'random bytes that begin alike',
      [
        [0, join(hex('38'), random(53))],
        [1, join(hex('40'), random(65))],
      ],
    ],
    ['a QUIC short header', [[0, join(hex('40'), random(1199))]]],
  ] as const)('%s', (_, spoken) => {
    expect(hear(openvpnUdp, spoken)).toBe(NO);
  });

  it('a single reset, and resets of changing sessions', () => {
    const other = join(hex('38'), random(8, 50), hex('00 00000000'));
    const third = join(hex('38'), random(8, 51), hex('00 00000000'));
    expect(
      hear(openvpnUdp, [
        [0, plainReset()],
        [0, other],
        [0, third],
      ]),
    ).toBe(MORE);
  });

  it('nothing outside the datagram, whatever comes', () => {
    staysInside(openvpnUdp, [
      plainReset(),
      plainAnswer(20),
      cryptReset(),
      cryptAnswer(),
      cryptResetV3(),
      control(),
    ]);
  });
});
