// The 16 bytes with which both ends of a WinMX connection begin: scrambled without a secret, with three check bytes, so
// that anybody can say what kind of end sent them. https://forum.winmxworld.com/index.php?topic=401.0 lists the kinds; the
// scrambling is that of the WinMX tools that were published (MXSock, wpnp-crypto): 105 steps over the 16 bytes in a ring,
// step i adds byte i - 1 to byte i, or for every fifth i takes their exclusive or; step 0 uses 0x57.

export const KEY_BLOCK_BYTES = 16;

/** Kinds of ends: each asking one is answered by its kind plus one. */
export const PRIMARY_CLIENT = 0x50;
export const SECONDARY_CLIENT = 0x52;
export const CACHE_CLIENT = 0x54;
export const CHAT_CLIENT = 0x57;

const STEPS = 105;
const FIRST_STEP_BYTE = 0x57;

/** Filled and read within one call. */
const clear = new Uint8Array(KEY_BLOCK_BYTES);

/** The kind of end whose block stands at `start`; -1 when the check bytes do not fit: a random block passes once in 65,536. */
export const keyBlockKind = (bytes: Uint8Array, start: number): number => {
  for (let i = 0; i < KEY_BLOCK_BYTES; i++) clear[i] = bytes[start + i]!;
  for (let step = STEPS - 1; step >= 0; step--) {
    const before = step === 0 ? FIRST_STEP_BYTE : clear[(step - 1) & 15]!;
    const at = step & 15;
    clear[at] = step % 5 === 0 ? clear[at]! ^ before : clear[at]! - before;
  }
  const b = clear;
  if (b[4] !== (b[15]! ^ b[13]! ^ b[5]! ^ b[2]!)) return -1;
  // The bits of a kind above the seventh; all kinds are below 128.
  if (b[11] !== (b[12]! ^ b[10]! ^ b[7]! ^ b[6]! ^ b[3]! ^ b[0]!)) return -1;
  return (b[9]! - (b[14]! ^ b[8]! ^ b[1]!)) & 0xff;
};
