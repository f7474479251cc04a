// Facts of Kad messages: node ids, listening ports, contacts, and what is sought, found and published.
// Node ids are hex in the order of the wire, which is also the order in which they serve as keys of obfuscation. File
// and user hashes are turned from Kad's order (four words, each little-endian) into the order of eDonkey.

import { LIMITS } from '../../model/limits.ts';
import type { DatagramReader, Direction, FlowSink } from '../../wire/dissector.ts';
import { Fields } from '../edonkey/fields.ts';
import { fileOf, senderAddress } from '../edonkey/messages.ts';
import { unpack } from '../edonkey/packed.ts';
import { wordsOf } from '../edonkey/search-tree.ts';
import { numberOf, readTags, type Tag } from '../edonkey/tags.ts';
import { KAD, KAD_PACKED } from './shape.ts';

export const openKad = (flow: FlowSink): DatagramReader => ({
  push(direction, bytes, start, end) {
    if (end - start < 2) return true;
    if (bytes[start] === KAD)
      readMessage(flow, direction, bytes[start + 1]!, new Fields(bytes, start + 2, end));
    if (bytes[start] !== KAD_PACKED) return true;
    const body = unpack(bytes, start + 2, end);
    if (body === null) flow.anomaly('kad-packed');
    else readMessage(flow, direction, bytes[start + 1]!, new Fields(body, 0, body.length));
    return true;
  },
});

const readMessage = (
  flow: FlowSink,
  direction: Direction,
  opcode: number,
  fields: Fields,
): void => {
  switch (opcode) {
    case 0x09:
      readNode(flow, direction, fields, false);
      readContacts(flow, direction, fields, fields.u16());
      return;
    case 0x11:
    case 0x19:
      readNode(flow, direction, fields, true);
      return;
    case 0x20:
    case 0x21:
      readLookup(flow, direction, fields);
      return;
    case 0x28:
    case 0x29:
      fields.skip(16);
      readContacts(flow, direction, fields, fields.u8());
      return;
    case 0x50:
      tellTcpPort(flow, direction, fields.u16());
      return;
    case 0x51:
      fields.skip(16);
      readUser(flow, direction, fields, true);
      return;
    case 0x53:
      readUser(flow, direction, fields, false);
      return;
    default:
      readStore(flow, direction, opcode, fields);
      return;
  }
};

/** Searches and publications. */
const readStore = (flow: FlowSink, direction: Direction, opcode: number, fields: Fields): void => {
  switch (opcode) {
    case 0x33: {
      fields.skip(16);
      const words = fields.u16() >= 0x8000 ? wordsOf(fields) : '';
      if (words !== '') flow.search(words);
      return;
    }
    case 0x34:
    case 0x35: {
      const id = fileId(fields);
      if (opcode === 0x34) fields.skip(2);
      const size = fields.u64();
      if (id !== '') flow.content({ id, ...(fields.ok && size > 0 ? { size } : {}) });
      return;
    }
    case 0x3b:
      fields.skip(16);
      readResults(flow, direction, fields);
      return;
    case 0x38:
    case 0x3a:
      readResults(flow, direction, fields);
      return;
    case 0x43:
      fields.skip(16);
      readPublishedFiles(flow, direction, fields);
      return;
    case 0x44:
      readPublishedSource(flow, direction, fields);
      return;
    case 0x45: {
      const id = fileId(fields);
      fields.skip(16);
      const file = fileOf('', readTags(fields, fields.u8()));
      if (id !== '') flow.content({ ...file, id });
      return;
    }
    default:
  }
};

/** id 16, TCP port 2, Kad version 1 and, in a hello, tags. */
const readNode = (
  flow: FlowSink,
  direction: Direction,
  fields: Fields,
  withTags: boolean,
): void => {
  const { at } = fields;
  const id = fields.hex(16);
  const port = fields.u16();
  const version = fields.u8();
  if (!fields.ok) {
    flow.anomaly('kad-hello');
    return;
  }
  flow.key?.('kad-id', fields.bytes, at, direction);
  const end = flow.end(direction);
  end.identity = id;
  flow.carrier(direction === 0 ? 'clientKadVersion' : 'serverKadVersion', version);
  tellTcpPort(flow, direction, port);
  if (!withTags) return;
  const tags = readTags(fields, fields.u8());
  const udp = numberOf(tags, SOURCE_UDP_PORT);
  const address = senderAddress(flow, direction);
  if (udp) flow.endpoint(address, udp, 'udp', 'kad', direction, 'port named in a Kad hello');
  if (((numberOf(tags, KAD_OPTIONS) ?? 0) & 0x03) !== 0) end.role = 'firewalled';
};

/** A lookup carries the id of the node that is asked: it tells who the other end is. */
const readLookup = (flow: FlowSink, direction: Direction, fields: Fields): void => {
  fields.skip(17);
  const { at } = fields;
  const receiver = fields.hex(16);
  if (receiver === '') return;
  const other = direction === 0 ? 1 : 0;
  flow.end(other).identity ??= receiver;
  flow.key?.('kad-id', fields.bytes, at, other);
};

/** id 16, address 4, UDP port 2, TCP port 2, version 1. */
const readContacts = (
  flow: FlowSink,
  direction: Direction,
  fields: Fields,
  count: number,
): void => {
  for (let i = 0; i < count && i < LIMITS.toldPerMessageMax; i++) {
    const id = fields.at;
    fields.skip(16);
    const address = fields.u32();
    const udp = fields.u16();
    const tcp = fields.u16();
    fields.skip(1);
    if (!fields.ok) return;
    flow.keyV4?.('kad-id', fields.bytes, id, address);
    if (udp > 0) flow.endpointV4(address, udp, 'udp', 'kad', direction, 'a Kad contact list');
    if (tcp > 0) flow.endpointV4(address, tcp, 'tcp', 'edonkey', direction, 'a Kad contact list');
  }
};

/**
 * Firewall check (TCP port 2, user hash 16) and search for a buddy (user hash 16, TCP port 2). The user hash is written
 * as a Kad number: turned back, its marker bytes 5 and 14 stand where eMule puts them.
 */
const readUser = (
  flow: FlowSink,
  direction: Direction,
  fields: Fields,
  hashFirst: boolean,
): void => {
  const before = hashFirst ? 0 : fields.u16();
  const { at } = fields;
  const hash = turned(fields.hex(16));
  const port = hashFirst ? fields.u16() : before;
  if (!fields.ok) return;
  flow.carrier(direction === 0 ? 'clientUserHash' : 'serverUserHash', hash);
  flow.key?.('edonkey-user', userHash(fields.bytes, at), 0, direction);
  tellTcpPort(flow, direction, port);
};

const tellTcpPort = (flow: FlowSink, direction: Direction, port: number): void => {
  if (port === 0) return;
  flow.end(direction).listens = port;
  const address = senderAddress(flow, direction);
  flow.endpoint(address, port, 'tcp', 'edonkey', direction, 'TCP port named in a Kad message');
};

/** target 16, `<count 2>`, then answer 16 and tags. Files answer keywords, sources answer file hashes. */
const readResults = (flow: FlowSink, direction: Direction, fields: Fields): void => {
  const target = fileId(fields);
  const count = fields.u16();
  for (let i = 0; i < count && i < LIMITS.toldPerMessageMax && fields.ok; i++) {
    const { at } = fields;
    const answer = fileId(fields);
    const tags = readTags(fields, fields.u8());
    if (!fields.ok) return;
    const file = fileOf('', tags);
    if (numberOf(tags, SOURCE_PORT) !== undefined) {
      flow.content({ id: target });
      tellSource(flow, direction, userHash(fields.bytes, at), tags);
    } else if (file.name !== undefined) flow.content({ ...file, id: answer });
  }
};

/** Types 1 and 4 can be reached directly; the others are behind a firewall. */
const tellSource = (
  flow: FlowSink,
  direction: Direction,
  user: Uint8Array,
  tags: readonly Tag[],
): void => {
  const type = numberOf(tags, SOURCE_TYPE);
  const word = numberOf(tags, SOURCE_ADDRESS);
  if ((type !== 1 && type !== 4) || word === undefined) return;
  flow.keyV4?.('edonkey-user', user, 0, word >>> 0);
  const tcp = numberOf(tags, SOURCE_PORT);
  const udp = numberOf(tags, SOURCE_UDP_PORT);
  if (tcp) flow.endpointV4(word >>> 0, tcp, 'tcp', 'edonkey', direction, 'a source found by Kad');
  if (udp) flow.endpointV4(word >>> 0, udp, 'udp', 'kad', direction, 'a source found by Kad');
};

/** Publishing a keyword: `<count 2>` files that the sender shares. */
const readPublishedFiles = (flow: FlowSink, direction: Direction, fields: Fields): void => {
  const count = fields.u16();
  for (let i = 0; i < count && i < LIMITS.offersMax && fields.ok; i++) {
    const id = fileId(fields);
    const file = fileOf('', readTags(fields, fields.u8()));
    if (fields.ok) flow.offer({ ...file, id }, direction);
  }
};

/** Publishing a source: the sender shares the file. */
const readPublishedSource = (flow: FlowSink, direction: Direction, fields: Fields): void => {
  const id = fileId(fields);
  const { at } = fields;
  fields.skip(16);
  const tags = readTags(fields, fields.u8());
  if (id === '') return;
  if (fields.ok) flow.key?.('edonkey-user', userHash(fields.bytes, at), 0, direction);
  flow.offer({ ...fileOf('', tags), id }, direction);
  tellTcpPort(flow, direction, numberOf(tags, SOURCE_PORT) ?? 0);
};

/** `ed2k:<hex>` from the 16 bytes of a Kad number; empty when they are missing. */
const fileId = (fields: Fields): string => {
  const hex = fields.hex(16);
  return hex === '' ? '' : `ed2k:${turned(hex)}`;
};

/** A Kad number is four 32-bit words, each little-endian on the wire. */
const turned = (hex: string): string => hex.replace(WORD, '$4$3$2$1');

/** The same for the bytes at `at`: a user hash as eDonkey has it, which is the order in which it makes keys. */
const userHash = (bytes: Uint8Array, at: number): Uint8Array => {
  const hash = new Uint8Array(16);
  for (let i = 0; i < 16; i++) hash[i] = bytes[at + (i ^ 3)]!;
  return hash;
};

const WORD = /(..)(..)(..)(..)/g;

const KAD_OPTIONS = 0xf2;
const SOURCE_UDP_PORT = 0xfc;
const SOURCE_PORT = 0xfd;
const SOURCE_ADDRESS = 0xfe;
const SOURCE_TYPE = 0xff;
