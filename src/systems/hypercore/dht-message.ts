// Messages of the DHT below Hyperswarm (package dht-rpc 5 and 6), and where their fields are.
// https://github.com/holepunchto/dht-rpc (lib/io.js, lib/peer.js)
//
//   request   03 │ flags │ id 2 │ to: IPv4 4, port 2 │ [node id 32] [token 32] command 1 [target 32] [value: length, bytes]
//   answer    13 │ flags │ id 2 │ to: IPv4 4, port 2 │ [node id 32] [token 32] [nodes: count, 6 each] [error] [value]
//
// Flags 1, 2, 16 say that node id, token, value are there. Requests: 4 command of the DHT itself, 8 target. Answers: 4
// nodes, 8 error. Numbers have the lowest byte first; lengths are one byte below 253, else FD and two bytes.
import { u16le } from '../../wire/codec/little-endian.ts';

export const REQUEST = 0x03;
export const ANSWER = 0x13;
export const HEAD_BYTES = 10;
export const NODE_BYTES = 6;
const KEY_BYTES = 32;

export const HAS_ID = 1;
export const HAS_TOKEN = 2;
export const INTERNAL = 4;
export const HAS_TARGET = 8;
const HAS_NODES = 4;
const HAS_ERROR = 8;
const HAS_VALUE = 16;

/** Ping, find node and others of dht-rpc; hyperdht's own go up to 9. More may come. */
const COMMAND_MAX = 15;

/** Flags and fields use up the datagram exactly. */
export const isMessage = (bytes: Uint8Array, start: number, end: number): boolean => {
  const length = end - start;
  if (length <= HEAD_BYTES && !(length === HEAD_BYTES && bytes[start] === ANSWER)) return false;
  if (bytes[start + 1]! > 0x1f) return false;
  return bytes[start] === REQUEST
    ? requestEnd(bytes, start, end) === end
    : bytes[start] === ANSWER && answerEnd(bytes, start, end) === end;
};

const requestEnd = (bytes: Uint8Array, start: number, end: number): number => {
  const flags = bytes[start + 1]!;
  const at = commandAt(bytes, start);
  if (at >= end || bytes[at]! > COMMAND_MAX) return -1;
  const value = at + 1 + ((flags & HAS_TARGET) === 0 ? 0 : KEY_BYTES);
  return (flags & HAS_VALUE) === 0 ? value : valueEnd(bytes, value, end);
};

const answerEnd = (bytes: Uint8Array, start: number, end: number): number => {
  const flags = bytes[start + 1]!;
  let at = commandAt(bytes, start);
  if ((flags & HAS_NODES) !== 0) {
    if (at >= end) return -1;
    at += 1 + NODE_BYTES * bytes[at]!;
  }
  if ((flags & HAS_ERROR) !== 0) at += 1;
  if (at > end) return -1;
  return (flags & HAS_VALUE) === 0 ? at : valueEnd(bytes, at, end);
};

/** Behind node id and token: the command of a request, the nodes of an answer. */
export const commandAt = (bytes: Uint8Array, start: number): number => {
  const flags = bytes[start + 1]!;
  const id = (flags & HAS_ID) === 0 ? 0 : KEY_BYTES;
  return start + HEAD_BYTES + id + ((flags & HAS_TOKEN) === 0 ? 0 : KEY_BYTES);
};

/** Where the nodes of an answer begin, and how many: 0 when it has none. */
export const nodeCount = (bytes: Uint8Array, start: number): number =>
  (bytes[start + 1]! & HAS_NODES) === 0 ? 0 : bytes[commandAt(bytes, start)]!;

const TWO_BYTES_FOLLOW = 0xfd;

const valueEnd = (bytes: Uint8Array, at: number, end: number): number => {
  if (at >= end) return -1;
  if (bytes[at]! < TWO_BYTES_FOLLOW) return at + 1 + bytes[at]!;
  return bytes[at] === TWO_BYTES_FOLLOW && at + 3 <= end ? at + 3 + u16le(bytes, at + 1) : -1;
};
