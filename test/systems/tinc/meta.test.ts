import { describe, expect, it } from 'vitest';
import { tincMeta } from '../../../src/systems/tinc/meta.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { cut, listen, random, type Spoken, staysInside } from '../conversation.ts';
import { ascii, join, readStream } from '../streams.ts';

// Synthetic, after protocol_auth.c: tinc 1.0, and 1.1 with a minor version and SPTPS behind it.
const SESSION: Spoken[] = [
  [0, ascii('0 office 17\n')],
  [1, ascii('0 home_2 17\n')],
  [0, ascii(`1 94 64 0 0 ${'6B'.repeat(128)}\n`)],
];

describe('tinc/meta', () => {
  it('recognises two nodes that introduce themselves, however the stream is cut', () => {
    for (const size of [1, 3, 11, 500]) expect(listen(tincMeta, cut(SESSION, size))).toBe(YES);
    const newer: Spoken[] = [
      [0, ascii('0 office 17.7\n')],
      [1, join(ascii('0 home_2 17.7\n'), random(60))],
    ];
    expect(listen(tincMeta, newer)).toBe(YES);
  });

  it('tells the names, and the UDP port that data goes to', () => {
    const sink = readStream(tincMeta, SESSION[0]![1], SESSION[1]![1]);
    expect(sink.facts.ends.map(({ nick }) => nick)).toEqual(['office', 'home_2']);
    expect(sink.told.map(({ address, port, transport }) => [address, port, transport])).toEqual([
      ['192.0.2.1', 4662, 'udp'],
    ]);
  });

  it.each([
    ['another version', [[0, ascii('0 office 18\n')]]],
    ['an answer of another kind', [SESSION[0]!, [1, ascii('220 mail.example.org\r\n')]]],
    ['a name with other characters', [[0, ascii('0 of-fice 17\n')]]],
    ['no name', [[0, ascii('0  17\n')]]],
    ['an endless name', [[0, ascii(`0 ${'a'.repeat(200)}`)]]],
    ['numbers', [[0, ascii('0123456789\n')]]],
  ] as const)('refuses %s', (_, spoken) => {
    expect(listen(tincMeta, spoken)).toBe(NO);
  });

  it('waits for the other end, and reads nothing outside the stream', () => {
    expect(listen(tincMeta, [SESSION[0]!])).toBe(MORE);
    staysInside(
      tincMeta,
      SESSION.map(([, bytes]) => bytes),
    );
  });
});
