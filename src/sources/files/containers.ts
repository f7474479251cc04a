// Types that take more than one comparison: containers that name what they hold, and streams known by their rhythm.
import { textAt, u16be, u16le, u32be, u32le } from './head-bytes.ts';
import { mpegAudioType } from './mpeg-audio.ts';
import { zipType } from './zip-type.ts';

/** Null when the head is none of these. */
export const containerType = (head: Uint8Array, size: number): string | null => {
  switch (head[0]) {
    case 0x52: // R
      return riffType(head);
    case 0x46: // F
      return formType(head);
    case 0x1a:
      return matroskaType(head);
    case 0x4f: // O
      return oggType(head);
    case 0x50: // P
      return zipType(head);
    case 0x42: // B
      return bitmapOrBzip(head, size);
    case 0x4d: // M
      return programType(head);
    case 0xca:
      return classOrFat(head);
    case 0x47:
    case 0x00:
      return zeroOrSync(head, size);
    case 0x60:
      return u16le(head, 0) === 0xea60 && head[2]! < 0x80 ? 'application/x-arj' : baseMedia(head);
    case 0x0b:
      return u16be(head, 0) === 0x0b77 ? 'audio/ac3' : null;
    case 0x49: // I
      return textAt(head, 0, 3) === 'ID3' ? taggedAudio(head) : null;
    case 0xff:
      return mpegAudioType(head, 0);
    default:
      return laterType(head);
  }
};

/** RIFF: four letters of form at 8. */
const riffType = (head: Uint8Array): string | null => {
  const group = textAt(head, 0, 4);
  if (group !== 'RIFF' && group !== 'RF64') return null;
  switch (textAt(head, 8, 4)) {
    case 'AVI ':
      return 'video/x-msvideo';
    case 'WAVE':
      return 'audio/x-wav';
    case 'WEBP':
      return 'image/webp';
    case 'RMID':
      return 'audio/midi';
    default:
      return null;
  }
};

/** IFF (EA 1985): AIFF and AIFC. */
const formType = (head: Uint8Array): string | null => {
  if (textAt(head, 0, 4) !== 'FORM') return null;
  const form = textAt(head, 8, 4);
  return form === 'AIFF' || form === 'AIFC' ? 'audio/x-aiff' : null;
};

/** EBML (RFC 8794): the document type (0x4282) stands in the header, among elements of a few bytes. */
const matroskaType = (head: Uint8Array): string | null => {
  if (u32be(head, 0) !== 0x1a45dfa3) return null;
  for (let at = 4; at < Math.min(head.length - 10, 64); at++) {
    if (u16be(head, at) !== 0x4282) continue;
    const kind = textAt(head, at + 3, head[at + 2]! & 0x7f);
    if (kind.startsWith('webm')) return 'video/webm';
    if (kind.startsWith('matroska')) return 'video/x-matroska';
  }
  return null;
};

/** The first page (RFC 3533 §6) holds the first packet of its first stream. */
const oggType = (head: Uint8Array): string | null => {
  if (textAt(head, 0, 4) !== 'OggS') return null;
  const first = 27 + (head[26] ?? 0);
  const name = textAt(head, first, 8);
  const video =
    name.startsWith('\x80theora') || name.startsWith('\x01video') || name === 'fishead\0';
  return video ? 'video/ogg' : 'audio/ogg';
};

const bitmapOrBzip = (head: Uint8Array, size: number): string | null => {
  if (textAt(head, 0, 3) === 'BZh' && head[3]! >= 0x31 && head[3]! <= 0x39)
    return 'application/x-bzip2';
  // The header's length is one of seven (BITMAPINFOHEADER and its kin); the two letters alone are a word's beginning.
  const plausible = [12, 40, 52, 56, 64, 108, 124].includes(u32le(head, 14));
  return textAt(head, 0, 2) === 'BM' && plausible && size > 54 ? 'image/bmp' : null;
};

/** MZ: the older of the two letters' meanings needs a plausible header (page count, header paragraphs). */
const programType = (head: Uint8Array): string | null => {
  if (textAt(head, 0, 2) !== 'MZ' || head.length < 64) return null;
  const extended = u32le(head, 60);
  const known = ['PE', 'NE', 'LE', 'LX'].includes(textAt(head, extended, 2));
  return known || (u16le(head, 4) > 0 && u16le(head, 8) >= 2 && u16le(head, 8) < 4096)
    ? 'application/x-dosexec'
    : null;
};

/** 0xcafebabe begins Java classes and Mach-O programs for several machines: those have fewer than 30, versions start at 45. */
const classOrFat = (head: Uint8Array): string | null => {
  if (u32be(head, 0) !== 0xcafebabe || head.length < 8) return null;
  const count = u32be(head, 4);
  return count < 30 ? 'application/x-mach-binary' : 'application/x-java-applet';
};

const zeroOrSync = (head: Uint8Array, size: number): string | null => {
  if (u32be(head, 0) === 0x000001ba || u32be(head, 0) === 0x000001b3) return 'video/mpeg';
  if (u32be(head, 0) === 0x00010000 && u16be(head, 4) > 3 && u16be(head, 4) < 64)
    return 'font/sfnt';
  if (isIcon(head, size)) return 'image/vnd.microsoft.icon';
  return baseMedia(head) ?? transportStream(head);
};

/** A directory of pictures, the first of which lies in the file. */
const isIcon = (head: Uint8Array, size: number): boolean => {
  const kind = u16le(head, 2);
  const count = u16le(head, 4);
  if (u16le(head, 0) !== 0 || (kind !== 1 && kind !== 2) || count === 0 || count > 64) return false;
  const offset = u32le(head, 18);
  return head[9] === 0 && offset >= 6 + 16 * count && offset < size;
};

/** ISO/IEC 14496-12: a box `ftyp` with its brand; old QuickTime begins with another box. */
const baseMedia = (head: Uint8Array): string | null => {
  if (!BOX_LETTERS.has(head[4]!)) return null;
  const box = textAt(head, 4, 4);
  if (box === 'ftyp')
    return BRANDS.find(([start]) => textAt(head, 8, 4).startsWith(start))?.[1] ?? 'video/mp4';
  const old = box === 'moov' || box === 'mdat' || box === 'wide' || box === 'pnot';
  return old && (box !== 'mdat' || u32be(head, 0) <= 1 || u32be(head, 0) > 8)
    ? 'video/quicktime'
    : null;
};

/** First letters of the boxes below: most heads are none. */
const BOX_LETTERS = new Set([...'fmwp'].map((letter) => letter.charCodeAt(0)));

const BRANDS = [
  ['qt', 'video/quicktime'],
  ['M4A', 'audio/x-m4a'],
  ['M4B', 'audio/x-m4a'],
  ['M4P', 'audio/x-m4a'],
  ['F4A', 'audio/x-m4a'],
  ['3g2', 'video/3gpp2'],
  ['3g', 'video/3gpp'],
  ['avif', 'image/avif'],
  ['avis', 'image/avif'],
  ['hei', 'image/heic'],
  ['hev', 'image/heic'],
  ['mif1', 'image/heic'],
  ['msf1', 'image/heic'],
] as const;

/** A sync byte every 188 bytes (ISO/IEC 13818-1), or every 192 behind a stamp of 4 (Blu-ray). Five in a row are no chance. */
const transportStream = (head: Uint8Array): string | null =>
  inStep(head, 0, 188) || inStep(head, 4, 192) ? 'video/mp2t' : null;

const inStep = (head: Uint8Array, first: number, step: number): boolean => {
  for (let i = 0; i < 5; i++) if (head[first + i * step] !== 0x47) return false;
  return true;
};

/** ID3v2 (id3.org, §3.1): the audio follows; most of it is MPEG's, and players take it for that. */
const taggedAudio = (head: Uint8Array): string | null => {
  if (head.length < 10 || head[3]! > 4) return null;
  const tag = 10 + ((head[6]! << 21) | (head[7]! << 14) | (head[8]! << 7) | head[9]!);
  if (textAt(head, tag, 4) === 'fLaC') return 'audio/flac';
  return 'audio/mpeg';
};

/** Formats whose mark stands behind a length or a stamp. */
const laterType = (head: Uint8Array): string | null => {
  if (head[2] === 0x2d && head[6] === 0x2d && /^-lh[0-7d]-$/.test(textAt(head, 2, 5)))
    return 'application/x-lzh-compressed';
  return baseMedia(head) ?? transportStream(head);
};
