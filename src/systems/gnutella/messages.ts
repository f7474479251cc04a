// What Gnutella messages say, once a flow is known to carry them (Gnutella 0.4/0.6, GDF proposals as kept in
// gtk-gnutella's doc/gnutella). Shared by the TCP stream and the UDP format.
import { isUnicast, parseAddress } from '../../model/address.ts';
import { LIMITS } from '../../model/limits.ts';
import { ascii, matchesAt } from '../../wire/codec/ascii.ts';
import { inflateBounded } from '../../wire/codec/inflate.ts';
import type { Direction, FlowSink } from '../../wire/dissector.ts';
import { noteVendor } from './client.ts';
import {
  DEFLATED_TTL,
  HEADER_BYTES,
  PONG,
  PUSH,
  QUERY,
  QUERY_HIT,
  VENDOR,
  VENDOR_STANDARD,
} from './descriptor.ts';
import { readGgep } from './ggep.ts';
import { ipv4At, ipv6At, type Told, tell, tellPacked, tellPacked6, tellV4 } from './hosts.ts';
import { u16le, u32le } from './numbers.ts';
import { readQuery, readQueryHit } from './query-hit.ts';

/** Reads one whole message. Hops of 0 say that the end that sent it also made it. */
export const readMessage = (
  flow: FlowSink,
  direction: Direction,
  bytes: Uint8Array,
  start: number,
  end: number,
): void => {
  const type = bytes[start + 16]!;
  const own = bytes[start + 18] === 0;
  if (flow.transport === 'udp' && (bytes[start + 17]! & DEFLATED_TTL) !== 0) {
    const plain = inflateBounded(
      bytes.slice(start + HEADER_BYTES, end),
      LIMITS.gnutellaMessageBytesMax,
    );
    if (plain) readPayload(flow, direction, type, own, plain, 0, plain.length);
    else flow.anomaly('gnutella-deflate');
    return;
  }
  readPayload(flow, direction, type, own, bytes, start + HEADER_BYTES, end);
};

const readPayload = (
  flow: FlowSink,
  direction: Direction,
  type: number,
  own: boolean,
  bytes: Uint8Array,
  start: number,
  end: number,
): void => {
  if (type === PONG) readPong(flow, direction, own, bytes, start, end);
  else if (type === QUERY) readQuery(flow, own, bytes, start, end);
  else if (type === QUERY_HIT) readQueryHit(flow, direction, own, bytes, start, end);
  else if (type === PUSH) readPush(flow, direction, bytes, start, end);
  else if (type === VENDOR || type === VENDOR_STANDARD)
    readVendor(flow, direction, own, bytes, start, end);
};

/**
 * Port, IPv4, files, kilobytes, GGEP. Describes its sender or a third host: relayed pongs have hops, but cached ones
 * (GUESS, pong caching) come with none, so the address decides.
 */
const readPong = (
  flow: FlowSink,
  direction: Direction,
  fresh: boolean,
  bytes: Uint8Array,
  start: number,
  end: number,
): void => {
  if (end - start < 14) {
    flow.anomaly('gnutella-pong-short');
    return;
  }
  const told: Told = { flow, direction, system: 'gnutella', how: 'a Gnutella pong' };
  const port = u16le(bytes, start);
  const address = ipv4At(bytes, start + 2);
  tell(told, address, port);
  const own = fresh && isOwn(flow, direction, address, port);
  if (own) {
    const facts = flow.end(direction);
    if (port !== 0) facts.listens = port;
    facts.shareFiles = u32le(bytes, start + 6);
    // Ultrapeers round kilobytes up to a power of two, at least 8, also when they share nothing.
    facts.shareBytes = facts.shareFiles === 0 ? 0 : u32le(bytes, start + 10) * 1024;
  }
  for (const { name, bytes: data, start: from, end: to } of readGgep(bytes, start + 14, end)) {
    if (name === 'IPP') tellPacked(told, data, from, to);
    else if (name === 'DHTIPP') tellPacked(told, data, from, to, 'udp');
    else if (name === 'IPP6') tellPacked6(told, data, from, to);
    else if (name === '6' && to - from === 16) tell(told, ipv6At(data, from), port);
    else if (own && name === 'VC' && to - from >= 4) noteVendor(flow.end(direction), data, from);
    // "UP" is sent by ultrapeers only (ping-pong scheme: slots for leaves and ultrapeers).
    else if (own && name === 'UP') flow.end(direction).role ??= 'ultrapeer';
  }
};

/** Behind address translation the address differs, but the port is the one that the end is known to listen on. */
const isOwn = (flow: FlowSink, direction: Direction, address: string, port: number): boolean => {
  const seen = direction === 0 ? flow.clientAddress : flow.serverAddress;
  const udpPort = direction === 0 ? flow.clientPort : flow.serverPort;
  if (address === seen) return true;
  return port === (flow.transport === 'udp' ? udpPort : flow.end(direction).listens);
};

/** A request to open a connection to the one who asks: it waits at the address given. */
const readPush = (
  flow: FlowSink,
  direction: Direction,
  bytes: Uint8Array,
  start: number,
  end: number,
): void => {
  if (end - start < 26) {
    flow.anomaly('gnutella-push-short');
    return;
  }
  const told: Told = { flow, direction, system: 'gnutella', how: 'a Gnutella push request' };
  tellV4(told, bytes, start + 20, u16le(bytes, start + 24));
};

const LIME = ascii('LIME');
const BEAR = ascii('BEAR');
const GTKG = ascii('GTKG');

/** Vendor, selector, version, payload. BEAR/7 and GTKG/7 ask to be called back, LIME/22 names a push proxy. */
const readVendor = (
  flow: FlowSink,
  direction: Direction,
  own: boolean,
  bytes: Uint8Array,
  start: number,
  end: number,
): void => {
  if (end - start < 8) {
    flow.anomaly('gnutella-vendor-short');
    return;
  }
  const selector = u16le(bytes, start + 4);
  const payload = start + 8;
  if (selector === 7 && end - payload >= 2 && own) {
    const asks = matchesAt(bytes, start, end, BEAR) || matchesAt(bytes, start, end, GTKG);
    const port = u16le(bytes, payload);
    if (asks && port !== 0) flow.end(direction).listens = port;
  }
  if (selector === 22 && end - payload >= 6 && matchesAt(bytes, start, end, LIME)) {
    const address = ipv4At(bytes, payload);
    const words = parseAddress(address);
    if (words && isUnicast(words))
      tell(
        { flow, direction, system: 'gnutella', how: 'a Gnutella push proxy' },
        address,
        u16le(bytes, payload + 4),
      );
  }
};
