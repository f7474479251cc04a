import { describe, expect, it } from 'vitest';
import { teamviewerTcp } from '../../../src/systems/teamviewer/tcp.ts';
import { teamviewerTls } from '../../../src/systems/teamviewer/tls.ts';
import { teamviewerUdp } from '../../../src/systems/teamviewer/udp.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { cut, hear, listen, random, type Spoken, staysInside } from '../conversation.ts';
import { hex, join } from '../streams.ts';

// Synthetic, of the forms seen in a capture.
const command = (code: string, bytes: number): Uint8Array =>
  join(hex(`1724 ${code}`), Uint8Array.of(bytes, 0), random(bytes, bytes));
const answer = (bytes: number): Uint8Array =>
  join(hex('1130 36 00'), Uint8Array.of(bytes, 0, 0, 0), random(16, 2), random(bytes, 3));
const SESSION: Spoken[] = [
  [0, command('0a', 32)],
  [0, join(command('28', 24), command('3c', 32))],
  [1, join(answer(24), answer(99))],
];
const datagram = (bytes: number, direction: 0 | 1 = 0): Spoken => [
  direction,
  join(hex('00000000 02000000 4426 04 1724 40'), Uint8Array.of(bytes, 0), random(bytes, bytes)),
];

describe('teamviewer', () => {
  it('is recognised by commands that follow each other exactly, however the stream is cut', () => {
    for (const size of [1, 4, 37, 500]) expect(listen(teamviewerTcp, cut(SESSION, size))).toBe(YES);
    expect(listen(teamviewerTcp, [SESSION[0]!])).toBe(MORE);
    expect(listen(teamviewerTcp, [SESSION[0]!, SESSION[2]!])).toBe(YES);
  });

  it.each([
    ['TLS data', [[0, join(hex('1703030040'), random(64))]]],
    ['a command with something else behind it', [[0, join(command('0a', 32), random(40))]]],
    ['a command that is answered by something else', [SESSION[0]!, [1, random(40)]]],
  ] as const)('is not %s', (_, spoken) => {
    expect(listen(teamviewerTcp, spoken)).toBe(NO);
  });

  it('is recognised by two datagrams', () => {
    expect(hear(teamviewerUdp, [datagram(32)])).toBe(MORE);
    expect(hear(teamviewerUdp, [datagram(32), datagram(64, 1)])).toBe(YES);
    expect(hear(teamviewerUdp, [[0, join(datagram(32)[1], hex('00'))]])).toBe(NO);
    expect(hear(teamviewerUdp, [[0, random(60)]])).toBe(NO);
  });

  it('reads nothing outside', () => {
    staysInside(
      teamviewerTcp,
      SESSION.map(([, bytes]) => bytes),
    );
    staysInside(teamviewerUdp, [datagram(32)[1]]);
  });

  it.each([
    ['router12.teamviewer.com', true],
    ['master3.teamviewer.com', true],
    ['www.teamviewer.com', false],
    ['login.teamviewer.com', false],
  ])('is told by the name %s: %s', (sni, is) => {
    expect(teamviewerTls.handshake({ sni, alpn: [], certificateNames: [] })).toBe(is);
  });
});
