// Reassembly of IP fragments (RFC 791 §3.2, RFC 8200 §4.5). Pieces are copied out of the capture's block and held
// until they cover their packet; then a packet with a plain header is built, which the decoder reads like any other.
//
// Where pieces overlap the first one seen wins and the overlap is counted (overlaps are how fragments are used to
// hide, RFC 5722). Everything is bounded; what is dropped is counted in `lost`.
import { LIMITS } from '../model/limits.ts';
import type { Cursor } from './cursor.ts';
import { DECODE, type DecodeCode } from './decode-code.ts';
import type { Packet } from './packet.ts';

interface Piece {
  readonly offset: number;
  /** One past its last byte on the wire; `bytes` is shorter when the capture cut it. */
  readonly end: number;
  readonly bytes: Uint8Array;
}

/** A packet of which pieces are missing. */
interface Incomplete {
  readonly since: number;
  readonly pieces: Piece[];
  /** Length of the whole payload, -1 until the last fragment is there. */
  total: number;
  ipBytes: number;
  /** Next header of the first fragment; RFC 8200 §4.5 lets the others differ. */
  protocol: number;
  overlapped: boolean;
}

/** Largest payload an IP packet can state. */
const PAYLOAD_MAX = 0xffff;

export class Fragments {
  /** Fragments that never became a packet. */
  lost = 0;
  /** Packets of which pieces overlapped with other content or bounds. */
  overlaps = 0;
  /** Names the packet that the fragment added last is a piece of, for those who keep the records themselves. */
  lastKey = '';
  /** Insertion order is order of age. */
  readonly #incomplete = new Map<string, Incomplete>();
  #held = 0;
  #heldBytes = 0;

  /**
   * Takes the fragment the cursor is at. OK: the packet is whole and the cursor stands at its IP header, in bytes of
   * its own, which nothing else will touch.
   */
  add(cursor: Cursor, packet: Packet): DecodeCode {
    const offset = cursor.fragmentOffset;
    const length = cursor.wireEnd - cursor.at;
    const end = offset + length;
    if (length <= 0 || end > PAYLOAD_MAX || (cursor.moreFragments && length % 8 !== 0))
      return DECODE.BAD_FRAGMENT;
    this.#expire(packet.at);
    const key = keyOf(cursor, packet);
    this.lastKey = key;
    let partial = this.#incomplete.get(key);
    if (!partial) {
      partial = {
        since: packet.at,
        pieces: [],
        total: -1,
        ipBytes: 0,
        protocol: cursor.protocol,
        overlapped: false,
      };
      this.#incomplete.set(key, partial);
    }
    if (offset === 0) partial.protocol = cursor.protocol;
    if (!cursor.moreFragments) {
      if (partial.total >= 0 && partial.total !== end) this.#overlapped(partial);
      else partial.total = end;
    }
    if (!this.#hold(partial, cursor, offset, end)) return DECODE.FRAGMENT_HELD;
    partial.ipBytes += packet.ipBytes;
    if (isWhole(partial)) {
      this.#forget(key, partial);
      rebuild(partial, cursor, packet);
      return DECODE.OK;
    }
    if (partial.pieces.length >= LIMITS.fragmentsPerPacketMax) this.#drop(key, partial);
    while (this.#held > LIMITS.fragmentsMax || this.#heldBytes > LIMITS.fragmentBytesMax)
      this.#dropOldest();
    return DECODE.FRAGMENT_HELD;
  }

  /** The evidence is over: what is held will never be whole. */
  finish(): void {
    while (this.#incomplete.size > 0) this.#dropOldest();
  }

  /** False when the same piece is held already (a packet seen twice). */
  #hold(partial: Incomplete, cursor: Cursor, offset: number, end: number): boolean {
    for (const piece of partial.pieces) {
      if (piece.offset >= end || piece.end <= offset) continue;
      if (piece.offset === offset && piece.end === end && sameBytes(piece.bytes, cursor))
        return false;
      this.#overlapped(partial);
    }
    const bytes = cursor.bytes.slice(cursor.at, cursor.end);
    partial.pieces.push({ offset, end, bytes });
    this.#held++;
    this.#heldBytes += bytes.length;
    return true;
  }

  #overlapped(partial: Incomplete): void {
    if (!partial.overlapped) this.overlaps++;
    partial.overlapped = true;
  }

  #expire(now: number): void {
    for (const [key, partial] of this.#incomplete) {
      if (now - partial.since <= LIMITS.fragmentWaitMs) return;
      this.#drop(key, partial);
    }
  }

  #dropOldest(): void {
    for (const [key, partial] of this.#incomplete) {
      this.#drop(key, partial);
      return;
    }
  }

  #drop(key: string, partial: Incomplete): void {
    this.lost += partial.pieces.length;
    this.#forget(key, partial);
  }

  #forget(key: string, partial: Incomplete): void {
    this.#incomplete.delete(key);
    this.#held -= partial.pieces.length;
    for (const piece of partial.pieces) this.#heldBytes -= piece.bytes.length;
  }
}

/** RFC 791 §3.2 joins by protocol too; RFC 8200 §4.5 does not. */
const keyOf = (cursor: Cursor, { words }: Packet): string =>
  words[2] === 0xffff && words[0] === 0 && words[1] === 0
    ? `${words[3]} ${words[7]} ${cursor.fragmentId} ${cursor.protocol}`
    : `${words.join()} ${cursor.fragmentId}`;

const sameBytes = (held: Uint8Array, cursor: Cursor): boolean => {
  if (held.length !== cursor.end - cursor.at) return false;
  for (let i = 0; i < held.length; i++) if (held[i] !== cursor.bytes[cursor.at + i]) return false;
  return true;
};

const isWhole = ({ pieces, total }: Incomplete): boolean => {
  if (total < 0) return false;
  let sum = 0;
  for (const piece of pieces) sum += piece.end - piece.offset;
  if (sum < total) return false;
  let covered = 0;
  for (const piece of [...pieces].sort((a, b) => a.offset - b.offset)) {
    if (piece.offset > covered) return false;
    if (piece.end > covered) covered = piece.end;
  }
  return covered >= total;
};

/** Points the cursor at a packet made of the pieces; captured up to the first byte that no piece holds. */
const rebuild = (partial: Incomplete, cursor: Cursor, packet: Packet): void => {
  const { pieces, total } = partial;
  const v4 = cursor.bytes[cursor.ipAt]! >> 4 === 4;
  const headerBytes = v4 ? 20 : 40;
  const whole = new Uint8Array(headerBytes + total);
  whole.set(cursor.bytes.subarray(cursor.ipAt, cursor.ipAt + headerBytes));
  let captured = total;
  for (let i = pieces.length - 1; i >= 0; i--) {
    const { offset, end, bytes } = pieces[i]!;
    if (offset < total) whole.set(bytes.subarray(0, total - offset), headerBytes + offset);
    if (offset + bytes.length < end) captured = Math.min(captured, offset + bytes.length);
  }
  // An IPv4 packet of which only the header pushes it past 65,535 keeps length 0, "as long as the frame".
  const stated = v4 ? headerBytes + total : total;
  const lengthAt = v4 ? 2 : 4;
  whole[lengthAt] = stated > 0xffff ? 0 : stated >> 8;
  whole[lengthAt + 1] = stated > 0xffff ? 0 : stated & 0xff;
  if (v4) {
    whole[0] = 0x45;
    whole[6] = 0;
    whole[7] = 0;
  } else whole[6] = partial.protocol;
  cursor.bytes = whole;
  cursor.at = 0;
  cursor.end = headerBytes + captured;
  cursor.wireEnd = headerBytes + total;
  packet.ipBytes = partial.ipBytes;
  packet.ipPackets = pieces.length;
};
