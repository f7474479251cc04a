// What a tracker answers over HTTP: a bencoded dictionary with `peers` as compact bytes (BEP 23) or as a list of
// dictionaries (BEP 3), `peers6` (BEP 7), or a reason for failure.
import { canonicalAddress, isUnicast, parseAddress } from '../../model/address.ts';
import { LIMITS } from '../../model/limits.ts';
import { ascii } from '../../wire/codec/ascii.ts';
import {
  eachItem,
  findKey,
  integerAt,
  skipValue,
  stringLength,
  stringStart,
  textAt,
} from '../../wire/codec/bencode.ts';
import type { Direction, FlowSink } from '../../wire/dissector.ts';
import { tellCompact, V4_BYTES, V6_BYTES } from './compact.ts';

const FAILURE = ascii('failure reason');
const IP = ascii('ip');
const PEERS = ascii('peers');
const PEERS6 = ascii('peers6');
const PORT = ascii('port');

const HOW = 'was named by a tracker (BEP 3)';

/** Bytes of text that an address can have: 39 (RFC 4291) and a zone; host names are not addresses. */
const ADDRESS_BYTES_MAX = 64;

export const readTrackerAnswer = (
  flow: FlowSink,
  toldBy: Direction,
  bytes: Uint8Array,
  start: number,
  end: number,
): void => {
  if (bytes[start] !== 0x64 || skipValue(bytes, start, end) < 0) {
    if (end > start) flow.anomaly('bittorrent-tracker-malformed');
    return;
  }
  const failure = textAt(bytes, findKey(bytes, start, end, FAILURE), end);
  if (failure !== null) flow.carrier('failure', failure);
  const peers = findKey(bytes, start, end, PEERS);
  tellString(flow, toldBy, bytes, peers, end, V4_BYTES);
  tellString(flow, toldBy, bytes, findKey(bytes, start, end, PEERS6), end, V6_BYTES);
  let told = 0;
  eachItem(bytes, peers, end, (peer) => {
    tellDictionary(flow, toldBy, bytes, peer, end);
    return ++told < LIMITS.toldPerMessageMax;
  });
};

const tellString = (
  flow: FlowSink,
  toldBy: Direction,
  bytes: Uint8Array,
  at: number,
  end: number,
  width: typeof V4_BYTES | typeof V6_BYTES,
): void => {
  const start = stringStart(bytes, at, end);
  if (start < 0) return;
  const stop = start + stringLength(bytes, at, end);
  tellCompact(flow, toldBy, bytes, start, stop, width, 0, 'both', HOW);
};

const tellDictionary = (
  flow: FlowSink,
  toldBy: Direction,
  bytes: Uint8Array,
  peer: number,
  end: number,
): void => {
  const text = textAt(bytes, findKey(bytes, peer, end, IP), end, ADDRESS_BYTES_MAX);
  const port = integerAt(bytes, findKey(bytes, peer, end, PORT), end);
  const address = text === null ? null : canonicalAddress(text);
  if (address === null || !(port > 0 && port < 65_536)) return;
  const words = parseAddress(address);
  if (words && isUnicast(words)) flow.endpoint(address, port, 'both', 'bittorrent', toldBy, HOW);
};
