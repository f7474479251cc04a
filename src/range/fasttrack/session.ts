// A session between a client and its supernode, laid out as open clients (giFT-FastTrack, mldonkey) speak it:
//
//   client     fa 00 b6 2b │ seed u32 │ cipher u32, masked
//   supernode  seed u32 │ cipher u32, masked
//   both, enciphered from here:  "KaZaA\0", then  'K' │ type and length, their order moves │ data
//
// SHAPE ONLY is the cipher and the mask of its number: FastTrack's is published in programs only. A stream keyed by the
// two seeds takes its place, so that lengths, order and looks stay those of the real one.
import { type Cipher, createCipheriv, createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Incoming } from '../incoming.ts';
import type { Random } from '../random.ts';
import { NETWORK } from './datagram.ts';

export const HELLO_BYTES = 12;
const ANSWER_BYTES = 8;
/** What giFT-FastTrack sends first. */
const FIRST_WORD = 0xfa00_b62b;
const ENC_TYPE = 0x29;
const MESSAGE_BYTES_MAX = 8192;
const UNREAD_BYTES_MAX = 1 << 20;
/** State of the order of a header's bytes, before the first message. */
const ORDER_START = 0x51;
const [MESSAGE, PING, PONG] = [0x4b, 0x50, 0x52];

export interface FstMessage {
  readonly type: number;
  readonly data: Uint8Array;
}

export class FstSession {
  readonly socket: Socket;
  readonly #incoming: Incoming;
  readonly #out: Cipher;
  readonly #in: Cipher;
  #outOrder = ORDER_START;
  #inOrder = ORDER_START;

  constructor(socket: Socket, incoming: Incoming, outSeed: number, inSeed: number) {
    this.socket = socket;
    this.#incoming = incoming;
    this.#out = stream(outSeed);
    this.#in = stream(inSeed);
  }

  send(type: number, data: Uint8Array): void {
    const bytes = Buffer.concat([headerBytes(this.#outOrder, type, data.length), data]);
    this.#outOrder = nextOrder(this.#outOrder, type, data.length);
    this.#write(bytes);
  }

  ping(): void {
    this.#write(Uint8Array.of(PING));
  }

  /** The next message; answers pings on the way. Rejects when the session ends or is none. */
  async receive(): Promise<FstMessage> {
    for (;;) {
      const [first] = await this.#read(1);
      if (first === PING) this.#write(Uint8Array.of(PONG));
      if (first === PING || first === PONG) continue;
      if (first !== MESSAGE) throw new Error('no message of this protocol');
      const { type, length } = parseHeader(this.#inOrder, await this.#read(4));
      if (length > MESSAGE_BYTES_MAX) throw new Error(`a message of ${length} bytes`);
      this.#inOrder = nextOrder(this.#inOrder, type, length);
      return { type, data: length > 0 ? await this.#read(length) : new Uint8Array(0) };
    }
  }

  async exchangeNames(): Promise<void> {
    this.#write(Buffer.from(`${NETWORK}\0`, 'latin1'));
    const name = Buffer.from(await this.#read(NETWORK.length + 1)).toString('latin1');
    if (name !== `${NETWORK}\0`) throw new Error('another network answers');
  }

  async #read(count: number): Promise<Uint8Array> {
    return this.#in.update(await this.#incoming.take(count));
  }

  #write(bytes: Uint8Array): void {
    if (this.socket.destroyed || !this.socket.writable) return;
    if (this.socket.writableLength > UNREAD_BYTES_MAX) this.socket.destroy();
    else this.socket.write(this.#out.update(bytes));
  }
}

/** The client's side. */
export const greet = async (
  socket: Socket,
  incoming: Incoming,
  random: Random,
): Promise<FstSession> => {
  const own = random.word();
  socket.write(words(FIRST_WORD, own, ENC_TYPE ^ mask(own)));
  const answer = Buffer.from(await incoming.take(ANSWER_BYTES));
  const other = answer.readUInt32BE(0);
  if ((answer.readUInt32BE(4) ^ mask(other)) !== ENC_TYPE) throw new Error('no cipher in common');
  const session = new FstSession(socket, incoming, (own ^ other) >>> 0, other);
  await session.exchangeNames();
  return session;
};

/** The supernode's side. */
export const answerGreeting = async (
  socket: Socket,
  incoming: Incoming,
  random: Random,
): Promise<FstSession> => {
  const hello = Buffer.from(await incoming.take(HELLO_BYTES));
  const other = hello.readUInt32BE(4);
  if ((hello.readUInt32BE(8) ^ mask(other)) !== ENC_TYPE) throw new Error('no cipher in common');
  const own = random.word();
  socket.write(words(own, ENC_TYPE ^ mask(own)));
  const session = new FstSession(socket, incoming, own, (own ^ other) >>> 0);
  await session.exchangeNames();
  return session;
};

/** `K` and the four bytes of type and length, in the order that the state asks for. */
export const headerBytes = (order: number, type: number, length: number): Uint8Array => {
  const [typeHigh, typeLow] = [type >>> 8, type & 0xff];
  const [high, low] = [length >>> 8, length & 0xff];
  if (order % 3 === 0) return Uint8Array.of(MESSAGE, typeLow, typeHigh, high, low);
  if (order % 3 === 1) return Uint8Array.of(MESSAGE, typeHigh, high, typeLow, low);
  return Uint8Array.of(MESSAGE, typeHigh, low, high, typeLow);
};

/** Of the four bytes behind the `K`. */
export const parseHeader = (
  order: number,
  bytes: Uint8Array,
): { readonly type: number; readonly length: number } => {
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  if (order % 3 === 0) return { type: (b << 8) | a, length: (c << 8) | d };
  if (order % 3 === 1) return { type: (a << 8) | c, length: (b << 8) | d };
  return { type: (a << 8) | d, length: (c << 8) | b };
};

export const nextOrder = (order: number, type: number, length: number): number =>
  (order ^ ~(type + length)) >>> 0;

const stream = (seed: number): Cipher =>
  createCipheriv('aes-128-ctr', digest(`stream ${seed}`), Buffer.alloc(16));

const mask = (seed: number): number => digest(`mask ${seed}`).readInt32BE(0);

const digest = (text: string): Buffer => createHash('md5').update(text).digest();

const words = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, 4 * at);
  return bytes;
};
