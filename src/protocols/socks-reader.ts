// Reads a SOCKS negotiation to its end, where the carried stream begins.
//
//   client  greeting ─────► [sign-in ──────►] request ─────►          data …
//   server           ◄─ method     ◄─ status          ◄─ reply [◄─ second reply of BIND]
import { addressText, ipv4Text } from '../model/address.ts';
import { latin1 } from '../wire/codec/ascii.ts';
import type { Direction, FlowSink, StreamReader } from '../wire/dissector.ts';

/** Longest message: greeting 257, sign-in 513, request 262, SOCKS 4a request 521 bytes; all of them together fit. */
const HELD_MAX = 2048;
const BIND = 2;
const ASSOCIATE = 3;
const COMMANDS = ['', 'connect', 'bind', 'associate'] as const;

/** More bytes are needed. */
const WAIT = 0;
const FAILED = -1;

export class SocksReader implements StreamReader {
  readonly #flow: FlowSink;
  readonly #held: readonly [Uint8Array, Uint8Array] = [
    new Uint8Array(HELD_MAX),
    new Uint8Array(HELD_MAX),
  ];
  readonly #lengths: [number, number] = [0, 0];
  #done = false;

  constructor(flow: FlowSink) {
    this.#flow = flow;
  }

  /** The messages are short: they are kept from the first byte, and read anew when more is there. */
  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#done) return false;
    const room = Math.min(end - start, HELD_MAX - this.#lengths[direction]);
    this.#held[direction].set(bytes.subarray(start, start + room), this.#lengths[direction]);
    this.#lengths[direction] += room;
    const outcome = this.#held[0][0] === 5 ? this.#socks5() : this.#socks4();
    // The client may have sent data already; the other direction decides, so a full buffer only stops this one.
    if (outcome !== WAIT) this.#done = true;
    return !this.#done && this.#lengths[direction] < HELD_MAX;
  }

  gap(): boolean {
    this.#done = true;
    return false;
  }

  #socks4(): number {
    const client = this.#held[0];
    const sent = this.#lengths[0];
    if (sent < 9 || this.#lengths[1] < 8) return WAIT;
    const userEnd = client.subarray(0, sent).indexOf(0, 8);
    if (userEnd < 0) return WAIT;
    const named = client[4] === 0 && client[5] === 0 && client[6] === 0 && client[7] !== 0;
    const nameEnd = named ? client.subarray(0, sent).indexOf(0, userEnd + 1) : userEnd;
    if (nameEnd < 0) return WAIT;
    const host = named ? latin1(client, userEnd + 1, nameEnd) : ipv4At(client, 4);
    this.#flow.carrier('version', named ? '4a' : '4');
    if (userEnd > 8) this.#flow.carrier('user', latin1(client, 8, userEnd));
    this.#tell(client[1]!, host, port(client, 2));
    if (this.#held[1][1] !== 0x5a) return this.#refused(this.#held[1][1]!);
    const replies = client[1] === BIND ? 16 : 8;
    if (this.#lengths[1] < replies) return WAIT;
    return this.#inner(nameEnd + 1, replies);
  }

  #socks5(): number {
    const client = this.#held[0];
    const server = this.#held[1];
    if (this.#lengths[0] < 2 || this.#lengths[1] < 2) return WAIT;
    this.#flow.carrier('version', '5');
    const method = server[1]!;
    let asked = 2 + client[1]!;
    let answered = 2;
    if (method === 2) {
      if (this.#lengths[0] < asked + 2) return WAIT;
      const userEnd = asked + 2 + client[asked + 1]!;
      if (this.#lengths[0] <= userEnd) return WAIT;
      this.#flow.carrier('user', latin1(client, asked + 2, userEnd));
      asked = userEnd + 1 + client[userEnd]!;
      if (this.#lengths[1] < 4) return WAIT;
      if (server[3] !== 0) return this.#refused(server[3]!);
      answered = 4;
    } else if (method !== 0) return method === 0xff ? this.#refused(method) : FAILED;
    return this.#request(asked, answered);
  }

  #request(asked: number, answered: number): number {
    const client = this.#held[0];
    const requestEnd = addressEnd(client, asked + 3, this.#lengths[0]);
    if (requestEnd <= 0) return requestEnd;
    if (client[asked] !== 5) return FAILED;
    const command = client[asked + 1]!;
    this.#tell(command, hostAt(client, asked + 3), port(client, requestEnd - 2));
    const server = this.#held[1];
    const replyEnd = addressEnd(server, answered + 3, this.#lengths[1]);
    if (this.#lengths[1] > answered + 1 && server[answered + 1] !== 0)
      return this.#refused(server[answered + 1]!);
    if (replyEnd <= 0) return replyEnd;
    if (command === ASSOCIATE) return this.#associate(answered + 3, replyEnd);
    if (command !== BIND) return this.#inner(requestEnd, replyEnd);
    const secondEnd = addressEnd(server, replyEnd + 3, this.#lengths[1]);
    return secondEnd <= 0 ? secondEnd : this.#inner(requestEnd, secondEnd);
  }

  #tell(command: number, host: string, toPort: number): void {
    this.#flow.carrier('command', COMMANDS[command] ?? String(command));
    this.#flow.carrier(
      'destination',
      host.includes(':') ? `[${host}]:${toPort}` : `${host}:${toPort}`,
    );
  }

  #refused(code: number): number {
    this.#flow.carrier('refused', code);
    return FAILED;
  }

  /** The relay of the datagrams; an unspecified address means the proxy's own (RFC 1928 §6). */
  #associate(at: number, end: number): number {
    const host = hostAt(this.#held[1], at);
    const address = /^(0\.0\.0\.0|::)$/.test(host) ? this.#flow.serverAddress : host;
    const relay = port(this.#held[1], end - 2);
    if (this.#held[1][at] !== 3 && relay !== 0)
      this.#flow.endpoint(address, relay, 'udp', 'socks', 1, 'relay of a SOCKS association');
    return FAILED;
  }

  #inner(asked: number, answered: number): number {
    this.#flow.inner('socks', [asked, answered]);
    return 1;
  }
}

/** One past address and port that begin with their kind at `at`; WAIT or FAILED. */
const addressEnd = (bytes: Uint8Array, at: number, end: number): number => {
  if (at + 2 > end) return WAIT;
  const kind = bytes[at];
  const length = kind === 1 ? 4 : kind === 4 ? 16 : kind === 3 ? 1 + bytes[at + 1]! : -1;
  if (length < 0) return FAILED;
  return at + 1 + length + 2 > end ? WAIT : at + 1 + length + 2;
};

const hostAt = (bytes: Uint8Array, at: number): string => {
  if (bytes[at] === 1) return ipv4At(bytes, at + 1);
  if (bytes[at] === 3) return latin1(bytes, at + 2, at + 2 + bytes[at + 1]!);
  const words = new Int32Array(4);
  for (let i = 0; i < 16; i++) words[i >> 2] = (words[i >> 2]! << 8) | bytes[at + 1 + i]!;
  return addressText(words);
};

const ipv4At = (bytes: Uint8Array, at: number): string =>
  ipv4Text(
    ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0,
  );

const port = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;
