// What Gnutella2 packets say (gtk-gnutella, src/core/g2/{build,node}.c; g2.doxu.org). Shared by stream and UDP.

import { LIMITS } from '../../model/limits.ts';
import type { Content } from '../../model/observation.ts';
import { hex } from '../../wire/codec/hex.ts';
import type { Direction, FlowSink } from '../../wire/dissector.ts';
import { noteVendor } from '../gnutella/client.ts';
import { ipv4At, ipv6At, type Told, tell, tellV4 } from '../gnutella/hosts.ts';
import { sha1Urn, sizeLe, u16be, u16le, u32le } from '../gnutella/numbers.ts';
import type { MessageFormat } from '../gnutella/session.ts';
import { cleanText, endOfText, sha1UrnIn } from '../gnutella/text.ts';
import { type G2Packet, packetBytes, readPacket } from './packet.ts';

export const readG2 = (
  flow: FlowSink,
  direction: Direction,
  bytes: Uint8Array,
  start: number,
  end: number,
): void => {
  const packet = readPacket(bytes, start, end);
  if (!packet) {
    flow.anomaly('gnutella2-packet');
    return;
  }
  const told: Told = {
    flow,
    direction,
    system: 'gnutella2',
    how: `a Gnutella2 ${packet.name} packet`,
  };
  READERS.get(packet.name)?.(told, packet);
};

export const gnutella2Format: MessageFormat = { frameLength: packetBytes, read: readG2 };

const child = (packet: G2Packet, name: string): G2Packet | undefined =>
  packet.children.find((each) => each.name === name);

const length = (packet: G2Packet): number => packet.end - packet.start;

/** Address and port at the payload's beginning: 4 + 2 or 16 + 2 bytes, IPv4 in network order, port in the packet's. */
const readAddress = (packet: G2Packet): { address: string | null; port: number } | null => {
  const { bytes, start } = packet;
  const size = length(packet) >= 18 ? 16 : 4;
  if (length(packet) < size + 2) return null;
  const port = packet.bigEndian ? u16be(bytes, start + size) : u16le(bytes, start + size);
  return { address: size === 4 ? ipv4At(bytes, start) : ipv6At(bytes, start), port };
};

const tellAddress = (told: Told, packet: G2Packet | undefined): number => {
  const host = packet && readAddress(packet);
  if (!host) return 0;
  tell(told, host.address, host.port);
  return host.port;
};

/** Local node information: the neighbour describes itself. */
const readLocalNode = (told: Told, packet: G2Packet): void => {
  const facts = told.flow.end(told.direction);
  const port = tellAddress(told, child(packet, 'NA'));
  if (port !== 0) facts.listens = port;
  const guid = child(packet, 'GU');
  if (guid && length(guid) >= 16) facts.identity = hex(guid.bytes, guid.start, guid.start + 16);
  const vendor = child(packet, 'V');
  if (vendor && length(vendor) >= 4) noteVendor(facts, vendor.bytes, vendor.start);
  const library = child(packet, 'LS');
  if (library && length(library) >= 8 && !packet.bigEndian) {
    facts.shareFiles = u32le(library.bytes, library.start);
    facts.shareBytes = u32le(library.bytes, library.start + 4) * 1024;
  }
  // "HS" (hub status: leaves, maximum) is sent by hubs only.
  if (child(packet, 'HS')) facts.role = 'hub';
};

/** Lists of hubs: neighbours (NH) and cached ones (CH, with a time behind the address). */
const readHubs = (told: Told, packet: G2Packet): void => {
  tellAddress(told, child(packet, 'NA'));
  for (const each of packet.children)
    if (each.name === 'NH' || each.name === 'CH') tellHub(told, each);
};

const tellHub = (told: Told, packet: G2Packet): void => {
  if (length(packet) < 6) return;
  const { bytes, start } = packet;
  const port = packet.bigEndian ? u16be(bytes, start + 4) : u16le(bytes, start + 4);
  tellV4(told, bytes, start, port);
};

/** Query answer: which hubs were searched (D) and which to ask next (S), each 4 + 2 bytes and more. */
const readQueryAnswer = (told: Told, packet: G2Packet): void => {
  for (const each of packet.children)
    if (each.name === 'D' || each.name === 'S') tellHub(told, each);
};

/** Over UDP the asker itself walks from hub to hub; in a stream a hub passes on what others search for. */
const readQuery = (told: Told, packet: G2Packet): void => {
  if (told.flow.transport === 'tcp' && told.flow.end(told.direction).role === 'hub') return;
  for (const each of packet.children) {
    if (each.name === 'DN') {
      const words = cleanText(each.bytes, each.start, each.end);
      if (words.length > 0) told.flow.search(words);
    } else if (each.name === 'URN') {
      const urn = readUrn(each);
      if (urn) told.flow.search(urn);
    }
  }
  const back = child(packet, 'UDP');
  const port = tellAddress(told, back);
  // The asker's own address; in a stream the packet may have been relayed by a hub.
  if (port !== 0 && told.flow.transport === 'udp') told.flow.end(told.direction).listens ??= port;
};

/** Hits: the node that has the files (NA, GU, V), then one H for each. Payload: hops, GUID of the search. */
const readHits = (told: Told, packet: G2Packet): void => {
  const own = length(packet) >= 17 && packet.bytes[packet.start] === 0;
  const port = tellAddress(told, child(packet, 'NA'));
  if (own) {
    const facts = told.flow.end(told.direction);
    if (port !== 0) facts.listens = port;
    const guid = child(packet, 'GU');
    if (guid && length(guid) >= 16) facts.identity = hex(guid.bytes, guid.start, guid.start + 16);
    const vendor = child(packet, 'V');
    if (vendor && length(vendor) >= 4) noteVendor(facts, vendor.bytes, vendor.start);
  }
  for (const each of packet.children) {
    if (each.name === 'NH') tellHub(told, each);
    if (each.name !== 'H' || !own) continue;
    const content = readHit(each);
    if (content.id !== '' || content.name !== undefined) told.flow.offer(content, told.direction);
  }
};

const readHit = (hit: G2Packet): Content => {
  const content: Content = { id: '' };
  const size = child(hit, 'SZ');
  if (size) content.size = sizeLe(size.bytes, size.start, size.end);
  for (const each of hit.children) {
    if (each.name === 'URN') content.id ||= readUrn(each) ?? '';
    if (each.name !== 'DN') continue;
    // Without "SZ" the name is led by the size in 32 bits.
    const at = size ? each.start : each.start + 4;
    if (!size && at <= each.end) content.size = u32le(each.bytes, each.start);
    if (at < each.end) content.name = cleanText(each.bytes, at, each.end);
  }
  return content;
};

/** `sha1` NUL 20 bytes, or `bp` NUL with SHA-1 and Tiger root; as text in old versions. */
const readUrn = (packet: G2Packet): string | null => {
  const { bytes, start, end } = packet;
  const kindEnd = endOfText(bytes, start, Math.min(end, start + LIMITS.textCharsMax));
  const kind = cleanText(bytes, start, kindEnd);
  const hash = kindEnd + 1;
  if ((kind === 'sha1' || kind === 'bp' || kind === 'bitprint') && hash + 20 <= end)
    return sha1Urn(bytes, hash);
  return sha1UrnIn(kind);
};

/** A request to connect to the address given. */
const readPush = (told: Told, packet: G2Packet): void => {
  if (length(packet) < 6) return;
  tellHub(told, packet);
};

/** Ping with the asker's address (UDP), query key request with the return address (RNA). */
const readAsker = (told: Told, packet: G2Packet): void => {
  tellAddress(told, child(packet, 'UDP') ?? child(packet, 'RNA'));
};

const READERS: ReadonlyMap<string, (told: Told, packet: G2Packet) => void> = new Map([
  ['LNI', readLocalNode],
  ['KHL', readHubs],
  ['KHLA', readHubs],
  ['HAW', readHubs],
  ['QA', readQueryAnswer],
  ['Q2', readQuery],
  ['QH2', readHits],
  ['PUSH', readPush],
  ['PI', readAsker],
  ['QKR', readAsker],
]);
