// From captured bytes to one Packet: link layer, IP, fragments, encapsulations, transport.
//
//   link ─► IP ─► [fragments] ─► transport ─► OK
//            ▲                       │
//            └── [Ethernet, MPLS] ◄── GRE, IP in IP, VXLAN, Geneve, GTP-U, Teredo
//
// The innermost IP packet that can be read is the packet. Nothing is allocated per packet; a reassembled packet,
// and only that, lives in bytes of its own.
import { LIMITS } from '../model/limits.ts';
import { Cursor } from './cursor.ts';
import { DECODE, type DecodeCode } from './decode-code.ts';
import { decodeUsual } from './decode-usual.ts';
import { enterInner, INNER } from './encapsulation.ts';
import { Fragments } from './fragments.ts';
import { readIp } from './ip.ts';
import { enterEthernet, enterLink, enterMpls } from './link.ts';
import { Packet, TCP } from './packet.ts';
import { readTransport } from './transport.ts';

/**
 * One per capture. `packet` is refilled by every `decode` that returns OK; after any other code its content means
 * nothing. Set `packet.at` and `packet.recordOffset` before `decode`: fragments wait by evidence time.
 *
 *   decoder.packet.at = at;
 *   const code = decoder.decode(bytes, start, end, wireBytes, linkType);
 *   if (code === DECODE.OK) flows.add(decoder.packet);
 *   else if (code >= DECODE_ANOMALY) countNotUnderstood(evidence, DECODE_REASONS[code]!);
 */
export class Decoder {
  readonly packet = new Packet();
  readonly fragments = new Fragments();
  readonly #cursor = new Cursor();
  /** The block of the last packet, and a view of it, made once a block. */
  #block: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#block.buffer);

  decode(
    bytes: Uint8Array,
    start: number,
    end: number,
    wireBytes: number,
    linkType: number,
  ): DecodeCode {
    const packet = this.packet;
    if (bytes !== this.#block) {
      this.#block = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    if (linkType === 1 && decodeUsual(packet, this.#view, bytes, start, end, wireBytes))
      return DECODE.OK;
    return this.decodeAny(bytes, start, end, wireBytes, linkType);
  }

  /** The long way, which reads every packet that `decode` reads. */
  decodeAny(
    bytes: Uint8Array,
    start: number,
    end: number,
    wireBytes: number,
    linkType: number,
  ): DecodeCode {
    const packet = this.packet;
    const cursor = this.#cursor;
    const wireEnd = start + wireBytes;
    if (cursor.bytes !== bytes) cursor.bytes = bytes;
    cursor.at = start;
    cursor.end = end;
    // Some writers state a wire length below what they captured.
    cursor.wireEnd = Math.max(wireEnd, end);
    packet.encapsulation = 0;
    packet.ipPackets = 1;
    let code = enterLink(cursor, packet, linkType);
    if (code === DECODE.OK) code = this.#readIpPacket(0);
    packet.cut = end < wireEnd || packet.payloadEnd - packet.payloadStart < packet.payloadBytes;
    return code;
  }

  /** The cursor is at an IP header with `depth` others around it. */
  #readIpPacket(depth: number): DecodeCode {
    const cursor = this.#cursor;
    const packet = this.packet;
    let { at, end, wireEnd } = cursor;
    let code = readIp(cursor, packet);
    if (code === DECODE.FRAGMENT_HELD) {
      cursor.ipAt = at;
      code = this.fragments.add(cursor, packet);
      if (code !== DECODE.OK) return code;
      ({ at, end, wireEnd } = cursor);
      const { ipBytes } = packet;
      code = readIp(cursor, packet);
      packet.ipBytes = ipBytes;
      // A fragment header inside a reassembled packet: RFC 8200 §4.5 knows one only.
      if (code === DECODE.FRAGMENT_HELD) return DECODE.BAD_FRAGMENT;
    }
    if (code !== DECODE.OK) return code;
    code = readTransport(cursor, packet);
    if (code !== DECODE.OK || packet.protocol === TCP) return code;
    return this.#readInner(depth, at, end, wireEnd);
  }

  /** Goes into what the packet carries, if anything. `at`, `end` and `wireEnd` lead back to its own IP header. */
  #readInner(depth: number, at: number, end: number, wireEnd: number): DecodeCode {
    const cursor = this.#cursor;
    const packet = this.packet;
    const { bytes, ipBytes, ipPackets, encapsulation } = packet;
    const inner = enterInner(cursor, packet);
    if (inner === INNER.NONE) return DECODE.OK;
    if (depth >= LIMITS.encapsulationDepthMax) return DECODE.TOO_DEEP;
    packet.ipPackets = 1;
    let code: DecodeCode = DECODE.OK;
    if (inner === INNER.ETHERNET) code = enterEthernet(cursor, packet);
    else if (inner === INNER.MPLS) code = enterMpls(cursor, packet);
    if (code === DECODE.OK) code = this.#readIpPacket(depth + 1);
    if (code === DECODE.OK || code === DECODE.FRAGMENT_HELD || code === DECODE.TOO_DEEP)
      return code;
    // Not readable inside: the outer packet is what is known.
    cursor.bytes = bytes;
    cursor.at = at;
    cursor.end = end;
    cursor.wireEnd = wireEnd;
    readIp(cursor, packet);
    code = readTransport(cursor, packet);
    packet.ipBytes = ipBytes;
    packet.ipPackets = ipPackets;
    packet.encapsulation = encapsulation;
    return code;
  }
}
