// One neighbour after the handshake: a stream of messages in, a bounded queue of messages out.
import type { Conversation } from './conversation.ts';
import type { Terms } from './handshake.ts';
import { MessageReader } from './message.ts';
import type { Peer } from './pong.ts';
import { RouteTable } from './route-table.ts';

/** Bytes that wait for a slow neighbour; further messages to it are dropped, as servents do. */
const QUEUE_BYTES_MAX = 262_144;

export class Neighbour {
  /** Its number in the tables of GUIDs; never used again. */
  readonly slot: number;
  readonly terms: Terms;
  /** Where it listens, or for want of that where it connected from. */
  readonly at: Peer;
  readonly routes = new RouteTable();
  readonly #conversation: Conversation;

  constructor(slot: number, terms: Terms, conversation: Conversation, known: Peer | null) {
    const { remoteAddress, remotePort } = conversation.socket;
    this.slot = slot;
    this.terms = terms;
    this.at = known ?? terms.listen ?? { address: remoteAddress ?? '', port: remotePort ?? 0 };
    this.#conversation = conversation;
  }

  /** Gives its messages to `take` from now on; ends the connection when its bytes make no sense. */
  listen(take: (message: Uint8Array) => void, closed: () => void): void {
    const { socket } = this.#conversation;
    const reader = new MessageReader(take);
    socket.once('close', closed);
    this.#conversation.handOver((piece) => {
      if (!reader.feed(piece)) socket.destroy();
    });
    if (socket.destroyed) closed();
  }

  /** False when the message was dropped. */
  send(message: Uint8Array): boolean {
    const { socket } = this.#conversation;
    if (!socket.writable || socket.writableLength > QUEUE_BYTES_MAX) return false;
    socket.write(message);
    return true;
  }

  /** Sends what is queued, then closes. */
  end(): void {
    this.#conversation.socket.end();
  }

  destroy(): void {
    this.#conversation.socket.destroy();
  }
}
