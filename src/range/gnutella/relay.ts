// What a servent does with messages: floods, answers, sends answers back the way their questions came, drops duplicates.
// It knows neighbours, not sockets. Specification v0.4 "Descriptor Routing"; RFC-Gnutella 0.6 §2.2; ultrapeers and QRP.

import type { Collection } from './collection.ts';
import { GuidTable, UNKNOWN } from './guid-table.ts';
import type { Kind } from './handshake.ts';
import {
  BYE,
  HEADER_BYTES,
  message,
  PING,
  PONG,
  PUSH,
  QUERY,
  QUERY_HIT,
  ROUTE_TABLE,
  TTL_MAX,
} from './message.ts';
import type { Neighbour } from './neighbour.ts';
import { type Peer, type Pong, readPong, writePong } from './pong.ts';
import { PongCache } from './pong-cache.ts';
import { type Push, type Query, readPush, readQuery, writePush } from './query.ts';
import { type QueryHit, readQueryHit, writeQueryHit } from './query-hit.ts';
import { hashedWords, tableUpdate } from './route-table.ts';
import { Tally } from './tally.ts';

export interface RelaySelf {
  readonly kind: Kind;
  /** 0.6: pings are answered from what is known, not passed on (RFC-Gnutella 0.6 "Pong caching"). */
  readonly pongCaching: boolean;
  readonly guid: Uint8Array;
  readonly listen: Peer;
  readonly collection: Collection;
  /** `LIME`; empty: hits as in 0.4, without the vendor's block and hashes. */
  readonly vendor: string;
  readonly firewalled: boolean;
  /** A leaf tells its ultrapeers what it shares. */
  readonly queryRouting: boolean;
  newGuid(): Uint8Array;
}

/** What concerns the servent itself. */
export interface RelayEvents {
  hit(guid: Uint8Array, hit: QueryHit): void;
  pong(pong: Pong): void;
  push(push: Push): void;
}

/** Where own questions come from, in the tables of GUIDs; neighbours' slots are above. */
const SELF = 0;
/** Kilobits a second, as told in hits. */
const SPEED = 1000;

export class Relay {
  readonly tally = new Tally();
  readonly neighbours = new Map<number, Neighbour>();
  readonly pongs = new PongCache();
  /** Queries that came here for the first time. */
  queriesSeen = 0;
  readonly #self: RelaySelf;
  readonly #events: RelayEvents;
  readonly #pings = new GuidTable();
  readonly #queries = new GuidTable();
  readonly #sharers = new GuidTable();

  constructor(self: RelaySelf, events: RelayEvents) {
    this.#self = self;
    this.#events = events;
  }

  /** A new neighbour: a leaf tells its ultrapeer what it shares. */
  joined(neighbour: Neighbour): void {
    this.neighbours.set(neighbour.slot, neighbour);
    const { kind, queryRouting } = this.#self;
    if (kind !== 'leaf' || !queryRouting || neighbour.terms.kind !== 'ultrapeer') return;
    for (const payload of tableUpdate(this.#self.collection.routeWords()))
      this.#send(neighbour, message(this.#self.newGuid(), ROUTE_TABLE, 1, payload));
  }

  ping(ttl: number, payload: Uint8Array, to: Iterable<Neighbour> = this.neighbours.values()): void {
    const bytes = message(this.#self.newGuid(), PING, ttl, payload);
    this.#pings.add(bytes, 0, SELF);
    for (const neighbour of to) this.#send(neighbour, bytes);
  }

  /** Asks the network; the GUID names the hits. */
  query(payload: Uint8Array, ttl: number): Uint8Array {
    const bytes = message(this.#self.newGuid(), QUERY, ttl, payload);
    this.#queries.add(bytes, 0, SELF);
    const query = readQuery(payload);
    if (query) this.#spreadQuery(null, bytes, query, ttl);
    return bytes.subarray(0, 16);
  }

  /** Sends a push the way that the sharer's hit came; false when that is not known. */
  push(push: Push): boolean {
    const towards = this.neighbours.get(this.#sharers.origin(push.servent, 0));
    if (!towards) return false;
    this.#send(towards, message(this.#self.newGuid(), PUSH, TTL_MAX, writePush(push)));
    return true;
  }

  bye(payload: Uint8Array): void {
    for (const neighbour of this.neighbours.values())
      if (neighbour.terms.version === '0.6')
        this.#send(neighbour, message(this.#self.newGuid(), BYE, 1, payload));
  }

  /** One message from a neighbour; its bytes are the relay's from now on. */
  receive(from: Neighbour, bytes: Uint8Array): void {
    const type = bytes[16]!;
    this.tally.countReceived(type);
    // Far over any honest sum (RFC-Gnutella 0.6 §2.2.1: drop over 15).
    if (bytes[17]! > 15 || bytes[18]! > 15) this.tally.malformed += 1;
    else if (type === QUERY) this.#onQuery(from, bytes);
    else if (type === QUERY_HIT) this.#onHit(from, bytes);
    else if (type === PING) this.#onPing(from, bytes);
    else if (type === PONG) this.#onPong(bytes);
    else if (type === PUSH) this.#onPush(bytes);
    else if (type === ROUTE_TABLE) this.#onRouteTable(from, bytes);
    else if (type === BYE) from.destroy();
  }

  #onQuery(from: Neighbour, bytes: Uint8Array): void {
    if (!this.#queries.add(bytes, 0, from.slot)) {
      this.tally.duplicates += 1;
      return;
    }
    const query = readQuery(payloadOf(bytes));
    if (!query) {
      this.tally.malformed += 1;
      return;
    }
    this.queriesSeen += 1;
    this.#answer(from, bytes, query);
    if (this.#self.kind === 'leaf') return;
    const hops = bytes[18]! + 1;
    const ttl = Math.min(bytes[17]! - 1, TTL_MAX - hops);
    bytes[18] = hops;
    this.#spreadQuery(from, bytes, query, ttl);
  }

  /** To all neighbours while TTL is left, and always to those leaves whose tables have the words: they are our index. */
  #spreadQuery(from: Neighbour | null, bytes: Uint8Array, query: Query, ttl: number): void {
    bytes[17] = Math.max(ttl, 1);
    if (ttl <= 0) this.tally.expired += 1;
    let hashed: string[] | null = null;
    for (const neighbour of this.neighbours.values()) {
      if (neighbour === from) continue;
      if (neighbour.terms.kind === 'leaf') {
        hashed ??= hashedWords(query.words, query.urn);
        if (neighbour.routes.mayHave(hashed)) this.#send(neighbour, bytes);
      } else if (ttl > 0) this.#send(neighbour, bytes);
    }
  }

  #answer(to: Neighbour, bytes: Uint8Array, query: Query): void {
    const { collection, listen, guid, vendor, firewalled } = this.#self;
    const shares = collection.matching(query);
    if (shares.length === 0) return;
    const payload = writeQueryHit({
      ...listen,
      speed: SPEED,
      vendor,
      push: firewalled,
      servent: guid,
      results: shares.map(({ index, name, urn, bytes: { length } }) => ({
        index,
        name,
        size: length,
        urn: vendor === '' ? null : urn,
      })),
    });
    this.#send(to, message(bytes, QUERY_HIT, backTtl(bytes), payload));
  }

  #onHit(from: Neighbour, bytes: Uint8Array): void {
    if (bytes.length < HEADER_BYTES + 16) {
      this.tally.malformed += 1;
      return;
    }
    this.#sharers.set(bytes, bytes.length - 16, from.slot);
    const origin = this.#queries.origin(bytes, 0);
    if (origin !== SELF) {
      this.#sendBack(origin, bytes);
      return;
    }
    const hit = readQueryHit(payloadOf(bytes));
    if (hit) this.#events.hit(bytes.subarray(0, 16), hit);
    else this.tally.malformed += 1;
  }

  #onPing(from: Neighbour, bytes: Uint8Array): void {
    if (!this.#pings.add(bytes, 0, from.slot)) {
      this.tally.duplicates += 1;
      return;
    }
    const { listen, collection, pongCaching, kind } = this.#self;
    const own = {
      ...listen,
      files: collection.shares.length,
      kilobytes: collection.kilobytes,
      hosts: [],
    };
    const ttl = backTtl(bytes);
    this.#send(from, message(bytes, PONG, ttl, writePong(own)));
    if (kind === 'leaf' || bytes[17]! <= 1) return;
    if (pongCaching) {
      for (const payload of this.pongs.some(from.at))
        this.#send(from, message(bytes, PONG, ttl, payload, 1));
      return;
    }
    bytes[17]! -= 1;
    bytes[18]! += 1;
    for (const neighbour of this.neighbours.values())
      if (neighbour !== from) this.#send(neighbour, bytes);
  }

  #onPong(bytes: Uint8Array): void {
    const origin = this.#pings.origin(bytes, 0);
    if (origin !== SELF) {
      this.#sendBack(origin, bytes);
      return;
    }
    const pong = readPong(payloadOf(bytes));
    if (!pong) {
      this.tally.malformed += 1;
      return;
    }
    this.pongs.keep(pong, payloadOf(bytes));
    this.#events.pong(pong);
  }

  #onPush(bytes: Uint8Array): void {
    const push = readPush(payloadOf(bytes));
    if (!push) this.tally.malformed += 1;
    else if (Buffer.compare(push.servent, this.#self.guid) === 0) this.#events.push(push);
    else this.#sendBack(this.#sharers.origin(push.servent, 0), bytes);
  }

  #onRouteTable(from: Neighbour, bytes: Uint8Array): void {
    if (!from.routes.take(payloadOf(bytes))) this.tally.malformed += 1;
  }

  #sendBack(origin: number, bytes: Uint8Array): void {
    const towards = origin === UNKNOWN ? undefined : this.neighbours.get(origin);
    if (!towards) this.tally.unrouted += 1;
    else if (bytes[17]! <= 1) this.tally.expired += 1;
    else {
      bytes[17]! -= 1;
      bytes[18]! += 1;
      this.#send(towards, bytes);
    }
  }

  #send(to: Neighbour, bytes: Uint8Array): void {
    if (to.send(bytes)) this.tally.countSent(bytes[16]!);
    else this.tally.dropped += 1;
  }
}

const payloadOf = (bytes: Uint8Array): Uint8Array => bytes.subarray(HEADER_BYTES);

/** An answer needs as many hops as its question took, and one to spare (RFC-Gnutella 0.6 §2.2.5: hops + 2). */
const backTtl = (question: Uint8Array): number => question[18]! + 2;
