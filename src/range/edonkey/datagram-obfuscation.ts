// Protocol obfuscation of datagrams: marker 1, random 2 | magic 4, padding length 1, padding, the datagram. What is behind
// | is hidden with RC4, of whose key stream nothing is left out.
import { createHash } from 'node:crypto';
import { Rc4 } from '../../wire/codec/rc4.ts';
import type { Random } from '../random.ts';
import { Writer } from './bytes.ts';

const HEADER_BYTES = 8;
const CLIENT_MAGIC = 0x395f2ec1;
const SERVER_MAGIC = 0x13ef24d5;
const CLIENT = 91;
const TO_SERVER = 0x6b;
const FROM_SERVER = 0xa5;
/** First bytes of plain datagrams, which a marker must not be. */
const PLAIN = [0xc5, 0xe3, 0xe4, 0xe5, 0xa3, 0xb2, 0xd4];

/** What both ends make the key of. */
export type DatagramKey = (part: Uint8Array) => Uint8Array;

/** Between clients: the receiver's user hash, and the sender's address (bytes.ts idOfAddress). */
export const clientKey =
  (receiverHash: Uint8Array, senderId: number): DatagramKey =>
  (part) =>
    new Writer().bytes(receiverHash).u32(senderId).u8(CLIENT).bytes(part).done();

/** With a server: the number that it gave this client, or the challenge that the client sent. */
export const serverKey =
  (base: number, toServer: boolean): DatagramKey =>
  (part) =>
    new Writer()
      .u32(base)
      .u8(toServer ? TO_SERVER : FROM_SERVER)
      .bytes(part)
      .done();

export const hideDatagram = (
  bytes: Uint8Array,
  key: DatagramKey,
  kind: 'client' | 'server',
  random: Random,
): Uint8Array => {
  const part = random.bytes(2);
  const inner = new Writer().u32(kind === 'client' ? CLIENT_MAGIC : SERVER_MAGIC).u8(0);
  const hidden = stream(key, part).apply(inner.bytes(bytes).done());
  return new Writer().u8(marker(random, kind)).bytes(part).bytes(hidden).done();
};

/** The datagram, or null when it is not hidden under this key. */
export const shownDatagram = (
  bytes: Uint8Array,
  key: DatagramKey,
  kind: 'client' | 'server',
): Uint8Array | null => {
  if (bytes.length <= HEADER_BYTES || isPlainDatagram(bytes)) return null;
  const shown = stream(key, bytes.slice(1, 3)).apply(bytes.slice(3));
  const magic = (shown[0]! | (shown[1]! << 8) | (shown[2]! << 16) | (shown[3]! << 24)) >>> 0;
  if (magic !== (kind === 'client' ? CLIENT_MAGIC : SERVER_MAGIC)) return null;
  const from = 5 + (shown[4]! & 15);
  return from < shown.length ? shown.subarray(from) : null;
};

export const isPlainDatagram = (bytes: Uint8Array): boolean => PLAIN.includes(bytes[0] ?? 0);

const stream = (key: DatagramKey, part: Uint8Array): Rc4 =>
  new Rc4(createHash('md5').update(key(part)).digest());

/** Between clients its lowest bit says that it is eDonkey's and not Kad's. */
const marker = (random: Random, kind: 'client' | 'server'): number => {
  for (let tries = 0; tries < 64; tries++) {
    const byte = random.between(0, 255) | (kind === 'client' ? 1 : 0);
    if (!PLAIN.includes(byte)) return byte;
  }
  return 1;
};
