// Pings and pongs over UDP on the servent's port, with GGEP SCP: "whom do you know?". One question, one answer, no flood.
import type { DatagramPort, Endpoint, Host } from '../host.ts';
import { guidText, HEADER_BYTES, message, PING, PONG, payloadLength } from './message.ts';
import { asksForHosts, type Peer, type Pong, readPong, scpPing, writePong } from './pong.ts';
import { Waiting } from './waiting.ts';

export interface DatagramSelf {
  readonly port: number;
  newGuid(): Uint8Array;
  /** Its own pong, with hosts when they were asked for. */
  pong(withHosts: boolean): Pong;
}

/** How long an answer is waited for, ms. */
const ANSWER_MS = 2000;

export class DatagramPings {
  sent = 0;
  received = 0;
  readonly #self: DatagramSelf;
  readonly #waiting = new Waiting<Pong>();
  #port: DatagramPort | null = null;

  constructor(self: DatagramSelf) {
    this.#self = self;
  }

  async start(host: Host): Promise<void> {
    this.#port = await host.datagrams(this.#self.port, 'gnutella/udp', (bytes, from) =>
      this.#receive(bytes, from),
    );
  }

  /** Rejects when no answer comes. */
  async ping({ address, port }: Peer): Promise<Pong> {
    const guid = this.#self.newGuid();
    this.#send({ address, port }, message(guid, PING, 1, scpPing(true)));
    return await this.#waiting.expect(
      guidText(guid),
      ANSWER_MS,
      `${address}:${port} did not answer a ping over UDP`,
    );
  }

  stop(): void {
    this.#waiting.stop();
    this.#port?.close();
  }

  #receive(bytes: Uint8Array, from: Endpoint): void {
    this.received += 1;
    if (bytes.length < HEADER_BYTES || payloadLength(bytes) !== bytes.length - HEADER_BYTES) return;
    const payload = bytes.subarray(HEADER_BYTES);
    if (bytes[16] === PING) {
      const pong = writePong(this.#self.pong(asksForHosts(payload)));
      try {
        this.#send(from, message(bytes, PONG, 1, pong));
      } catch {
        // From an address that the range does not speak to.
      }
    } else if (bytes[16] === PONG) {
      const pong = readPong(payload);
      if (pong) this.#waiting.came(guidText(bytes), pong);
    }
  }

  #send(to: Peer, bytes: Uint8Array): void {
    this.sent += 1;
    this.#port?.send(to, bytes);
  }
}
