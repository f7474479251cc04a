// Reads the datagrams of one Gnutella flow: messages, DHT messages and fragments of the reliable layer mixed.
import { LIMITS } from '../../model/limits.ts';
import { ascii, matchesAt } from '../../wire/codec/ascii.ts';
import { inflateBounded } from '../../wire/codec/inflate.ts';
import type { DatagramReader, Direction, FlowSink } from '../../wire/dissector.ts';
import { isWholeMessage } from './descriptor.ts';
import { isDhtMessage, readDhtMessage } from './dht-messages.ts';
import { readMessage } from './messages.ts';
import { FIRST_DEFLATED, FIRST_PLAIN, FRAGMENT_BYTES, fragmentKind } from './reliable.ts';

export const GTA = ascii('GTA');

export const openDatagrams = (flow: FlowSink): DatagramReader => ({
  push(direction, bytes, start, end) {
    if (matchesAt(bytes, start, end, GTA)) readFragment(flow, direction, bytes, start, end);
    else readOne(flow, direction, bytes, start, end);
    return true;
  },
});

const readOne = (
  flow: FlowSink,
  direction: Direction,
  bytes: Uint8Array,
  start: number,
  end: number,
): void => {
  if (isDhtMessage(bytes, start, end)) readDhtMessage(flow, direction, bytes, start, end);
  else if (isWholeMessage(bytes, start, end)) readMessage(flow, direction, bytes, start, end);
};

/** Messages of one part only: parts of larger ones are not put together (they are rare and hold no new facts). */
const readFragment = (
  flow: FlowSink,
  direction: Direction,
  bytes: Uint8Array,
  start: number,
  end: number,
): void => {
  const kind = fragmentKind(bytes, start, end);
  if (bytes[start + 7] !== 1) return;
  const data = start + FRAGMENT_BYTES;
  if (kind === FIRST_PLAIN) readOne(flow, direction, bytes, data, end);
  if (kind !== FIRST_DEFLATED) return;
  const plain = inflateBounded(bytes.slice(data, end), LIMITS.gnutellaMessageBytesMax);
  if (plain) readOne(flow, direction, plain, 0, plain.length);
  else flow.anomaly('gnutella-deflate');
};
