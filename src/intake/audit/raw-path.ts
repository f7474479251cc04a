// Paths as the file system has them: bytes, of which only `/` and zero mean something. They are kept as text with one
// character a byte (Latin 1), so that names in no encoding at all are found again; people are shown UTF-8.

/** One character a byte. */
export type RawPath = string & { readonly raw: true };

export const rawPath = (path: string): RawPath => Buffer.from(path).toString('latin1') as RawPath;

/** What Node's functions take: text is written as UTF-8, so that anything beyond ASCII goes as bytes. */
export const forSystem = (path: string): string | Buffer =>
  BEYOND_ASCII.test(path) ? Buffer.from(path, 'latin1') : path;

export const joined = (folder: RawPath, name: string): RawPath =>
  (folder === '/' ? `/${name}` : `${folder}/${name}`) as RawPath;

/** For people, and for JSON: bytes that are no UTF-8 as `\xff`. Not yet safe for a terminal (report/clean.ts). */
export const shownPath = (path: string): string => {
  if (!BEYOND_ASCII.test(path)) return path;
  const bytes = Buffer.from(path, 'latin1');
  const text = bytes.toString();
  if (!text.includes('\ufffd')) return text;
  return [...bytes.toString('latin1').matchAll(UTF_8)].map(([piece]) => readable(piece)).join('');
};

export const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export const folderOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));

const readable = (piece: string): string => {
  const text = Buffer.from(piece, 'latin1').toString();
  return text.includes('\ufffd')
    ? [...piece].map((byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')
    : text;
};

const BEYOND_ASCII = /[\x80-\xff]/;

/** ASCII, a lead byte with all that follows it (RFC 3629), or a byte that fits nowhere. */
const UTF_8 =
  /[^\x80-\xff]+|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\xff]/g;
