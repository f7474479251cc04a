import fc from 'fast-check';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { gnutellaStream } from '../../../src/systems/gnutella/stream.ts';
import { gnutella2Stream } from '../../../src/systems/gnutella2/stream.ts';
import { gnutella2Udp } from '../../../src/systems/gnutella2/udp.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import {
  bytesOf,
  cut,
  join,
  type Message,
  runDatagrams,
  runStream,
  textBytes,
} from '../gnutella/flow.ts';

/** A packet with its length in one or two bytes; children come before a zero byte and the payload. */
const packet = (name: string, payload: Uint8Array, children: Uint8Array[] = []): Uint8Array => {
  const inner = join(...children);
  const body = children.length === 0 ? payload : join(inner, Uint8Array.of(0), payload);
  const wide = body.length > 255 ? 2 : 1;
  const control = (wide << 6) | ((name.length - 1) << 3) | (children.length > 0 ? 4 : 0);
  const size = wide === 1 ? [body.length] : [body.length & 255, body.length >> 8];
  return join(Uint8Array.of(control, ...size), textBytes(name), body);
};
const empty = new Uint8Array(0);
const SHA1 = bytesOf('7ae5 33a1 f034 a599 cba5 4d1e 0553 36a1 b10c 3ca1');
const GUID = bytesOf('74e83102 414c9fb6 17abb10c 9760594a');

const LNI = packet('LNI', empty, [
  packet('NA', bytesOf('c6336402 ca18')), // 198.51.100.2:6346
  packet('GU', GUID),
  packet('V', textBytes('RAZA')),
  packet('LS', bytesOf('07000000 00040000')), // 7 files, 1,024 kB
]);
const KHL = packet('KHL', empty, [
  packet('NH', bytesOf('cb007105 ca18')),
  packet('CH', bytesOf('cb007106 cb18 00000000')),
]);
const HIT = packet('QH2', join(Uint8Array.of(0), GUID), [
  packet('GU', GUID),
  packet('NA', bytesOf('c6336402 ca18')),
  packet('V', textBytes('RAZA')),
  packet('H', empty, [
    packet('URN', join(textBytes('sha1\0'), SHA1)),
    packet('DN', join(bytesOf('40420f00'), textBytes('annual report.pdf'))),
  ]),
  packet('H', empty, [packet('DN', textBytes('second.iso')), packet('SZ', bytesOf('0101010102'))]),
]);
const QUERY = packet('Q2', GUID, [packet('DN', textBytes('annual report'))]);

const AGREED = 'Content-Type: application/x-gnutella2\r\nContent-Encoding: deflate\r\n\r\n';
const flow: Message[] = [
  [
    0,
    textBytes(
      'GNUTELLA CONNECT/0.6\r\nUser-Agent: Shareaza 2.7.10.2\r\nAccept: application/x-gnutella2\r\nX-Hub: False\r\n\r\n',
    ),
  ],
  [
    1,
    textBytes(
      `GNUTELLA/0.6 200 OK\r\nUser-Agent: Quazaa 0.1\r\nX-Ultrapeer: True\r\nX-Try-Hubs: 203.0.113.9:6346 2026-11-22T06:21Z\r\n${AGREED}`,
    ),
  ],
  [0, join(textBytes(`GNUTELLA/0.6 200 OK\r\n${AGREED}`), zlibSync(join(QUERY, HIT)))],
  [1, zlibSync(join(LNI, KHL, QUERY))],
];

describe('gnutella2/stream', () => {
  it('reads handshake, hubs, library, search and hits', () => {
    const read = runStream(gnutella2Stream, flow);
    expect(read.verdict).toBe(YES);
    expect(read.protocol).toBe('gnutella2/stream');
    expect(read.anomalies).toEqual([]);
    expect(read.ends[0]).toMatchObject({ client: 'Shareaza', version: '2.7.10.2', role: 'leaf' });
    expect(read.ends[1]).toMatchObject({
      client: 'Quazaa',
      role: 'hub',
      listens: 6346,
      shareFiles: 7,
    });
    expect(read.ends[1].shareBytes).toBe(1 << 20);
    // The leaf's own search; what the hub passes on is somebody else's.
    expect(read.searches).toEqual(['annual report']);
    expect(read.offers).toEqual([
      {
        id: 'urn:sha1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB',
        name: 'annual report.pdf',
        size: 1_000_000,
      },
      { id: '', name: 'second.iso', size: 0x0201010101 },
    ]);
    expect(read.endpoints).toContain('203.0.113.9 6346 both gnutella2 1');
    expect(read.endpoints).toContain('203.0.113.6 6347 both gnutella2 1');
  });

  it('says the same however it is cut, and when gnutella/stream was named first', () => {
    const whole = runStream(gnutella2Stream, flow);
    for (const size of [200, 64]) {
      const cutFlow = cut(flow, size);
      const read = runStream(gnutella2Stream, [
        [0, flow[0]![1]],
        ...cutFlow.slice(Math.ceil(flow[0]![1].length / size)),
      ]);
      expect(read).toEqual(whole);
    }
    expect(runStream(gnutellaStream, cut(flow, 1))).toEqual(whole);
  });

  it('is not a Gnutella connection, and one is not it', () => {
    const other: Message[] = [
      [0, textBytes('GNUTELLA CONNECT/0.6\r\nUser-Agent: LimeWire/4.18\r\n\r\n')],
    ];
    expect(runStream(gnutella2Stream, other).verdict).toBe(NO);
    const web: Message[] = [[0, textBytes('GET /application/x-gnutella2 HTTP/1.1\r\n\r\n')]];
    expect(runStream(gnutella2Stream, web).verdict).toBe(NO);
  });

  it('stops at damaged packets', () => {
    const damaged: Message[] = [flow[0]!, flow[1]!, [1, zlibSync(bytesOf('00ffff'))]];
    expect(runStream(gnutella2Stream, damaged).anomalies).toEqual(['gnutella-stream-damaged']);
  });
});

const GND = (flags: number, part: number, parts: number, data: Uint8Array): Uint8Array =>
  join(textBytes('GND'), Uint8Array.of(flags, 0x3e, 0x90, part, parts), data);
const ask = (...datagrams: Uint8Array[]) =>
  runDatagrams(
    gnutella2Udp,
    datagrams.map((bytes) => [1, bytes] as const),
  );

describe('gnutella2/udp', () => {
  it('reads plain and deflated messages', () => {
    expect(ask(GND(0x10, 1, 1, QUERY)).searches).toEqual(['annual report']);
    expect(ask(GND(1, 1, 1, zlibSync(HIT))).offers).toHaveLength(2);
  });

  it('puts parts together in any order', () => {
    const packed = zlibSync(HIT);
    const half = packed.length >> 1;
    const first = GND(1, 1, 2, packed.slice(0, half));
    const second = GND(1, 2, 2, packed.slice(half));
    expect(ask(first, second).offers).toHaveLength(2);
    expect(ask(second, first).offers).toHaveLength(2);
    expect(ask(second, second).offers).toHaveLength(0);
  });

  it('takes acknowledgments, and later parts when there are two', () => {
    expect(ask(GND(0, 1, 0, empty)).verdict).toBe(YES);
    const later = GND(0, 2, 3, bytesOf('aabb'));
    expect(ask(later).verdict).toBe(MORE);
    expect(ask(later, later).verdict).toBe(YES);
  });

  it('leaves alone what looks alike', () => {
    expect(ask(textBytes('GND station calling')).verdict).toBe(NO);
    expect(ask(GND(0, 1, 1, packet('ZZ', GUID))).verdict).toBe(NO);
    expect(ask(GND(0, 1, 1, QUERY.slice(0, -1))).verdict).toBe(NO);
    expect(ask(GND(0, 3, 2, QUERY)).verdict).toBe(NO);
    expect(ask(GND(1, 1, 1, bytesOf('aabbcc'))).verdict).toBe(NO);
  });

  it('never throws and never looks past the end', () => {
    const bytes = fc.uint8Array({ maxLength: 80 });
    fc.assert(
      fc.property(
        bytes,
        fc.constantFrom(0, 1, 0x10, 0x20),
        fc.nat(3),
        fc.nat(3),
        (data, flags, part, parts) => {
          const messages: Message[] = [
            [0, GND(0, 1, 1, QUERY)],
            [1, GND(flags, part, parts, data)],
            [1, GND(0, 1, 1, join(Uint8Array.of(0x7c), bytesOf('2000'), textBytes('QH2'), data))],
          ];
          expect(runDatagrams(gnutella2Udp, messages, 0)).toEqual(
            runDatagrams(gnutella2Udp, messages, 255),
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});
