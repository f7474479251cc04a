// GGEP 0.5 blocks: named extensions inside payloads. Read and written here without COBS and deflate, which no extension
// of ours needs; blocks that use them are skipped over, their raw bytes given.
//
//   C3 | flags: 80 last, 40 COBS, 20 deflate, 0F id length | id | length, 6 bits a byte: 80 more, 40 last | data | …

export interface Extension {
  readonly id: string;
  readonly data: Uint8Array;
}

export const GGEP_MAGIC = 0xc3;
/** Extensions read from one block; more are not looked at. */
const EXTENSIONS_MAX = 32;

export const writeGgep = (extensions: readonly Extension[]): Uint8Array => {
  const bytes: number[] = [GGEP_MAGIC];
  for (const [index, { id, data }] of extensions.entries()) {
    bytes.push((index === extensions.length - 1 ? 0x80 : 0) | id.length);
    for (const char of id) bytes.push(char.charCodeAt(0));
    if (data.length > 0xfff) bytes.push(0x80 | (data.length >>> 12));
    if (data.length > 0x3f) bytes.push(0x80 | ((data.length >>> 6) & 0x3f));
    bytes.push(0x40 | (data.length & 0x3f), ...data);
  }
  return Uint8Array.from(bytes);
};

/** The extensions of a block that begins at `at`, as far as they are whole; empty when none begins there. */
export const readGgep = (bytes: Uint8Array, at: number): Extension[] => {
  const found: Extension[] = [];
  if (bytes[at] !== GGEP_MAGIC) return found;
  let next = at + 1;
  while (found.length < EXTENSIONS_MAX) {
    const flags = bytes[next];
    if (flags === undefined || (flags & 0x0f) === 0) break;
    const idEnd = next + 1 + (flags & 0x0f);
    const id = String.fromCharCode(...bytes.subarray(next + 1, idEnd));
    const size = lengthAt(bytes, idEnd);
    if (!size || size.dataAt + size.length > bytes.length) break;
    next = size.dataAt + size.length;
    found.push({ id, data: bytes.subarray(size.dataAt, next) });
    if (flags & 0x80) break;
  }
  return found;
};

const lengthAt = (bytes: Uint8Array, at: number): { length: number; dataAt: number } | null => {
  let length = 0;
  for (let width = 0; width < 3; width++) {
    const byte = bytes[at + width];
    if (byte === undefined) return null;
    length = (length << 6) | (byte & 0x3f);
    if (byte & 0x40) return { length, dataAt: at + width + 1 };
  }
  return null;
};
