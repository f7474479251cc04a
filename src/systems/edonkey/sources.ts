// Lists of sources: peers that have a file, told by other clients (source exchange) and by servers.
// Facts: aMule src/PartFile.cpp (CreateSrcInfoPacket, AddClientSources), src/DownloadQueue.cpp.

import { LIMITS } from '../../model/limits.ts';
import type { Direction, FlowSink } from '../../wire/dissector.ts';
import type { Fields } from './fields.ts';

/**
 * `<count 2>` then id 4, port 2, server 4, server port 2, from version 2 a user hash 16, from version 4 options 1.
 * From version 3 on the id is a number (1.2.3.4 is 04 03 02 01 on the wire), before it is in network order.
 */
export const readSources = (
  fields: Fields,
  version: number,
  flow: FlowSink,
  direction: Direction,
): void => {
  const count = fields.u16();
  // The bytes say which entry it is; the negotiated version only decides the byte order.
  const entryBytes = count === 0 ? 0 : fields.left / count;
  if (count > 0 && entryBytes !== 12 && entryBytes !== 28 && entryBytes !== 29) {
    flow.anomaly('edonkey-sources');
    return;
  }
  for (let i = 0; i < count && i < LIMITS.toldPerMessageMax; i++) {
    const id = fields.u32();
    const port = fields.u16();
    const hash = fields.at + 6;
    fields.skip(entryBytes - 6);
    const address = addressOf(id, version >= 3 && entryBytes > 12);
    if (entryBytes > 12 && fields.ok) tellUser(flow, id, address, fields.bytes, hash);
    tellSource(flow, direction, id, address, port, 'source exchange');
  }
};

/** Found sources of a server: `<count 1>` then id 4, port 2; the obfuscated form adds options 1 and perhaps a hash 16. */
export const readFoundSources = (
  fields: Fields,
  flow: FlowSink,
  direction: Direction,
  withOptions: boolean,
): void => {
  const count = fields.u8();
  for (let i = 0; i < count && fields.ok; i++) {
    const id = fields.u32();
    const port = fields.u16();
    const hashed = withOptions && (fields.u8() & 0x80) !== 0;
    const hash = fields.at;
    if (hashed) fields.skip(16);
    if (!fields.ok) return;
    const address = addressOf(id, false);
    if (hashed) tellUser(flow, id, address, fields.bytes, hash);
    tellSource(flow, direction, id, address, port, "a server's source list");
  }
};

/** Low ids name a peer of a server, not an address. */
const tellSource = (
  flow: FlowSink,
  direction: Direction,
  id: number,
  address: number,
  port: number,
  how: string,
): void => {
  if (id < 0x01000000 || port === 0) return;
  flow.endpointV4(address, port, 'tcp', 'edonkey', direction, how);
};

/** The user hash of a source is what opens its obfuscated connections. */
const tellUser = (
  flow: FlowSink,
  id: number,
  address: number,
  bytes: Uint8Array,
  hash: number,
): void => {
  if (id >= 0x01000000) flow.keyV4?.('edonkey-user', bytes, hash, address);
};

const addressOf = (id: number, hybrid: boolean): number => (hybrid ? id : swapped(id));

const swapped = (word: number): number =>
  ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
