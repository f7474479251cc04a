// I1: the rate of a multi-source transfer against the capacity of a link.

/**
 * Rate of one download from many sources at once (M6).
 *
 * @param sources sources that send at the same time
 * @param eachBytesPerSecond what each of them sends
 * @returns bits per second
 * @example multiSourceRate(20, 4000) // 640_000
 */
export const multiSourceRate = (sources: number, eachBytesPerSecond: number): number =>
  sources * eachBytesPerSecond * 8;

/**
 * Share of a link, in percent; above 100 the link cannot carry it. Links are full duplex: pass the rate of one direction.
 *
 * @param bitsPerSecond rate of the traffic
 * @param linkBitsPerSecond capacity of the link in that direction, above 0
 * @example linkShare(640_000, 2_000_000) // 32
 */
export const linkShare = (bitsPerSecond: number, linkBitsPerSecond: number): number =>
  (bitsPerSecond / linkBitsPerSecond) * 100;
