import fc from 'fast-check';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { gnutellaStream } from '../../../src/systems/gnutella/stream.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { cut, fixture, join, type Message, runStream, textBytes } from './flow.ts';
import { message, query, queryHit } from './messages.ts';

const REQUEST = textBytes(
  'GNUTELLA CONNECT/0.6\r\nUser-Agent: LimeWire/4.18.8\r\nListen-IP: 192.0.2.1:6348\r\n' +
    'X-Ultrapeer: False\r\nAccept-Encoding: deflate\r\n\r\n',
);
const ACCEPTED = textBytes(
  'GNUTELLA/0.6 200 OK\nUser-Agent: BearShare 5.2.5.6\nX-Ultrapeer: True\n' +
    'X-Try-Ultrapeers: 203.0.113.5:6346,\n\t203.0.113.6:6347\n\n',
);
const CONFIRMED = textBytes('GNUTELLA/0.6 200 OK\r\nContent-Encoding: deflate\r\n\r\n');
const PONG = message(1, 0, Uint8Array.of(0xca, 0x18, 198, 51, 100, 2, 5, 0, 0, 0, 0, 4, 0, 0));

const plain: Message[] = [
  [0, textBytes('GNUTELLA CONNECT/0.4\n\n')],
  [1, textBytes('GNUTELLA OK\n\n')],
  [0, join(message(0, 0, new Uint8Array(0), 7), query(0))],
  [1, join(PONG, queryHit(2), queryHit(0))],
];
const deflated: Message[] = [
  [0, REQUEST],
  [1, ACCEPTED],
  [0, join(CONFIRMED, zlibSync(join(query(0), query(1), queryHit(0))))],
  [1, PONG],
];

describe('gnutella/stream', () => {
  it('reads a handshake of a real program that goes on in TLS', () => {
    const read = runStream(gnutellaStream, fixture('handshake-tls.txt'));
    expect(read.verdict).toBe(YES);
    expect(read.protocol).toBe('gnutella/stream');
    expect(read.ends[0]).toEqual({
      client: 'gtk-gnutella',
      version: '1.2.3',
      identity: '3a413102167c09abe74da20860abadc3',
      role: 'leaf',
      listens: 6346,
    });
    expect(read.ends[1].role).toBe('ultrapeer');
    expect(read.endpoints).toContain('10.20.1.11 6346 both gnutella 0');
    expect(read.endpoints).toContain('2001:db8:20::11 6346 both gnutella 0');
    expect(read.carrier['tls']).toBe(true);
    expect(read.anomalies).toEqual([]);
  });

  it('takes a refusal as proof and keeps its reason', () => {
    const read = runStream(gnutellaStream, fixture('refusal-ipv6.txt'));
    expect(read.verdict).toBe(YES);
    expect(read.carrier['refused']).toBe('409 Already connected to this GUID');
  });

  it('reads 0.4: pong, search, own and relayed hits', () => {
    const read = runStream(gnutellaStream, plain);
    expect(read.searches).toEqual(['annual report', 'urn:sha1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB']);
    expect(read.offers).toEqual([
      { id: 'urn:sha1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB', name: 'first file.mp3', size: 1_000_000 },
      { id: '', name: 'second.iso', size: 0x0201010101 },
    ]);
    expect(read.ends[1]).toMatchObject({
      client: 'LimeWire',
      shareFiles: 5,
      shareBytes: 1024 * 1024,
      identity: '00112233445566778899aabbccddeeff',
    });
    expect(read.endpoints).toContain('203.0.113.5 6346 both gnutella 1');
    expect(read.endpoints).toContain('198.51.100.7 6347 both gnutella 1');
  });

  it('inflates the direction that says so, reads LF and folded headers', () => {
    const read = runStream(gnutellaStream, deflated);
    expect(read.ends[0]).toMatchObject({ client: 'LimeWire', role: 'leaf', listens: 6348 });
    expect(read.ends[1]).toMatchObject({ client: 'BearShare', version: '5.2.5.6', shareFiles: 5 });
    expect(read.endpoints).toContain('203.0.113.6 6347 both gnutella 1');
    expect(read.searches).toHaveLength(2);
    expect(read.offers).toHaveLength(2);
  });

  it('says the same however the stream is cut', () => {
    for (const flow of [plain, deflated, fixture('handshake-tls.txt')])
      for (const size of [1, 7, 64])
        expect(runStream(gnutellaStream, cut(flow, size))).toEqual(runStream(gnutellaStream, flow));
  });

  it('is named by another name only', () => {
    const ask = (text: string) => runStream(gnutellaStream, [[0, textBytes(text)]]).verdict;
    expect(ask('GET /get/1/GNUTELLA CONNECT/0.6 HTTP/1.1\r\n\r\n')).toBe(NO);
    expect(ask('GNUTELLA is a network')).toBe(NO);
    expect(ask('GNUTELLA CON')).toBe(MORE);
  });

  it('stops at damaged lengths and at bytes that are no deflate', () => {
    const damaged: Message[] = [plain[0]!, [0, new Uint8Array(40).fill(0xff)]];
    expect(runStream(gnutellaStream, damaged).anomalies).toEqual(['gnutella-stream-damaged']);
    const noZlib: Message[] = [
      ...deflated.slice(0, 2),
      [0, join(CONFIRMED, new Uint8Array(99).fill(7))],
    ];
    expect(runStream(gnutellaStream, noZlib).anomalies).toEqual(['gnutella-stream-damaged']);
  });

  it('ends a handshake that never ends, and a bomb', () => {
    const endless: Message[] = [
      [0, join(textBytes('GNUTELLA CONNECT/0.6\r\n'), new Uint8Array(20_000).fill(0x61))],
    ];
    expect(runStream(gnutellaStream, endless).anomalies).toEqual(['gnutella-handshake-long']);
    const bomb = zlibSync(new Uint8Array(24 << 20));
    const flow: Message[] = [...deflated.slice(0, 2), [0, join(CONFIRMED, bomb)]];
    expect(runStream(gnutellaStream, flow).anomalies).toContain('gnutella-stream-damaged');
  });

  it('never throws and never looks past the end', () => {
    const part = fc.tuple(
      fc.constantFrom(0 as const, 1 as const),
      fc.uint8Array({ maxLength: 80 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.nat(3), (parts, keep) => {
        const flow = [...plain.slice(0, keep), ...parts];
        expect(runStream(gnutellaStream, flow, 0x00)).toEqual(
          runStream(gnutellaStream, flow, 0xff),
        );
      }),
      { numRuns: 300 },
    );
  });
});
