// hypercore/dht: the distributed hash table by which Hyperswarm finds peers; see dht-message.ts for its messages.
// https://github.com/holepunchto/dht-rpc, https://github.com/holepunchto/hyperdht
//
// Proof: every message says whom it is sent to. That the four bytes of the address and the two of the port are those of the
// datagram it travels in (48 bits), behind the version byte, with flags whose fields use it up exactly, no chance does.
// Behind address translation one of the two directions shows it: requests on the way out, answers on the way in outside.
//
// Looks alike: nothing known. Does not see: nodes of which only translated messages pass; IPv6 (the DHT has none).
import { parseAddress, V4_MARK } from '../../model/address.ts';
import { u32 } from '../../wire/codec/big-endian.ts';
import { hex } from '../../wire/codec/hex.ts';
import { u16le } from '../../wire/codec/little-endian.ts';
import {
  type Datagram,
  type DatagramDissector,
  type DatagramReader,
  type Direction,
  type FlowSink,
  MORE,
  NO,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import {
  ANSWER,
  commandAt,
  HAS_ID,
  HAS_TARGET,
  HEAD_BYTES,
  INTERNAL,
  isMessage,
  NODE_BYTES,
  nodeCount,
  REQUEST,
} from './dht-message.ts';
import { isUdx, UDX_MAGIC } from './udx-header.ts';

export const dht = Object.freeze({
  id: 'hypercore/dht',
  system: 'hypercore',
  transport: 'udp',
  firstBytes: [REQUEST, ANSWER],
  bytesMin: HEAD_BYTES,
  inspect: (datagram: Datagram): Verdict => {
    const { bytes, start, end } = datagram;
    if (!isMessage(bytes, start, end)) return NO;
    return isSentTo(datagram) ? YES : MORE;
  },
  open: (flow: FlowSink): DatagramReader => ({
    push: (direction, bytes, start, end) => {
      const first = bytes[start];
      if (first === UDX_MAGIC && isUdx(bytes, start, end)) return true;
      if (isMessage(bytes, start, end)) readMessage(flow, direction, bytes, start);
      return true;
    },
  }),
}) satisfies DatagramDissector;

/** The port is compared first: the address is a text until somebody asks. */
const isSentTo = (datagram: Datagram): boolean => {
  const { bytes, start, direction } = datagram;
  const port = direction === 0 ? datagram.serverPort : datagram.clientPort;
  if (u16le(bytes, start + 8) !== port) return false;
  const words = parseAddress(direction === 0 ? datagram.serverAddress : datagram.clientAddress);
  return words !== null && words[2] === V4_MARK && words[3] === u32(bytes, start + 4);
};

const KEY_BYTES = 32;

const readMessage = (flow: FlowSink, by: Direction, bytes: Uint8Array, start: number): void => {
  const flags = bytes[start + 1]!;
  const at = commandAt(bytes, start);
  if (bytes[start] === REQUEST) {
    const topic = (flags & HAS_TARGET) !== 0 && (flags & INTERNAL) === 0;
    if (topic && isAboutTopic(bytes[at]!))
      flow.content({ id: `hyperswarm:${hex(bytes, at + 1, at + 1 + KEY_BYTES)}` });
    return;
  }
  if ((flags & HAS_ID) !== 0)
    flow.end(by).identity = hex(bytes, start + HEAD_BYTES, start + HEAD_BYTES + KEY_BYTES);
  const nodes = nodeCount(bytes, start);
  for (let i = 0, node = at + 1; i < nodes; i++, node += NODE_BYTES)
    flow.endpointV4(
      u32(bytes, node),
      u16le(bytes, node + 4),
      'udp',
      'hypercore',
      by,
      'is a node of the Hyperswarm DHT that another told of',
    );
};

/** Commands of hyperdht (lib/constants.js): look up and announce who has a topic. */
const isAboutTopic = (command: number): boolean => command === 3 || command === 4;
