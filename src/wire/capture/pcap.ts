// pcap files: https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcap/
//
//   file header 24 bytes │ record header 16 (or 24) │ captured bytes │ record header │ …
//
// Nothing marks where a record begins. When a header makes no sense the reader looks, byte by byte, for one that
// does and whose successor does too, and goes on from there.
import { type Evidence, widenSpan } from '../../model/evidence.ts';
import { LIMITS } from '../../model/limits.ts';
import { DAY_MS, SECOND_MS } from '../../model/time.ts';
import { LINK_TYPES } from '../link.ts';
import { type CaptureReader, type PacketHandler, reportDamage, warn } from './reader.ts';

const FILE_HEADER_BYTES = 24;
/** Larger than any snap length in use (tcpdump's default); only asked of headers that are searched for. */
const CREDIBLE_BYTES_MAX = 262_144;

export class PcapReader implements CaptureReader {
  readonly #onPacket: PacketHandler;
  readonly #evidence: Evidence;
  /** Offset in the file of the next byte to be consumed. */
  #offset = 0;
  #little = true;
  #headerBytes = 16;
  /** Parts of a second in the second time field, and in a millisecond. */
  #perSecond = 1_000_000;
  #perMs = 1000;
  #linkType = -1;
  #lastAt = Number.NaN;
  /** Where the damage began that is being searched past, or -1. */
  #damagedAt = -1;
  #ended = false;

  constructor(evidence: Evidence, onPacket: PacketHandler) {
    this.#evidence = evidence;
    this.#onPacket = onPacket;
  }

  push(block: Uint8Array, start: number, end: number): number {
    if (this.#ended) return end - start;
    const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
    let at = start;
    if (this.#linkType < 0) {
      if (end - at < FILE_HEADER_BYTES) return 0;
      this.#readFileHeader(view, at);
      at += FILE_HEADER_BYTES;
    }
    at = this.#advance(block, view, at, end, start, false);
    this.#offset += at - start;
    return at - start;
  }

  finish(block: Uint8Array, start: number, end: number): void {
    if (this.#ended) return;
    if (this.#linkType < 0) {
      this.#evidence.quality.incomplete = true;
      reportDamage(this.#evidence, 'cut record', 'The file ends inside its header.');
      return;
    }
    const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
    const at = this.#advance(block, view, start, end, start, true);
    if (at >= end) return;
    this.#evidence.quality.incomplete = true;
    const offset = this.#offset + at - start;
    reportDamage(
      this.#evidence,
      'cut record',
      `The file ends inside the packet record at byte ${offset}.`,
    );
  }

  /** Reads records and searches past damage until bytes run out. `start` is where `#offset` is. */
  #advance(
    block: Uint8Array,
    view: DataView,
    from: number,
    end: number,
    start: number,
    final: boolean,
  ): number {
    let at = from;
    for (;;) {
      if (this.#damagedAt >= 0) at = this.#search(view, at, end, start, final);
      if (this.#damagedAt >= 0) return at;
      at = this.#readRecords(block, view, at, end, start);
      if (this.#damagedAt < 0) return at;
    }
  }

  #readFileHeader(view: DataView, at: number): void {
    const first = view.getUint8(at);
    this.#little = first !== 0xa1;
    const magic = view.getUint32(at, this.#little);
    if (magic === 0xa1b23c4d) {
      this.#perSecond = 1_000_000_000;
      this.#perMs = 1_000_000;
    }
    if (magic === 0xa1b2cd34) this.#headerBytes = 24;
    // The upper bits say whether frames end in a check sequence; IP's own length leaves that out anyway.
    this.#linkType = view.getUint32(at + 20, this.#little) & 0x03ffffff;
    if (!LINK_TYPES.has(this.#linkType))
      warn(this.#evidence, `Packets of link type ${this.#linkType} cannot be decoded.`);
  }

  /** Hands on whole records from `from` and returns where it stopped; may have set `#damagedAt`. */
  #readRecords(
    block: Uint8Array,
    view: DataView,
    from: number,
    end: number,
    start: number,
  ): number {
    const little = this.#little;
    const headerBytes = this.#headerBytes;
    const perMs = this.#perMs;
    const perSecond = this.#perSecond;
    const linkType = this.#linkType;
    const base = this.#offset - start;
    const onPacket = this.#onPacket;
    let at = from;
    let records = 0;
    let time = this.#lastAt;
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    while (end - at >= headerBytes) {
      const captured = view.getUint32(at + 8, little);
      if (captured > LIMITS.packetBytesMax) {
        this.#damagedAt = base + at;
        break;
      }
      const packetAt = at + headerBytes;
      const next = packetAt + captured;
      if (next > end) break;
      const part = view.getUint32(at + 4, little);
      // More than a second in the part of a second is damage; the packet stays in its second.
      time = view.getUint32(at, little) * SECOND_MS + (part < perSecond ? part / perMs : 0);
      if (time < first) first = time;
      if (time > last) last = time;
      records++;
      onPacket(block, packetAt, next, view.getUint32(at + 12, little), time, linkType, base + at);
      at = next;
    }
    if (records > 0) {
      this.#lastAt = time;
      this.#evidence.records += records;
      widenSpan(this.#evidence, first);
      widenSpan(this.#evidence, last);
    }
    return at;
  }

  /**
   * Looks for the next credible record. Returns where it is, with `#damagedAt` reset, or where more bytes are
   * needed to decide.
   */
  #search(view: DataView, from: number, end: number, start: number, final: boolean): number {
    const base = this.#offset - start;
    for (let at = from; ; at++) {
      const credible = this.#isRecord(view, at, end, final);
      if (credible === undefined) return at;
      const offset = base + at;
      if (credible) {
        this.#skipped(this.#damagedAt, offset);
        this.#damagedAt = -1;
        return at;
      }
      if (offset - this.#damagedAt < LIMITS.resyncBytesMax && at < end) continue;
      this.#evidence.quality.incomplete = true;
      reportDamage(
        this.#evidence,
        'damaged record',
        `No packet record was found after the damage at byte ${this.#damagedAt}; reading ended there.`,
      );
      this.#ended = true;
      return end;
    }
  }

  #skipped(from: number, to: number): void {
    const sentence = `The packet record at byte ${from} is damaged; reading went on at byte ${to}.`;
    reportDamage(this.#evidence, 'damaged record', sentence);
  }

  /** Whether a record starts at `at` and another, or the end of the file, follows it; undefined: needs more bytes. */
  #isRecord(view: DataView, at: number, end: number, final: boolean): boolean | undefined {
    if (end - at < this.#headerBytes) return final ? false : undefined;
    if (!this.#isHeader(view, at)) return false;
    const next = at + this.#headerBytes + view.getUint32(at + 8, this.#little);
    if (end - next >= this.#headerBytes) return this.#isHeader(view, next);
    return final ? next === end : undefined;
  }

  #isHeader(view: DataView, at: number): boolean {
    const little = this.#little;
    const captured = view.getUint32(at + 8, little);
    const onWire = view.getUint32(at + 12, little);
    if (captured === 0 || captured > onWire || onWire > CREDIBLE_BYTES_MAX) return false;
    if (view.getUint32(at + 4, little) >= this.#perSecond) return false;
    const time = view.getUint32(at, little) * SECOND_MS;
    return Number.isNaN(this.#lastAt) || Math.abs(time - this.#lastAt) <= DAY_MS;
  }
}
