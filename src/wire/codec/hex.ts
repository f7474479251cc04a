// Bytes as lower-case hex text, for identities and content ids. Not for the packet path.

export const hex = (bytes: Uint8Array, start = 0, end = bytes.length): string => {
  let text = '';
  for (let i = start; i < end; i++) text += (bytes[i]! + 0x100).toString(16).slice(1);
  return text;
};
