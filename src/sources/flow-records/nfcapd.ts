// Files of nfcapd, sfcapd and nfpcapd (nfdump 1.7: layout 2, nffileV2.h and nfxV3.h; numbers in the order of the machine, which
// is little-endian but on a few). Those that are not compressed are read; of the others is said what they are.
//
//   file ─► header (40 bytes) ─► blocks: header (12) ─► records: type 7 exporter, type 11 flow ─► elements
//
// Sound because: the magic number, the layout, and sizes that lead from record to record. Looks alike: nothing known.
// Does not see: layout 1 (nfdump 1.6); blocks that are compressed (LZO, bzip2, LZ4, zstd) or encrypted; names of users.
import { addressText, ipv4Text } from '../../model/address.ts';
import { countNotUnderstood, type Evidence, widenSpan } from '../../model/evidence.ts';
import { LIMITS } from '../../model/limits.ts';
import type { Observation, Translation } from '../../model/observation.ts';
import { FlowJoiner } from './flow-joiner.ts';
import type { FlowRecord } from './flow-record.ts';

export const NFCAPD = 'nfcapd';
const DAMAGED_BLOCK = 'damaged block of an nfcapd file';
const DAMAGED_RECORD = 'damaged record of an nfcapd file';
const NO_ADDRESSES = 'flow record without addresses of both ends';

const MAGIC = 0xa50c;
const HEADER_BYTES = 40;
const BLOCK_HEADER_BYTES = 12;
const COMPRESSIONS = ['none', 'LZO', 'bzip2', 'LZ4', 'zstd'];
const FLOW_BLOCK = 3;
const FLOW_RECORD = 11;
const SAMPLED = 2;

export const isNfcapd = (sample: Uint8Array): boolean =>
  sample.length >= HEADER_BYTES &&
  ((u16(sample, 0) === MAGIC && (u16(sample, 2) === 1 || u16(sample, 2) === 2)) ||
    // As a big-endian machine writes it.
    (u16(sample, 0) === 0x0ca5 && (u16(sample, 2) === 0x100 || u16(sample, 2) === 0x200)));

/** Why a file is not read, as the end of the sentence `It is a file of nfcapd`; null when it is. */
export const nfcapdUnread = (sample: Uint8Array): string | null => {
  if (u16(sample, 0) !== MAGIC) return ', written on a big-endian machine, which is not read';
  if (u16(sample, 2) === 1) return ' of nfdump 1.6, which is not read';
  if (sample[17] !== 0) return ', encrypted, which is not read';
  const compression = sample[16]!;
  if (compression === 0) return null;
  return `, compressed with ${COMPRESSIONS[compression] ?? 'something unknown'}, which is not read`;
};

export class NfcapdReader {
  readonly #evidence: Evidence;
  readonly #joiner: FlowJoiner;
  #held: Uint8Array = new Uint8Array(0);
  /** Bytes of the file before `#held`. */
  #before = 0;
  #begun = false;
  #damaged = false;

  constructor(evidence: Evidence, emit: (observation: Observation) => void) {
    this.#evidence = evidence;
    evidence.format = NFCAPD;
    this.#joiner = new FlowJoiner(evidence, (observation) => {
      widenSpan(evidence, observation.at);
      if (observation.until !== undefined) widenSpan(evidence, observation.until);
      emit(observation);
    });
  }

  push(chunk: Uint8Array): void {
    if (this.#damaged) return;
    const bytes = new Uint8Array(this.#held.length + chunk.length);
    bytes.set(this.#held);
    bytes.set(chunk, this.#held.length);
    let at = this.#begun ? 0 : HEADER_BYTES;
    if (bytes.length < at) {
      this.#held = bytes;
      return;
    }
    this.#begun = true;
    while (at + BLOCK_HEADER_BYTES <= bytes.length) {
      const size = u32(bytes, at + 4);
      if (size > LIMITS.nfcapdBlockBytesMax) {
        this.#end(DAMAGED_BLOCK);
        return;
      }
      const end = at + BLOCK_HEADER_BYTES + size;
      if (end > bytes.length) break;
      if (u16(bytes, at + 8) === FLOW_BLOCK) this.#block(bytes, at + BLOCK_HEADER_BYTES, end);
      at = end;
    }
    this.#before += at;
    this.#held = bytes.slice(at);
  }

  end(): void {
    if (this.#held.length > 0) {
      countNotUnderstood(this.#evidence, DAMAGED_BLOCK);
      this.#evidence.quality.incomplete = true;
    }
    this.#joiner.close();
  }

  #end(reason: string): void {
    countNotUnderstood(this.#evidence, reason);
    this.#evidence.quality.incomplete = true;
    this.#damaged = true;
    this.#held = new Uint8Array(0);
  }

  #block(bytes: Uint8Array, from: number, end: number): void {
    let at = from;
    while (at + 4 <= end) {
      const size = u16(bytes, at + 2);
      if (size < 4 || size > end - at) {
        countNotUnderstood(this.#evidence, DAMAGED_RECORD);
        return;
      }
      if (u16(bytes, at) === FLOW_RECORD) this.#flow(bytes, at, at + size);
      at += size;
    }
  }

  #flow(bytes: Uint8Array, from: number, end: number): void {
    this.#evidence.records++;
    const elements = elementsOf(bytes, from, end);
    const record = elements && recordOf(bytes, from, elements);
    if (elements === null) countNotUnderstood(this.#evidence, DAMAGED_RECORD);
    else if (!record) countNotUnderstood(this.#evidence, NO_ADDRESSES);
    else {
      const origin = { evidence: this.#evidence.index, offset: this.#before + from };
      this.#joiner.add(record, NFCAPD, origin, record.until);
    }
  }
}

/** Where each element's value stands, by its number. */
type Elements = ReadonlyMap<number, number>;

/** Elements with the bytes that their values must have. */
const ELEMENT_BYTES: Readonly<Record<number, number>> = {
  1: 48, // generic
  2: 8, // IPv4 ends
  3: 32, // IPv6 ends
  4: 12, // interfaces, direction
  5: 24, // the other direction
  12: 4, // exporter, IPv4
  13: 16,
  20: 8, // after translation
  21: 32,
  22: 4,
};

const elementsOf = (bytes: Uint8Array, from: number, end: number): Elements | null => {
  if (end - from < 12) return null;
  const elements = new Map<number, number>();
  let at = from + 12;
  for (let left = u16(bytes, from + 4); left > 0; left--) {
    if (at + 4 > end) return null;
    const [type, length] = [u16(bytes, at), u16(bytes, at + 2)];
    if (length < 4 || length > end - at) return null;
    if (length - 4 >= (ELEMENT_BYTES[type] ?? Number.POSITIVE_INFINITY)) elements.set(type, at + 4);
    at += length;
  }
  return elements;
};

const recordOf = (bytes: Uint8Array, from: number, elements: Elements): FlowRecord | null => {
  const generic = elements.get(1);
  const [four, six] = [elements.get(2), elements.get(3)];
  const ends = four ?? six;
  if (generic === undefined || ends === undefined) return null;
  const [addressAt, width] = four === undefined ? [ipv6At, 16] : [ipv4At, 4];
  const source = addressAt(bytes, ends);
  const destination = addressAt(bytes, ends + width);
  const protocol = bytes[generic + 44]!;
  const [sourcePort, destinationPort] = [u16(bytes, generic + 40), u16(bytes, generic + 42)];
  const other = elements.get(5);
  const back = other === undefined ? 0 : u64(bytes, other + 8);
  const at = u64(bytes, generic);
  const translated = translationOf(bytes, elements, {
    source,
    sourcePort,
    destination,
    destinationPort,
  });
  return {
    at,
    until: Math.max(at, u64(bytes, generic + 8)),
    sensor: sensorOf(bytes, elements),
    domain: u16(bytes, from + 8),
    protocol,
    source,
    sourcePort,
    destination,
    destinationPort,
    packets: u64(bytes, generic + 24),
    bytes: u64(bytes, generic + 32),
    flags: bytes[generic + 45]!,
    ...(back > 0 && { back: { packets: back, bytes: u64(bytes, other! + 16), flags: 0 } }),
    icmpType: protocol === 1 || protocol === 58 ? destinationPort >> 8 : -1,
    sampled: (bytes[from + 10]! & SAMPLED) !== 0,
    side: -1,
    ...(translated && { translated }),
  };
};

const sensorOf = (bytes: Uint8Array, elements: Elements): string => {
  const [four, six] = [elements.get(12), elements.get(13)];
  if (four !== undefined) return ipv4At(bytes, four);
  return six === undefined ? '' : ipv6At(bytes, six);
};

const translationOf = (
  bytes: Uint8Array,
  elements: Elements,
  ends: Required<Translation>,
): Translation | null => {
  const at = elements.get(20) ?? elements.get(21);
  if (at === undefined) return null;
  const [addressAt, width] = elements.has(20) ? [ipv4At, 4] : [ipv6At, 16];
  const ports = elements.get(22);
  const port = (offset: number): number => (ports === undefined ? 0 : u16(bytes, ports + offset));
  const told = (text: string, otherwise: string): string =>
    text === '0.0.0.0' || text === '::' ? otherwise : text;
  const after = {
    source: told(addressAt(bytes, at), ends.source),
    sourcePort: port(0) || ends.sourcePort,
    destination: told(addressAt(bytes, at + width), ends.destination),
    destinationPort: port(2) || ends.destinationPort,
  };
  const same = Object.entries(ends).every(
    ([name, value]) => after[name as keyof typeof after] === value,
  );
  return same ? null : after;
};

const u16 = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8);
const u32 = (bytes: Uint8Array, at: number): number =>
  (u16(bytes, at) | (u16(bytes, at + 2) << 16)) >>> 0;
const u64 = (bytes: Uint8Array, at: number): number =>
  u32(bytes, at + 4) * 2 ** 32 + u32(bytes, at);

/** Words in the order of the machine, the first one first. */
const ipv4At = (bytes: Uint8Array, at: number): string => ipv4Text(u32(bytes, at));
const ipv6At = (bytes: Uint8Array, at: number): string =>
  addressText([u32(bytes, at + 4), u32(bytes, at), u32(bytes, at + 12), u32(bytes, at + 8)]);
