// Packets of a case, built anew from what the decoder read: nothing of the user's frames remains but times between
// packets, ports, TCP's numbers, hop limits and (masked) payload. Encapsulation, options and link-layer addresses go.

import { isV4, type Words } from '../../model/address.ts';
import { ACK, ICMP, ICMP6, type Packet, TCP, UDP } from '../../wire/packet.ts';
import type { PcapSink } from '../extract/pcap-sink.ts';
import type { PayloadMask } from './masked-payload.ts';
import type { PseudonymAddresses } from './pseudonym-addresses.ts';

/** Packets held; later ones are left out and said. */
export const PACKETS_MAX = 20_000;

/** Payload bytes held, likewise. */
const PAYLOAD_BYTES_MAX = 8 << 20;

/** The first packet is at this time, so that nobody learns when it was. */
const START_MS = Date.parse('2000-01-01T00:00:00Z');

interface Held {
  readonly at: number;
  readonly source: Words;
  readonly destination: Words;
  readonly protocol: number;
  readonly ports: readonly [number, number];
  readonly flags: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly ttl: number;
  readonly ipId: number;
  /** Type, code, checksum and the rest of the header of ICMP. */
  readonly icmp: Uint8Array;
  readonly payload: Uint8Array;
  readonly payloadBytes: number;
  readonly end: string;
}

export class CasePackets {
  /** Packets that were not kept because there were too many. */
  dropped = 0;
  readonly #held: Held[] = [];
  readonly #addresses: PseudonymAddresses;
  #bytes = 0;

  constructor(addresses: PseudonymAddresses) {
    this.#addresses = addresses;
  }

  get count(): number {
    return this.#held.length;
  }

  add(packet: Packet): void {
    if (![TCP, UDP, ICMP, ICMP6].includes(packet.protocol)) return;
    if (this.#held.length >= PACKETS_MAX || this.#bytes >= PAYLOAD_BYTES_MAX) {
      this.dropped++;
      return;
    }
    const { bytes, payloadStart, payloadEnd } = packet;
    const source = this.#addresses.of(packet.words, 0);
    const destination = this.#addresses.of(packet.words, 4);
    this.#bytes += payloadEnd - payloadStart;
    this.#held.push({
      at: packet.at,
      source,
      destination,
      protocol: packet.protocol,
      ports: [packet.sourcePort, packet.destinationPort],
      flags: packet.tcpFlags,
      sequence: packet.tcpSequence,
      acknowledgment: packet.tcpAcknowledgment,
      ttl: packet.ttl,
      ipId: packet.ipId,
      icmp: bytes.slice(Math.max(0, payloadStart - 8), payloadStart),
      payload: bytes.slice(payloadStart, payloadEnd),
      payloadBytes: packet.payloadBytes,
      end: `${packet.protocol} ${source} ${packet.sourcePort} ${destination} ${packet.destinationPort}`,
    });
  }

  /** Writes the first `packets` of them; of each direction of a flow the first `payload` bytes, then zeros. */
  write(sink: PcapSink, mask: PayloadMask, most: { packets: number; payload: number }): void {
    const kept = new Map<string, number>();
    const first = this.#held[0]?.at ?? 0;
    for (const held of this.#held.slice(0, most.packets)) {
      const before = kept.get(held.end) ?? 0;
      const room = Math.max(0, Math.min(held.payload.length, most.payload - before));
      kept.set(held.end, before + held.payload.length);
      const payload = new Uint8Array(held.payload.length);
      payload.set(mask.masked(held.payload).subarray(0, room));
      const frame = frameOf(held, payload);
      const missing = Math.max(0, held.payloadBytes - held.payload.length);
      sink.write(frame, 0, frame.length, frame.length + missing, START_MS + held.at - first);
    }
  }
}

const frameOf = (held: Held, payload: Uint8Array): Buffer => {
  const v4 = isV4(held.source);
  const transport = transportOf(held, payload);
  const length = transport.length + Math.max(0, held.payloadBytes - payload.length);
  const ip = v4 ? headerV4(held, length) : headerV6(held, length);
  sum(held, v4, transport, length);
  const ether = Buffer.from([...link(held.destination), ...link(held.source), 0, 0]);
  ether.writeUInt16BE(v4 ? 0x0800 : 0x86dd, 12);
  return Buffer.concat([ether, ip, transport]);
};

const transportOf = (held: Held, payload: Uint8Array): Buffer => {
  const [from, to] = held.ports;
  if (held.protocol === ICMP || held.protocol === ICMP6) return Buffer.concat([held.icmp, payload]);
  const header = Buffer.alloc(held.protocol === TCP ? 20 : 8);
  header.writeUInt16BE(from, 0);
  header.writeUInt16BE(to, 2);
  if (held.protocol === UDP) header.writeUInt16BE(Math.min(0xffff, 8 + held.payloadBytes), 4);
  else {
    header.writeInt32BE(held.sequence, 4);
    header.writeInt32BE((held.flags & ACK) === 0 ? 0 : held.acknowledgment, 8);
    header[12] = 0x50;
    header[13] = held.flags;
    header.writeUInt16BE(0xffff, 14);
  }
  return Buffer.concat([header, payload]);
};

const headerV4 = (held: Held, length: number): Buffer => {
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(Math.min(0xffff, 20 + length), 2);
  header.writeUInt16BE(held.ipId, 4);
  header[8] = held.ttl;
  header[9] = held.protocol;
  header.writeInt32BE(held.source[3] | 0, 12);
  header.writeInt32BE(held.destination[3] | 0, 16);
  header.writeUInt16BE(checksum(header), 10);
  return header;
};

const headerV6 = (held: Held, length: number): Buffer => {
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(Math.min(0xffff, length), 4);
  header[6] = held.protocol;
  header[7] = held.ttl;
  for (let i = 0; i < 4; i++) {
    header.writeInt32BE(held.source[i]! | 0, 8 + 4 * i);
    header.writeInt32BE(held.destination[i]! | 0, 24 + 4 * i);
  }
  return header;
};

/** Right checksums, as other tools complain of wrong ones; of ICMPv4 without the pseudo header (RFC 792). */
const sum = (held: Held, v4: boolean, transport: Buffer, length: number): void => {
  const at = { [TCP]: 16, [UDP]: 6 }[held.protocol] ?? 2;
  transport.writeUInt16BE(0, at);
  const pseudo = Buffer.alloc(held.protocol === ICMP ? 0 : v4 ? 12 : 40);
  if (pseudo.length > 0) {
    const words = v4 ? [3] : [0, 1, 2, 3];
    for (const [i, word] of words.entries()) {
      pseudo.writeInt32BE(held.source[word]! | 0, 4 * i);
      pseudo.writeInt32BE(held.destination[word]! | 0, 4 * (i + words.length));
    }
    pseudo.writeUInt16BE(length & 0xffff, pseudo.length - (v4 ? 2 : 6));
    pseudo[pseudo.length - (v4 ? 3 : 1)] = held.protocol;
  }
  transport.writeUInt16BE(checksum(Buffer.concat([pseudo, transport])) || 0xffff, at);
};

const checksum = (data: Uint8Array): number => {
  let total = 0;
  for (let i = 0; i < data.length; i += 2) total += (data[i]! << 8) | (data[i + 1] ?? 0);
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
  return ~total & 0xffff;
};

/** A link-layer address for each IP address, local (bit 1 of the first byte) and made of the name. */
const link = (words: Words): number[] => {
  const last = words[3];
  return [2, words[2] & 0xff, last >>> 24, (last >>> 16) & 255, (last >>> 8) & 255, last & 255];
};
