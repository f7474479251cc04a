// Recursive length prefixes (RLP), as far as a walk over them before a verdict needs: where an item begins and ends.
// https://ethereum.org/en/developers/docs/data-structures-and-encoding/rlp/

/** Bytes before the content: 0 for a byte that is its own content, 1, or 2 and 3 for long ones. */
export const rlpHeader = (byte: number): number => {
  if (byte < 0x80) return 0;
  if (byte <= 0xb7 || (byte >= 0xc0 && byte <= 0xf7)) return 1;
  return byte === 0xb8 || byte === 0xf8 ? 2 : byte === 0xb9 || byte === 0xf9 ? 3 : 0xff;
};

export const isRlpList = (byte: number): boolean => byte >= 0xc0;

/** One past the item at `at`; -1 when it ends behind `end` or is longer than datagrams are. */
export const rlpEnd = (bytes: Uint8Array, at: number, end: number): number => {
  if (at >= end) return -1;
  const first = bytes[at]!;
  const header = rlpHeader(first);
  if (header > 3 || at + header > end) return -1;
  let length = 1;
  if (header === 1) length = first - (first >= 0xc0 ? 0xc0 : 0x80);
  else if (header === 2) length = bytes[at + 1]!;
  else if (header === 3) length = (bytes[at + 1]! << 8) | bytes[at + 2]!;
  const stop = at + header + length;
  return stop <= end ? stop : -1;
};
