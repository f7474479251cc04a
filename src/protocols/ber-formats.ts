// LDAP, Kerberos and SNMP messages: ASN.1 in BER, told by their inner tags (RFC 4511 §4.1.1, RFC 4120 §5.4, RFC 3416 §3).
// Offsets only: these run on packets nobody has recognised yet.
import { isGraphic } from '../wire/codec/ascii.ts';

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const OCTET_STRING = 0x04;

/** Message id, then an operation whose length ends where the message does. */
export const isLdapMessage = (bytes: Uint8Array, start: number, end: number): boolean => {
  const body = contentStart(bytes, start, end, SEQUENCE);
  if (body < 0) return false;
  const stop = contentEnd(bytes, start, end);
  const id = contentStart(bytes, body, end, INTEGER);
  const operation = contentEnd(bytes, body, end);
  if (id < 0 || operation < 0 || operation - id > 4 || operation >= end) return false;
  const tag = bytes[operation]!;
  const operationEnd = contentEnd(bytes, operation, end);
  // Bind, unbind, search with its answers, extended; controls (0xA0) may follow.
  if (tag !== 0x60 && tag !== 0x42 && tag !== 0x63 && tag !== 0x64 && tag !== 0x77) return false;
  if (operationEnd < 0 || stop > end) return false;
  return operationEnd === stop || bytes[operationEnd] === 0xa0;
};

/** AS-REQ, TGS-REQ and their answers, or KRB-ERROR, with protocol version 5 as the first field. */
export const isKerberos = (bytes: Uint8Array, start: number, end: number): boolean => {
  const tag = bytes[start]!;
  if (!((tag >= 0x6a && tag <= 0x6d) || tag === 0x7e)) return false;
  const body = contentStart(bytes, start, end, tag);
  if (body < 0 || contentEnd(bytes, start, end) !== end) return false;
  const field = contentStart(bytes, body, end, SEQUENCE);
  if (field < 0 || field + 5 > end) return false;
  // Requests number their fields from 1, answers and errors from 0.
  return (
    (bytes[field] === 0xa0 || bytes[field] === 0xa1) &&
    bytes[field + 1] === 3 &&
    bytes[field + 2] === INTEGER &&
    bytes[field + 3] === 1 &&
    bytes[field + 4] === 5
  );
};

/** Version 1, 2c or 3; community of graphic characters, or version 3's header sequence; whole to the last byte. */
export const isSnmp = (bytes: Uint8Array, start: number, end: number): boolean => {
  const body = contentStart(bytes, start, end, SEQUENCE);
  if (body < 0 || contentEnd(bytes, start, end) !== end || body + 4 > end) return false;
  if (bytes[body] !== INTEGER || bytes[body + 1] !== 1) return false;
  const version = bytes[body + 2]!;
  const next = body + 3;
  if (version === 3) return bytes[next] === SEQUENCE && contentEnd(bytes, next, end) > 0;
  const community = contentStart(bytes, next, end, OCTET_STRING);
  const stop = contentEnd(bytes, next, end);
  if (version > 1 || community < 0 || stop < 0 || stop >= end) return false;
  for (let at = community; at < stop; at++)
    if (!isGraphic(bytes[at]!) && bytes[at] !== 0x20) return false;
  return bytes[stop]! >= 0xa0 && bytes[stop]! <= 0xa8 && contentEnd(bytes, stop, end) === end;
};

/** First byte of the content of the element at `at`, or -1 when its tag is another or it does not fit. */
const contentStart = (bytes: Uint8Array, at: number, end: number, tag: number): number => {
  if (at + 2 > end || bytes[at] !== tag) return -1;
  const length = bytes[at + 1]!;
  const start = length < 0x80 ? at + 2 : at + 2 + (length & 0x7f);
  return length === 0x80 || start - at > 6 || start > end ? -1 : start;
};

const contentEnd = (bytes: Uint8Array, at: number, end: number): number => {
  const start = contentStart(bytes, at, end, bytes[at] ?? 0);
  if (start < 0) return -1;
  let length = bytes[at + 1]!;
  if (length >= 0x80) {
    length = 0;
    for (let i = at + 2; i < start; i++) length = length * 256 + bytes[i]!;
  }
  return start + length > end ? -1 : start + length;
};
