// A client's standing things: who it is, what it shares, its open connections to others.
import type { Socket } from 'node:net';
import type { Endpoint, Host } from '../host.ts';
import { bytesOfHex, idOfAddress, Reader } from './bytes.ts';
import { helloPayload, type Introduction, infoPayload, readHello, readInfo } from './hello.ts';
import { Link } from './link.ts';
import type { Message } from './messages.ts';
import { fromClient, towardsClient } from './obfuscation.ts';
import { EDONKEY, EMULE, OBFUSCATION, PEER, PEER_EMULE } from './opcodes.ts';
import { Peer, type PeerUses } from './peer.ts';
import { type Offered, Uploads } from './uploads.ts';

/** How it takes part in obfuscation. */
export type Stance = 'off' | 'on' | 'required';

export interface NodeOptions {
  readonly port: number;
  readonly udpPort: number;
  readonly obfuscation: Stance;
  readonly slots: number;
  /** False tells its features in the info message, as clients did until 2003. */
  readonly modern: boolean;
}

/** Another client, as far as it is known before the hello. */
export interface Contact extends Endpoint {
  readonly userHash: string;
  /** Bits of OBFUSCATION. */
  readonly obfuscation: number;
}

const BITS: Readonly<Record<Stance, number>> = {
  off: 0,
  on: OBFUSCATION.supported | OBFUSCATION.requested,
  required: OBFUSCATION.supported | OBFUSCATION.requested | OBFUSCATION.required,
};
/** Connections at once, from others and to them. */
const PEERS_MAX = 1000;
const HELLO_MS = 10_000;

export class Node {
  readonly host: Host;
  readonly options: NodeOptions;
  readonly userHash: Uint8Array;
  readonly uploads: Uploads;
  /** By hash: what it has whole, and what it is loading. */
  readonly files = new Map<string, Offered>();
  /** Where it is logged in; the id is 0 before. */
  login = { id: 0, serverId: 0, serverPort: 0, serverAddress: '' };
  onSources: PeerUses['sources'] = () => {};
  /** Told of every client that said hello to us; true when it was awaited. */
  onIncoming: (peer: Peer) => boolean = () => false;
  readonly #peers = new Set<Link>();

  constructor(host: Host, options: NodeOptions) {
    this.host = host;
    this.options = options;
    this.userHash = host.random.bytes(16);
    // eMule's mark in every user hash.
    this.userHash[5] = 14;
    this.userHash[14] = 111;
    this.uploads = new Uploads(options.slots, (hash) => this.files.get(hash));
  }

  get bits(): number {
    return BITS[this.options.obfuscation];
  }

  introduction(): Introduction {
    const { port, udpPort, modern } = this.options;
    return {
      hash: this.userHash,
      id: this.login.id || idOfAddress(this.host.address),
      port,
      udpPort,
      name: this.host.clientName('http://emule-project.net'),
      obfuscation: this.bits,
      serverId: this.login.serverId,
      serverPort: this.login.serverPort,
      modern,
      newExchange: modern,
    };
  }

  /** Connects and says hello; rejects when the other does not answer or cannot be spoken to. */
  async open(contact: Contact): Promise<Peer> {
    if (this.#peers.size >= PEERS_MAX) throw new Error('too many connections');
    const hidden = hides(this.bits, contact.obfuscation, contact.userHash !== '');
    if (hidden === null) throw new Error('obfuscation is required and cannot be had');
    const { host } = this;
    const socket = await host.connect(contact, hidden ? 'edonkey/obfuscated' : 'edonkey/tcp');
    const hash = bytesOfHex(contact.userHash);
    const link = new Link({
      host,
      socket,
      packedAs: EMULE,
      ...(hidden ? { open: (send) => towardsClient(hash, host.random, send) } : {}),
    });
    const met = this.#meet(link);
    met.catch(() => {});
    await link.ready;
    link.send(EDONKEY, PEER.hello, helloPayload(this.introduction(), true));
    return await met;
  }

  accept(socket: Socket): void {
    const { host } = this;
    if (this.#peers.size >= PEERS_MAX) return void socket.destroy();
    const test = (socket.remoteAddress ?? '').endsWith(this.login.serverAddress);
    const link = new Link({
      host,
      socket,
      packedAs: EMULE,
      // As eMule does: who requires obfuscation takes the plain test of its server.
      plain: this.options.obfuscation !== 'required' || test,
      accept: (send) => fromClient(this.userHash, host.random, send),
    });
    void this.#meet(link).catch(() => {});
  }

  end(): void {
    for (const link of this.#peers) link.end();
  }

  /** Resolves with the other one when its hello, or its answer to ours, has come. */
  #meet(link: Link): Promise<Peer> {
    this.#peers.add(link);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => link.end(), HELLO_MS);
      let peer: Peer | null = null;
      link.onEnd = () => {
        clearTimeout(late);
        this.#peers.delete(link);
        reject(new Error('the other ended the connection'));
      };
      link.onMessage = (message) => {
        if (peer) return this.#serve(peer, message);
        const them = helloOf(message);
        if (!them) return message.protocol === EMULE ? undefined : link.end();
        clearTimeout(late);
        peer = new Peer(link, them, this.#uses);
        if (message.opcode === PEER.hello)
          link.send(EDONKEY, PEER.helloAnswer, helloPayload(this.introduction(), false));
        else if (!them.modern || !this.options.modern)
          link.send(EMULE, PEER_EMULE.info, infoPayload(this.options.udpPort));
        resolve(peer);
        if (message.opcode === PEER.hello) this.onIncoming(peer);
      };
    });
  }

  #serve(peer: Peer, message: Message) {
    const { protocol, opcode, payload } = message;
    const info = opcode === PEER_EMULE.info || opcode === PEER_EMULE.infoAnswer;
    if (protocol !== EMULE || !info) return peer.receive(message);
    peer.udpPort = readInfo(new Reader(payload)) || peer.udpPort;
    if (opcode === PEER_EMULE.info)
      peer.link.send(EMULE, PEER_EMULE.infoAnswer, infoPayload(this.options.udpPort));
  }

  readonly #uses: PeerUses = {
    request: (peer, message) => this.uploads.request(peer, message),
    sources: (peer, message) => this.onSources(peer, message),
    ended: (peer) => {
      this.#peers.delete(peer.link);
      this.uploads.leave(peer);
    },
  };
}

const helloOf = ({ protocol, opcode, payload }: Message): Introduction | null => {
  if (protocol !== EDONKEY) return null;
  if (opcode === PEER.helloAnswer) return readHello(new Reader(payload));
  return opcode === PEER.hello && payload[0] === 16 ? readHello(new Reader(payload, 1)) : null;
};

/** Whether a connection is hidden, given the bits of both; null when it cannot be made. */
export const hides = (own: number, theirs: number, knowsHash: boolean): boolean | null => {
  const can = (own & theirs & OBFUSCATION.supported) !== 0 && knowsHash;
  if (((own | theirs) & OBFUSCATION.required) !== 0) return can ? true : null;
  return can && ((own | theirs) & OBFUSCATION.requested) !== 0;
};
