// Packed messages (0xD4 over TCP, 0xE5 over UDP): a zlib stream (RFC 1950) in place of the body.
import { Unzlib } from 'fflate';
import { LIMITS } from '../../model/limits.ts';

/** True when two bytes can begin a zlib stream: deflate, a window of at most 32 KiB, the check of RFC 1950 §2.2. */
export const isZlib = (first: number, second: number): boolean =>
  (first & 0x0f) === 8 && first >> 4 <= 7 && ((first << 8) | second) % 31 === 0;

/** The unpacked body, cut at `inflatedMessageBytesMax`; null when the stream is damaged before a byte came out. */
export const unpack = (bytes: Uint8Array, start: number, end: number): Uint8Array | null => {
  const pieces: Uint8Array[] = [];
  let total = 0;
  const stream = new Unzlib((piece) => {
    if (total < LIMITS.inflatedMessageBytesMax) pieces.push(piece);
    total += piece.length;
  });
  try {
    // Small steps, so that a bomb ends soon after the cap: deflate expands at most 1032 times.
    for (let at = start; at < end && total < LIMITS.inflatedMessageBytesMax; at += STEP_BYTES)
      stream.push(bytes.slice(at, Math.min(at + STEP_BYTES, end)), at + STEP_BYTES >= end);
  } catch {
    // What came out before the fault is kept.
  }
  return total === 0 ? null : joined(pieces, Math.min(total, LIMITS.inflatedMessageBytesMax));
};

const STEP_BYTES = 512;

const joined = (pieces: readonly Uint8Array[], length: number): Uint8Array => {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    const part = piece.length > length - at ? piece.subarray(0, length - at) : piece;
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};
