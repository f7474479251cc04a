// Compact addresses (BEP 5, 7, 11, 23): 4 or 16 bytes of address and 2 of port, one after the other, as trackers, the
// DHT and peer exchange list them. Addresses that nobody can listen on are left out: they would name nothing.
import { isUnicast, isUnicastV4 } from '../../model/address.ts';
import { LIMITS } from '../../model/limits.ts';
import { u16, u32 } from '../../wire/codec/big-endian.ts';
import type { Direction, FlowSink } from '../../wire/dissector.ts';

export const V4_BYTES = 6;
export const V6_BYTES = 18;

type Listens = 'tcp' | 'udp' | 'both';

/**
 * Tells the endpoints in `bytes[start..end)`, one every `step` bytes; `before` bytes of each entry (a node id) come
 * first. Does nothing unless the length fits exactly: a message that does not parse tells nothing.
 */
export const tellCompact = (
  flow: FlowSink,
  toldBy: Direction,
  bytes: Uint8Array,
  start: number,
  end: number,
  width: typeof V4_BYTES | typeof V6_BYTES,
  before: number,
  transport: Listens,
  how: string,
): void => {
  const step = before + width;
  if ((end - start) % step !== 0) return;
  const stop = Math.min(end, start + step * LIMITS.toldPerMessageMax);
  for (let at = start + before; at < stop; at += step)
    tellOne(flow, toldBy, bytes, at, width, transport, how);
};

/** The end that sent the message listens on `port`. */
export const tellOwnPort = (
  flow: FlowSink,
  by: Direction,
  port: number,
  transport: Listens,
  how: string,
): void => {
  if (!(port > 0 && port < 65_536)) return;
  flow.endpoint(
    by === 0 ? flow.clientAddress : flow.serverAddress,
    port,
    transport,
    'bittorrent',
    by,
    how,
  );
};

const tellOne = (
  flow: FlowSink,
  toldBy: Direction,
  bytes: Uint8Array,
  at: number,
  width: number,
  transport: Listens,
  how: string,
): void => {
  const port = u16(bytes, at + width - 2);
  if (port === 0) return;
  if (width === V4_BYTES) {
    const word = u32(bytes, at);
    if (isUnicastV4(word)) flow.endpointV4(word, port, transport, 'bittorrent', toldBy, how);
    return;
  }
  if (isUnicastV6(bytes, at))
    flow.endpointV6(bytes, at, port, transport, 'bittorrent', toldBy, how);
};

/** Nearly all begin with 2 or 3 (RFC 4291 §2.4); `::`, `::1` and IPv4 in its IPv6 form begin with zero. */
const isUnicastV6 = (bytes: Uint8Array, at: number): boolean => {
  if (bytes[at] !== 0) return bytes[at] !== 0xff;
  for (let i = 0; i < 4; i++) words[i] = u32(bytes, at + 4 * i);
  return isUnicast(words);
};

const words = new Uint32Array(4);
