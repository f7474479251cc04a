// Any cut, order, repetition and overlap of segments gives the same bytes; what is missing becomes a gap.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/model/limits.ts';
import { StreamOrder } from '../../src/wire/stream.ts';

/** Bytes that tell their own place. */
const STREAM = Uint8Array.from({ length: 600 }, (_, i) => (i * 7 + (i >> 3)) & 0xff);

interface Segment {
  readonly from: number;
  readonly to: number;
  /** Bytes at its end that the capture cut off. */
  readonly cut?: number;
}

/** Offset in the stream → byte, and the gaps that were told. */
const read = (segments: readonly Segment[], isn: number) => {
  const order = new StreamOrder();
  order.begin(isn);
  const bytes: number[] = [];
  let place = 0;
  let lost = 0;
  let right = true;
  const sink = {
    data: (from: Uint8Array, start: number, end: number) => {
      // One assertion a byte would take most of the time.
      right &&= start < end;
      for (let i = start; i < end; i++) {
        bytes.push(from[i]!);
        right &&= from[i] === STREAM[place++];
      }
    },
    gap: (count: number) => {
      expect(count).toBeGreaterThan(0);
      lost += count;
      place += count;
    },
  };
  for (const { from, to, cut = 0 } of segments) {
    // Padding around the range: nothing outside may be read.
    const packet = new Uint8Array(to - from - cut + 20).fill(0xee);
    packet.set(STREAM.subarray(from, to - cut), 10);
    order.push((isn + from) | 0, packet, 10, packet.length - 10, cut, sink);
  }
  order.flush(sink);
  expect(right).toBe(true);
  return { bytes: Uint8Array.from(bytes), lost, place };
};

const isns = fc.constantFrom(0, 1, 0x7fffff00, 0x7fffffff, -1, -300, -0x80000000);

/** Segments that cover the stream, in pieces, repeated and overlapping, in any order. */
const covering = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: STREAM.length - 1 }), { maxLength: 20 }),
    fc.array(fc.tuple(fc.nat(STREAM.length - 2), fc.integer({ min: 1, max: 90 })), {
      maxLength: 12,
    }),
  )
  .chain(([cuts, extra]) => {
    const at = [0, ...cuts.sort((a, b) => a - b), STREAM.length];
    const pieces: Segment[] = at.slice(1).map((to, i) => ({ from: at[i]!, to }));
    const overlaps = extra.map(([from, length]) => ({
      from,
      to: Math.min(STREAM.length, from + length),
    }));
    const all = [...pieces, ...overlaps];
    return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
  });

describe('one direction put in order', () => {
  it('gives the same bytes for any cut, order, repetition and overlap', () => {
    fc.assert(
      fc.property(covering, isns, (segments, isn) => {
        const { bytes, lost } = read(segments, isn);
        expect(lost).toBe(0);
        expect(bytes).toEqual(STREAM);
      }),
      { numRuns: 500 },
    );
  });

  it('tells a gap where segments are missing, and goes on behind it', () => {
    fc.assert(
      fc.property(covering, isns, fc.func(fc.boolean()), (segments, isn, keeps) => {
        const kept = segments.filter((segment) => keeps(segment));
        const { bytes, lost, place } = read(kept, isn);
        const there = new Set<number>();
        for (const { from, to } of kept) for (let i = from; i < to; i++) there.add(i);
        const last = Math.max(0, ...kept.map(({ to }) => to));
        expect(bytes.length).toBe(there.size);
        expect(lost).toBe(last - there.size);
        expect(place).toBe(last);
      }),
      { numRuns: 300 },
    );
  });

  it('takes bytes that the capture cut off as a gap', () => {
    const { bytes, lost } = read(
      [
        { from: 0, to: 100, cut: 40 },
        { from: 100, to: 200 },
      ],
      7,
    );
    expect([bytes.length, lost]).toEqual([160, 40]);
    expect(bytes.slice(60)).toEqual(STREAM.slice(100, 200));
  });

  it('the first copy of a byte wins', () => {
    const order = new StreamOrder();
    order.begin(0);
    let text = '';
    const sink = {
      data: (bytes: Uint8Array, start: number, end: number) => {
        text += String.fromCharCode(...bytes.subarray(start, end));
      },
      gap: () => {},
    };
    const say = (at: number, words: string) => {
      const bytes = Uint8Array.from(words, (c) => c.charCodeAt(0));
      order.push(at, bytes, 0, bytes.length, 0, sink);
    };
    say(0, 'abc');
    say(0, 'XYZdef');
    expect(text).toBe('abcdef');
  });

  it('holds a bounded number of bytes and segments, and then gives up on the gap', () => {
    for (const [size, count] of [
      [1, 4 * LIMITS.reorderSegmentsMax],
      [1400, 200],
    ] as const) {
      const order = new StreamOrder();
      order.begin(0);
      let got = 0;
      let gaps = 0;
      const sink = {
        data: (_: Uint8Array, start: number, end: number) => {
          got += end - start;
        },
        gap: () => {
          gaps++;
        },
      };
      const bytes = new Uint8Array(size);
      for (let i = 0; i < count; i++) order.push(100 + 2 * i * size, bytes, 0, size, 0, sink);
      expect(count * size - got).toBeLessThanOrEqual(LIMITS.reorderBytesMax);
      expect(count - got / size).toBeLessThanOrEqual(LIMITS.reorderSegmentsMax);
      expect(gaps).toBeGreaterThan(0);
    }
  });
});
