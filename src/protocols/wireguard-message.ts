// The four messages of WireGuard, as WireGuard itself and programs that change it a little (Cloudflare WARP) send them.
// https://www.wireguard.com/protocol/ (messages), https://www.wireguard.com/papers/wireguard.pdf §5.4
//
//   1 initiation  148 bytes  type, reserved (3), sender index (4), key (32), 2 × encrypted, MAC 1 (16), MAC 2 (16)
//   2 response     92 bytes  type, reserved (3), sender index (4), receiver index (4), key (32), encrypted, 2 × MAC
//   3 cookie       64 bytes  type, reserved (3), receiver index (4), nonce (24), encrypted
//   4 data       32 bytes +  type, reserved (3), receiver index (4), counter (8, little endian), encrypted
import { u32 } from '../wire/codec/big-endian.ts';

export const INITIATION = 1;
export const RESPONSE = 2;
export const COOKIE = 3;
export const DATA = 4;

/** The type, when the size is one that this type can have; else 0. `type` is the first byte without what others add. */
export const messageType = (type: number, size: number): number => {
  // TunnelBear and others append to initiation and response.
  if (type === INITIATION) return size >= 148 && size <= 1280 ? INITIATION : 0;
  if (type === RESPONSE) return size >= 92 && size <= 1280 ? RESPONSE : 0;
  if (type === COOKIE) return size === 64 ? COOKIE : 0;
  return type === DATA && size >= 32 ? DATA : 0;
};

/** The index that the message gives back to the one who chose it. */
export const receiverIndex = (bytes: Uint8Array, start: number, type: number): number =>
  u32(bytes, start + (type === RESPONSE ? 8 : 4));

/** The lower half of a data message's counter, or -1 when the upper is not 0: no session gets that far. */
export const dataCounter = (bytes: Uint8Array, start: number): number => {
  if (u32(bytes, start + 12) !== 0) return -1;
  return (
    (bytes[start + 8]! |
      (bytes[start + 9]! << 8) |
      (bytes[start + 10]! << 16) |
      (bytes[start + 11]! << 24)) >>>
    0
  );
};

/** Keys, ciphertexts and MAC 1 are random: of 128 such bytes hardly any are zero, in tables of structures many are. */
export const isFilled = (bytes: Uint8Array, start: number): boolean => {
  let zeros = 0;
  for (let i = start + 4; i < start + 132; i++) if (bytes[i] === 0) zeros++;
  return zeros <= 8;
};
