// pcapng files: https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/
//
//   section header │ interface description │ packet │ packet │ … │ statistics │ section header │ …
//   block = type 4 │ length 4 │ body │ length 4, in the byte order of its section
import { countNotUnderstood, type Evidence, widenSpan } from '../../model/evidence.ts';
import { LIMITS } from '../../model/limits.ts';
import { LINK_TYPES } from '../link.ts';
import { type CaptureInterface, readDrops, readInterface } from './pcapng-interface.ts';
import { type CaptureReader, type PacketHandler, reportDamage, warn } from './reader.ts';

const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
/** Obsolete, written by old Wireshark. */
const PACKET = 2;
const SIMPLE_PACKET = 3;
const STATISTICS = 5;
const ENHANCED_PACKET = 6;
/** Blocks that can hold a packet are read whole; options may follow it. Others longer than this are skipped. */
const BLOCK_BYTES_MAX = LIMITS.packetBytesMax;
const TWO_32 = 4_294_967_296;

export class PcapngReader implements CaptureReader {
  readonly #onPacket: PacketHandler;
  readonly #evidence: Evidence;
  #offset = 0;
  #little = true;
  #interfaces: CaptureInterface[] = [];
  /** Bytes of a long block still to be passed over. */
  #skip = 0;
  #lastAt = 0;
  #firstAt = Number.POSITIVE_INFINITY;
  #latestAt = Number.NEGATIVE_INFINITY;
  #ended = false;

  constructor(evidence: Evidence, onPacket: PacketHandler) {
    this.#evidence = evidence;
    this.#onPacket = onPacket;
  }

  push(block: Uint8Array, start: number, end: number): number {
    const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
    const base = this.#offset - start;
    let at = start;
    while (!this.#ended) {
      const skipped = Math.min(this.#skip, end - at);
      this.#skip -= skipped;
      at += skipped;
      if (end - at < 12) break;
      const length = this.#blockLength(view, at, base + at);
      if (length === 0) break;
      if (length > BLOCK_BYTES_MAX) {
        this.#skip = length;
        this.#countLong(view.getUint32(at, this.#little));
        continue;
      }
      if (end - at < length) break;
      if (view.getUint32(at + length - 4, this.#little) !== length) {
        this.#damaged(base + at);
        break;
      }
      this.#readBlock(block, view, at, length, base + at);
      at += length;
    }
    if (this.#ended) at = end;
    this.#offset += at - start;
    this.#publish();
    return at - start;
  }

  finish(_block: Uint8Array, start: number, end: number): void {
    if (this.#ended || (end === start && this.#skip === 0)) return;
    this.#evidence.quality.incomplete = true;
    reportDamage(
      this.#evidence,
      'cut record',
      `The file ends inside the block at byte ${this.#offset}.`,
    );
  }

  /** Length of the block at `at`, or 0 after damage. A section header sets the byte order it is read in. */
  #blockLength(view: DataView, at: number, offset: number): number {
    if (view.getUint32(at, false) === SECTION) {
      const order = view.getUint32(at + 8, false);
      if (order !== 0x1a2b3c4d && order !== 0x4d3c2b1a) return this.#damaged(offset);
      this.#little = order === 0x4d3c2b1a;
    } else if (offset === 0) return this.#damaged(offset);
    const length = view.getUint32(at + 4, this.#little);
    return length < 12 || length % 4 !== 0 ? this.#damaged(offset) : length;
  }

  #damaged(offset: number): 0 {
    this.#ended = true;
    this.#evidence.quality.incomplete = true;
    const sentence = `The block at byte ${offset} is damaged; reading ended there.`;
    reportDamage(this.#evidence, 'damaged record', sentence);
    return 0;
  }

  #countLong(type: number): void {
    if (type === PACKET || type === SIMPLE_PACKET || type === ENHANCED_PACKET)
      countNotUnderstood(this.#evidence, 'packet too long');
  }

  #readBlock(block: Uint8Array, view: DataView, at: number, length: number, offset: number): void {
    const end = at + length - 4;
    switch (view.getUint32(at, this.#little)) {
      case ENHANCED_PACKET:
        this.#readPacket(block, view, at, end, offset, view.getUint32(at + 8, this.#little));
        break;
      case PACKET:
        this.#readPacket(block, view, at, end, offset, view.getUint16(at + 8, this.#little));
        break;
      case SIMPLE_PACKET:
        this.#readSimplePacket(block, view, at, end, offset);
        break;
      case INTERFACE:
        this.#addInterface(readInterface(view, at + 8, end, this.#little));
        break;
      case STATISTICS:
        this.#readStatistics(view, at, end);
        break;
      case SECTION:
        this.#interfaces = [];
        break;
      default: // names, secrets, custom and unknown blocks say nothing about packets
    }
  }

  /** Enhanced and obsolete packet blocks differ only in how the interface is written. */
  #readPacket(
    block: Uint8Array,
    view: DataView,
    at: number,
    end: number,
    offset: number,
    interfaceIndex: number,
  ): void {
    const little = this.#little;
    const from = this.#interfaces[interfaceIndex];
    if (end - at < 28) {
      countNotUnderstood(this.#evidence, 'damaged record');
      return;
    }
    if (from === undefined) {
      countNotUnderstood(this.#evidence, 'unknown interface');
      return;
    }
    const captured = view.getUint32(at + 20, little);
    if (captured > end - at - 28) {
      countNotUnderstood(this.#evidence, 'damaged record');
      return;
    }
    const ticks = view.getUint32(at + 12, little) * TWO_32 + view.getUint32(at + 16, little);
    const time = ticks / from.ticksPerMs + from.offsetMs;
    if (time < this.#firstAt) this.#firstAt = time;
    if (time > this.#latestAt) this.#latestAt = time;
    this.#lastAt = time;
    this.#evidence.records++;
    const packetAt = at + 28;
    const wireBytes = view.getUint32(at + 24, little);
    this.#onPacket(block, packetAt, packetAt + captured, wireBytes, time, from.linkType, offset);
  }

  /** Simple packets have no time; they get that of the packet before. */
  #readSimplePacket(
    block: Uint8Array,
    view: DataView,
    at: number,
    end: number,
    offset: number,
  ): void {
    const from = this.#interfaces[0];
    if (end - at < 12) {
      countNotUnderstood(this.#evidence, 'damaged record');
      return;
    }
    if (from === undefined) {
      countNotUnderstood(this.#evidence, 'unknown interface');
      return;
    }
    const wireBytes = view.getUint32(at + 8, this.#little);
    const room = Math.min(end - at - 12, wireBytes);
    const captured = from.snapBytes > 0 ? Math.min(room, from.snapBytes) : room;
    const packetAt = at + 12;
    this.#evidence.records++;
    this.#onPacket(
      block,
      packetAt,
      packetAt + captured,
      wireBytes,
      this.#lastAt,
      from.linkType,
      offset,
    );
  }

  #addInterface(added: CaptureInterface | null): void {
    if (added === null) {
      countNotUnderstood(this.#evidence, 'damaged record');
      return;
    }
    if (this.#interfaces.length >= LIMITS.interfacesMax) {
      countNotUnderstood(this.#evidence, 'too many interfaces');
      return;
    }
    this.#interfaces.push(added);
    if (LINK_TYPES.has(added.linkType)) return;
    const name = added.name === '' ? '' : ` of interface ${added.name}`;
    warn(this.#evidence, `Packets${name} of link type ${added.linkType} cannot be decoded.`);
  }

  #readStatistics(view: DataView, at: number, end: number): void {
    if (end - at < 20) return;
    const about = this.#interfaces[view.getUint32(at + 8, this.#little)];
    const drops = readDrops(view, at + 20, end, this.#little);
    if (about === undefined || drops < 0) return;
    // The count is a running total of the interface, and the block may come again and again.
    const { quality } = this.#evidence;
    quality.lost = (quality.lost ?? 0) + Math.max(0, drops - about.drops);
    about.drops = drops;
  }

  #publish(): void {
    if (this.#firstAt > this.#latestAt) return;
    widenSpan(this.#evidence, this.#firstAt);
    widenSpan(this.#evidence, this.#latestAt);
  }
}
