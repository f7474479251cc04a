// Real servents, recorded: our readers of incoming bytes understand what they say. The lab's gtk-gnutella goes on in TLS
// after its handshakes, which nobody can read; the public capture's clients deflate their streams, which is undone here.
import { join } from 'node:path';
import { constants, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readHead } from '../../../src/range/gnutella/conversation.ts';
import {
  HEADER_BYTES,
  MessageReader,
  PING,
  PONG,
  PUSH,
  payloadLength,
  QUERY,
  QUERY_HIT,
  ROUTE_TABLE,
  typeName,
} from '../../../src/range/gnutella/message.ts';
import { readPong } from '../../../src/range/gnutella/pong.ts';
import { readPush, readQuery } from '../../../src/range/gnutella/query.ts';
import { readQueryHit } from '../../../src/range/gnutella/query-hit.ts';
import { RouteTable } from '../../../src/range/gnutella/route-table.ts';
import { type Packet, TCP, UDP } from '../../../src/wire/packet.ts';
import { hasShared, readPackets, SHARED } from '../../harness/identify.ts';
import { needOf } from '../../harness/tools.ts';

const need = needOf(hasShared ? null : 'the shared captures are not here');

/** What a capture holds of Gnutella, by our readers. */
interface Understood {
  readonly heads: { readonly first: string; readonly agent: string }[];
  /** Streams of messages after a handshake, deflated or not, and those that went on in TLS. */
  streams: number;
  tls: number;
  /** Messages by type, of streams and of datagrams. */
  readonly counts: Record<string, number>;
  readonly datagrams: Record<string, number>;
  /** Payloads that a reader took for broken. */
  readonly broken: string[];
  hosts: number;
}

const understand = (path: string): Understood => {
  const found: Understood = {
    heads: [],
    streams: 0,
    tls: 0,
    counts: {},
    datagrams: {},
    broken: [],
    hosts: 0,
  };
  const packets = readPackets(join(SHARED, path));
  for (const bytes of streamsOf(packets.filter(({ protocol }) => protocol === TCP)))
    readStream(bytes, found);
  for (const packet of packets.filter(({ protocol }) => protocol === UDP)) {
    const bytes = payloadOf(packet);
    const whole =
      bytes.length >= HEADER_BYTES && payloadLength(bytes) === bytes.length - HEADER_BYTES;
    if (whole && KNOWN.has(bytes[16]!))
      readMessage(bytes, found, found.datagrams, new RouteTable());
  }
  return found;
};

const readStream = (bytes: Buffer, found: Understood): void => {
  const heads = headsOf(bytes);
  for (const text of heads.texts) {
    const { first, headers } = readHead(text);
    found.heads.push({ first, agent: headers.get('user-agent') ?? '' });
  }
  const rest = bytes.subarray(heads.end);
  if (heads.texts.length === 0 || rest.length === 0) return;
  if (heads.texts.some((text) => /Content-Type: application\/x-gnutella2/.test(text))) return;
  if (rest[0] === 0x16 && rest[1] === 3) {
    found.tls += 1;
    return;
  }
  found.streams += 1;
  // RFC 1950 §2.2: method 8, and a check over both bytes; windows differ.
  const deflated = (rest[0]! & 15) === 8 && rest.readUInt16BE(0) % 31 === 0;
  const table = new RouteTable();
  const reader = new MessageReader((message) => readMessage(message, found, found.counts, table));
  if (!reader.feed(deflated ? inflated(rest) : new Uint8Array(rest))) found.broken.push('stream');
};

const readMessage = (
  message: Uint8Array,
  found: Understood,
  counts: Record<string, number>,
  table: RouteTable,
): void => {
  const name = typeName(message[16]!);
  const payload = message.subarray(HEADER_BYTES);
  counts[name] = (counts[name] ?? 0) + 1;
  const pong = message[16] === PONG ? readPong(payload) : null;
  found.hosts += pong?.hosts.length ?? 0;
  const broken =
    (message[16] === PONG && pong === null) ||
    (message[16] === QUERY && readQuery(payload) === null) ||
    (message[16] === QUERY_HIT && readQueryHit(payload) === null) ||
    (message[16] === PUSH && readPush(payload) === null) ||
    (message[16] === ROUTE_TABLE && !table.take(payload)) ||
    (name === 'other' && message[16] !== HORIZON);
  if (broken) found.broken.push(name);
};

describe('gtk-gnutella in the lab', () => {
  it('is understood as far as it is not in TLS', (context) => {
    need.check(context);
    const found = understand('corpus/lab/gnutella/capture.pcap');
    expect(found.heads.length).toBeGreaterThan(10);
    for (const { first } of found.heads)
      expect(first).toMatch(/^GNUTELLA CONNECT\/0\.6$|^GNUTELLA\/0\.6 (200|409) /);
    expect(found.heads.some(({ agent }) => agent.startsWith('gtk-gnutella/1.2.3'))).toBe(true);
    // All its connections upgraded to TLS after the handshake; the messages that are left came over UDP.
    expect([found.streams, found.tls]).toEqual([0, 10]);
    expect(found.datagrams).toEqual({ ping: 8, pong: 2 });
    expect(found.broken).toEqual([]);
  });
});

describe('Gnutella clients of others', () => {
  it('are understood: handshakes, streams, datagrams', (context) => {
    need.check(context);
    const found = understand('corpus/public/p2p-gnutella/gnutella.pcap.gz');
    const agents = new Set(found.heads.map(({ agent }) => agent.split(/[ /]/, 1)[0]));
    for (const agent of ['gtk-gnutella', 'Shareaza', 'Foxy']) expect(agents).toContain(agent);
    expect([found.streams, found.tls]).toEqual([4, 4]);
    expect(found.counts).toMatchObject({ pong: 91, query: 13, 'query-hit': 81, 'route-table': 6 });
    expect(found.datagrams).toEqual({ ping: 222, pong: 72, query: 23 });
    expect(found.hosts).toBe(456);
    expect(found.broken).toEqual([]);
  });
});

/** HSEP, how far gtk-gnutella sees: no message of 0.4 or 0.6, and passed over. */
const HORIZON = 0xcd;
/** Types that datagrams are looked at for. */
const KNOWN = new Set([PING, PONG, PUSH, QUERY, QUERY_HIT]);

/** The heads at the start of one side's words, and where they end: `GNUTELLA …` once or twice. */
const headsOf = (bytes: Buffer): { texts: string[]; end: number } => {
  const texts: string[] = [];
  let at = 0;
  while (bytes.toString('latin1', at, at + 8) === 'GNUTELLA') {
    const end = bytes.indexOf('\r\n\r\n', at);
    if (end < 0) break;
    texts.push(bytes.toString('latin1', at, end));
    at = end + 4;
  }
  return { texts, end: at };
};

const inflated = (bytes: Buffer): Uint8Array =>
  new Uint8Array(
    inflateSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 1 << 24 }),
  );

const payloadOf = (packet: Packet): Buffer =>
  Buffer.from(packet.bytes.subarray(packet.payloadStart, packet.payloadEnd));

/** What each side of each TCP connection said, in order of sequence, up to the first gap. */
const streamsOf = (packets: readonly Packet[]): Buffer[] => {
  const sides = new Map<string, Packet[]>();
  for (const packet of packets) {
    if (packet.payloadEnd === packet.payloadStart) continue;
    const key = `${packet.words} ${packet.sourcePort} ${packet.destinationPort}`;
    const side = sides.get(key);
    if (side) side.push(packet);
    else sides.set(key, [packet]);
  }
  return [...sides.values()].map((side) => {
    const first = side[0]!.tcpSequence;
    const pieces: Buffer[] = [];
    let next = 0;
    for (const packet of side.toSorted((a, b) => (a.tcpSequence - b.tcpSequence) | 0)) {
      const at = (packet.tcpSequence - first) | 0;
      const piece = payloadOf(packet);
      if (at > next) break;
      if (at + piece.length <= next) continue;
      pieces.push(piece.subarray(next - at));
      next = at + piece.length;
    }
    return Buffer.concat(pieces);
  });
};
