// What is left of OpenVPN's handshake under "scramble" (the xormask patch: xormask, xorptrpos, reverse, obfuscate), as
// Tunnelblick, NordVPN's obfuscated servers and others use it. Each of its steps changes the first byte of a packet by
// the same value or not at all, and none changes sizes:
//
//   client reset   0x38 ^ k, size of a reset (control.ts)
//   server reset   0x40 ^ k, that size + 12
//   then           0x20 ^ k (control) or 0x28 ^ k (acknowledgement: the reset's size + 4 + 4 for each packet confirmed)
//
// https://tunnelblick.net/cOpenvpn_xorpatch.html
import { ACK, ANSWER_EXTRA, CLIENT_RESET, CONTROL, isResetSize, SERVER_RESET } from './control.ts';

/** Packets after the two resets that must fit: 14 bits each, and most say their size as well. */
export const FOLLOWING = 4;

/** A client's reset under some mask; unmasked ones are the plain dissectors'. */
export const isOpening = (first: number, size: number): boolean =>
  first !== CLIENT_RESET && isResetSize(size);

export const isAnswer = (
  first: number,
  size: number,
  opened: number,
  openedSize: number,
): boolean =>
  (first ^ opened) === (CLIENT_RESET ^ SERVER_RESET) && size === openedSize + ANSWER_EXTRA;

/** A packet after the resets. */
export const isFollowing = (
  first: number,
  size: number,
  opened: number,
  openedSize: number,
): boolean => {
  const opcode = first ^ opened ^ CLIENT_RESET;
  if (opcode === CONTROL) return size >= openedSize;
  return opcode === ACK && isAckSize(size - openedSize - 4);
};

/** An acknowledgement has no packet id of its own (4 less), the other's session id, and 1 to 8 packet ids. */
const isAckSize = (ids: number): boolean => ids > 0 && ids <= 32 && (ids & 3) === 0;
