import { describe, expect, it } from 'vitest';
import { openvpnTcp } from '../../../src/systems/openvpn/tcp.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { connection, identify } from '../../harness/identify.ts';
import { captureFlows, recognise } from '../capture-flows.ts';
import { cut, listen, random, type Spoken, staysInside } from '../conversation.ts';
import { hex, join } from '../streams.ts';
import {
  acknowledgement,
  control,
  cryptAnswer,
  cryptReset,
  cryptResetV3,
  framed,
  plainAnswer,
  plainReset,
} from './synthetic.ts';

const FIXTURE = new URL('../../../fixtures/openvpn/tcp-443.pcap', import.meta.url).pathname;
const SESSION: Spoken[] = [
  [0, framed(plainReset(20))],
  [1, framed(plainAnswer(20))],
  [0, join(framed(acknowledgement(20)), framed(control(20)))],
];

describe('openvpn/tcp recognises', () => {
  it('a session of OpenVPN 2.6 on port 443', () => {
    const flows = captureFlows(FIXTURE);
    expect(flows).toHaveLength(1);
    expect(recognise(flows[0]!, [openvpnTcp])?.dissector).toBe(openvpnTcp);
  });

  it('the same however the stream is cut', () => {
    for (const size of [1, 2, 3, 7, 40, 1000])
      expect(listen(openvpnTcp, cut(SESSION, size))).toBe(YES);
  });

  it('tls-crypt and tls-crypt-v2', () => {
    for (const reset of [cryptReset(), cryptResetV3()])
      expect(
        listen(openvpnTcp, [
          [0, framed(reset)],
          [1, framed(cryptAnswer())],
        ]),
      ).toBe(YES);
  });

  it('a client whose answers were not captured', () => {
    expect(listen(openvpnTcp, [SESSION[0]!, SESSION[2]!])).toBe(YES);
  });

  it('what a CONNECT carries', () => {
    const { flows } = identify(
      connection(0, '10.0.0.5 40000', '10.0.0.2 3128', [
        [0, 'CONNECT 203.0.113.9:443 HTTP/1.1\r\nHost: 203.0.113.9:443\r\n\r\n'],
        [1, 'HTTP/1.1 200 Connection established\r\n\r\n'],
        ...SESSION,
      ]),
    );
    expect(flows.map(({ system, via }) => [system, via])).toEqual([['openvpn', ['http-connect']]]);
  });
});

describe('openvpn/tcp refuses', () => {
  it.each([
    [
      'a DNS question',
      hex('001d 3801 0100 0001 0000 0000 0000 03777777 07 6578616d706c65 0000010001'),
    ],
    ['a frame longer than its reset', framed(join(plainReset(), hex('00')))],
    ['random bytes that begin alike', join(hex('0036 38'), random(80))],
  ])('%s', (_, bytes) => {
    expect(listen(openvpnTcp, [[0, bytes]])).toBe(NO);
  });

  it('a reset alone, and one that is answered by something else', () => {
    expect(listen(openvpnTcp, [SESSION[0]!])).toBe(MORE);
    expect(listen(openvpnTcp, [SESSION[0]!, [1, hex('485454502f312e3120343030')]])).toBe(NO);
    expect(listen(openvpnTcp, [SESSION[0]!, [1, framed(plainAnswer(20, 0, random(8, 60)))]])).toBe(
      NO,
    );
  });

  it('nothing outside the stream, whatever comes', () => {
    staysInside(
      openvpnTcp,
      SESSION.map(([, bytes]) => bytes),
    );
  });
});
