// A servent: neighbours, searches, transfers and what it knows of others, on one host and one port.
import type { Socket } from 'node:net';
import type { SharedFile } from '../content.ts';
import type { Endpoint, Host, Listener } from '../host.ts';
import { Held } from '../http/held.ts';
import { Collection } from './collection.ts';
import { Conversation } from './conversation.ts';
import { DatagramPings } from './datagram-pings.ts';
import { answer, type Introduction, type Kind, offer, Refused, type Terms } from './handshake.ts';
import { KnownHosts } from './known-hosts.ts';
import { guidText, TTL_MAX } from './message.ts';
import { Neighbour } from './neighbour.ts';
import { type Peer, PONG_HOSTS_MAX, type Pong, writeBye } from './pong.ts';
import { Pushes } from './pushes.ts';
import { writeQuery, writeQuery04 } from './query.ts';
import { Relay } from './relay.ts';
import { type Search, Searches } from './searches.ts';
import { Uploads } from './uploads.ts';
import { askHosts, type CacheClient, tellCache, VENDOR } from './web-cache.ts';

export interface ServentOptions {
  readonly version: '0.4' | '0.6';
  readonly kind: Kind;
  readonly port: number;
  readonly files: readonly SharedFile[];
  /** Hops a question of its own may take. */
  readonly ttl: number;
  /** Neighbours at most, leaves not counted. */
  readonly degree: number;
  /** Leaves at most, for ultrapeers. */
  readonly leaves: number;
  /** Does not listen and says so in its hits: others must ask by push. */
  readonly firewalled: boolean;
  /** Pings each new neighbour. */
  readonly pings: boolean;
  /** Answers pings over UDP too. */
  readonly udp: boolean;
  /** A leaf sends its ultrapeers a table of what it shares; without one it gets every query. */
  readonly queryRouting: boolean;
  readonly cache: Endpoint | null;
}

export class Servent {
  readonly host: Host;
  readonly options: ServentOptions;
  readonly guid: Uint8Array;
  readonly agent: string;
  readonly collection: Collection;
  readonly relay: Relay;
  readonly known: KnownHosts;
  readonly uploads: Uploads;
  readonly pushes: Pushes;
  readonly udp: DatagramPings;
  readonly listen: Peer;
  readonly #held = new Held();
  readonly #searches = new Searches();
  #listener: Listener | null = null;
  #slots = 0;
  #waits = 0;

  constructor(host: Host, options: ServentOptions) {
    const { version, kind, port, files, firewalled, queryRouting } = options;
    this.host = host;
    this.options = options;
    this.guid = this.newGuid();
    this.listen = { address: host.address, port };
    this.agent = host.clientName(version === '0.4' ? 'Gnutella' : 'LimeWire/2.8.6');
    this.collection = new Collection(files);
    this.known = new KnownHosts(this.listen);
    const { collection, agent } = this;
    this.uploads = new Uploads({ collection, agent, version, line: host.line });
    this.pushes = new Pushes(this);
    const newGuid = () => this.newGuid();
    this.udp = new DatagramPings({ port, newGuid, pong: (withHosts) => this.#ownPong(withHosts) });
    const vendor = version === '0.4' ? '' : VENDOR;
    const { guid, listen } = this;
    this.relay = new Relay(
      {
        kind,
        pongCaching: version === '0.6',
        guid,
        listen,
        collection,
        vendor,
        firewalled,
        queryRouting,
        newGuid,
      },
      {
        hit: (asked, hit) => this.#searches.hit(asked, hit),
        pong: (pong) => void this.known.learn({ address: pong.address, port: pong.port }),
        push: (push) => void this.pushes.obey(push).catch(() => {}),
      },
    );
  }

  /** Listens; then asks the host cache, when there is one, and connects to what it names. */
  async start(): Promise<void> {
    const { firewalled, port, udp, cache } = this.options;
    if (!firewalled)
      this.#listener = await this.host.listen(port, 'gnutella/tcp', (socket) => {
        // What was said last, a refusal, still goes out.
        this.#accept(socket).catch(() => socket.destroySoon());
      });
    if (udp) await this.udp.start(this.host);
    if (cache) await this.bootstrap(cache);
  }

  /** Hosts that a cache named; it is told of this one, unless nobody could connect to it. */
  async bootstrap(cache: Endpoint): Promise<Peer[]> {
    const { firewalled, kind } = this.options;
    const client: CacheClient = { host: this.host, held: this.#held, cache, agent: this.agent };
    const hosts = (await askHosts(client)).filter((peer) => this.known.learn(peer));
    if (!firewalled && kind !== 'leaf') await tellCache(client, this.listen);
    return hosts;
  }

  /** A new neighbour; rejects when it refuses. What it recommends is remembered either way. */
  async connect(peer: Peer): Promise<Neighbour> {
    const conversation = new Conversation(await this.open(peer));
    try {
      const terms = await offer(conversation, this.#introduction());
      this.#learn(terms.tries);
      return this.#join(terms, conversation, peer);
    } catch (error) {
      conversation.socket.destroy();
      if (error instanceof Refused) this.#learn(error.tries);
      throw error;
    }
  }

  /** A connection for whatever a servent opens. */
  async open(peer: Peer): Promise<Socket> {
    return this.#held.add(await this.host.connect(peer, 'gnutella/tcp'));
  }

  /** Asks for files by words, or by `urn`; hits come into the search as long as the servent runs. */
  search(words: string, { urn = null, ttl = this.options.ttl, enough }: Asked = {}): Search {
    const { version, firewalled } = this.options;
    const payload = version === '0.4' ? writeQuery04(words) : writeQuery(words, urn, firewalled);
    return this.#searches.open(this.relay.query(payload, Math.min(ttl, TTL_MAX)), enough);
  }

  /** RFC-Gnutella 0.6 §2.2.1: byte 8 all ones, byte 15 zero. */
  newGuid(): Uint8Array {
    const guid = this.host.random.bytes(16);
    guid[8] = 0xff;
    guid[15] = 0;
    return guid;
  }

  /** Says good-bye to its neighbours and ends all that it opened. */
  async stop(): Promise<void> {
    this.relay.bye(writeBye(200, 'Servent shutdown'));
    const neighbours = [...this.relay.neighbours.values()];
    for (const neighbour of neighbours) neighbour.end();
    this.#listener?.close();
    this.#searches.stop();
    this.pushes.stop();
    this.udp.stop();
    // One turn of the event loop sends what is queued.
    if (neighbours.length > 0) await new Promise((resolve) => setImmediate(resolve));
    this.#held.end();
  }

  async #accept(socket: Socket): Promise<void> {
    this.#held.add(socket);
    const conversation = new Conversation(socket);
    if (this.#waits >= HANDSHAKES_MAX) throw new Error('too many at once');
    this.#waits += 1;
    const head = await conversation.head().finally(() => {
      this.#waits -= 1;
    });
    if (head.startsWith('GNUTELLA CONNECT/'))
      this.#join(await answer(conversation, this.#introduction(), head), conversation, null);
    else if (head.startsWith('GET ')) await this.uploads.serve(conversation, head);
    else if (!head.startsWith('GIV ') || !this.pushes.arrived(head, conversation)) socket.destroy();
  }

  #join(terms: Terms, conversation: Conversation, peer: Peer | null): Neighbour {
    this.#slots += 1;
    const neighbour = new Neighbour(this.#slots, terms, conversation, peer);
    if (peer ?? terms.listen) this.known.learn(neighbour.at);
    // Our own messages first: what arrived with the handshake may be answered at once.
    this.relay.joined(neighbour);
    neighbour.listen(
      (message) => this.relay.receive(neighbour, message),
      () => this.relay.neighbours.delete(neighbour.slot),
    );
    if (this.options.pings) this.relay.ping(this.options.ttl, new Uint8Array(0), [neighbour]);
    return neighbour;
  }

  #introduction(): Introduction {
    const { version, kind } = this.options;
    const { agent, listen } = this;
    return {
      version,
      kind,
      agent,
      listen,
      room: (asking) => this.#room(asking),
      tries: () => this.#recommended(),
    };
  }

  #room(asking: Kind): boolean {
    const { degree, leaves } = this.options;
    const neighbours = [...this.relay.neighbours.values()];
    const leavesNow = neighbours.filter(({ terms }) => terms.kind === 'leaf').length;
    return asking === 'leaf' ? leavesNow < leaves : neighbours.length - leavesNow < degree;
  }

  /** Neighbours that take others, then hosts heard of. */
  #recommended(): Peer[] {
    const near = [...this.relay.neighbours.values()]
      .filter(({ terms }) => terms.kind !== 'leaf' && (terms.kind === 'ultrapeer' || terms.listen))
      .map(({ at }) => at);
    return [...this.host.random.shuffled(near), ...this.known.newest(PONG_HOSTS_MAX)].slice(
      0,
      PONG_HOSTS_MAX,
    );
  }

  #learn(peers: readonly Peer[]): void {
    for (const peer of peers) this.known.learn(peer);
  }

  #ownPong(withHosts: boolean): Pong {
    const { shares, kilobytes } = this.collection;
    const hosts = withHosts ? this.#recommended() : [];
    return { ...this.listen, files: shares.length, kilobytes, hosts };
  }

  get name(): string {
    return guidText(this.guid);
  }
}

export interface Asked {
  readonly urn?: string | null;
  readonly ttl?: number;
  /** Results after which a search is over. */
  readonly enough?: number;
}

/** Connections whose first bytes are waited for. */
const HANDSHAKES_MAX = 256;
