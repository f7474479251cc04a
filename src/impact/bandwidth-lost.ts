// I4: bandwidth lost at the border, or on an inner line between sites or within the LAN, hour by hour.
import { HOUR_MS } from '../model/time.ts';
import { linkShare } from './link-share.ts';

/** Bytes of one slice of time, seen from the subject. */
export interface Slice {
  readonly at: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
}

export interface LostHour {
  /** Start of the hour, epoch ms, UTC. */
  readonly at: number;
  /** Percent of the line's capacity over the hour, in the busier direction. */
  readonly percent: number;
  /** Bits per second that the busier direction leaves for mail, web, video, voice. */
  readonly leftBitsPerSecond: number;
}

/**
 * Share of a line that traffic takes, by hour; hours without traffic are left out. The same function serves the border
 * (capacity of the Internet link) and the inside (a WAN line, 10 or 100 Mbit/s of LAN).
 *
 * @param slices bytes in slices no longer than an hour; a slice counts for the hour in which it starts
 * @param lineBitsPerSecond capacity of the line in each direction
 */
export const bandwidthLost = (
  slices: readonly Slice[],
  lineBitsPerSecond: number,
): readonly LostHour[] => {
  const hours = new Map<number, { out: number; in: number }>();
  for (const { at, bytesOut, bytesIn } of slices) {
    const start = Math.floor(at / HOUR_MS) * HOUR_MS;
    const hour = hours.get(start) ?? { out: 0, in: 0 };
    hours.set(start, { out: hour.out + bytesOut, in: hour.in + bytesIn });
  }
  return [...hours]
    .sort(([a], [b]) => a - b)
    .map(([at, hour]) => {
      const rate = (Math.max(hour.out, hour.in) * 8) / (HOUR_MS / 1000);
      return {
        at,
        percent: linkShare(rate, lineBitsPerSecond),
        leftBitsPerSecond: Math.max(0, lineBitsPerSecond - rate),
      };
    });
};
