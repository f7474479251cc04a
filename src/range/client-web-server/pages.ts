// How clients of the time listed their shared files to a browser: one style each, with its headers and its links.
//
// - kazaa: on its transfer port (1214 by custom) the client answers any browser; X-Kazaa headers name user and network.
//   Later versions refuse the list with 403 (educause security list, February 2003); this is the early kind.
// - gnutella: Shareaza, BearShare and LimeWire answer `GET /` on the servent's port with a page ("Browse Host",
//   GDF proposal of 2002, text/html); files by index and name, and by SHA-1 (HUGE).
// - emule: the web interface on port 4711: a page for the password, then lists with ed2k links; it gives no files away.
// - listing: what any small web server shows of a folder.
// Pages are written anew in the kind of those; nobody's markup was copied.
import { createHash } from 'node:crypto';
import type { SharedFile } from '../content.ts';

export const STYLES = ['kazaa', 'gnutella', 'emule', 'listing'] as const;
export type Style = (typeof STYLES)[number];

export interface PageStyle {
  /** The port it is found on by custom. */
  readonly port: number;
  /** `Server:` of an unmarked program. */
  readonly server: string;
  readonly headers: (address: string) => readonly (readonly [string, string])[];
  /** Path of a file, percent-encoded; null when the style gives no files away. */
  readonly path: (file: SharedFile, index: number) => string | null;
  readonly page: (files: readonly SharedFile[]) => string;
}

export const pageStyle = (style: Style): PageStyle => BY_STYLE[style];

export const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

const document = (title: string, body: string): string =>
  `<html><head><title>${title}</title></head>\n<body>\n${body}\n</body></html>\n`;

const rows = (
  files: readonly SharedFile[],
  row: (file: SharedFile, index: number) => string,
): string => files.map(row).join('\n');

const gnutellaPath = (file: SharedFile, index: number): string =>
  `/get/${index + 1}/${encodeURIComponent(file.name)}`;
const kazaaPath = (file: SharedFile, index: number): string =>
  `/${40_000 + index}/${encodeURIComponent(file.name)}`;
const listingPath = (file: SharedFile): string => `/${encodeURIComponent(file.name)}`;

/** Stands for the ed2k hash, which the interface only shows: 32 hex digits. */
const shownHash = (file: SharedFile): string =>
  createHash('sha256').update(file.bytes).digest('hex').slice(0, 32).toUpperCase();

const BY_STYLE: Record<Style, PageStyle> = {
  kazaa: {
    port: 1214,
    server: 'KazaaClient Nov  3 2002 20:29:03',
    headers: (address) => [
      ['X-Kazaa-Username', 'harbour'],
      ['X-Kazaa-Network', 'KaZaA'],
      ['X-Kazaa-IP', `${address}:1214`],
    ],
    path: kazaaPath,
    page: (files) =>
      document(
        'Files shared by harbour@KaZaA',
        `<h2>harbour@KaZaA</h2>\n<table>\n${rows(
          files,
          (file, at) =>
            `<tr><td><a href="${kazaaPath(file, at)}">${escaped(file.name)}</a></td><td>${file.bytes.length}</td></tr>`,
        )}\n</table>`,
      ),
  },
  gnutella: {
    port: 6346,
    server: 'Shareaza 1.8.8.0',
    headers: () => [],
    path: gnutellaPath,
    page: (files) =>
      document(
        'Gnutella Servent - Shared Files',
        `<h1>Shared files</h1>\n<ul>\n${rows(files, (file, at) => {
          const sha1 = createHash('sha1').update(file.bytes).digest('hex');
          return `<li><a href="${gnutellaPath(file, at)}" title="sha1 ${sha1}">${escaped(file.name)}</a> (${file.bytes.length} bytes)</li>`;
        })}\n</ul>`,
      ),
  },
  emule: {
    port: 4711,
    server: 'eMule',
    headers: () => [
      ['Pragma', 'no-cache'],
      ['Cache-Control', 'no-cache'],
    ],
    path: () => null,
    page: (files) =>
      document(
        'eMule v0.29a - Web Control Panel',
        `<b>Shared Files</b>\n<table>\n${rows(
          files,
          (file) =>
            `<tr><td><a href="ed2k://|file|${encodeURIComponent(file.name)}|${file.bytes.length}|${shownHash(file)}|/">${escaped(file.name)}</a></td><td>${file.bytes.length}</td></tr>`,
        )}\n</table>`,
      ),
  },
  listing: {
    port: 8080,
    server: 'Xitami',
    headers: () => [],
    path: listingPath,
    page: (files) =>
      document(
        'Index of /',
        `<h1>Index of /</h1>\n<pre>\n${rows(
          files,
          (file) => `<a href="${listingPath(file)}">${escaped(file.name)}</a> ${file.bytes.length}`,
        )}\n</pre>`,
      ),
  },
};

/** The page that eMule's web interface asks the password on. */
export const loginPage = (): string =>
  document(
    'eMule v0.29a - Web Control Panel',
    '<form action="/" method="POST"><input type="hidden" name="w" value="password">\n<input type="password" name="p"><input type="submit" value="Login now"></form>',
  );
