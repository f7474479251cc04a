// The flow table: open conversations in typed columns, found by an open-addressing index.
//
//   index (power of two, linear probing)        columns, one row per open flow (row numbers never move)
//   ┌────┬────┬────┬────┬────┬────┐            cells: addresses, ports, protocol, packets, recent │ 64 bytes
//   │ 17 │ -1 │  4 │ 23 │ -1 │ …  │ ──row──►   sums: first, last, expires, bytes, payload        │ 64 bytes
//   └────┴────┴────┴────┴────┴────┘            rest: sequence numbers, hop limits, link addresses │ 32 bytes
//
// A row of `cells` and one of `sums` are a cache line each, and all that most packets touch; rows that are free are
// chained in a stack. The hash is symmetric, so both directions of a flow meet in one place. Deleting shifts the index
// back (Knuth, TAOCP 6.4, algorithm R) so that no tombstones gather.

import { LIMITS } from '../model/limits.ts';
import type { Packet } from './packet.ts';

const NONE = -1;

/** Bits of `state`. */
export const SEEN_SYN = 1;
export const SEEN_SYN_ACK = 2;
export const SEEN_FIN_CLIENT = 4;
export const SEEN_FIN_SERVER = 8;
export const SEEN_RST = 16;
export const MIDSTREAM = 32;

// Places in a row of `cells` (32 bits each): client address 0–3, server address 4–7, then
const CELLS = 16;
/** client port << 16 | server port */
const PORTS = 8;
/** IP protocol, 0 where the row is free; then `state` and `status`, 8 bits each */
const KIND = 9;
/** packets from the client, from the server */
const PACKETS = 10;
/** marks of the last four packets, to tell duplicates */
const RECENT = 12;

// Places in a row of `sums` (doubles).
const SUMS = 8;
const FIRST = 0;
const LAST = 1;
const EXPIRES = 2;
const ORIGIN = 3;
const BYTES = 4;
const PAYLOAD = 6;

// Places in a row of `rest` (32 bits each), read when a flow begins or ends.
const REST = 8;
const ISN = 0;
/** hop limit of the first packet each way, 8 bits each; then the encapsulation from bit 16 */
const TTLS = 2;
const SESSION = 3;
const LINKS = 4;

export class FlowTable {
  /** Address words stand at `clientAt(row)`, the server's four further on. */
  cells: Int32Array;
  size = 0;
  /** Set by `find`: the packet goes from server to client. */
  reversed = false;

  private sums: Float64Array;
  private rest: Int32Array;
  private index: Int32Array;
  private mask: number;
  private free: Int32Array;
  private freeCount: number;
  private hand = 0;
  private rows: number;
  private readonly rowsMax: number;

  constructor(rows = 4096, rowsMax: number = LIMITS.flowsMax) {
    this.rowsMax = rowsMax;
    this.rows = rows;
    this.index = new Int32Array(rows * 2).fill(NONE);
    this.mask = rows * 2 - 1;
    this.cells = new Int32Array(rows * CELLS);
    this.sums = new Float64Array(rows * SUMS);
    this.rest = new Int32Array(rows * REST);
    this.free = new Int32Array(rows);
    this.freeCount = 0;
    this.addFree(0, rows);
  }

  get capacity(): number {
    return this.rows;
  }

  /** Row of the packet's flow, or -1; sets `reversed`. */
  find(packet: Packet): number {
    const { cells, index, mask } = this;
    const { words, protocol } = packet;
    const forward = (packet.sourcePort << 16) | packet.destinationPort;
    const backward = (packet.destinationPort << 16) | packet.sourcePort;
    for (let at = this.hash(packet) & mask; ; at = (at + 1) & mask) {
      const row = index[at]!;
      if (row === NONE) return NONE;
      const base = row * CELLS;
      if ((cells[base + KIND]! & 0xff) !== protocol) continue;
      const ports = cells[base + PORTS];
      if (ports === forward && sameWords(cells, base, words, 0, 4)) {
        this.reversed = false;
        return row;
      }
      if (ports === backward && sameWords(cells, base, words, 4, 0)) {
        this.reversed = true;
        return row;
      }
    }
  }

  /** Adds the packet's flow; the packet's source is the client unless `swapped`. Returns -1 when the table is full. */
  insert(packet: Packet, swapped: boolean): number {
    if (this.freeCount === 0 && !this.grow()) return NONE;
    const row = this.free[--this.freeCount]!;
    const { cells, sums, rest } = this;
    const { words, mac } = packet;
    const base = row * CELLS;
    const shift = swapped ? 4 : 0;
    for (let i = 0; i < 8; i++) cells[base + i] = words[i ^ shift]!;
    cells[base + PORTS] = swapped
      ? (packet.destinationPort << 16) | packet.sourcePort
      : (packet.sourcePort << 16) | packet.destinationPort;
    cells[base + KIND] = packet.protocol;
    for (let i = PACKETS; i < CELLS; i++) cells[base + i] = 0;
    const sum = row * SUMS;
    sums[sum + FIRST] = sums[sum + LAST] = sums[sum + EXPIRES] = packet.at;
    sums[sum + ORIGIN] = packet.recordOffset;
    for (let i = BYTES; i < SUMS; i++) sums[sum + i] = 0;
    const more = row * REST;
    rest[more + TTLS] = packet.encapsulation << 16;
    rest[more + SESSION] = NONE;
    for (let i = 0; i < 4; i++) rest[more + LINKS + i] = mac[swapped ? i ^ 2 : i]!;
    this.place(row, this.hash(packet));
    this.size++;
    this.reversed = swapped;
    return row;
  }

  remove(row: number): void {
    const { index, mask } = this;
    let hole = this.hashOfRow(row) & mask;
    while (index[hole] !== row) hole = (hole + 1) & mask;
    for (let at = (hole + 1) & mask; ; at = (at + 1) & mask) {
      const other = index[at]!;
      if (other === NONE) break;
      const home = this.hashOfRow(other) & mask;
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        index[hole] = other;
        hole = at;
      }
    }
    index[hole] = NONE;
    this.cells[row * CELLS + KIND] = 0;
    this.free[this.freeCount++] = row;
    this.size--;
  }

  /** True when the row holds an open flow. */
  open(row: number): boolean {
    return this.cells[row * CELLS + KIND] !== 0;
  }

  /** Counts a packet of a direction (0: from the client). */
  count(row: number, direction: 0 | 1, packet: Packet): void {
    const place = row * CELLS + PACKETS + direction;
    if (this.cells[place]!++ === 0) this.rest[row * REST + TTLS]! |= packet.ttl << (8 * direction);
    const sum = row * SUMS;
    this.sums[sum + BYTES + direction]! += packet.ipBytes;
    this.sums[sum + PAYLOAD + direction]! += packet.payloadBytes;
    this.sums[sum + LAST] = packet.at;
  }

  /** True when one of the last four packets had this mark (not 0); otherwise the mark is kept. */
  repeats(row: number, mark: number): boolean {
    const { cells } = this;
    const base = row * CELLS;
    const at = base + RECENT;
    if (
      cells[at] === mark ||
      cells[at + 1] === mark ||
      cells[at + 2] === mark ||
      cells[at + 3] === mark
    )
      return true;
    cells[at + ((cells[base + PACKETS]! + cells[base + PACKETS + 1]!) & 3)] = mark;
    return false;
  }

  /** Epoch milliseconds of the first and the last packet. */
  first(row: number): number {
    return this.sums[row * SUMS + FIRST]!;
  }

  last(row: number): number {
    return this.sums[row * SUMS + LAST]!;
  }

  /** Evidence time at which the flow counts as over if nothing more is seen. */
  expires(row: number): number {
    return this.sums[row * SUMS + EXPIRES]!;
  }

  expireAt(row: number, at: number): void {
    this.sums[row * SUMS + EXPIRES] = at;
  }

  packets(row: number, direction: 0 | 1): number {
    return this.cells[row * CELLS + PACKETS + direction]! >>> 0;
  }

  bytes(row: number, direction: 0 | 1): number {
    return this.sums[row * SUMS + BYTES + direction]!;
  }

  payload(row: number, direction: 0 | 1): number {
    return this.sums[row * SUMS + PAYLOAD + direction]!;
  }

  state(row: number): number {
    return (this.cells[row * CELLS + KIND]! >>> 8) & 0xff;
  }

  addState(row: number, bits: number): void {
    this.cells[row * CELLS + KIND]! |= bits << 8;
  }

  /** Free for the owner, 8 bits: what became of identification. */
  status(row: number): number {
    return (this.cells[row * CELLS + KIND]! >>> 16) & 0xff;
  }

  setStatus(row: number, status: number): void {
    const at = row * CELLS + KIND;
    this.cells[at] = (this.cells[at]! & 0xff00ffff) | (status << 16);
  }

  /** Initial sequence number of a direction; known where `state` has SEEN_SYN, SEEN_SYN_ACK. */
  isn(row: number, direction: 0 | 1): number {
    return this.rest[row * REST + ISN + direction]!;
  }

  setIsn(row: number, direction: 0 | 1, sequence: number): void {
    this.rest[row * REST + ISN + direction] = sequence;
  }

  /** Hop limit of the first packet of a direction, 0 where none was seen. */
  ttl(row: number, direction: 0 | 1): number {
    return (this.rest[row * REST + TTLS]! >>> (8 * direction)) & 0xff;
  }

  /** Bits of ENCAPSULATIONS. */
  encapsulation(row: number): number {
    return this.rest[row * REST + TTLS]! >>> 16;
  }

  /** Record offset of the first packet. */
  origin(row: number): number {
    return this.sums[row * SUMS + ORIGIN]!;
  }

  /** Link-layer address of the client (0) or the server (1) as it was in the first packet; 0 where there was none. */
  link(row: number, end: 0 | 1): number {
    const at = row * REST + LINKS + 2 * end;
    return this.rest[at]! * HALF + this.rest[at + 1]!;
  }

  /** Place of the session that reads the flow, or -1. */
  session(row: number): number {
    return this.rest[row * REST + SESSION]!;
  }

  setSession(row: number, place: number): void {
    this.rest[row * REST + SESSION] = place;
  }

  /**
   * Looks at a few rows and returns one that has expired at `now`, or -1. Called once a packet, so that every row is
   * visited as often as there are rows, and no sweep ever stops the packet path.
   */
  nextExpired(now: number): number {
    const { cells, sums } = this;
    for (let i = 0; i < 2; i++) {
      const row = this.hand;
      this.hand = row + 1 === this.rows ? 0 : row + 1;
      if (cells[row * CELLS + KIND] !== 0 && sums[row * SUMS + EXPIRES]! < now) return row;
    }
    return NONE;
  }

  /** The longest idle of a sample of 64 open rows: who goes when the table is full. */
  idlest(): number {
    let best = NONE;
    for (let i = 0; i < 64; i++) {
      const row = this.hand;
      this.hand = row + 1 === this.rows ? 0 : row + 1;
      if (!this.open(row)) continue;
      if (best === NONE || this.last(row) < this.last(best)) best = row;
    }
    return best;
  }

  clientPort(row: number): number {
    return this.cells[row * CELLS + PORTS]! >>> 16;
  }

  serverPort(row: number): number {
    return this.cells[row * CELLS + PORTS]! & 0xffff;
  }

  protocol(row: number): number {
    return this.cells[row * CELLS + KIND]! & 0xff;
  }

  /** Position of the client's address words in `cells`; the server's follow four further on. */
  clientAt(row: number): number {
    return row * CELLS;
  }

  private hash(packet: Packet): number {
    const w = packet.words;
    return combine(
      endHash(w[0]!, w[1]!, w[2]!, w[3]!, packet.sourcePort),
      endHash(w[4]!, w[5]!, w[6]!, w[7]!, packet.destinationPort),
      packet.protocol,
    );
  }

  private hashOfRow(row: number): number {
    const k = this.cells;
    const b = row * CELLS;
    return combine(
      endHash(k[b]!, k[b + 1]!, k[b + 2]!, k[b + 3]!, k[b + PORTS]! >>> 16),
      endHash(k[b + 4]!, k[b + 5]!, k[b + 6]!, k[b + 7]!, k[b + PORTS]! & 0xffff),
      k[b + KIND]! & 0xff,
    );
  }

  private place(row: number, hash: number): void {
    const { index, mask } = this;
    let at = hash & mask;
    while (index[at] !== NONE) at = (at + 1) & mask;
    index[at] = row;
  }

  private addFree(from: number, until: number): void {
    for (let row = until - 1; row >= from; row--) this.free[this.freeCount++] = row;
  }

  private grow(): boolean {
    const before = this.rows;
    if (before >= this.rowsMax) return false;
    const rows = Math.min(before * 2, this.rowsMax);
    this.rows = rows;
    this.cells = widen(this.cells, rows * CELLS);
    this.sums = widen(this.sums, rows * SUMS);
    this.rest = widen(this.rest, rows * REST);
    this.free = widen(this.free, rows);
    this.addFree(before, rows);
    let slots = 2;
    while (slots < rows * 2) slots *= 2;
    this.index = new Int32Array(slots).fill(NONE);
    this.mask = slots - 1;
    for (let row = 0; row < before; row++) if (this.open(row)) this.place(row, this.hashOfRow(row));
    return true;
  }
}

/** Link-layer addresses come in halves of 24 bits. */
const HALF = 0x1000000;

const sameWords = (
  cells: Int32Array,
  base: number,
  words: Int32Array,
  client: number,
  server: number,
): boolean =>
  cells[base + 3] === words[client + 3] &&
  cells[base + 7] === words[server + 3] &&
  cells[base + 2] === words[client + 2] &&
  cells[base + 6] === words[server + 2] &&
  cells[base + 1] === words[client + 1] &&
  cells[base + 5] === words[server + 1] &&
  cells[base] === words[client] &&
  cells[base + 4] === words[server];

/** One end's share of the hash. The per-run seed keeps a sender from choosing colliding addresses. */
const endHash = (a: number, b: number, c: number, d: number, port: number): number => {
  let h = Math.imul(d ^ SEED, 0x9e3779b1) ^ Math.imul(port + 0x7f4a7c15, 0x85ebca6b);
  if (a !== 0 || b !== 0)
    h ^= Math.imul(a, 0xc2b2ae35) ^ Math.imul(b, 0x27d4eb2f) ^ Math.imul(c, 0x165667b1);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return h ^ (h >>> 12);
};

const combine = (one: number, other: number, protocol: number): number => {
  let h = (one + other) ^ Math.imul(one ^ other, 0x297a2d39) ^ protocol;
  h ^= h >>> 16;
  h = Math.imul(h, 0x7feb352d);
  return h ^ (h >>> 15);
};

const SEED = (Math.random() * 0x100000000) | 0;

type Column = Int32Array | Float64Array;

const widen = <T extends Column>(column: T, length: number): T => {
  const wide = new (column.constructor as new (length: number) => T)(length);
  wide.set(column);
  return wide;
};
