// delivery-optimization/peer: Windows Delivery Optimization between computers that hand updates to each other.
// Microsoft publishes no wire format; the words are in its support pages ("Swarm protocol"), the fields are those of
// BitTorrent's handshake (BEP 3), and were read off traffic:
//
//   0E "Swarm protocol" │ reserved 8 │ content hash 32 │ peer id 20      then BitTorrent's messages <length 4, big-endian>
//
// Proof: fifteen fixed bytes at the first position; nothing else begins so.
// Looks alike: BitTorrent (13 "BitTorrent protocol"). Does not see: connections whose beginning was missed.
import { ascii } from '../../wire/codec/ascii.ts';
import { hex } from '../../wire/codec/hex.ts';
import {
  type Direction,
  type FlowSink,
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type StreamReader,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';

const BEGINNING = ascii('\x0eSwarm protocol');
const HASH_AT = BEGINNING.length + 8;
const HASH_BYTES = 32;
/** The last four of twenty bytes are zero. */
const PEER_ID_BYTES = 16;
const HANDSHAKE_BYTES = HASH_AT + HASH_BYTES + PEER_ID_BYTES;

export const peer = Object.freeze({
  id: 'delivery-optimization/peer',
  system: 'delivery-optimization',
  transport: 'tcp',
  firstBytes: [BEGINNING[0]!],
  mirrored: true,
  inspect: (head: StreamHead): Verdict => {
    const bytes = head.bytes[head.first];
    const known = Math.min(head.length[head.first], BEGINNING.length);
    for (let i = 0; i < known; i++) if (bytes[i] !== BEGINNING[i]) return NO;
    return known === BEGINNING.length ? YES : MORE;
  },
  open: (flow: FlowSink): StreamReader => new HandshakeReader(flow),
}) satisfies StreamDissector;

class HandshakeReader implements StreamReader {
  private readonly flow: FlowSink;
  private readonly heads = [new Uint8Array(HANDSHAKE_BYTES), new Uint8Array(HANDSHAKE_BYTES)];
  private readonly seen: [number, number] = [0, 0];

  constructor(flow: FlowSink) {
    this.flow = flow;
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    const head = this.heads[direction]!;
    for (let at = start; at < end && this.seen[direction] < HANDSHAKE_BYTES; at++)
      head[this.seen[direction]++] = bytes[at]!;
    if (this.seen[direction] < HANDSHAKE_BYTES) return true;
    for (let i = 0; i < BEGINNING.length; i++) if (head[i] !== BEGINNING[i]) return false;
    const hash = hex(head, HASH_AT, HASH_AT + HASH_BYTES);
    this.flow.content({ id: `swarm:${hash}` });
    this.flow.end(direction).identity = hex(head, HASH_AT + HASH_BYTES, HANDSHAKE_BYTES);
    return false;
  }

  gap(): boolean {
    return false;
  }
}
