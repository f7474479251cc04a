// Second reading of captures: writes the records of the case's packets. A pcap file holds one link type, so that each
// further one gets a file of its own.

import type { PacketRecord } from '../../intake/read-evidence.ts';
import { PeerwardenError } from '../../model/errors.ts';
import { LIMITS } from '../../model/limits.ts';
import { DECODE, type DecodeCode } from '../../wire/decode-code.ts';
import type { Packet } from '../../wire/packet.ts';
import { linkLayerName } from '../link-layers.ts';
import type { PacketSelection } from './packet-selection.ts';
import { PcapSink } from './pcap-sink.ts';

interface Held {
  readonly bytes: Uint8Array;
  readonly wireBytes: number;
  readonly linkType: number;
  readonly at: number;
}

export class PacketWriter {
  readonly sinks = new Map<number, PcapSink>();
  readonly #path: string;
  readonly #selection: PacketSelection;
  /** Records of fragments until their packet is whole and it is known whose it is; insertion order is age. */
  readonly #fragments = new Map<string, Held[]>();
  #heldBytes = 0;

  /** `path` is `-` or ends in `.pcap`. */
  constructor(path: string, selection: PacketSelection) {
    this.#path = path;
    this.#selection = selection;
  }

  record(packet: Packet, code: DecodeCode, record: PacketRecord, fragmentOf: string): void {
    if (code === DECODE.FRAGMENT_HELD) {
      this.#hold(fragmentOf, packet.at, record);
      return;
    }
    const before = fragmentOf === '' ? null : this.#take(fragmentOf);
    if (code !== DECODE.OK || !this.#selection.has(packet)) return;
    for (const { bytes, wireBytes, linkType, at } of before ?? [])
      this.#sinkFor(linkType).write(bytes, 0, bytes.length, wireBytes, at);
    const { bytes, start, end, wireBytes, linkType } = record;
    this.#sinkFor(linkType).write(bytes, start, end, wireBytes, packet.at);
  }

  /** Another capture begins: its fragments are its own. */
  beginCapture(): void {
    this.#fragments.clear();
    this.#heldBytes = 0;
  }

  close(): void {
    for (const sink of this.sinks.values()) sink.close();
  }

  abandon(): void {
    for (const sink of this.sinks.values()) sink.abandon();
  }

  #sinkFor(linkType: number): PcapSink {
    let sink = this.sinks.get(linkType);
    if (!sink) {
      if (this.sinks.size > 0 && this.#path === '-') throw this.#secondLinkType(linkType);
      const path =
        this.sinks.size === 0
          ? this.#path
          : this.#path.replace(/\.pcap$/, `.link-${linkType}.pcap`);
      sink = new PcapSink(path, linkType);
      this.sinks.set(linkType, sink);
    }
    return sink;
  }

  #secondLinkType(linkType: number): PeerwardenError {
    const [first] = this.sinks.keys();
    return new PeerwardenError('PW_USAGE', {
      message: `The packets come from captures of two kinds, ${linkLayerName(first!)} and ${linkLayerName(linkType)}; one pcap stream holds one.`,
      remedy: 'Name a folder with --output: each kind gets a file there.',
    });
  }

  #hold(key: string, at: number, { bytes, start, end, wireBytes, linkType }: PacketRecord): void {
    const held = this.#fragments.get(key) ?? [];
    held.push({ bytes: bytes.slice(start, end), wireBytes, linkType, at });
    this.#fragments.set(key, held);
    this.#heldBytes += end - start;
    for (const oldest of this.#fragments.keys()) {
      if (this.#heldBytes <= LIMITS.fragmentBytesMax) break;
      this.#take(oldest);
    }
  }

  #take(key: string): Held[] {
    const held = this.#fragments.get(key) ?? [];
    this.#fragments.delete(key);
    for (const { bytes } of held) this.#heldBytes -= bytes.length;
    return held;
  }
}
