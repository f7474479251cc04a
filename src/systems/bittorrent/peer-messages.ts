// The peer wire of one direction (BEP 3, 6, 10, 52), from its handshake on. Directions do not need each other: each
// begins with a handshake that holds the info hash, and extension messages are told apart by what they hold, so a
// one-sided capture reads as well as a whole one. Carried by TCP or by µTP (utp-streams.ts).
//
//   HANDSHAKE ─68 bytes─► LENGTH ─4─► ID ─1─► BODY (collected) ─► LENGTH
//                           ▲ 0: keep-alive   └─► skip (pieces: counted off, never copied) ─► LENGTH
import { LIMITS } from '../../model/limits.ts';
import { ascii, matchesAt } from '../../wire/codec/ascii.ts';
import { u16, u32 } from '../../wire/codec/big-endian.ts';
import { hex } from '../../wire/codec/hex.ts';
import type { Direction, FlowSink } from '../../wire/dissector.ts';
import { tellOwnPort } from './compact.ts';
import { readExtension } from './extension.ts';
import { Metadata } from './metadata.ts';
import { statePeerId } from './peer-id.ts';

/** 19, "BitTorrent protocol", 8 reserved bytes, 20 of info hash, 20 of peer id. */
export const HANDSHAKE_BYTES = 68;
export const PROTOCOL_NAME = ascii('\x13BitTorrent protocol');

const HANDSHAKE = 0;
const LENGTH = 1;
const ID = 2;
const BODY = 3;

/** Message ids (BEP 3; 14 and 15: BEP 6; 20: BEP 10). */
const INTERESTED = 2;
const HAVE_ALL = 14;
const HAVE_NONE = 15;
const BITFIELD = 5;
const REQUEST = 6;
const PORT = 9;
const EXTENDED = 20;

/** Lengths that ids 0–17 must have, id included; 0: any. A wrong one means that the position in the stream is lost. */
const FIXED_LENGTHS = [1, 1, 1, 1, 5, 0, 13, 0, 13, 3, 0, 0, 0, 5, 1, 1, 13, 5];

/** No block is larger than 128 KiB and no bitfield than 2 MiB (16 million pieces): more means lost position or cipher. */
const LENGTH_MAX = 2 << 20;

const NONE = new Uint8Array(0);

export class PeerMessages {
  readonly flow: FlowSink;
  readonly direction: Direction;
  private state = HANDSHAKE;
  private needed = HANDSHAKE_BYTES;
  private held: Uint8Array = NONE;
  private heldBytes = 0;
  private skip = 0;
  private length = 0;
  private id = 0;
  private metadata: Metadata | null = null;

  constructor(flow: FlowSink, direction: Direction) {
    this.flow = flow;
    this.direction = direction;
  }

  /** Returns false when this direction cannot be read any further. */
  push(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start;
    while (at < end) {
      if (this.skip > 0) {
        const step = Math.min(this.skip, end - at);
        this.skip -= step;
        at += step;
        continue;
      }
      // Most segments begin with a message or go on with a block: what lies there whole is read where it lies.
      if (this.heldBytes === 0 && this.state === LENGTH && end - at >= 5) {
        this.length = u32(bytes, at);
        if (!this.sized()) return false;
        at += 4;
        if (this.length > 0 && !this.begin(bytes[at++]!)) return false;
        continue;
      }
      if (this.heldBytes === 0 && this.state === HANDSHAKE && end - at >= HANDSHAKE_BYTES) {
        if (!this.handshake(bytes, at)) return false;
        at += HANDSHAKE_BYTES;
        continue;
      }
      const take = Math.min(this.needed - this.heldBytes, end - at);
      this.hold(bytes, at, at + take);
      at += take;
      if (this.heldBytes === this.needed && !this.advance()) return false;
    }
    return true;
  }

  /** Lost bytes are no harm inside a block that is skipped anyway. */
  gap(lost: number): boolean {
    if (lost > this.skip) return false;
    this.skip -= lost;
    return true;
  }

  private hold(bytes: Uint8Array, start: number, end: number): void {
    const size = this.heldBytes + end - start;
    // Grows with what was really received: a length field alone reserves nothing.
    if (size > this.held.length) {
      const larger = new Uint8Array(Math.min(this.needed, Math.max(size, 2 * this.held.length)));
      larger.set(this.held.subarray(0, this.heldBytes));
      this.held = larger;
    }
    for (let i = start; i < end; i++) this.held[this.heldBytes++] = bytes[i]!;
  }

  private expect(state: number, bytes: number): true {
    this.state = state;
    this.needed = bytes;
    this.heldBytes = 0;
    return true;
  }

  private advance(): boolean {
    if (this.state === HANDSHAKE) return this.handshake(this.held, 0);
    if (this.state === LENGTH) {
      this.length = u32(this.held, 0);
      return this.sized();
    }
    if (this.state === ID) return this.begin(this.held[0]!);
    this.body();
    return this.expect(LENGTH, 4);
  }

  /** The length of a message is known. */
  private sized(): boolean {
    if (this.length === 0) return this.expect(LENGTH, 4);
    if (this.length <= LENGTH_MAX) return this.expect(ID, 1);
    this.flow.anomaly('bittorrent-message-too-long');
    return false;
  }

  private handshake(bytes: Uint8Array, at: number): boolean {
    if (!matchesAt(bytes, at, at + HANDSHAKE_BYTES, PROTOCOL_NAME)) return false;
    statePeerId(this.flow.end(this.direction), bytes, at + 48);
    const infoHash = hex(bytes, at + 28, at + 48);
    this.flow.content({ id: `btih:${infoHash}` });
    this.metadata = new Metadata(this.flow, infoHash);
    return this.expect(LENGTH, 4);
  }

  private begin(id: number): boolean {
    this.id = id;
    const fixed = FIXED_LENGTHS[id] ?? 0;
    if (fixed !== 0 && fixed !== this.length) {
      this.flow.anomaly('bittorrent-message-length');
      return false;
    }
    if (id === INTERESTED || id === REQUEST || id === HAVE_NONE) this.role('leecher');
    if (id === HAVE_ALL) this.role('seeder');
    const rest = this.length - 1;
    const wanted = id === BITFIELD || id === PORT || id === EXTENDED;
    if (wanted && rest > 0 && rest <= LIMITS.messageBytesMax) return this.expect(BODY, rest);
    if (wanted && rest > LIMITS.messageBytesMax) this.flow.anomaly('bittorrent-message-skipped');
    this.skip = rest;
    return this.expect(LENGTH, 4);
  }

  private body(): void {
    const { flow, direction, held, needed } = this;
    if (this.id === BITFIELD) this.role(isFull(held, needed) ? 'seeder' : 'leecher');
    else if (this.id === PORT)
      tellOwnPort(flow, direction, u16(held, 0), 'udp', 'was named in a DHT port message (BEP 5)');
    else readExtension(flow, direction, held, needed, this.metadata);
  }

  /** Whoever asks for blocks is no seeder, whatever it said before. */
  private role(role: 'seeder' | 'leecher'): void {
    const end = this.flow.end(this.direction);
    if (role === 'leecher' || end.role === undefined) end.role = role;
  }
}

/** All bits set, but for spare ones at the end of the last byte (BEP 3). */
const isFull = (bits: Uint8Array, length: number): boolean => {
  for (let i = 0; i < length - 1; i++) if (bits[i] !== 0xff) return false;
  const last = bits[length - 1]!;
  // Ones from the left only: 0xff, 0xfe, … 0x80; its complement plus one is then a power of two.
  const spare = ~last & 0xff;
  return last >= 0x80 && (spare & (spare + 1)) === 0;
};
