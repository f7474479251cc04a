// Bytes over time in a bounded number of slices. Slices start a second wide and double when there are too many.

import type { TimeSlice } from '../model/case.ts';
import { LIMITS } from '../model/limits.ts';

export class Timeline {
  sliceMs = 1000;
  private slices = new Map<number, { out: number; in: number }>();

  /** Spreads the bytes evenly over the time in which they flowed. */
  add(at: number, until: number, bytesOut: number, bytesIn: number): void {
    while ((until - at) / this.sliceMs > LIMITS.timelineSlicesMax) this.widen();
    const first = Math.floor(at / this.sliceMs);
    const last = Math.max(first, Math.floor(until / this.sliceMs));
    const parts = last - first + 1;
    for (let index = first; index <= last; index++)
      this.put(index, bytesOut / parts, bytesIn / parts);
    while (this.slices.size > LIMITS.timelineSlicesMax) this.widen();
  }

  /** In order of time, whole bytes. */
  toSlices(): TimeSlice[] {
    return [...this.slices]
      .sort((a, b) => a[0] - b[0])
      .map(([index, slice]) => ({
        at: index * this.sliceMs,
        bytesOut: Math.round(slice.out),
        bytesIn: Math.round(slice.in),
      }));
  }

  /** Adds what another timeline holds. */
  merge(other: Timeline): void {
    for (const slice of other.toSlices()) {
      this.add(slice.at, slice.at + other.sliceMs - 1, slice.bytesOut, slice.bytesIn);
    }
  }

  private put(index: number, bytesOut: number, bytesIn: number): void {
    const slice = this.slices.get(index);
    if (slice) {
      slice.out += bytesOut;
      slice.in += bytesIn;
    } else this.slices.set(index, { out: bytesOut, in: bytesIn });
  }

  private widen(): void {
    const before = this.slices;
    this.slices = new Map();
    this.sliceMs *= 2;
    for (const [index, slice] of before) this.put(Math.floor(index / 2), slice.out, slice.in);
  }
}
