// Where an HTTP/1.x message begins and where its head ends (RFC 9112 §2–4).
import { ascii, isDigit, isGraphic, isLetter, matchesAt } from '../wire/codec/ascii.ts';
import { MORE, NO, type Verdict, YES } from '../wire/dissector.ts';

/** Longest method that is believed: WebDAV's longest is 16 characters. */
const METHOD_MAX = 24;
/** From here on a known method and an absolute target are believed without the version at the line's end. */
const TARGET_BELIEVED = 1024;

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
  for (let at = start; at < end; at++) {
    if (bytes[at] !== 0x0a) continue;
    const next = at + 1 < end && bytes[at + 1] === 0x0d ? at + 2 : at + 1;
    if (next < end && bytes[next] === 0x0a) return next + 1;
  }
  return -1;
};
