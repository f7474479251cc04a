// The flow table: open conversations in typed columns, found by an open-addressing index.
//
//   index (power of two, linear probing)        columns, one row per open flow (row numbers never move)
//   ┌────┬────┬────┬────┬────┬────┐            keys │ first │ last │ expires │ packets │ bytes │ …
//   │ 17 │ -1 │  4 │ 23 │ -1 │ …  │ ──row──►   17  │  …
//   └────┴────┴────┴────┴────┴────┘            rows that are free are chained in a stack
//
// The hash is symmetric, so both directions of a flow meet in one place. Deleting shifts the index back
// (Knuth, TAOCP 6.4, algorithm R) so that no tombstones gather.

import { LIMITS } from '../model/limits.ts';
import type { Packet } from './packet.ts';

const KEY = 10;
const NONE = -1;

/** Bits of `state`. */
export const SEEN_SYN = 1;
export const SEEN_SYN_ACK = 2;
export const SEEN_FIN_CLIENT = 4;
export const SEEN_FIN_SERVER = 8;
export const SEEN_RST = 16;
export const MIDSTREAM = 32;

export class FlowTable {
  /** Client address 0–3, server address 4–7, client port << 16 | server port, IP protocol. */
  keys: Int32Array;
  first: Float64Array;
  last: Float64Array;
  /** Evidence time at which the flow counts as over if nothing more is seen. */
  expires: Float64Array;
  /** Index 2·row: client to server; 2·row + 1: back. */
  packets: Float64Array;
  bytes: Float64Array;
  payload: Float64Array;
  state: Uint8Array;
  /** Initial sequence numbers of the two directions; known where `state` has SEEN_SYN, SEEN_SYN_ACK. */
  isn: Int32Array;
  encapsulation: Uint8Array;
  /** Hop limit of the first packet each way (2·row, 2·row + 1), 0 where none was seen. */
  ttl: Uint8Array;
  /** Record offset of the first packet, and link-layer addresses of source and destination as they were there. */
  origin: Float64Array;
  mac: Int32Array;
  /** Marks of the last packets, to tell duplicates (identifier.ts). */
  marks: Int32Array;
  /** Row of the session that reads the flow, or -1. */
  session: Int32Array;
  /** Free for the owner: what became of identification. */
  status: Uint8Array;

  size = 0;
  /** Set by `find`: the packet goes from server to client. */
  reversed = false;

  private index: Int32Array;
  private mask: number;
  private free: Int32Array;
  private freeCount: number;
  private hand = 0;
  private readonly rowsMax: number;

  constructor(rows = 4096, rowsMax: number = LIMITS.flowsMax) {
    this.rowsMax = rowsMax;
    this.index = new Int32Array(rows * 2).fill(NONE);
    this.mask = rows * 2 - 1;
    this.keys = new Int32Array(rows * KEY);
    this.first = new Float64Array(rows);
    this.last = new Float64Array(rows);
    this.expires = new Float64Array(rows);
    this.packets = new Float64Array(rows * 2);
    this.bytes = new Float64Array(rows * 2);
    this.payload = new Float64Array(rows * 2);
    this.state = new Uint8Array(rows);
    this.isn = new Int32Array(rows * 2);
    this.encapsulation = new Uint8Array(rows);
    this.ttl = new Uint8Array(rows * 2);
    this.origin = new Float64Array(rows);
    this.mac = new Int32Array(rows * 4);
    this.marks = new Int32Array(rows * 4);
    this.session = new Int32Array(rows).fill(NONE);
    this.status = new Uint8Array(rows);
    this.free = new Int32Array(rows);
    this.freeCount = 0;
    this.addFree(0, rows);
  }

  get capacity(): number {
    return this.first.length;
  }

  /** Row of the packet's flow, or -1; sets `reversed`. */
  find(packet: Packet): number {
    const { words } = packet;
    const forward = (packet.sourcePort << 16) | packet.destinationPort;
    const backward = (packet.destinationPort << 16) | packet.sourcePort;
    for (let at = this.hash(packet) & this.mask; ; at = (at + 1) & this.mask) {
      const row = this.index[at]!;
      if (row === NONE) return NONE;
      const base = row * KEY;
      if (this.keys[base + 9] !== packet.protocol) continue;
      const ports = this.keys[base + 8];
      if (ports === forward && this.sameWords(base, words, 0, 4)) {
        this.reversed = false;
        return row;
      }
      if (ports === backward && this.sameWords(base, words, 4, 0)) {
        this.reversed = true;
        return row;
      }
    }
  }

  /** Adds the packet's flow; the packet's source is the client unless `swapped`. Returns -1 when the table is full. */
  insert(packet: Packet, swapped: boolean): number {
    if (this.freeCount === 0 && !this.grow()) return NONE;
    const row = this.free[--this.freeCount]!;
    const { words } = packet;
    const base = row * KEY;
    const shift = swapped ? 4 : 0;
    for (let i = 0; i < 8; i++) this.keys[base + i] = words[i ^ shift]!;
    this.keys[base + 8] = swapped
      ? (packet.destinationPort << 16) | packet.sourcePort
      : (packet.sourcePort << 16) | packet.destinationPort;
    this.keys[base + 9] = packet.protocol;
    this.first[row] = packet.at;
    this.last[row] = packet.at;
    this.packets[2 * row] = this.packets[2 * row + 1] = 0;
    this.bytes[2 * row] = this.bytes[2 * row + 1] = 0;
    this.payload[2 * row] = this.payload[2 * row + 1] = 0;
    this.ttl[2 * row] = this.ttl[2 * row + 1] = 0;
    this.state[row] = 0;
    this.encapsulation[row] = packet.encapsulation;
    this.origin[row] = packet.recordOffset;
    for (let i = 0; i < 4; i++) {
      this.mac[4 * row + i] = packet.mac[swapped ? i ^ 2 : i]!;
      this.marks[4 * row + i] = 0;
    }
    this.session[row] = NONE;
    this.status[row] = 0;
    this.place(row, this.hash(packet));
    this.size++;
    this.reversed = swapped;
    return row;
  }

  remove(row: number): void {
    let hole = this.hashOfRow(row) & this.mask;
    while (this.index[hole] !== row) hole = (hole + 1) & this.mask;
    for (let at = (hole + 1) & this.mask; ; at = (at + 1) & this.mask) {
      const other = this.index[at]!;
      if (other === NONE) break;
      const home = this.hashOfRow(other) & this.mask;
      if (((at - home) & this.mask) >= ((at - hole) & this.mask)) {
        this.index[hole] = other;
        hole = at;
      }
    }
    this.index[hole] = NONE;
    this.keys[row * KEY + 9] = 0;
    this.free[this.freeCount++] = row;
    this.size--;
  }

  /** True when the row holds an open flow. */
  open(row: number): boolean {
    return this.keys[row * KEY + 9] !== 0;
  }

  /**
   * Looks at a few rows and returns one that has expired at `now`, or -1. Called once a packet, so that every row is
   * visited as often as there are rows, and no sweep ever stops the packet path.
   */
  nextExpired(now: number): number {
    for (let i = 0; i < 2; i++) {
      const row = this.hand;
      this.hand = row + 1 === this.first.length ? 0 : row + 1;
      if (this.keys[row * KEY + 9] !== 0 && this.expires[row]! < now) return row;
    }
    return NONE;
  }

  /** The longest idle of a sample of 64 open rows: who goes when the table is full. */
  idlest(): number {
    let best = NONE;
    for (let i = 0; i < 64; i++) {
      const row = this.hand;
      this.hand = row + 1 === this.first.length ? 0 : row + 1;
      if (this.keys[row * KEY + 9] === 0) continue;
      if (best === NONE || this.last[row]! < this.last[best]!) best = row;
    }
    return best;
  }

  clientPort(row: number): number {
    return this.keys[row * KEY + 8]! >>> 16;
  }

  serverPort(row: number): number {
    return this.keys[row * KEY + 8]! & 0xffff;
  }

  protocol(row: number): number {
    return this.keys[row * KEY + 9]!;
  }

  /** Position of the client's address words in `keys`; the server's follow four further on. */
  clientAt(row: number): number {
    return row * KEY;
  }

  private sameWords(base: number, words: Int32Array, client: number, server: number): boolean {
    const { keys } = this;
    return (
      keys[base + 3] === words[client + 3] &&
      keys[base + 7] === words[server + 3] &&
      keys[base + 2] === words[client + 2] &&
      keys[base + 6] === words[server + 2] &&
      keys[base + 1] === words[client + 1] &&
      keys[base + 5] === words[server + 1] &&
      keys[base] === words[client] &&
      keys[base + 4] === words[server]
    );
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
    const k = this.keys;
    const b = row * KEY;
    return combine(
      endHash(k[b]!, k[b + 1]!, k[b + 2]!, k[b + 3]!, k[b + 8]! >>> 16),
      endHash(k[b + 4]!, k[b + 5]!, k[b + 6]!, k[b + 7]!, k[b + 8]! & 0xffff),
      k[b + 9]!,
    );
  }

  private place(row: number, hash: number): void {
    let at = hash & this.mask;
    while (this.index[at] !== NONE) at = (at + 1) & this.mask;
    this.index[at] = row;
  }

  private addFree(from: number, until: number): void {
    for (let row = until - 1; row >= from; row--) this.free[this.freeCount++] = row;
  }

  private grow(): boolean {
    const before = this.first.length;
    if (before >= this.rowsMax) return false;
    const rows = Math.min(before * 2, this.rowsMax);
    this.keys = widen(this.keys, rows * KEY);
    this.first = widen(this.first, rows);
    this.last = widen(this.last, rows);
    this.expires = widen(this.expires, rows);
    this.packets = widen(this.packets, rows * 2);
    this.bytes = widen(this.bytes, rows * 2);
    this.payload = widen(this.payload, rows * 2);
    this.state = widen(this.state, rows);
    this.isn = widen(this.isn, rows * 2);
    this.encapsulation = widen(this.encapsulation, rows);
    this.ttl = widen(this.ttl, rows * 2);
    this.origin = widen(this.origin, rows);
    this.mac = widen(this.mac, rows * 4);
    this.marks = widen(this.marks, rows * 4);
    this.session = widen(this.session, rows);
    this.status = widen(this.status, rows);
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

type Column = Int32Array | Float64Array | Uint8Array;

const widen = <T extends Column>(column: T, length: number): T => {
  const wide = new (column.constructor as new (length: number) => T)(length);
  wide.set(column);
  return wide;
};
