// ethereum/discv4: how nodes of Ethereum and its relatives find each other, UDP.
// https://github.com/ethereum/devp2p/blob/master/discv4.md
//
//   hash 32 │ signature 65, the last byte 0 or 1 │ type 1 │ RLP list to the end of the datagram, or a little before
//
//   1 ping [4, [ip, udp, tcp], [ip, udp, tcp], expires …]   2 pong [[ip, udp, tcp], hash 32, expires …]
//   3 find node [key 64, expires …]   4 neighbours [[[ip, udp, tcp, key 64] …], expires …]
//   5 record wanted [expires]         6 record [hash 32, record]
//
// Proof: one byte of 0 or 1 and a type at fixed places, and a list whose items have exactly the kinds and lengths of that
// type: at least 40 bits for 1 to 4 and 6. Type 5 is too short to prove anything alone.
//
// Looks alike: nothing known. Does not see: discovery version 5 (masked), the connections over TCP (RLPx, random bytes),
// which endpoints name. Node lists are told from one end to the other and are kept as such.
import { u32 } from '../../wire/codec/big-endian.ts';
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
import { isRlpList, rlpEnd, rlpHeader } from './rlp.ts';

const RECOVERY_AT = 96;
const TYPE_AT = 97;
const LIST_AT = 98;

export const discv4 = Object.freeze({
  id: 'ethereum/discv4',
  system: 'ethereum',
  transport: 'udp',
  bytesMin: LIST_AT + 2,
  inspect: ({ bytes, start, end }: Datagram): Verdict => inspectMessage(bytes, start, end),
  open: (flow: FlowSink): DatagramReader => ({
    push: (direction, bytes, start, end) => {
      if (end - start > LIST_AT && inspectMessage(bytes, start, end) === YES)
        readNeighbours(flow, direction, bytes, start, end);
      return true;
    },
  }),
}) satisfies DatagramDissector;

const inspectMessage = (bytes: Uint8Array, start: number, end: number): Verdict => {
  if (bytes[start + RECOVERY_AT]! > 1) return NO;
  const type = bytes[start + TYPE_AT]!;
  const list = start + LIST_AT;
  if (type < 1 || type > 6 || !isRlpList(bytes[list]!)) return NO;
  const stop = rlpEnd(bytes, list, end);
  if (stop < 0 || end - stop > PADDING_MAX) return NO;
  const first = list + rlpHeader(bytes[list]!);
  if (type === PING) return isPing(bytes, first, stop) ? YES : NO;
  if (type === PONG) return isPong(bytes, first, stop) ? YES : NO;
  if (type === FIND_NODE)
    return isText(bytes, first, stop, KEY_BYTES) && isTime(bytes, first + 2 + KEY_BYTES, stop)
      ? YES
      : NO;
  if (type === NEIGHBOURS) return isNeighbours(bytes, first, stop) ? YES : NO;
  if (type === RECORD)
    return isText(bytes, first, stop, HASH_BYTES) && isRecord(bytes, first, stop) ? YES : NO;
  return isTime(bytes, first, stop) ? MORE : NO;
};

const PING = 1;
const PONG = 2;
const FIND_NODE = 3;
const NEIGHBOURS = 4;
const RECORD = 6;
const KEY_BYTES = 64;
const HASH_BYTES = 32;
/** Data behind the list must be ignored (EIP-8); nobody sends much. */
const PADDING_MAX = 128;

const isPing = (bytes: Uint8Array, at: number, stop: number): boolean => {
  if (bytes[at] !== VERSION) return false;
  const to = endpointEnd(bytes, at + 1, stop);
  if (to < 0) return false;
  const expires = endpointEnd(bytes, to, stop);
  return expires >= 0 && isTime(bytes, expires, stop);
};

const VERSION = 4;

const isPong = (bytes: Uint8Array, at: number, stop: number): boolean => {
  const hash = endpointEnd(bytes, at, stop);
  return (
    hash >= 0 && isText(bytes, hash, stop, HASH_BYTES) && isTime(bytes, hash + 1 + HASH_BYTES, stop)
  );
};

const isNeighbours = (bytes: Uint8Array, at: number, stop: number): boolean => {
  if (at >= stop || !isRlpList(bytes[at]!)) return false;
  const end = rlpEnd(bytes, at, stop);
  const node = at + rlpHeader(bytes[at]!);
  return end > node && nodeEnd(bytes, node, end) > 0 && isTime(bytes, end, stop);
};

/** A record holds a signature of 64 bytes first (EIP-778). */
const isRecord = (bytes: Uint8Array, first: number, stop: number): boolean => {
  const record = first + 1 + HASH_BYTES;
  if (record >= stop || !isRlpList(bytes[record]!) || rlpEnd(bytes, record, stop) < 0) return false;
  return isText(bytes, record + rlpHeader(bytes[record]!), stop, KEY_BYTES);
};

/** Behind `[ip, udp, tcp]` at `at`; -1 when there is none. */
const endpointEnd = (bytes: Uint8Array, at: number, stop: number): number => {
  if (at >= stop || !isRlpList(bytes[at]!)) return -1;
  const end = rlpEnd(bytes, at, stop);
  const ip = at + rlpHeader(bytes[at]!);
  return end > 0 && portsEnd(bytes, ip, end) === end ? end : -1;
};

/** Behind a node `[ip, udp, tcp, key 64]` at `at`; -1 when there is none. */
const nodeEnd = (bytes: Uint8Array, at: number, stop: number): number => {
  if (at >= stop || !isRlpList(bytes[at]!)) return -1;
  const end = rlpEnd(bytes, at, stop);
  if (end < 0) return -1;
  const key = portsEnd(bytes, at + rlpHeader(bytes[at]!), end);
  return key > 0 && isText(bytes, key, end, KEY_BYTES) && key + 2 + KEY_BYTES === end ? end : -1;
};

/** Behind an address of 4 or 16 bytes (some send none) and two ports. */
const portsEnd = (bytes: Uint8Array, at: number, stop: number): number => {
  if (at >= stop) return -1;
  const length = bytes[at]! - 0x80;
  if (length !== 0 && length !== 4 && length !== 16) return -1;
  const udp = portEnd(bytes, at + 1 + length, stop);
  return udp < 0 ? -1 : portEnd(bytes, udp, stop);
};

const portEnd = (bytes: Uint8Array, at: number, stop: number): number => {
  if (at >= stop || bytes[at]! > 0x82) return -1;
  return rlpEnd(bytes, at, stop);
};

const isText = (bytes: Uint8Array, at: number, stop: number, length: number): boolean => {
  const header = length > 55 ? 2 : 1;
  if (at + header + length > stop) return false;
  return header === 1
    ? bytes[at] === 0x80 + length
    : bytes[at] === 0xb8 && bytes[at + 1] === length;
};

/** Seconds since 1970 in four bytes, between 2014 and 2106. */
const isTime = (bytes: Uint8Array, at: number, stop: number): boolean =>
  at + 5 <= stop && bytes[at] === 0x84 && bytes[at + 1]! >= 0x53;

/** Nodes in one message: 16 at most by the specification, 13 fit. */
const NODES_MAX = 20;

const readNeighbours = (
  flow: FlowSink,
  by: Direction,
  bytes: Uint8Array,
  start: number,
  end: number,
): void => {
  if (bytes[start + TYPE_AT] !== NEIGHBOURS) return;
  const list = start + LIST_AT;
  const nodes = list + rlpHeader(bytes[list]!);
  const stop = rlpEnd(bytes, nodes, end);
  let at = nodes + rlpHeader(bytes[nodes]!);
  for (let i = 0; i < NODES_MAX && at >= 0 && at < stop; i++) {
    const next = nodeEnd(bytes, at, stop);
    if (next > 0) readNode(flow, by, bytes, at);
    at = next;
  }
};

const readNode = (flow: FlowSink, by: Direction, bytes: Uint8Array, node: number): void => {
  const ip = node + rlpHeader(bytes[node]!);
  if (bytes[ip] !== 0x84 || bytes[ip + 5] !== 0x82 || bytes[ip + 8] !== 0x82) return;
  const [udp, tcp] = [port(bytes, ip + 6), port(bytes, ip + 9)];
  const how = 'is a node that another node of Ethereum told of';
  flow.endpointV4(u32(bytes, ip + 1), udp, 'udp', 'ethereum', by, how);
  flow.endpointV4(u32(bytes, ip + 1), tcp, 'tcp', 'ethereum', by, how);
};

const port = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;
