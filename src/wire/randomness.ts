// Does a run of bytes look like the output of a cipher? Asked about the first messages of a flow only.

/** Bytes looked at; with fewer than the smaller number nothing can be said. */
const SAMPLE_BYTES_MAX = 96;
export const RANDOM_BYTES_MIN = 32;

/**
 * True when up to 96 bytes are spread as uniform ones are: n bytes hold 256·(1 − (255/256)ⁿ) distinct values and 4·n
 * one-bits (variance 2·n). The bounds lie 3.5 standard deviations out, so that one uniform sample in a thousand is
 * missed. Text, numbers and padded structures fail by far; compressed data may pass.
 */
export const looksRandom = (bytes: Uint8Array, start: number, end: number): boolean => {
  const n = Math.min(end - start, SAMPLE_BYTES_MAX);
  if (n < RANDOM_BYTES_MIN) return false;
  seen.fill(0);
  let distinct = 0;
  let ones = 0;
  for (let i = start; i < start + n; i++) {
    const byte = bytes[i]!;
    ones += ONES[byte]!;
    if (seen[byte] === 0) {
      seen[byte] = 1;
      distinct++;
    }
  }
  return distinct >= DISTINCT_MIN[n]! && Math.abs(ones - 4 * n) <= 3.5 * Math.sqrt(2 * n);
};

const seen = new Uint8Array(256);

const ONES = Uint8Array.from({ length: 256 }, (_, byte) => {
  let ones = 0;
  for (let rest = byte; rest !== 0; rest &= rest - 1) ones++;
  return ones;
});

/** Mean less 3.5 standard deviations of the number of distinct values (occupancy problem, Feller I, IV.2). */
const DISTINCT_MIN = Uint8Array.from({ length: SAMPLE_BYTES_MAX + 1 }, (_, n) => {
  const one = (255 / 256) ** n;
  const two = (254 / 256) ** n;
  const variance = 256 * one + 256 * 255 * two - (256 * one) ** 2;
  return Math.max(0, Math.floor(256 * (1 - one) - 3.5 * Math.sqrt(variance)));
});
