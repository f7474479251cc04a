// Bytes as lower-case hex text, for identities and content ids.

const { fromCharCode } = String;

/** Four bytes a step: one call that makes eight characters costs what two concatenations of one byte do. */
export const hex = (bytes: Uint8Array, start = 0, end = bytes.length): string => {
  let text = '';
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const a = bytes[at]!;
    const b = bytes[at + 1]!;
    const c = bytes[at + 2]!;
    const d = bytes[at + 3]!;
    text += fromCharCode(
      HIGH[a]!,
      LOW[a]!,
      HIGH[b]!,
      LOW[b]!,
      HIGH[c]!,
      LOW[c]!,
      HIGH[d]!,
      LOW[d]!,
    );
  }
  for (; at < end; at++) text += fromCharCode(HIGH[bytes[at]!]!, LOW[bytes[at]!]!);
  return text;
};

const DIGITS = '0123456789abcdef';
const HIGH = Uint8Array.from({ length: 256 }, (_, byte) => DIGITS.charCodeAt(byte >> 4));
const LOW = Uint8Array.from({ length: 256 }, (_, byte) => DIGITS.charCodeAt(byte & 15));
