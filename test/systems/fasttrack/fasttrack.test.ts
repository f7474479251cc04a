import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fasttrackPush } from '../../../src/systems/fasttrack/push.ts';
import { fasttrackSupernode } from '../../../src/systems/fasttrack/supernode.ts';
import { fasttrackUdp } from '../../../src/systems/fasttrack/udp.ts';
import { type Direction, MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { hear, staysInside } from '../conversation.ts';
import { recordingSink } from '../recording-sink.ts';
import { ascii, hex, inspectStream, join, readDatagrams } from '../streams.ts';

// Made from MLDonkey's description: 27 ping │ encryption types │ 80 │ KaZaA NUL
const PING = join(hex('27 00000029 80'), ascii('KaZaA\0'));
// 28 pong of a supernode │ encryption types │ six bytes │ KaZaA NUL
const PONG = join(hex('28 00000029 000000000000'), ascii('KaZaA\0'));
// 29 pong of a node
const NODE_PONG = hex('29 00000029 00');

describe('fasttrack/udp', () => {
  it('recognises questions and answers of any of the networks', () => {
    expect(
      hear(fasttrackUdp, [
        [0, PING],
        [1, PONG],
      ]),
    ).toBe(YES);
    expect(hear(fasttrackUdp, [[1, PONG]])).toBe(YES);
    expect(hear(fasttrackUdp, [[0, join(hex('27 000000a9 80'), ascii('fileshare\0'))]])).toBe(YES);
  });

  it('tells where a supernode takes connections, of one that answered so', () => {
    const sink = readDatagrams(fasttrackUdp, [0, PING], [1, NODE_PONG], [1, PONG]);
    expect(sink.facts.ends[1].role).toBe('supernode');
    expect(sink.told).toEqual([
      {
        address: '192.0.2.1',
        port: 4662,
        transport: 'tcp',
        system: 'fasttrack',
        toldBy: 1,
        how: 'answered as a FastTrack supernode',
      },
    ]);
    expect(readDatagrams(fasttrackUdp, [0, PING], [1, NODE_PONG]).told).toEqual([]);
  });

  it('refuses what only looks alike', () => {
    for (const other of [
      NODE_PONG,
      PING.subarray(0, -1),
      join(PING, hex('00')),
      join(hex('27 00000000 80'), ascii('KaZaA\0')),
      join(hex('27 12345629 80'), ascii('KaZaA\0')),
      join(hex('27 00000029 80'), ascii('Other\0')),
      join(hex('28 00000029 80'), ascii('KaZaA\0')),
      ascii("'hello, this is KaZaA\0"),
    ])
      expect(hear(fasttrackUdp, [[0, other]])).not.toBe(YES);
  });

  it('takes any bytes and never looks past the end', () =>
    staysInside(fasttrackUdp, [PING, PONG, NODE_PONG]));
});

describe('fasttrack/supernode', () => {
  // fa 00 b6 2b │ seed │ enciphered kinds of encryption
  const hello = hex('fa00b62b 62d05285 cb7bdaa0');
  const answer = hex('541168be d81ef406');

  it('recognises the greeting of giFT with its answer', () => {
    expect(inspectStream(fasttrackSupernode, hello, answer)).toBe(YES);
    expect(inspectStream(fasttrackSupernode, hello, answer.subarray(0, 7))).toBe(MORE);
    for (let size = 1; size < 12; size++)
      expect(inspectStream(fasttrackSupernode, hello.subarray(0, size))).toBe(MORE);
  });

  it('refuses other first bytes, longer first messages and impatient answers', () => {
    expect(inspectStream(fasttrackSupernode, hex('fa00b62c 62d05285 cb7bdaa0'), answer)).toBe(NO);
    expect(inspectStream(fasttrackSupernode, join(hello, hex('00')), answer)).toBe(NO);
    expect(inspectStream(fasttrackSupernode, hello.subarray(0, 11), answer)).toBe(NO);
    expect(inspectStream(fasttrackSupernode, answer, hello, { first: 1 })).toBe(NO);
    staysInside(fasttrackSupernode, [hello]);
  });
});

describe('fasttrack/push', () => {
  const give = ascii('GIVE 2420857794\r\n');
  const get = ascii('GET /.hash=94bace8658fd12c8f21249ced200f37d4f6c77e1 HTTP/1.1\r\n');

  it('recognises an offer that is taken up, from either end', () => {
    expect(inspectStream(fasttrackPush, give, get)).toBe(YES);
    expect(inspectStream(fasttrackPush, ascii('GIVE 17\n'), get)).toBe(YES);
    expect(inspectStream(fasttrackPush, get, give, { first: 1 })).toBe(YES);
    expect(inspectStream(fasttrackPush, give)).toBe(MORE);
    for (let size = 1; size < give.length; size++)
      expect(inspectStream(fasttrackPush, give.subarray(0, size))).toBe(MORE);
  });

  it('hands on what stands behind the line', () => {
    const inner: unknown[] = [];
    const flow = {
      ...recordingSink('tcp'),
      inner: (via: string, consumed: readonly [number, number]) => void inner.push([via, consumed]),
    };
    for (const direction of [0, 1] as const satisfies readonly Direction[]) {
      const reader = fasttrackPush.open(flow);
      expect(reader.push(direction, give, 0, give.length)).toBe(false);
      reader.push(direction === 0 ? 1 : 0, get, 0, get.length);
    }
    expect(inner).toEqual([
      ['fasttrack-push', [17, 0]],
      ['fasttrack-push', [0, 17]],
    ]);
  });

  it('refuses other commands and other answers', () => {
    for (const other of [
      'GIVE me that\r\n',
      'GIVE \r\n',
      'GIVE 12345678901\r\n',
      'GET / HTTP/1.1\r\n',
      'GIVE 17 apples\r\n',
    ])
      expect(inspectStream(fasttrackPush, ascii(other), get), other).toBe(NO);
    expect(inspectStream(fasttrackPush, give, ascii('OK\r\n'))).toBe(NO);
    expect(inspectStream(fasttrackPush, join(give, ascii('more')), get)).toBe(NO);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }), (a, b) => {
        inspectStream(fasttrackPush, join(ascii('GIVE '), a), b);
        const reader = fasttrackPush.open(recordingSink('tcp'));
        reader.push(0, a, 0, a.length);
        reader.push(1, b, 0, b.length);
      }),
    );
    staysInside(fasttrackPush, [give]);
  });
});
