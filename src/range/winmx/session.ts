// A WinMX session between a client and its primary: `1`, a key block each way, then scrambled packets.
//
// SHAPE ONLY is the cipher: WinMX scrambled packets with tables that are published in programs only. Here a stream keyed
// by the two key blocks takes its place; sizes, order and looks of what goes over the wire stay those of the real one.
import { type Cipher, createCipheriv, createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Incoming } from '../incoming.ts';
import type { Random } from '../random.ts';
import { KEY_BLOCK_BYTES, keyBlock, keyId } from './key-block.ts';
import { DATA_BYTES_MAX, type Packet } from './packet.ts';

/** Bytes waiting for an end that does not read; then the session ends. */
const UNREAD_BYTES_MAX = 1 << 20;

export class Session {
  readonly socket: Socket;
  readonly #incoming: Incoming;
  readonly #out: Cipher;
  readonly #in: Cipher;

  constructor(socket: Socket, incoming: Incoming, own: Uint8Array, other: Uint8Array) {
    this.socket = socket;
    this.#incoming = incoming;
    this.#out = stream(own, other);
    this.#in = stream(other, own);
  }

  send(type: number, data: Uint8Array): void {
    if (this.socket.destroyed || !this.socket.writable) return;
    if (this.socket.writableLength > UNREAD_BYTES_MAX) {
      this.socket.destroy();
      return;
    }
    const header = Buffer.alloc(4);
    header.writeUInt16LE(type, 0);
    header.writeUInt16LE(data.length, 2);
    this.socket.write(this.#out.update(Buffer.concat([header, data])));
  }

  /** The next packet; rejects when the session ends or what comes is none. */
  async receive(): Promise<Packet> {
    const header = this.#in.update(await this.#incoming.take(4));
    const length = header.readUInt16LE(2);
    if (length > DATA_BYTES_MAX) throw new Error('no packet of this protocol');
    const data =
      length > 0 ? this.#in.update(await this.#incoming.take(length)) : header.subarray(4);
    return { type: header.readUInt16LE(0), data };
  }
}

/** The connecting end, after it read the `1`. */
export const introduce = async (
  socket: Socket,
  incoming: Incoming,
  random: Random,
  own: number,
  expected: number,
): Promise<Session> => {
  const block = keyBlock(own, random);
  socket.write(block);
  const answer = await incoming.take(KEY_BLOCK_BYTES);
  if (keyId(answer) !== expected) throw new Error('the other end is no WinMX primary');
  return new Session(socket, incoming, block, answer);
};

/** The accepting end, after it sent the `1`. */
export const welcome = async (
  socket: Socket,
  incoming: Incoming,
  random: Random,
  own: number,
  expected: number,
): Promise<Session> => {
  const block = await incoming.take(KEY_BLOCK_BYTES);
  if (keyId(block) !== expected) throw new Error('the other end is no WinMX client');
  const answer = keyBlock(own, random);
  socket.write(answer);
  return new Session(socket, incoming, answer, block);
};

const stream = (from: Uint8Array, to: Uint8Array): Cipher =>
  createCipheriv(
    'aes-128-ctr',
    createHash('md5').update(from).update(to).digest(),
    Buffer.alloc(16),
  );
