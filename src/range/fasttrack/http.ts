// HTTP as KaZaA speaks it on its one port: files by hash or index, a list of the shares, and headers that tell the user.
// Header names and their order from responses of real clients of 2003 in mldonkey's notes.

export interface HttpHead {
  /** `GET /.hash=… HTTP/1.1` or `HTTP/1.1 206 Partial Content` */
  readonly start: string;
  /** By name in lower case; of several the last. */
  readonly headers: ReadonlyMap<string, string>;
}

/** What each end tells of itself. */
export interface Identity {
  /** `KazaaClient …`, or the range's own name. */
  readonly client: string;
  readonly user: string;
  /** `192.0.2.1:1214` */
  readonly own: string;
  readonly supernode: string;
}

export const HEAD_BYTES_MAX = 8192;
const HEADERS_MAX = 64;

export const requestText = (
  path: string,
  to: string,
  identity: Identity,
  transfer: number,
  range: readonly [from: number, last: number] | null,
): string =>
  headText(`GET ${path} HTTP/1.1`, [
    ['Host', to],
    ['UserAgent', identity.client],
    ...kazaaHeaders(identity),
    ['X-Kazaa-XferId', String(transfer)],
    ...(range ? ([['Range', `bytes=${range[0]}-${range[1]}`]] as const) : []),
    ['Connection', 'close'],
  ]);

export interface Piece {
  readonly from: number;
  readonly last: number;
  readonly size: number;
  readonly type: string;
  /** `4=Title`, of which `3==<base64>` is the hash. */
  readonly tags: readonly string[];
}

export const pieceText = (identity: Identity, piece: Piece): string => {
  const { from, last, size, type, tags } = piece;
  return headText('HTTP/1.1 206 Partial Content', [
    ['Content-Range', `bytes ${from}-${last}/${size}`],
    ['Content-Length', String(last - from + 1)],
    ['Accept-Ranges', 'bytes'],
    ['Date', new Date().toUTCString()],
    ['Server', identity.client],
    ['Connection', 'close'],
    ['Last-Modified', 'Sat, 22 Feb 2003 19:58:52 GMT'],
    ...kazaaHeaders(identity),
    ...tags.map((tag) => ['X-KazaaTag', tag] as const),
    ['Content-Type', type],
  ]);
};

export const pageText = (identity: Identity, html: string): string =>
  headText('HTTP/1.0 200 OK', [
    ['Server', identity.client],
    ...kazaaHeaders(identity),
    ['Content-Length', String(Buffer.byteLength(html))],
    ['Content-Type', 'text/html'],
  ]) + html;

/** `404 Not Found`, `501 Not Implemented`, `503 Service Unavailable`. */
export const refusalText = (identity: Identity, status: string): string =>
  headText(`HTTP/1.0 ${status}`, [
    ...(status.startsWith('503') ? ([['Retry-After', '300']] as const) : []),
    ...kazaaHeaders(identity),
  ]);

/** Bytes of a head with its empty line; 0 while it is not whole. */
export const headLength = (held: Uint8Array): number => {
  const at = Buffer.from(held.buffer, held.byteOffset, held.length).indexOf('\r\n\r\n');
  return at < 0 ? 0 : at + 4;
};

export const parseHead = (bytes: Uint8Array): HttpHead => {
  const [start = '', ...lines] = Buffer.from(bytes).toString('latin1').split('\r\n');
  const headers = new Map<string, string>();
  for (const line of lines.slice(0, HEADERS_MAX)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { start, headers };
};

/** `bytes=0-262143`, both ends in the file; the whole file without a range. Null when it does not fit. */
export const parseRange = (
  text: string | undefined,
  size: number,
): readonly [from: number, last: number] | null => {
  if (text === undefined) return size > 0 ? [0, size - 1] : null;
  const [, from, last] = /^bytes=(\d{1,12})-(\d{0,12})$/.exec(text) ?? [];
  if (from === undefined) return null;
  const end = last ? Number(last) : size - 1;
  return Number(from) <= end && end < size ? [Number(from), end] : null;
};

const kazaaHeaders = ({ user, own, supernode }: Identity) =>
  [
    ['X-Kazaa-Username', user],
    ['X-Kazaa-Network', 'KaZaA'],
    ['X-Kazaa-IP', own],
    ['X-Kazaa-SupernodeIP', supernode],
  ] as const;

const headText = (start: string, headers: readonly (readonly [string, string])[]): string =>
  `${start}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
