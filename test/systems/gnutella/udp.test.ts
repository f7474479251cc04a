import fc from 'fast-check';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { gnutellaUdp } from '../../../src/systems/gnutella/udp.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { bytesOf, fixture, join, runDatagrams, textBytes } from './flow.ts';
import { GUID, message, query, queryHit } from './messages.ts';

const ask = (...datagrams: Uint8Array[]) =>
  runDatagrams(
    gnutellaUdp,
    datagrams.map((bytes) => [0, bytes] as const),
  );

describe('gnutella/udp', () => {
  it('reads ping, pong and time messages of a real program', () => {
    const read = runDatagrams(gnutellaUdp, fixture('udp.txt'));
    expect(read.verdict).toBe(YES);
    expect(read.endpoints).toEqual([
      '198.51.100.12 6346 both gnutella 1',
      '2001:db8:e::12 6346 both gnutella 1',
    ]);
    expect(read.ends[1]).toMatchObject({ listens: 6346, shareFiles: 34, shareBytes: 1 << 20 });
  });

  it('takes one lone ping', () => {
    expect(ask(message(0, 0, new Uint8Array(0))).verdict).toBe(YES);
  });

  it('reads hits and queries that come out of band, deflated ones too', () => {
    expect(ask(query(0)).searches).toHaveLength(2);
    const hit = queryHit(0);
    expect(ask(hit).offers).toHaveLength(2);
    const deflated = message(0x81, 0, zlibSync(hit.slice(23)), 0x81);
    expect(ask(deflated).offers).toHaveLength(2);
  });

  it('does not take a cached pong of a third host for its sender’s own', () => {
    const cached = message(1, 0, Uint8Array.of(0xca, 0x18, 203, 0, 113, 9, 5, 0, 0, 0, 0, 4, 0, 0));
    const read = ask(cached);
    expect(read.endpoints).toEqual(['203.0.113.9 6346 both gnutella 0']);
    expect(read.ends[0]).toEqual({});
  });

  it('reads push, push proxy and call-back messages', () => {
    const push = message(
      0x40,
      0,
      join(GUID, bytesOf('01000000 cb007105 ca18')), // index 1, 203.0.113.5:6346
    );
    expect(ask(push).endpoints).toEqual(['203.0.113.5 6346 both gnutella 0']);
    const proxy = message(0x31, 0, join(textBytes('LIME'), bytesOf('1600 0200 cb007105 ca18')));
    expect(ask(proxy).endpoints).toEqual(['203.0.113.5 6346 both gnutella 0']);
    const back = message(0x31, 0, join(textBytes('BEAR'), bytesOf('0700 0100 cc18')));
    expect(ask(back).ends[0].listens).toBe(6348);
  });

  it('reads the reliable layer', () => {
    const inGta = join(bytesOf('475441 02 0001 01 01'), query(0));
    expect(ask(inGta).searches).toHaveLength(2);
    const packed = join(bytesOf('475441 03 0001 01 01'), zlibSync(query(0)));
    expect(ask(packed).searches).toHaveLength(2);
    expect(ask(bytesOf('475441 00 0001 01 00')).verdict).toBe(YES);
    expect(ask(bytesOf('475441 00 0001 02 03 aabb')).verdict).toBe(MORE);
  });

  it('asks for two datagrams of reliable transfer', () => {
    const syn = bytesOf('00 00 0000 15 0000 00000000 00000000 00 41 01 00 00000000');
    expect(ask(syn).verdict).toBe(MORE);
    expect(ask(syn, syn).verdict).toBe(YES);
  });

  it('leaves alone what looks alike', () => {
    expect(ask(new Uint8Array(23)).verdict).toBe(NO);
    expect(ask(join(textBytes('0123456789abcdef'), bytesOf('00010000000000'))).verdict).toBe(NO);
    expect(ask(bytesOf('474e44 00 0001 01 01 aa')).verdict).toBe(NO);
    expect(ask(bytesOf('475441 0c 0001 01 01 aa')).verdict).toBe(NO);
  });

  it('leaves alone a message that is cut, or longer than it says', () => {
    const whole = queryHit(0);
    for (let length = 8; length < whole.length; length++)
      expect(ask(whole.slice(0, length)).verdict).toBe(NO);
    expect(ask(join(whole, Uint8Array.of(0))).verdict).toBe(NO);
  });

  it('never throws and never looks past the end', () => {
    const types = fc.constantFrom(0, 1, 0x31, 0x32, 0x40, 0x41, 0x44, 0x80, 0x81);
    fc.assert(
      fc.property(types, fc.uint8Array({ maxLength: 120 }), fc.nat(255), (type, payload, ttl) => {
        const flow = [[1, message(type, 0, payload, ttl)] as const, [0, query(0)] as const];
        expect(runDatagrams(gnutellaUdp, flow, 0)).toEqual(runDatagrams(gnutellaUdp, flow, 255));
        const behind = [[0, query(0)] as const, [1, message(type, 0, payload, ttl)] as const];
        expect(runDatagrams(gnutellaUdp, behind, 0)).toEqual(
          runDatagrams(gnutellaUdp, behind, 255),
        );
      }),
      { numRuns: 500 },
    );
  });
});
