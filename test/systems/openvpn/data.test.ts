import { describe, expect, it } from 'vitest';
import { openvpnData } from '../../../src/systems/openvpn/data.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { hasShared, SHARED } from '../../harness/identify.ts';
import { captureFlows, recognise } from '../capture-flows.ts';
import { hear, random, type Spoken, staysInside } from '../conversation.ts';
import { hex, join } from '../streams.ts';
import { word } from './synthetic.ts';

// Synthetic: data of version 2, peer id 5.
const data = (direction: 0 | 1, id: number, peer = 5): Spoken => [
  direction,
  join(hex('48'), word(peer).subarray(1), word(id), random(80, id)),
];

describe('openvpn/data', () => {
  it('recognises packets that count up, of both ends', () => {
    const talk = [
      data(0, 7001),
      data(1, 9),
      data(0, 7002),
      data(0, 7004),
      data(1, 10),
      data(0, 7005),
    ];
    expect(hear(openvpnData, talk)).toBe(YES);
    expect(hear(openvpnData, talk.slice(0, 5))).toBe(MORE);
  });

  it.each([
    ['one that counts back', [data(0, 7), data(0, 6)]],
    ['another peer id from the other end', [data(0, 7), data(1, 1, 6)]],
    [
      'random bytes',
      [
        [0, join(hex('48'), random(60, 1))],
        [0, join(hex('48'), random(60, 2))],
      ],
    ],
  ] as const)('refuses %s', (_, spoken) => {
    expect(hear(openvpnData, spoken)).toBe(NO);
  });

  it('is not content with one direction', () => {
    expect(
      hear(
        openvpnData,
        [1, 2, 3, 4, 5, 6].map((id) => data(0, id)),
      ),
    ).toBe(MORE);
  });

  it.skipIf(!hasShared)(
    'recognises a lab session without its handshake (skipped without ../shared)',
    () => {
      const path = `${SHARED}/corpus/lab/tun-openvpn-udp-tls/capture.pcap`;
      const flow = captureFlows(path).find(({ pieces }) => pieces[0]?.bytes[0] === 0x38)!;
      const from = flow.pieces.findIndex(({ bytes }) => bytes[0]! >> 3 === 9) + 20;
      expect(recognise({ ...flow, pieces: flow.pieces.slice(from) }, [openvpnData])).not.toBeNull();
    },
  );

  it('reads nothing outside the datagram', () => {
    staysInside(openvpnData, [data(0, 3)[1], data(1, 4)[1]]);
  });
});
