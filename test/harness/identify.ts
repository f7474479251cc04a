// Packets, written by hand or read from captures, through everything that recognises flows, up to cases: the engine as
// pipeline/analyze.ts puts it together, without files and the command line.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Identifier, type IdentifierCounts } from '../../src/identify/identifier.ts';
import { type Network, parseAddress } from '../../src/model/address.ts';
import { newEvidence } from '../../src/model/evidence.ts';
import type { FlowObservation, Observation } from '../../src/model/observation.ts';
import type { Policy } from '../../src/model/policy.ts';
import { type Judged, Judgement } from '../../src/pipeline/judgement.ts';
import { recognisers } from '../../src/pipeline/recognisers.ts';
import { CaptureFeeder } from '../../src/wire/capture/feeder.ts';
import { recogniseCapture } from '../../src/wire/capture/recognise.ts';
import { Decoder } from '../../src/wire/decode.ts';
import { DECODE } from '../../src/wire/decode-code.ts';
import { ACK, FIN, ICMP, Packet, SYN, TCP, UDP } from '../../src/wire/packet.ts';

/** Where captures lie that are no part of the project; tests that need them skip without. */
export const SHARED =
  process.env['PEERWARDEN_SHARED'] ?? join(import.meta.dirname, '../../../shared');
export const hasShared = existsSync(join(SHARED, 'corpus/lab'));

/** A packet as a test writes it. Ends are `address port`; `payload` is text (one char a byte) or bytes. */
export interface Written {
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly payload?: Uint8Array | string;
  /** TCP when given. */
  readonly flags?: number;
  readonly sequence?: number;
  readonly ipId?: number;
  readonly ttl?: number;
  /** Link-layer addresses as numbers. */
  readonly link?: readonly [number, number];
}

export const packetOf = (written: Written): Packet => {
  const packet = new Packet();
  const [from, fromPort] = written.from.split(' ');
  const [to, toPort] = written.to.split(' ');
  packet.words.set(parseAddress(from!)!, 0);
  packet.words.set(parseAddress(to!)!, 4);
  packet.at = written.at;
  packet.sourcePort = Number(fromPort);
  packet.destinationPort = Number(toPort);
  packet.bytes = bytesOf(written.payload ?? '');
  packet.payloadEnd = packet.payloadBytes = packet.bytes.length;
  packet.ttl = written.ttl ?? 64;
  packet.ipId = written.ipId ?? 0;
  packet.protocol = written.flags === undefined ? UDP : TCP;
  packet.ipBytes = 20 + (packet.protocol === TCP ? 20 : 8) + packet.payloadBytes;
  packet.tcpFlags = written.flags ?? 0;
  packet.tcpSequence = (written.sequence ?? 0) | 0;
  // Stands for the checksum that differs with the content.
  packet.checksum = packet.bytes.reduce((sum, byte) => (sum * 31 + byte) & 0xffff, 7);
  for (const [i, link] of (written.link ?? [0, 0]).entries()) {
    packet.mac[2 * i] = Math.floor(link / 2 ** 24);
    packet.mac[2 * i + 1] = link % 2 ** 24;
  }
  return packet;
};

export const bytesOf = (payload: Uint8Array | string): Uint8Array =>
  typeof payload === 'string'
    ? Uint8Array.from(payload, (char) => char.charCodeAt(0) & 0xff)
    : payload;

/** Bytes that look like a cipher's output, the same for the same seed. */
export const noise = (length: number, seed = 1): Uint8Array => {
  const bytes = new Uint8Array(length);
  let state = (seed * 0x9e37_79b1) >>> 0 || 1;
  for (let i = 0; i < length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state >>> 11;
  }
  return bytes;
};

export type Said = readonly [who: 0 | 1, payload: Uint8Array | string];

let ipId = 1;

/** A whole TCP connection: handshake, what both ends say in turn, and the end. */
export const connection = (
  at: number,
  client: string,
  server: string,
  said: readonly Said[],
  link?: readonly [number, number],
): Packet[] => {
  const next: [number, number] = [1000, 5000];
  let now = at;
  const packets: Packet[] = [];
  const send = (who: 0 | 1, flags: number, payload: Uint8Array | string) => {
    const [from, to] = who === 0 ? [client, server] : [server, client];
    const links = link && (who === 0 ? link : ([link[1], link[0]] as const));
    packets.push(
      packetOf({
        at: now++,
        from,
        to,
        flags,
        payload,
        sequence: next[who],
        ipId: ipId++ & 0xffff || 1,
        ...(links ? { link: links } : {}),
      }),
    );
    next[who] += payload.length + ((flags & (SYN | FIN)) === 0 ? 0 : 1);
  };
  send(0, SYN, '');
  send(1, SYN | ACK, '');
  send(0, ACK, '');
  for (const [who, payload] of said) send(who, ACK, payload);
  send(0, FIN | ACK, '');
  send(1, FIN | ACK, '');
  return packets;
};

/** Datagrams between two sockets, 10 ms apart. */
export const datagrams = (
  at: number,
  client: string,
  server: string,
  said: readonly Said[],
  link?: readonly [number, number],
): Packet[] =>
  said.map(([who, payload], i) =>
    packetOf({
      at: at + 10 * i,
      from: who === 0 ? client : server,
      to: who === 0 ? server : client,
      payload,
      ipId: ipId++ & 0xffff || 1,
      ...(link ? { link: who === 0 ? link : ([link[1], link[0]] as const) } : {}),
    }),
  );

export const icmp = (at: number, from: string, to: string, payload: Uint8Array): Packet => {
  const packet = packetOf({ at, from: `${from} 0`, to: `${to} 0`, payload });
  packet.protocol = ICMP;
  return packet;
};

export interface Identified {
  readonly flows: FlowObservation[];
  readonly counts: IdentifierCounts;
  /** Largest numbers of what was held at once. */
  readonly endpoints: number;
}

export const identify = (packets: Iterable<Packet>): Identified => {
  const flows: FlowObservation[] = [];
  const identifier = new Identifier(recognisers(), (flow) => flows.push(flow));
  for (const packet of packets) identifier.packet(packet);
  identifier.end();
  return { flows, counts: identifier.counts, endpoints: identifier.endpoints.size };
};

export const judge = (
  observations: readonly Observation[],
  { policy = null, inside = [] }: { policy?: Policy | null; inside?: readonly Network[] } = {},
): Judged => {
  const judgement = new Judgement(policy, inside, false);
  for (const observation of observations) judgement.see(observation);
  return judgement.judge();
};

/** `activity address` of every case that is raised. */
export const accused = (packets: Iterable<Packet>): string[] =>
  judge(identify(packets).flows)
    .cases.filter((built) => built.case.probability >= 0.5)
    .map((built) => `${built.case.activity} ${built.case.subject.address}`)
    .sort();

/** Every packet of a capture, each with bytes of its own. */
export const readPackets = (path: string): Packet[] => decodePackets(readFileSync(path));

export const decodePackets = (file: Uint8Array): Packet[] => {
  const raw = file[0] === 0x1f && file[1] === 0x8b ? new Uint8Array(gunzipSync(file)) : file;
  const format = recogniseCapture(raw);
  if (format !== 'pcap' && format !== 'pcapng') return [];
  const decoder = new Decoder();
  const packets: Packet[] = [];
  const evidence = newEvidence(0, '', format);
  const feeder = new CaptureFeeder(
    format,
    evidence,
    (bytes, start, end, wire, at, link, offset) => {
      decoder.packet.at = at;
      decoder.packet.recordOffset = offset;
      if (decoder.decode(bytes, start, end, wire, link) === DECODE.OK)
        packets.push(copyOf(decoder.packet));
    },
  );
  feeder.feed(raw);
  feeder.finish();
  return packets;
};

export const copyOf = (packet: Packet): Packet => {
  const copy = Object.assign(new Packet(), packet, {
    words: packet.words.slice(),
    mac: packet.mac.slice(),
    bytes: packet.bytes.slice(packet.payloadStart, packet.payloadEnd),
    payloadStart: 0,
    payloadEnd: packet.payloadEnd - packet.payloadStart,
  });
  return copy;
};

/** The part `[from, to)` of a TCP segment's payload, as a segment of its own. */
export const segmentOf = (packet: Packet, from: number, to: number): Packet => {
  const piece = copyOf(packet);
  piece.bytes = piece.bytes.slice(from, to);
  piece.payloadEnd = piece.payloadBytes = to - from;
  piece.tcpSequence = (packet.tcpSequence + from) | 0;
  piece.ipBytes = packet.ipBytes - packet.payloadBytes + piece.payloadBytes;
  piece.ipId = ipId++ & 0xffff || 1;
  return piece;
};
