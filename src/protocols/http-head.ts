// The head of an HTTP/1.x message (RFC 9112 §2–5): start line and header fields. Read as places in the bytes; text is
// made of what is asked for, because most messages are asked for two or three fields once in a connection.
import { ascii, latin1, lowerCase } from '../wire/codec/ascii.ts';
import { YES } from '../wire/dissector.ts';
import { httpStart } from './http-message.ts';

/** Fields that are found without making the whole map. */
export const HOST = 0;
export const USER_AGENT = 1;
export const REFERER = 2;
export const CONTENT_LENGTH = 3;
export const TRANSFER_ENCODING = 4;
export const CONTENT_ENCODING = 5;
export const UPGRADE = 6;
export const AUTHORIZATION = 7;
export const PROXY_AUTHORIZATION = 8;
export const WEBSOCKET_EXTENSIONS = 9;
export const SERVER = 10;

const FIELD_NAMES = [
  'host',
  'user-agent',
  'referer',
  'content-length',
  'transfer-encoding',
  'content-encoding',
  'upgrade',
  'authorization',
  'proxy-authorization',
  'sec-websocket-extensions',
  'server',
] as const;
const FIELD_BYTES = FIELD_NAMES.map(ascii);
/** Fields by the length of their name. */
const BY_LENGTH = Array.from({ length: 32 }, (_, length) =>
  FIELD_NAMES.flatMap((name, field) => (name.length === length ? [field] : [])),
);

/** Header fields kept of one message; later ones are ignored. */
const HEADERS_MAX = 128;

/** One head at a time: its places are those of the bytes last read. */
export class HttpHead {
  bytes: Uint8Array = new Uint8Array(0);
  /** True: it begins with a status line. */
  isAnswer = false;
  /** 0 for requests. */
  status = 0;
  /** Second word of the start line: the request target. */
  targetStart = 0;
  targetEnd = 0;
  /** Names of the header fields: start and end of each. */
  readonly names = new Int32Array(2 * HEADERS_MAX);
  count = 0;
  /** Folded, repeated or strangely spaced fields: then only the map tells what they say. */
  isOdd = false;
  readonly #values = new Int32Array(2 * FIELD_NAMES.length);
  #start = 0;
  #end = 0;
  #headers: ReadonlyMap<string, string> | null = null;

  /** Reads a whole head. False when the start line is none. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    if (httpStart(bytes, start, end) !== YES) return false;
    this.bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#headers = null;
    this.isOdd = false;
    this.count = 0;
    this.#values.fill(-1);
    this.#fields(this.#startLine());
    return true;
  }

  get method(): string {
    return latin1(this.bytes, this.#start, this.targetStart - 1);
  }

  get target(): string {
    return latin1(this.bytes, this.targetStart, this.targetEnd);
  }

  /** Names in lower case; values of repeated fields joined with `, ` (RFC 9110 §5.3). */
  get headers(): ReadonlyMap<string, string> {
    this.#headers ??= parseHeaders(latin1(this.bytes, this.#start, this.#end).split(/\r?\n/));
    return this.#headers;
  }

  has(field: number): boolean {
    return this.isOdd ? this.headers.has(FIELD_NAMES[field]!) : this.#values[2 * field]! >= 0;
  }

  value(field: number): string | undefined {
    if (this.isOdd) return this.headers.get(FIELD_NAMES[field]!);
    const start = this.#values[2 * field]!;
    return start < 0 ? undefined : latin1(this.bytes, start, this.#values[2 * field + 1]!);
  }

  /** Where a value stands, -1 when the field is not there. Only while the head is not odd. */
  valueStart(field: number): number {
    return this.#values[2 * field]!;
  }

  valueEnd(field: number): number {
    return this.#values[2 * field + 1]!;
  }

  /** Returns where the header fields begin. */
  #startLine(): number {
    const { bytes } = this;
    let lineEnd = this.#start;
    while (lineEnd < this.#end && bytes[lineEnd] !== 0x0a) lineEnd++;
    const stop = lineEnd > this.#start && bytes[lineEnd - 1] === 0x0d ? lineEnd - 1 : lineEnd;
    const first = wordEnd(bytes, this.#start, stop);
    this.targetStart = Math.min(stop, first + 1);
    this.targetEnd = wordEnd(bytes, this.targetStart, stop);
    const length = first - this.#start;
    // No method holds the slash of `HTTP/1.1`.
    this.isAnswer =
      (length === 8 && bytes[this.#start + 4] === 0x2f) ||
      (length === 3 && isIcecast(bytes, this.#start));
    this.status = this.isAnswer ? Number(this.target) || 0 : 0;
    return lineEnd + 1;
  }

  #fields(start: number): void {
    const { bytes } = this;
    const end = this.#end;
    let at = start;
    while (at < end) {
      let colon = -1;
      let next = at;
      for (; next < end; next++) {
        const byte = bytes[next];
        if (byte === 0x0a) break;
        if (byte === 0x3a && colon < 0) colon = next;
      }
      if (bytes[at] === 0x20 || bytes[at] === 0x09) this.isOdd = true;
      else if (colon > at) this.#field(at, colon, next);
      at = next + 1;
    }
  }

  #field(start: number, colon: number, lineEnd: number): void {
    const { bytes } = this;
    if (this.count === HEADERS_MAX || !isPlain(bytes[start]!) || !isPlain(bytes[colon - 1]!)) {
      this.isOdd = true;
      return;
    }
    this.names[2 * this.count] = start;
    this.names[2 * this.count + 1] = colon;
    this.count++;
    const field = fieldAt(bytes, start, colon);
    if (field < 0) return;
    let from = colon + 1;
    let to = lineEnd;
    while (from < to && isBlank(bytes[from]!)) from++;
    while (to > from && isBlank(bytes[to - 1]!)) to--;
    // A no-break space is blank in text but not here.
    const strange = from < to && (bytes[from] === 0xa0 || bytes[to - 1] === 0xa0);
    if (strange || this.#values[2 * field]! >= 0) this.isOdd = true;
    this.#values[2 * field] = from;
    this.#values[2 * field + 1] = to;
  }
}

const wordEnd = (bytes: Uint8Array, start: number, end: number): number => {
  let at = start;
  while (at < end && bytes[at] !== 0x20) at++;
  return at;
};

const isIcecast = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0x49 && bytes[at + 1] === 0x43 && bytes[at + 2] === 0x59;

const fieldAt = (bytes: Uint8Array, start: number, end: number): number => {
  const candidates = BY_LENGTH[end - start];
  if (candidates === undefined) return -1;
  for (let i = 0; i < candidates.length; i++) {
    const name = FIELD_BYTES[candidates[i]!]!;
    let at = 0;
    while (at < name.length && lowerCase(bytes[start + at]!) === name[at]) at++;
    if (at === name.length) return candidates[i]!;
  }
  return -1;
};

const isPlain = (byte: number): boolean => byte > 0x20 && byte < 0x7f;

const isBlank = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

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
