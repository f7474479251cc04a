// What a ZIP is: an archive, or a document that is packed as one, told by the names of its first entries (PKWARE APPNOTE
// 4.3.7; OpenDocument 1.3 part 2 §3.3 and EPUB 3.3 §4.2.4: the first entry `mimetype`, stored). Nothing is unpacked.
import { textAt, u16le, u32be, u32le } from './head-bytes.ts';

/** Entries looked at: Office writes [Content_Types].xml first, and its folder within the first few. */
const ENTRIES_MAX = 8;

export const zipType = (head: Uint8Array): string | null => {
  if (u32be(head, 0) === 0x504b0506 || u32be(head, 0) === 0x504b0708) return 'application/zip';
  if (u32be(head, 0) !== 0x504b0304) return null;
  const names = entryNames(head);
  if (names[0] === 'mimetype') return declaredType(head);
  if (names[0]?.startsWith('META-INF/') === true) return 'application/java-archive';
  return officeType(names) ?? 'application/zip';
};

const declaredType = (head: Uint8Array): string => {
  const start = 30 + u16le(head, 26) + u16le(head, 28);
  const declared = textAt(head, start, Math.min(u32le(head, 18), 80));
  if (declared.startsWith('application/epub+zip')) return 'application/epub+zip';
  if (
    declared.startsWith('application/vnd.oasis.opendocument') ||
    declared.startsWith('application/vnd.sun.xml')
  )
    return 'application/vnd.oasis.opendocument';
  return 'application/zip';
};

const officeType = (names: readonly string[]): string | null => {
  const opens = names.some((name) => OPENS_OFFICE.has(name));
  if (!opens) return null;
  for (const [folder, mime] of OFFICE)
    if (names.some((name) => name.startsWith(folder))) return `${OFFICE_MIME}${mime}`;
  return OFFICE_MIME;
};

const OPENS_OFFICE = new Set(['[Content_Types].xml', '_rels/.rels']);
const OFFICE_MIME = 'application/vnd.openxmlformats-officedocument';
const OFFICE = [
  ['word/', '.wordprocessingml.document'],
  ['xl/', '.spreadsheetml.sheet'],
  ['ppt/', '.presentationml.presentation'],
] as const;

/** Names of the entries whose headers stand in the head; those of unknown length (a descriptor follows) end the list. */
const entryNames = (head: Uint8Array): string[] => {
  const names: string[] = [];
  let at = 0;
  while (names.length < ENTRIES_MAX && at + 30 <= head.length && u32be(head, at) === 0x504b0304) {
    const named = u16le(head, at + 26);
    names.push(textAt(head, at + 30, Math.min(named, 256)));
    const streamed = (u16le(head, at + 6) & 8) !== 0;
    const next = at + 30 + named + u16le(head, at + 28) + u32le(head, at + 18);
    at = streamed ? nextEntry(head, at + 30 + named) : next;
  }
  return names;
};

/** Where the next header begins when the length of this entry stands behind it. */
const nextEntry = (head: Uint8Array, from: number): number => {
  for (let at = from; at + 4 <= head.length; at++)
    if (head[at] === 0x50 && u32be(head, at) === 0x504b0304) return at;
  return head.length;
};
