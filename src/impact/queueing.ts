// I4: what other services lose beside file sharing: room, and time in the queue before the link.
//
// Below saturation the mean wait is that of M/G/1 (Pollaczek 1930, Khinchine 1932) with two kinds of jobs, bursts of the
// other services and packets of file sharing: W = Σ ρᵢSᵢ / 2(1 − ρ). At and beyond saturation the queue is a fluid: the
// buffer stands full, and who does not slow down loses what exceeds the link. TCP does slow down: its sources share what
// there is, so the loss is an upper bound. docs/impact.md has both next to what was measured.

export interface LinkLoad {
  readonly linkBitsPerSecond: number;
  /** Shares of the link, 0 and above. */
  readonly other: number;
  readonly sharing: number;
  /** Bytes that other services send in one go. */
  readonly burstBytes: number;
  /** What the buffer before the link holds when full, in ms. */
  readonly bufferMs: number;
}

export interface QueueEstimate {
  readonly model: 'M/G/1' | 'fluid';
  readonly waitMs: number;
  /** At most, of packets that do not slow down: voice, video. */
  readonly lossPercent: number;
  /** Of the link, left for other services. */
  readonly leftPercent: number;
}

/** IP packets of file sharing: full ones. */
const PACKET_BYTES = 1500;

/** Never more than the buffer holds. */
export const queueEstimate = (load: LinkLoad): QueueEstimate => {
  const { linkBitsPerSecond, other, sharing, burstBytes, bufferMs } = load;
  const busy = other + sharing;
  const leftPercent = 100 * Math.max(0, 1 - sharing);
  if (busy >= 1)
    return { model: 'fluid', waitMs: bufferMs, lossPercent: 100 * (1 - 1 / busy), leftPercent };
  const ms = (bytes: number): number => (bytes * 8000) / linkBitsPerSecond;
  const wait = (other * ms(burstBytes) + sharing * ms(PACKET_BYTES)) / (2 * (1 - busy));
  return { model: 'M/G/1', waitMs: Math.min(bufferMs, wait), lossPercent: 0, leftPercent };
};
