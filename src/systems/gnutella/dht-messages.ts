// What Mojito messages look like and what they say; dht.ts shows the layout.
import { hex } from '../../wire/codec/hex.ts';
import type { Direction, FlowSink } from '../../wire/dissector.ts';
import { isVendorCode, noteVendor } from './client.ts';
import { DHT, HEADER_BYTES, payloadLength } from './descriptor.ts';
import { ipv6At, type Told, tell, tellV4 } from './hosts.ts';
import { sha1Urn, u16be } from './numbers.ts';

const OPERATION_AT = HEADER_BYTES;
const CONTACT_AT = OPERATION_AT + 1;
/** Header with an IPv4 contact. */
export const DHT_BYTES_MIN = 61;

const PING_RESPONSE = 2;
const STORE_REQUEST = 3;
const FIND_NODE_RESPONSE = 6;
const FIND_VALUE_REQUEST = 7;
const OPERATION_MAX = 10;

/** Type of the values that say where a file is: their key is the file's SHA-1. */
const ALOC = 0x414c4f43;

export const isDhtMessage = (bytes: Uint8Array, start: number, end: number): boolean => {
  if (end - start < DHT_BYTES_MIN || bytes[start + 16] !== DHT) return false;
  if (payloadLength(bytes, start) !== end - start - HEADER_BYTES) return false;
  const operation = bytes[start + OPERATION_AT]!;
  return (
    operation >= 1 &&
    operation <= OPERATION_MAX &&
    isVendorCode(bytes, start + CONTACT_AT) &&
    contactEnd(bytes, start + CONTACT_AT, end) > 0
  );
};

const KUID_BYTES = 20;
const ADDRESS_AT = 26;

/** Offset one past the contact at `at`, or -1. */
const contactEnd = (bytes: Uint8Array, at: number, end: number): number => {
  if (at + ADDRESS_AT >= end) return -1;
  const length = bytes[at + ADDRESS_AT]!;
  const next = at + ADDRESS_AT + 1 + length + 2;
  return (length === 4 || length === 16) && next <= end ? next : -1;
};

/** Reads one message that `isDhtMessage` found sound. */
export const readDhtMessage = (
  flow: FlowSink,
  direction: Direction,
  bytes: Uint8Array,
  start: number,
  end: number,
): void => {
  const told: Told = { flow, direction, system: 'gnutella', how: 'a Gnutella DHT contact' };
  const at = start + CONTACT_AT;
  const next = contactEnd(bytes, at, end);
  const facts = flow.end(direction);
  noteVendor(facts, bytes, at);
  facts.identity ??= hex(bytes, at + 6, at + ADDRESS_AT);
  const port = u16be(bytes, next - 2);
  // Bit 0 of the flags: behind a firewall, not to be put into routing tables.
  if (next + 4 > end) {
    flow.anomaly('gnutella-dht-short');
    return;
  }
  if ((bytes[next + 1]! & 1) === 0 && port !== 0) {
    facts.listens ??= port;
    tellContact(told, bytes, at, next);
  }
  const body = next + 4 + u16be(bytes, next + 2);
  const operation = bytes[start + OPERATION_AT]!;
  if (operation === FIND_NODE_RESPONSE) readContacts(told, bytes, body, end);
  else if (operation === FIND_VALUE_REQUEST) readLookup(flow, bytes, body, end);
  else if (operation === STORE_REQUEST) readStore(told, bytes, at, body, end);
  else if (operation === PING_RESPONSE) flow.carrier('dht', true);
};

const tellContact = (told: Told, bytes: Uint8Array, at: number, next: number): void => {
  const address = at + ADDRESS_AT + 1;
  const port = u16be(bytes, next - 2);
  if (bytes[at + ADDRESS_AT] === 4) tellV4(told, bytes, address, port, 'udp');
  else tell(told, ipv6At(bytes, address), port, 'udp');
};

/** Security token, count, contacts. */
const readContacts = (told: Told, bytes: Uint8Array, body: number, end: number): void => {
  if (body >= end) return;
  let at = body + 1 + bytes[body]!;
  if (at >= end) return;
  const count = bytes[at++]!;
  for (let i = 0; i < count; i++) {
    const next = contactEnd(bytes, at, end);
    if (next < 0) {
      told.flow.anomaly('gnutella-dht-contact');
      return;
    }
    tellContact(told, bytes, at, next);
    at = next;
  }
};

/** Key, count, secondary keys, type of value. */
const readLookup = (flow: FlowSink, bytes: Uint8Array, body: number, end: number): void => {
  if (body + KUID_BYTES + 1 > end) return;
  const type = body + KUID_BYTES + 1 + KUID_BYTES * bytes[body + KUID_BYTES]!;
  if (type + 4 > end || !isAloc(bytes, type)) return;
  flow.content({ id: sha1Urn(bytes, body) });
};

/**
 * Security token, count, values: creator, key, type, version, length. Nodes also store copies for others: only what
 * the sender (contact at `sender`) made itself is its own offer.
 */
const readStore = (
  told: Told,
  bytes: Uint8Array,
  sender: number,
  body: number,
  end: number,
): void => {
  if (body >= end) return;
  let at = body + 1 + bytes[body]!;
  if (at >= end) return;
  const count = bytes[at++]!;
  for (let i = 0; i < count; i++) {
    const key = contactEnd(bytes, at, end);
    if (key < 0 || key + KUID_BYTES + 8 > end) {
      told.flow.anomaly('gnutella-dht-value');
      return;
    }
    if (isAloc(bytes, key + KUID_BYTES) && sameKuid(bytes, sender, at))
      told.flow.offer({ id: sha1Urn(bytes, key) }, told.direction);
    at = key + KUID_BYTES + 8 + u16be(bytes, key + KUID_BYTES + 6);
  }
};

const KUID_AT = 6;

const sameKuid = (bytes: Uint8Array, one: number, other: number): boolean => {
  for (let i = KUID_AT; i < ADDRESS_AT; i++) if (bytes[one + i] !== bytes[other + i]) return false;
  return true;
};

const isAloc = (bytes: Uint8Array, at: number): boolean =>
  ((u16be(bytes, at) << 16) | u16be(bytes, at + 2)) === ALOC;
