import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/model/limits.ts';
import { Decoder } from '../../src/wire/decode.ts';
import { DECODE } from '../../src/wire/decode-code.ts';
import { ETHERNET, hex, ipv4, ipv6, join, udp } from './bytes.ts';

const PAYLOAD = Uint8Array.from({ length: 92 }, (_, i) => i);
const DATAGRAM = udp(1024, 53, PAYLOAD); // 100 bytes

const MORE = 0x2000;
const piece4 = (from: number, to: number, datagram = DATAGRAM) =>
  join(
    ETHERNET('0800'),
    ipv4(17, datagram.subarray(from, to), (from >> 3) | (to < datagram.length ? MORE : 0)),
  );
const piece6 = (from: number, to: number) => {
  const field = from | (to < DATAGRAM.length ? 1 : 0);
  const header = new Uint8Array([17, 0, field >> 8, field & 255, 0, 0, 0, 9]);
  return join(ETHERNET('86dd'), ipv6(44, join(header, DATAGRAM.subarray(from, to))));
};

const feed = (decoder: Decoder, frames: readonly Uint8Array[]) =>
  frames.map((bytes) => decoder.decode(bytes, 0, bytes.length, bytes.length, 1));
const payload = ({ packet }: Decoder) => [
  ...packet.bytes.subarray(packet.payloadStart, packet.payloadEnd),
];
const HELD = DECODE.FRAGMENT_HELD;

describe.each([
  ['IPv4', piece4, 20],
  ['IPv6', piece6, 48],
] as const)('%s fragments', (_name, piece, headerBytes) => {
  const pieces = [piece(0, 24), piece(24, 48), piece(48, 72), piece(72, 100)];

  it('become one packet in any order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(pieces, { minLength: 4 }), (order) => {
        const decoder = new Decoder();
        expect(feed(decoder, order)).toEqual([HELD, HELD, HELD, DECODE.OK]);
        expect(payload(decoder)).toEqual([...PAYLOAD]);
        const { packet } = decoder;
        expect([packet.sourcePort, packet.destinationPort]).toEqual([1024, 53]);
        expect([packet.ipPackets, packet.ipBytes]).toEqual([4, 100 + 4 * headerBytes]);
        expect(packet.payloadBytes).toBe(92);
        expect(decoder.fragments).toMatchObject({ lost: 0, overlaps: 0 });
      }),
    );
  });

  it('are counted when one is missing', () => {
    const decoder = new Decoder();
    expect(feed(decoder, [pieces[0]!, pieces[1]!, pieces[3]!])).toEqual([HELD, HELD, HELD]);
    decoder.fragments.finish();
    expect(decoder.fragments.lost).toBe(3);
  });

  it('may come twice', () => {
    const decoder = new Decoder();
    const codes = feed(decoder, [
      pieces[0]!,
      pieces[0]!,
      pieces[1]!,
      pieces[1]!,
      pieces[2]!,
      pieces[3]!,
    ]);
    expect(codes).toEqual([HELD, HELD, HELD, HELD, HELD, DECODE.OK]);
    expect(decoder.packet.ipPackets).toBe(4);
    expect(decoder.fragments.overlaps).toBe(0);
  });

  it('are dropped when the rest comes too late', () => {
    const decoder = new Decoder();
    feed(decoder, pieces.slice(0, 3));
    decoder.packet.at = LIMITS.fragmentWaitMs + 1;
    expect(feed(decoder, pieces.slice(3))).toEqual([HELD]);
    expect(decoder.fragments.lost).toBe(3);
  });
});

describe('odd fragments', () => {
  it('keep the first bytes where they overlap, and count it', () => {
    const decoder = new Decoder();
    const other = DATAGRAM.slice().fill(0xee, 8);
    expect(feed(decoder, [piece4(0, 48), piece4(24, 72, other), piece4(72, 100)])).toEqual([
      HELD,
      HELD,
      DECODE.OK,
    ]);
    const expected = [...PAYLOAD];
    expected.fill(0xee, 40, 64); // payload bytes 40…64 came only in the second piece
    expect(payload(decoder)).toEqual(expected);
    expect(decoder.fragments.overlaps).toBe(1);
  });

  it('are refused when they cannot be part of a packet', () => {
    const decoder = new Decoder();
    const uneven = join(ETHERNET('0800'), ipv4(17, DATAGRAM.subarray(0, 21), MORE));
    const beyond = join(ETHERNET('0800'), ipv4(17, DATAGRAM, 0x1fff)); // ping of death
    const empty = join(ETHERNET('0800'), ipv4(17, hex(''), 8));
    expect(feed(decoder, [uneven, beyond, empty])).toEqual([9, 9, 9]);
  });

  it('are never decoded alone, even when the first holds the ports', () => {
    const decoder = new Decoder();
    expect(feed(decoder, [piece4(0, 24)])).toEqual([HELD]);
  });

  it('keep what was captured when the capture cut them', () => {
    const decoder = new Decoder();
    const [first, second] = [piece4(0, 48), piece4(48, 100)];
    expect(decoder.decode(first, 0, first.length - 8, first.length, 1)).toBe(HELD);
    expect(decoder.decode(second, 0, second.length, second.length, 1)).toBe(DECODE.OK);
    expect(payload(decoder)).toEqual([...PAYLOAD.subarray(0, 32)]);
    expect(decoder.packet).toMatchObject({ payloadBytes: 92, cut: true });
  });

  it('stay bounded under a flood', () => {
    const decoder = new Decoder();
    const one = piece4(8, 24);
    for (let i = 0; i < LIMITS.fragmentsMax + 1000; i++) {
      one[18] = i >> 8;
      one[19] = i & 255;
      feed(decoder, [one]);
    }
    expect(decoder.fragments.lost).toBe(1000);
    const flood = new Decoder();
    for (let i = 0; i < 300; i++)
      feed(flood, [piece4(8 + 8 * i, 16 + 8 * i, new Uint8Array(9000))]);
    expect(flood.fragments.lost).toBe(LIMITS.fragmentsPerPacketMax);
  });

  it('work inside an encapsulation', () => {
    const decoder = new Decoder();
    const wrap = (frame: Uint8Array) =>
      join(ETHERNET('0800'), ipv4(47, join(hex('0000 0800'), frame.subarray(14))));
    expect(feed(decoder, [wrap(piece4(0, 48)), wrap(piece4(48, 100))])).toEqual([HELD, DECODE.OK]);
    expect(payload(decoder)).toEqual([...PAYLOAD]);
    expect(decoder.packet.encapsulation).toBe(1);
  });

  it('never throw', () => {
    const decoder = new Decoder();
    fc.assert(
      fc.property(
        fc.nat(0xffff),
        fc.uint8Array({ maxLength: 64 }),
        fc.nat(3),
        fc.integer({ min: 0, max: 64 }),
        (field, bytes, id, cut) => {
          const frame = join(ETHERNET('0800'), ipv4(17, bytes, field, id));
          decoder.decode(frame, 0, frame.length - Math.min(cut, frame.length), frame.length, 1);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
