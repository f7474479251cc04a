// The server's own certificate out of a TLS 1.0–1.2 Certificate message (RFC 5246 §7.4.2): its names (subject common
// name, subjectAltName dNSName; RFC 5280 §4.1.2.6, §4.2.1.6) and whether it is self-issued. Nothing is verified.
import { LIMITS } from '../model/limits.ts';
import { utf8 } from '../wire/codec/ascii.ts';
import {
  type DerElement,
  derContentIs,
  derElement,
  derElementOf,
  OCTET_STRING,
  OID,
  SEQUENCE,
  SET,
} from '../wire/codec/der.ts';

export interface Certificate {
  /** Common name first, then the DNS names that differ from it. */
  readonly names: readonly string[];
  /** Issuer and subject are the same bytes. */
  readonly selfSigned: boolean;
}

/** 2.5.4.3 and 2.5.29.17. */
const COMMON_NAME = [0x55, 0x04, 0x03];
const SUBJECT_ALT_NAME = [0x55, 0x1d, 0x11];
const VERSION_TAG = 0xa0;
const EXTENSIONS_TAG = 0xa3;
const DNS_NAME_TAG = 0x82;
/** Elements walked on one level. */
const ELEMENTS_MAX = 64;

/** Null when the message holds no readable certificate. `length` includes the 4-byte message header. */
export const readCertificate = (bytes: Uint8Array, length: number): Certificate | null => {
  const end = 10 + ((bytes[7]! << 16) | (bytes[8]! << 8) | bytes[9]!);
  if (length < 10 || end > length) return null;
  const certificate = derElementOf(bytes, 10, end, SEQUENCE);
  const body = certificate && derElementOf(bytes, certificate.start, certificate.end, SEQUENCE);
  if (!body) return null;
  const fields = children(bytes, body);
  // version is optional; then serial, algorithm, issuer, validity, subject, key.
  const first = fields[0]?.tag === VERSION_TAG ? 1 : 0;
  const issuer = fields[first + 2];
  const subject = fields[first + 4];
  if (!issuer || !subject) return null;
  const names = new Set<string>();
  addCommonNames(bytes, subject, names);
  const extensions = fields.find((field) => field.tag === EXTENSIONS_TAG);
  if (extensions) addAlternativeNames(bytes, extensions, names);
  return { names: [...names], selfSigned: sameBytes(bytes, issuer, subject) };
};

/** Name ::= SEQUENCE OF SET OF SEQUENCE { type OID, value }. */
const addCommonNames = (bytes: Uint8Array, name: DerElement, names: Set<string>): void => {
  for (const set of children(bytes, name)) {
    if (set.tag !== SET) continue;
    for (const attribute of children(bytes, set)) {
      const [type, value] = children(bytes, attribute);
      if (type?.tag === OID && value && derContentIs(bytes, type, COMMON_NAME))
        add(names, bytes, value);
    }
  }
};

/** Extensions ::= [3] SEQUENCE OF SEQUENCE { id OID, critical BOOLEAN?, value OCTET STRING }. */
const addAlternativeNames = (bytes: Uint8Array, tagged: DerElement, names: Set<string>): void => {
  const list = derElementOf(bytes, tagged.start, tagged.end, SEQUENCE);
  if (!list) return;
  for (const extension of children(bytes, list)) {
    const parts = children(bytes, extension);
    const value = parts[parts.length - 1];
    if (!parts[0] || !derContentIs(bytes, parts[0], SUBJECT_ALT_NAME)) continue;
    if (value?.tag !== OCTET_STRING) continue;
    const alternatives = derElementOf(bytes, value.start, value.end, SEQUENCE);
    if (!alternatives) continue;
    for (const name of children(bytes, alternatives))
      if (name.tag === DNS_NAME_TAG) add(names, bytes, name);
  }
};

const add = (names: Set<string>, bytes: Uint8Array, value: DerElement): void => {
  if (names.size >= LIMITS.tlsNamesMax) return;
  names.add(utf8(bytes, value.start, Math.min(value.end, value.start + LIMITS.textCharsMax)));
};

const children = (bytes: Uint8Array, parent: DerElement): DerElement[] => {
  const found: DerElement[] = [];
  let at = parent.start;
  while (at < parent.end && found.length < ELEMENTS_MAX) {
    const element = derElement(bytes, at, parent.end);
    if (!element) break;
    found.push(element);
    at = element.end;
  }
  return found;
};

const sameBytes = (bytes: Uint8Array, a: DerElement, b: DerElement): boolean => {
  if (a.end - a.start !== b.end - b.start) return false;
  for (let i = 0; i < a.end - a.start; i++)
    if (bytes[a.start + i] !== bytes[b.start + i]) return false;
  return true;
};
