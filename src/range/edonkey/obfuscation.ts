// Protocol obfuscation over TCP, as eMule 0.47 introduced it: RC4 under keys that both ends can make, behind a first byte
// that is no protocol's. The four sides of the two handshakes; each asks for so many bytes and goes on when they are there.
//
//   client A → B   marker 1, random 4 | magic 4, methods 1, preferred 1, padding length 1, padding
//   client B → A   | magic 4, method 1, padding length 1, padding
//
//   client → server   marker 1, 2^a 96, padding length 1, padding
//   server → client   2^b 96 | magic 4, methods 1, preferred 1, padding length 1, padding
//   client → server   | magic 4, method 1, padding length 1, padding, and at once the first message
//
// What is behind | is hidden. (A comment of eMule leaves the client's clear padding length out; the programs send it.)
import { createHash } from 'node:crypto';
import { Rc4 } from '../../wire/codec/rc4.ts';
import type { Random } from '../random.ts';
import { KEY_BYTES, publicKey, randomExponent, sharedKey } from './diffie-hellman.ts';
import { isProtocol } from './messages.ts';

/** Both streams of a connection; null when it is plain. */
export interface Hidden {
  readonly incoming: Rc4;
  readonly outgoing: Rc4;
  /** To be sent, hidden already, with the first message. */
  readonly ahead: Uint8Array;
}

/** Yields how many bytes it needs, is given them, returns the streams; throws when the other end is no such program. */
export type Handshake = Generator<number, Hidden, Uint8Array>;

const REQUESTER = 34;
const ANSWERER = 203;
const MAGIC = [0xc4, 0x6f, 0x5e, 0x83];
/** The only method there is. */
const METHOD = 0;
/** Bytes of the key stream that are left out over TCP. */
const SKIPPED = 1024;
/** Programs pad up to 254 between clients by their settings, 15 to servers; we as they do by default. */
const PEER_PADDING_MAX = 254;
const SERVER_PADDING_MAX = 15;
const NONE = new Uint8Array(0);

type Send = (bytes: Uint8Array) => void;

/** A to B: whoever connects must know B's user hash. */
export function* towardsClient(userHash: Uint8Array, random: Random, send: Send): Handshake {
  const part = random.bytes(4);
  const outgoing = stream([...userHash, REQUESTER, ...part]);
  const incoming = stream([...userHash, ANSWERER, ...part]);
  const greeting = outgoing.apply(
    Uint8Array.of(...MAGIC, METHOD, METHOD, ...padding(random, PEER_PADDING_MAX)),
  );
  send(Uint8Array.of(marker(random), ...part, ...greeting));
  yield* magic(incoming);
  const [method = 0, length = 0] = incoming.apply((yield 2).slice());
  if (method !== METHOD) throw new Error('unknown method of obfuscation');
  if (length > 0) incoming.skip((yield length).length);
  return { incoming, outgoing, ahead: NONE };
}

/** B, after the marker was read. */
export function* fromClient(userHash: Uint8Array, random: Random, send: Send): Handshake {
  const part = (yield 4).slice();
  const incoming = stream([...userHash, REQUESTER, ...part]);
  const outgoing = stream([...userHash, ANSWERER, ...part]);
  yield* magic(incoming);
  const length = incoming.apply((yield 3).slice())[2]!;
  if (length > 0) incoming.skip((yield length).length);
  // Servers that test a port allow short padding only.
  send(outgoing.apply(Uint8Array.of(...MAGIC, METHOD, ...padding(random, SERVER_PADDING_MAX))));
  return { incoming, outgoing, ahead: NONE };
}

export function* towardsServer(random: Random, send: Send): Handshake {
  const exponent = randomExponent(random);
  send(
    Uint8Array.of(marker(random), ...publicKey(exponent), ...padding(random, SERVER_PADDING_MAX)),
  );
  const secret = sharedKey(yield KEY_BYTES, exponent);
  const outgoing = stream([...secret, REQUESTER]);
  const incoming = stream([...secret, ANSWERER]);
  yield* magic(incoming);
  const length = incoming.apply((yield 3).slice())[2]!;
  if (length > 0) incoming.skip((yield length).length);
  const ahead = Uint8Array.of(...MAGIC, METHOD, ...padding(random, SERVER_PADDING_MAX));
  return { incoming, outgoing, ahead: outgoing.apply(ahead) };
}

/** The server's side, after the marker was read. */
export function* fromServersClient(random: Random, send: Send): Handshake {
  const exponent = randomExponent(random);
  const secret = sharedKey(yield KEY_BYTES, exponent);
  const clear = (yield 1)[0]!;
  if (clear > 0) yield clear;
  const incoming = stream([...secret, REQUESTER]);
  const outgoing = stream([...secret, ANSWERER]);
  const answer = Uint8Array.of(...MAGIC, METHOD, METHOD, ...padding(random, SERVER_PADDING_MAX));
  send(Uint8Array.of(...publicKey(exponent), ...outgoing.apply(answer)));
  yield* magic(incoming);
  const length = incoming.apply((yield 2).slice())[1]!;
  if (length > 0) incoming.skip((yield length).length);
  return { incoming, outgoing, ahead: NONE };
}

function* magic(incoming: Rc4): Generator<number, void, Uint8Array> {
  const shown = incoming.apply((yield MAGIC.length).slice());
  if (MAGIC.some((byte, i) => shown[i] !== byte)) throw new Error('no obfuscated handshake');
}

const stream = (key: readonly number[]): Rc4 =>
  new Rc4(createHash('md5').update(Uint8Array.from(key)).digest()).skip(SKIPPED);

/** Its length, then chance. */
const padding = (random: Random, max: number): number[] => {
  const length = random.between(0, max);
  return [length, ...random.bytes(length)];
};

/** Any byte that no plain message begins with. */
const marker = (random: Random): number => {
  const byte = random.between(0, 255);
  return isProtocol(byte) ? byte - 1 : byte;
};
