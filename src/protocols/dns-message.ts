// DNS messages (RFC 1035 §4), as mDNS (RFC 6762), LLMNR (RFC 4795) and NetBIOS name service (RFC 1002 §4.2) use them too.
import { addressText, ipv4Text } from '../model/address.ts';
import { LIMITS } from '../model/limits.ts';
import { latin1 } from '../wire/codec/ascii.ts';

export const HEADER = 12;
export const OPT = 41;
const A = 1;
const NS = 2;
const CNAME = 5;
const AAAA = 28;
const NAME_MAX = 255;
const QUESTIONS_MAX = 64;

/** Operation code: 0 query, 4 notify, 5 update (NetBIOS: registration), … */
export const operation = (bytes: Uint8Array, start: number): number =>
  (bytes[start + 2]! >> 3) & 15;
export const isAnswer = (bytes: Uint8Array, start: number): boolean =>
  (bytes[start + 2]! & 0x80) !== 0;

/**
 * True when the bytes are one DNS message from first to last: every count is used up exactly at `end`. So strict
 * because µTP and other headers of small numbers would pass a looser test.
 */
export const isDnsMessage = (bytes: Uint8Array, start: number, end: number): boolean => {
  if (end - start < HEADER + 5) return false;
  // Z is zero (RFC 1035 §4.1.1), and a question carries no error code.
  if (bytes[start + 3]! & 0x40) return false;
  if (!isAnswer(bytes, start) && (bytes[start + 3]! & 15) !== 0) return false;
  const questions = u16(bytes, start + 4);
  const records = u16(bytes, start + 6) + u16(bytes, start + 8) + u16(bytes, start + 10);
  if (questions > QUESTIONS_MAX || records > LIMITS.dnsRecordsMax || questions + records === 0)
    return false;
  let at = start + HEADER;
  for (let i = 0; i < questions && at >= 0; i++) at = questionEnd(bytes, start, at, end);
  for (let i = 0; i < records && at >= 0; i++) at = recordEnd(bytes, start, at, end);
  return at === end;
};

const questionEnd = (bytes: Uint8Array, start: number, at: number, end: number): number => {
  const next = nameEnd(bytes, start, at, end);
  if (next < 0 || next + 4 > end || u16(bytes, next) === 0) return -1;
  return isClass(u16(bytes, next + 2)) ? next + 4 : -1;
};

const recordEnd = (bytes: Uint8Array, start: number, at: number, end: number): number => {
  const next = nameEnd(bytes, start, at, end);
  if (next < 0 || next + 10 > end) return -1;
  const type = u16(bytes, next);
  if (type === 0 || (type !== OPT && !isClass(u16(bytes, next + 2)))) return -1;
  const stop = next + 10 + u16(bytes, next + 8);
  return stop > end ? -1 : stop;
};

/** One past the name at `at`, or -1. A pointer leads backwards, past the header, and ends the name (§4.1.4). */
const nameEnd = (bytes: Uint8Array, start: number, at: number, end: number): number => {
  let next = at;
  while (next < end && next - at <= NAME_MAX) {
    const length = bytes[next]!;
    if (length === 0) return next + 1;
    if (length >= 0xc0) {
      if (next + 2 > end) return -1;
      const target = start + (u16(bytes, next) & 0x3fff);
      return target < next && target >= start + HEADER ? next + 2 : -1;
    }
    if (length > 63) return -1;
    next += 1 + length;
  }
  return -1;
};

/** IN, CH, HS, NONE, ANY; the top bit is mDNS' cache flush and unicast bit. */
const isClass = (value: number): boolean => {
  const plain = value & 0x7fff;
  return plain === 1 || plain === 3 || plain === 4 || plain === 254 || plain === 255;
};

/** NetBIOS: the first name is one label of 32 letters A–P, its type NB or NBSTAT (RFC 1001 §14.1). */
export const isNetbiosName = (bytes: Uint8Array, start: number, end: number): boolean => {
  const at = start + HEADER;
  if (end < at + 38 || bytes[at] !== 32) return false;
  for (let i = 1; i <= 32; i++) if (bytes[at + i]! < 0x41 || bytes[at + i]! > 0x50) return false;
  const next = nameEnd(bytes, start, at, end);
  return next > 0 && next + 2 <= end && bytes[next] === 0 && (bytes[next + 1]! & 0xfe) === 0x20;
};

export interface DnsQuestion {
  readonly name: string;
  readonly type: number;
}

/** The first question of a message that `isDnsMessage` holds to be one; null when it has none. */
export const firstQuestion = (
  bytes: Uint8Array,
  start: number,
  end: number,
): DnsQuestion | null => {
  if (u16(bytes, start + 4) === 0) return null;
  const next = nameEnd(bytes, start, start + HEADER, end);
  return { name: nameText(bytes, start, start + HEADER, end), type: u16(bytes, next) };
};

export interface DnsAnswers {
  /** How many A, AAAA, NS and CNAME records the answer section has. */
  readonly count: number;
  /** Texts of the first of them, with commas between. */
  readonly text: string;
}

/** The answer section of a message that `isDnsMessage` holds to be one; texts of `textsMax` records at most. */
export const readAnswers = (
  bytes: Uint8Array,
  start: number,
  end: number,
  textsMax: number,
): DnsAnswers => {
  let text = '';
  let count = 0;
  let at = start + HEADER;
  for (let i = u16(bytes, start + 4); i > 0 && at >= 0; i--)
    at = questionEnd(bytes, start, at, end);
  for (let i = u16(bytes, start + 6); i > 0 && at >= 0; i--) {
    const data = nameEnd(bytes, start, at, end) + 10;
    at = recordEnd(bytes, start, at, end);
    if (at < 0) break;
    const type = u16(bytes, data - 10);
    if (!hasText(type, at - data)) continue;
    if (count < textsMax)
      text += `${count === 0 ? '' : ','}${dataText(bytes, start, type, data, at)}`;
    count++;
  }
  return { count, text };
};

const hasText = (type: number, length: number): boolean =>
  (type === A && length === 4) || (type === AAAA && length === 16) || type === CNAME || type === NS;

const dataText = (
  bytes: Uint8Array,
  start: number,
  type: number,
  at: number,
  end: number,
): string => {
  if (type === A) return ipv4Text(u32(bytes, at));
  if (type !== AAAA) return nameText(bytes, start, at, end);
  for (let i = 0; i < 4; i++) WORDS[i] = u32(bytes, at + 4 * i);
  return addressText(WORDS);
};

const WORDS = new Uint32Array(4);

/** Labels of one name with dots between; pointers may lead into a last label past the limit (1 + 63 bytes). */
const NAME = new Uint8Array(NAME_MAX + 64);

/** The name in text, pointers followed backwards only, so that it ends. One string is made, not one a label. */
const nameText = (bytes: Uint8Array, start: number, from: number, end: number): string => {
  let at = from;
  let length = 0;
  let written = 0;
  while (at < end && length <= NAME_MAX) {
    const size = bytes[at]!;
    if (size === 0) break;
    if (size >= 0xc0) {
      if (at + 2 > end) break;
      const target = start + (u16(bytes, at) & 0x3fff);
      if (target >= at) break;
      at = target;
      length++;
      continue;
    }
    const stop = at + 1 + size;
    if (size > 63 || stop > end) break;
    if (written > 0) NAME[written++] = 0x2e;
    for (let i = at + 1; i < stop; i++) NAME[written++] = bytes[i]!;
    length += 1 + size;
    at = stop;
  }
  return latin1(NAME, 0, written);
};

const TYPES: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  10: 'NULL',
  12: 'PTR',
  15: 'MX',
  16: 'TXT',
  25: 'KEY',
  28: 'AAAA',
  32: 'NB',
  33: 'SRV',
  35: 'NAPTR',
  41: 'OPT',
  43: 'DS',
  48: 'DNSKEY',
  64: 'SVCB',
  65: 'HTTPS',
  251: 'IXFR',
  252: 'AXFR',
  255: 'ANY',
};

/** `A`, `TXT`, … , `TYPE65399` for others (RFC 3597 §5). */
export const typeText = (type: number): string => TYPES[type] ?? `TYPE${type}`;

const u16 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;
const u32 = (bytes: Uint8Array, at: number): number =>
  ((u16(bytes, at) << 16) | u16(bytes, at + 2)) >>> 0;
