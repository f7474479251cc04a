// The 16 bytes with which each end of a WinMX session says what it is, as the developers' pages of winmxworld.com and
// open clients describe them: random, three bytes of them check sums that hide an identity, then mixed in 105 rounds.
import type { Random } from '../random.ts';

/** Identities (winmxworld.com, "WPNP KEY IDs"). */
export const KEY_ID = {
  PRIMARY_CLIENT: 0x50,
  PRIMARY_SERVER: 0x51,
  SECONDARY_CLIENT: 0x52,
  SECONDARY_SERVER: 0x53,
} as const;

export const KEY_BLOCK_BYTES = 16;
const ROUNDS = 105;
/** Stands before the first byte when it is mixed. */
const FIRST = 0x57;

/** Bytes whose exclusive or is a check sum's base; identities stay under 128, so the third hides nothing. */
const SUMS = [
  { at: 4, of: [15, 13, 5, 2], id: false },
  { at: 9, of: [14, 8, 1], id: true },
  { at: 11, of: [12, 10, 7, 6, 3, 0], id: false },
] as const;

export const keyBlock = (id: number, random: Random): Uint8Array => {
  const block = random.bytes(KEY_BLOCK_BYTES);
  for (const { at, of, id: hides } of SUMS) block[at] = sum(block, of) + (hides ? id : 0);
  for (let round = 0; round < ROUNDS; round++) {
    const at = round & 15;
    const before = round === 0 ? FIRST : block[(round - 1) & 15]!;
    block[at] = round % 5 === 0 ? block[at]! ^ before : block[at]! + before;
  }
  return block;
};

/** The identity in a block; null when its check sums do not hold. */
export const keyId = (mixed: Uint8Array): number | null => {
  if (mixed.length !== KEY_BLOCK_BYTES) return null;
  const block = Uint8Array.from(mixed);
  for (let round = ROUNDS - 1; round >= 0; round--) {
    const at = round & 15;
    const before = round === 0 ? FIRST : block[(round - 1) & 15]!;
    block[at] = round % 5 === 0 ? block[at]! ^ before : block[at]! - before;
  }
  const holds = SUMS.every(({ at, of, id }) => id || block[at] === sum(block, of));
  return holds ? (block[9]! - sum(block, SUMS[1].of)) & 0xff : null;
};

const sum = (block: Uint8Array, of: readonly number[]): number =>
  of.reduce((all, at) => all ^ block[at]!, 0);
