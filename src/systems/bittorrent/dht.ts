// bittorrent/dht: the mainline DHT, KRPC over UDP (BEP 5, 32, 42, 43, 44, 51).
// https://www.bittorrent.org/beps/bep_0005.html
//
// A datagram that is one bencoded dictionary from its first byte to its last, with a transaction `t` and
//   y = q: a method `q` and arguments `a` with an `id` of 20 bytes,
//   y = r: results `r` with an `id` of 20 bytes,
//   y = e: an error `e`, a list of a number and a text.
// Unknown methods count: extensions keep this frame. A datagram cut by the capture counts when it begins with the
// argument or result dictionary and the node id ("d1:ad2:id20:", twelve fixed bytes).
//
// Looks alike: other bencode over UDP (Resilio's "BSYNC\0d…" does not begin with 'd'; control protocols of torrent
// programs have no node id). Hyperswarm's DHT is binary.
// Does not see: Vuze's own DHT, which is binary.
import { ascii, matchesAt } from '../../wire/codec/ascii.ts';
import {
  findKey,
  findKeys,
  INCOMPLETE,
  integerAt,
  isDictionary,
  isList,
  skipValue,
  stringLength,
  stringStart,
} from '../../wire/codec/bencode.ts';
import {
  type Datagram,
  type DatagramDissector,
  NO,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import { openDatagrams } from './datagrams.ts';

/** Shortest message: an error with an empty text, `d1:eli0e0:e1:t0:1:y1:ee`. */
const BYTES_MIN = 23;

const NODE_ID_BYTES = 20;

export const dht = Object.freeze({
  id: 'bittorrent/dht',
  system: 'bittorrent',
  transport: 'udp',
  firstBytes: [0x64],
  bytesMin: BYTES_MIN,
  inspect: ({ bytes, start, end }: Datagram): Verdict => {
    if (end - start < BYTES_MIN || bytes[start] !== 0x64) return NO;
    const stop = findKeys(bytes, start, end, KEYS, found);
    if (stop === INCOMPLETE) return beginsAsDht(bytes, start, end) ? YES : NO;
    return stop === end && isKrpc(bytes, end) ? YES : NO;
  },
  open: openDatagrams,
}) satisfies DatagramDissector;

const KEYS = ['t', 'y', 'q', 'a', 'r', 'e'].map(ascii);
const found = new Int32Array(KEYS.length);
const [T, Y, Q, A, R, E] = [0, 1, 2, 3, 4, 5] as const;

const QUERY = 0x71; // q
const ANSWER = 0x72; // r
const ERROR = 0x65; // e

const ID = ascii('id');

const BEGINNINGS = ['d1:ad2:id20:', 'd1:rd2:id20:', 'd1:ad2:bsi1e2:id20:'].map(ascii);

const beginsAsDht = (bytes: Uint8Array, start: number, end: number): boolean => {
  for (const beginning of BEGINNINGS) if (matchesAt(bytes, start, end, beginning)) return true;
  return false;
};

/** What `found` points at makes a message. */
const isKrpc = (bytes: Uint8Array, end: number): boolean => {
  if (stringLength(bytes, found[Y]!, end) !== 1) return false;
  if (stringLength(bytes, found[T]!, end) < 0) return false;
  const kind = bytes[stringStart(bytes, found[Y]!, end)];
  if (kind === QUERY)
    return stringLength(bytes, found[Q]!, end) > 0 && hasNodeId(bytes, found[A]!, end);
  if (kind === ANSWER) return hasNodeId(bytes, found[R]!, end);
  return kind === ERROR && isError(bytes, found[E]!, end);
};

const hasNodeId = (bytes: Uint8Array, at: number, end: number): boolean =>
  isDictionary(bytes, at, end) &&
  stringLength(bytes, findKey(bytes, at, end, ID), end) === NODE_ID_BYTES;

const isError = (bytes: Uint8Array, at: number, end: number): boolean => {
  if (!isList(bytes, at, end) || Number.isNaN(integerAt(bytes, at + 1, end))) return false;
  return stringLength(bytes, skipValue(bytes, at + 1, end), end) >= 0;
};
