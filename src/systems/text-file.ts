// A text file of a client: UTF-8 with or without a mark, UTF-16 with one (Windows programs), else Windows-1252.
import { textOf } from '../wire/codec/ascii.ts';

export const fileText = (bytes: Uint8Array): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16le.decode(bytes.subarray(2));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16be.decode(bytes.subarray(2));
  return textOf(bytes, 0, bytes.length).replace(/^\uFEFF/, '');
};

const utf16le = new TextDecoder('utf-16le');
const utf16be = new TextDecoder('utf-16be');
