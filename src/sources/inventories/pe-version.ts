// The version resource of a Windows program (PE/COFF; VS_VERSIONINFO, Microsoft's documentation of `verrsrc.h`): the name it
// was built under, which renaming the file does not change.
//
//   MZ … e_lfanew ─► PE\0\0, file header ─► section table ─► .rsrc ─► VS_VERSION_INFO ─► String: length, value length,
//                                                                          type, key (UTF-16), padding to 4, value (UTF-16)
//
// Sound because: the key `VS_VERSION_INFO` inside the section of resources, and keys with lengths that fit before them. Bounds:
// 96 sections, 16 MiB of resources. Does not see: programs that are packed with their resources, or that have none.

export interface PeVersion {
  readonly originalFilename?: string;
  readonly productName?: string;
  readonly fileVersion?: string;
}

/** Bytes of the file; fewer where it ends. */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array>;

/** Null when it is no PE file. */
export const readPeVersion = async (readAt: ReadAt): Promise<PeVersion | null> => {
  const dos = await readAt(0, 64);
  if (dos.length < 64 || dos[0] !== 0x4d || dos[1] !== 0x5a) return null;
  const at = u32(dos, 60);
  const head = await readAt(at, 24);
  if (head.length < 24 || u32(head, 0) !== PE_SIGNATURE) return null;
  const sections = Math.min(u16(head, 6), SECTIONS_MAX);
  const table = await readAt(at + 24 + u16(head, 20), sections * 40);
  for (let i = 0; i + 40 <= table.length; i += 40) {
    if (!isResources(table, i)) continue;
    const size = Math.min(u32(table, i + 16), RESOURCES_BYTES_MAX);
    return versionOf(await readAt(u32(table, i + 20), size));
  }
  return {};
};

/** Of the bytes of a section of resources. */
export const versionOf = (bytes: Uint8Array): PeVersion => {
  const start = find(bytes, utf16('VS_VERSION_INFO'), 0, bytes.length);
  if (start < 6) return {};
  // The structure begins six bytes before its key, with its length.
  const from = start - 6;
  const end = Math.min(bytes.length, from + u16(bytes, from));
  const originalFilename = stringValue(bytes, from, end, 'OriginalFilename');
  const productName = stringValue(bytes, from, end, 'ProductName');
  const fileVersion = stringValue(bytes, from, end, 'FileVersion');
  return {
    ...(originalFilename ? { originalFilename } : {}),
    ...(productName ? { productName } : {}),
    ...(fileVersion ? { fileVersion } : {}),
  };
};

const stringValue = (bytes: Uint8Array, from: number, end: number, key: string): string => {
  const wanted = utf16(`${key}\0`);
  const at = find(bytes, wanted, from, end);
  if (at < from + 6) return '';
  // Length of the value in words, its end included; padded to four bytes from the structure's beginning.
  const words = Math.min(u16(bytes, at - 4), VALUE_WORDS_MAX);
  const behind = at + wanted.length - from;
  const value = from + behind + ((4 - (behind % 4)) % 4);
  if (value + words * 2 > end) return '';
  const text = new TextDecoder('utf-16le').decode(bytes.subarray(value, value + words * 2));
  return text.split('\0')[0]!.trim();
};

const find = (bytes: Uint8Array, wanted: Uint8Array, from: number, end: number): number => {
  for (let at = bytes.indexOf(wanted[0]!, from); at >= 0 && at + wanted.length <= end; ) {
    let i = 1;
    while (i < wanted.length && bytes[at + i] === wanted[i]) i++;
    if (i === wanted.length) return at;
    at = bytes.indexOf(wanted[0]!, at + 1);
  }
  return -1;
};

const utf16 = (text: string): Uint8Array =>
  Uint8Array.from([...text].flatMap((char) => [char.charCodeAt(0), 0]));

const isResources = (table: Uint8Array, at: number): boolean =>
  [0x2e, 0x72, 0x73, 0x72, 0x63, 0].every((byte, i) => table[at + i] === byte);

const u16 = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);

const u32 = (bytes: Uint8Array, at: number): number =>
  (u16(bytes, at) | (u16(bytes, at + 2) << 16)) >>> 0;

const PE_SIGNATURE = 0x4550;
const SECTIONS_MAX = 96;
const RESOURCES_BYTES_MAX = 16 << 20;
const VALUE_WORDS_MAX = 512;
