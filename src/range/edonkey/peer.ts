// A connection to another client after the hello: requests of the other go to our uploads, answers to our download.
import type { Introduction } from './hello.ts';
import type { Link } from './link.ts';
import type { Message } from './messages.ts';
import { EDONKEY, EMULE, PEER, PEER_EMULE } from './opcodes.ts';

/** Messages that wait for a download to read them; more end the connection. */
const INBOX_MAX = 2048;

const REQUESTS: ReadonlySet<number> = new Set([
  PEER.fileRequest,
  PEER.setFile,
  PEER.hashSetRequest,
  PEER.startUpload,
  PEER.requestParts,
  PEER.endOfDownload,
  PEER.cancel,
]);
const EMULE_REQUESTS: ReadonlySet<number> = new Set([
  PEER_EMULE.getSources,
  PEER_EMULE.getSources2,
]);

export interface PeerUses {
  /** A request of theirs. */
  request(peer: Peer, message: Message): void;
  /** They told of sources (0x82, 0x84). */
  sources(peer: Peer, message: Message): void;
  ended(peer: Peer): void;
}

/** A source that keeps its connection and says nothing. */
export class SilentSource extends Error {}

export class Peer {
  readonly link: Link;
  readonly address: string;
  readonly them: Introduction;
  /** Their UDP port; older clients tell it in a message of its own. */
  udpPort: number;
  /** Our place in their queue, once they told. */
  rank: number | null = null;
  readonly #uses: PeerUses;
  readonly #inbox: Message[] = [];
  #wake: (() => void) | null = null;

  constructor(link: Link, them: Introduction, uses: PeerUses) {
    this.link = link;
    this.them = them;
    this.udpPort = them.udpPort;
    this.address = (link.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    this.#uses = uses;
    link.onEnd = () => {
      this.#wake?.();
      uses.ended(this);
    };
  }

  send(opcode: number, payload?: Uint8Array): void {
    this.link.send(EDONKEY, opcode, payload);
  }

  receive(message: Message) {
    const { protocol, opcode, payload } = message;
    if (protocol === EDONKEY ? REQUESTS.has(opcode) : EMULE_REQUESTS.has(opcode))
      return this.#uses.request(this, message);
    if (protocol === EMULE) {
      if (opcode === PEER_EMULE.sources || opcode === PEER_EMULE.sources2)
        this.#uses.sources(this, message);
      if (opcode === PEER_EMULE.queueRank && payload.length >= 2)
        this.rank = payload[0]! | (payload[1]! << 8);
      return;
    }
    if (this.#inbox.push(message) > INBOX_MAX) return this.link.end();
    this.#wake?.();
  }

  /** The next answer with one of the opcodes; others are left out. Rejects when the link ends or `ms` pass. */
  async next(ms: number, ...opcodes: readonly number[]): Promise<Message> {
    for (;;) {
      for (let message = this.#inbox.shift(); message; message = this.#inbox.shift())
        if (opcodes.includes(message.opcode)) return message;
      if (this.link.ended) throw new Error('the source ended the connection');
      await this.#more(ms);
    }
  }

  async #more(ms: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        this.#wake = null;
        reject(new SilentSource('the source does not answer'));
      }, ms);
      this.#wake = () => {
        clearTimeout(late);
        this.#wake = null;
        resolve();
      };
    });
  }
}
