// The head of an HTTP/1.x message (RFC 9112 §2–5): start line and header fields.
import { ascii, isDigit, isGraphic, isLetter, latin1, matchesAt } from '../wire/codec/ascii.ts';
import { MORE, NO, type Verdict, YES } from '../wire/dissector.ts';

export interface HttpHead {
  /** Null: it is a response. */
  readonly method: string | null;
  /** Request target, or the reason phrase of a response. */
  readonly target: string;
  /** 0 for requests. */
  readonly status: number;
  /** Names in lower case; values of repeated fields joined with `, ` (RFC 9110 §5.3). */
  readonly headers: ReadonlyMap<string, string>;
}

/** Longest method that is believed: WebDAV's longest is 16 characters. */
const METHOD_MAX = 24;
/** From here on a known method and an absolute target are believed without the version at the line's end. */
const TARGET_BELIEVED = 1024;
/** Header fields kept of one message; later ones are ignored. */
const HEADERS_MAX = 128;

const VERSION = ascii('HTTP/1.');
const ICECAST = ascii('ICY ');
const LONG_METHODS = ['GET ', 'POST ', 'PUT ', 'HEAD '].map(ascii);

/** Do these bytes begin an HTTP/1.x message? */
export const httpStart = (bytes: Uint8Array, start: number, end: number): Verdict => {
  if (start >= end) return MORE;
  const response = statusLine(bytes, start, end);
  return response === NO ? requestLine(bytes, start, end) : response;
};

/** `HTTP/1.1 200`: version, space, three digits. */
const statusLine = (bytes: Uint8Array, start: number, end: number): Verdict => {
  const literal = bytes[start] === ICECAST[0] ? ICECAST : VERSION;
  const common = Math.min(literal.length, end - start);
  for (let i = 0; i < common; i++) if (bytes[start + i] !== literal[i]) return NO;
  const status = literal === VERSION ? start + 9 : start + 4;
  if (end < status + 3) return MORE;
  if (literal === VERSION && !(isDigit(bytes[start + 7]!) && bytes[start + 8] === 0x20)) return NO;
  for (let i = 0; i < 3; i++) if (!isDigit(bytes[status + i]!)) return NO;
  return YES;
};

/** `TOKEN target HTTP/1.x`; method names are not a closed list (RFC 9110 §16.1), the version is what proves it. */
const requestLine = (bytes: Uint8Array, start: number, end: number): Verdict => {
  let at = start;
  const methodEnd = Math.min(end, start + METHOD_MAX);
  while (at < methodEnd && isMethodByte(bytes[at]!)) at++;
  if (at === end) return MORE;
  if (at === start || bytes[at] !== 0x20) return NO;
  const target = ++at;
  while (at < end && (isGraphic(bytes[at]!) || bytes[at]! >= 0x80)) at++;
  if (at - target >= TARGET_BELIEVED && believable(bytes, start, target, end)) return YES;
  if (at === end) return MORE;
  if (at === target || bytes[at] !== 0x20) return NO;
  return versionAt(bytes, at + 1, end);
};

const versionAt = (bytes: Uint8Array, at: number, end: number): Verdict => {
  const common = Math.min(VERSION.length, end - at);
  for (let i = 0; i < common; i++) if (bytes[at + i] !== VERSION[i]) return NO;
  if (end < at + VERSION.length + 1) return MORE;
  return isDigit(bytes[at + VERSION.length]!) ? YES : NO;
};

const isMethodByte = (byte: number): boolean => isLetter(byte) || byte === 0x2d || byte === 0x5f;

const believable = (bytes: Uint8Array, start: number, target: number, end: number): boolean =>
  (bytes[target] === 0x2f || bytes[target] === 0x68) &&
  LONG_METHODS.some((method) => matchesAt(bytes, start, end, method));

/** Index one past the empty line that ends the head, or -1. */
export const headEnd = (bytes: Uint8Array, start: number, end: number): number => {
  let empty = false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === 0x0a) {
      if (empty) return at + 1;
      empty = true;
    } else if (byte !== 0x0d || bytes[at - 1] !== 0x0a) empty = false;
  }
  return -1;
};

/** Reads a whole head. Null when the start line is none. */
export const parseHead = (bytes: Uint8Array, start: number, end: number): HttpHead | null => {
  if (httpStart(bytes, start, end) !== YES) return null;
  const lines = latin1(bytes, start, end).split(/\r?\n/);
  const words = (lines[0] ?? '').split(' ');
  const headers = parseHeaders(lines);
  if (/^(HTTP\/1\.\d|ICY)$/.test(words[0] ?? ''))
    return {
      method: null,
      target: words.slice(2).join(' '),
      status: Number(words[1]) || 0,
      headers,
    };
  return { method: words[0] ?? '', target: words[1] ?? '', status: 0, headers };
};

const parseHeaders = (lines: readonly string[]): Map<string, string> => {
  const headers = new Map<string, string>();
  let last = '';
  for (let i = 1; i < lines.length && headers.size < HEADERS_MAX; i++) {
    const line = lines[i]!;
    if ((line.startsWith(' ') || line.startsWith('\t')) && last !== '') {
      headers.set(last, `${headers.get(last)} ${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    last = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(last);
    headers.set(last, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
};
