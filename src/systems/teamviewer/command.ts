// The head of a TeamViewer command, as it stands in both transports: 17 24, command (1), length (2, little endian); or,
// over TCP, 11 30, command (1), a zero, length (4, little endian), 16 bytes more.
// Found in captures; no description is published.

/** One past the command at `at`; -1 when none begins there; 0 when its head is not whole. */
export const commandEnd = (bytes: Uint8Array, at: number, end: number): number => {
  if (at + 2 > end) return 0;
  if (bytes[at] === 0x17 && bytes[at + 1] === 0x24)
    return at + 5 > end ? 0 : at + 5 + (bytes[at + 3]! | (bytes[at + 4]! << 8));
  if (bytes[at] !== 0x11 || bytes[at + 1] !== 0x30) return -1;
  if (at + 8 > end) return 0;
  if (bytes[at + 3] !== 0 || bytes[at + 7] !== 0) return -1;
  return at + 24 + (bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16));
};
