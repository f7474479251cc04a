import { describe, expect, it } from 'vitest';
import { wireguardUdp } from '../../../src/systems/wireguard/udp.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { captureFlows, recognise } from '../capture-flows.ts';
import { hear, staysInside } from '../conversation.ts';
import { hex, join } from '../streams.ts';
import { cookie, data, initiation, response } from './synthetic.ts';

const FIXTURE = new URL('../../../fixtures/wireguard/session.pcap', import.meta.url).pathname;
const ME = 0x1234abcd;
const YOU = 0x9876fedc;

describe('wireguard/udp recognises', () => {
  it('a session of wireguard-go, whole and without its handshake', () => {
    const flow = captureFlows(FIXTURE)[0]!;
    expect(recognise(flow, [wireguardUdp])).not.toBeNull();
    expect(recognise({ ...flow, pieces: flow.pieces.slice(2) }, [wireguardUdp])).not.toBeNull();
  });

  it('a response or a cookie that gives the index back', () => {
    expect(hear(wireguardUdp, [[0, initiation(ME)]])).toBe(MORE);
    expect(
      hear(wireguardUdp, [
        [0, initiation(ME)],
        [1, response(YOU, ME)],
      ]),
    ).toBe(YES);
    expect(
      hear(wireguardUdp, [
        [0, initiation(ME)],
        [1, cookie(ME)],
      ]),
    ).toBe(YES);
  });

  it('messages that a service has made longer', () => {
    const longer = [
      join(initiation(ME), hex('0102030405060708')),
      join(response(YOU, ME), hex('01020304')),
    ] as const;
    expect(
      hear(wireguardUdp, [
        [0, longer[0]],
        [1, longer[1]],
      ]),
    ).toBe(YES);
  });

  it('three initiations without an answer', () => {
    const tries = [1, 2, 3].map((n) => [0, initiation(ME + n, new Uint8Array(3), n)] as const);
    expect(hear(wireguardUdp, tries)).toBe(YES);
    expect(hear(wireguardUdp, tries.slice(1))).toBe(MORE);
  });

  it('data that counts up, with lost messages', () => {
    expect(
      hear(wireguardUdp, [
        [0, data(YOU, 70)],
        [1, data(ME, 3)],
        [0, data(YOU, 71)],
        [0, data(YOU, 80)],
      ]),
    ).toBe(YES);
    expect(
      hear(wireguardUdp, [
        [0, data(YOU, 70)],
        [0, data(YOU, 71)],
      ]),
    ).toBe(MORE);
  });
});

describe('wireguard/udp refuses', () => {
  it.each([
    [
      'a response to somebody else',
      [
        [0, initiation(ME)],
        [1, response(YOU, ME + 1)],
      ],
    ],
    ['a table of 148 bytes with a type of 1', [[0, join(hex('01000000'), new Uint8Array(144))]]],
    [
      'a DNS answer with the id 0100',
      [[1, join(hex('0100 8180 0001 0001 0000 0000'), new Uint8Array(30))]],
    ],
    [
      'a counter that stands still',
      [
        [0, data(YOU, 5)],
        [0, data(YOU, 5)],
      ],
    ],
    [
      'another index',
      [
        [0, data(YOU, 5)],
        [0, data(ME, 6)],
      ],
    ],
    [
      'a counter of 64 bits',
      [[0, join(hex('04000000 11223344 01000000 01000000'), new Uint8Array(32))]],
    ],
    ['the reserved bytes of WARP', [[0, initiation(ME, hex('010203'))]]],
    ['a short initiation', [[0, initiation(ME).subarray(0, 147)]]],
  ] as const)('%s', (_, spoken) => {
    expect(hear(wireguardUdp, spoken)).toBe(NO);
  });

  it('a response that nobody asked for', () => {
    expect(
      hear(wireguardUdp, [
        [0, response(YOU, ME)],
        [1, response(ME, YOU)],
      ]),
    ).toBe(MORE);
  });

  it('nothing outside the datagram, whatever comes', () => {
    staysInside(wireguardUdp, [
      initiation(ME),
      response(YOU, ME),
      cookie(ME),
      data(YOU, 1),
      data(YOU, 2),
    ]);
  });
});
