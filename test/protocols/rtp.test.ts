import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rtp } from '../../src/protocols/rtp.ts';
import { type Direction, MORE, NO, type Verdict, YES } from '../../src/wire/dissector.ts';
import { bytesOf } from '../systems/gnutella/flow.ts';

const ask = (messages: readonly (readonly [Direction, Uint8Array])[], padding = 0): Verdict => {
  let memory = 0;
  let verdict: Verdict = MORE;
  for (const [index, [direction, part]] of messages.entries()) {
    if (verdict !== MORE) return verdict;
    const bytes = new Uint8Array(part.length + 16).fill(padding);
    bytes.set(part, 8);
    const datagram = {
      transport: 'udp' as const,
      clientPort: 30_000,
      serverPort: 40_000,
      clientAddress: '192.0.2.1',
      serverAddress: '198.51.100.2',
      bytes,
      start: 8,
      end: 8 + part.length,
      direction,
      index,
      memory,
    };
    verdict = part.length < rtp.bytesMin ? NO : rtp.inspect(datagram);
    memory = datagram.memory;
  }
  return verdict;
};

/** Version 2, type, sequence, time stamp, source 3796cb71, four bytes of voice. */
const packet = (type: number, sequence: number, source = '3796cb71'): Uint8Array =>
  bytesOf(
    `80 ${type.toString(16).padStart(2, '0')} ${sequence.toString(16).padStart(4, '0')} 000004d8 ${source} d5d5d5d5`,
  );
const of = (...parts: Uint8Array[]) => parts.map((bytes) => [0 as Direction, bytes] as const);

describe('rtp', () => {
  it('takes two packets of a known type and three of a dynamic one', () => {
    expect(ask(of(packet(8, 0x6fae)))).toBe(MORE);
    expect(ask(of(packet(8, 0x6fae), packet(8, 0x6faf)))).toBe(YES);
    expect(ask(of(packet(111, 0xffff), packet(111, 0)))).toBe(MORE);
    expect(ask(of(packet(111, 0xfffe), packet(111, 0), packet(111, 1)))).toBe(YES);
  });

  it('follows one direction while the other talks too', () => {
    const back = [1 as Direction, packet(8, 9, '00000001')] as const;
    expect(ask([...of(packet(8, 1)), back, ...of(packet(8, 2))])).toBe(YES);
  });

  it('takes a report of RTCP, alone, in a compound, and as SRTCP', () => {
    const sender = '80c80006 3796cb71 42c907ca 5efac603 000024c3 00000010 00000a00';
    expect(ask(of(bytesOf(sender)))).toBe(YES);
    expect(ask(of(bytesOf(`${sender} 81ca0002 3796cb71 01000000`)))).toBe(YES);
    expect(ask(of(bytesOf(`80c90001 3796cb71 80000001 ${'ab'.repeat(10)}`)))).toBe(YES);
  });

  it('leaves alone what looks alike', () => {
    const other = packet(8, 2, '3796cb72');
    expect(ask(of(packet(8, 1), other))).toBe(MORE);
    expect(ask(of(packet(8, 1), packet(8, 1)))).toBe(MORE);
    expect(ask(of(packet(8, 1), packet(8, 900)))).toBe(MORE);
    expect(ask(of(packet(64, 1)))).toBe(NO);
    // µTP SYN, STUN binding, DTLS, QUIC long header, eDonkey UDP 0x90 too short for a header
    for (const start of ['4100', '0001', '16fe', 'c300', '9000'])
      expect(ask(of(bytesOf(`${start} 0000 2112a442 00000000`)))).toBe(NO);
    // RTCP whose length does not fill the datagram
    expect(ask(of(bytesOf('80c90001 3796cb71 80000001')))).toBe(NO);
  });

  it('never throws and never looks past the end', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(
        fc.array(bytes, { maxLength: 4 }),
        fc.constantFrom(0x80, 0x81, 0x90, 0xb0),
        (list, first) => {
          const flow = of(...list.map((each) => Uint8Array.of(first, ...each)));
          expect(ask(flow, 0)).toBe(ask(flow, 0xff));
        },
      ),
      { numRuns: 500 },
    );
  });
});
