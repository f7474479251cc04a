// Facts in DHT messages: who asks for which content, on which port it takes connections, and whom it was told of.
// Only messages that parse from the first byte to the last tell anything.
import { LIMITS } from '../../model/limits.ts';
import { ascii, latin1, matchesAt } from '../../wire/codec/ascii.ts';
import {
  findKeys,
  integerAt,
  isList,
  skipValue,
  stringLength,
  stringStart,
} from '../../wire/codec/bencode.ts';
import { hex } from '../../wire/codec/hex.ts';
import type { Direction, FlowSink } from '../../wire/dissector.ts';
import { tellCompact, tellOwnPort, V4_BYTES, V6_BYTES } from './compact.ts';
import { clientOfDht, stateClient } from './peer-id.ts';

const ID_BYTES = 20;
/** Programs use 2 to 8. */
const TRANSACTION_BYTES_MAX = 20;

/** Where the values of a message lie; each message is passed over once, its arguments or results once more. */
const MESSAGE_KEYS = ['a', 'q', 'r', 't', 'v'].map(ascii);
const message = new Int32Array(MESSAGE_KEYS.length);
const [A, Q, R, T, V] = [0, 1, 2, 3, 4] as const;

const BODY_KEYS = ['id', 'implied_port', 'info_hash', 'nodes', 'nodes6', 'port', 'values'].map(
  ascii,
);
const body = new Int32Array(BODY_KEYS.length);
const [ID, IMPLIED_PORT, INFO_HASH, NODES, NODES6, PORT, VALUES] = [0, 1, 2, 3, 4, 5, 6] as const;

const ANNOUNCE_PEER = ascii('announce_peer');

/** Queries of one flow whose answers are awaited, by transaction: transaction → info hash asked for. */
export type Asked = Map<string, string>;

export const readDht = (
  flow: FlowSink,
  by: Direction,
  bytes: Uint8Array,
  start: number,
  end: number,
  asked: Asked,
): void => {
  if (findKeys(bytes, start, end, MESSAGE_KEYS, message) !== end) {
    flow.anomaly('bittorrent-dht-malformed');
    return;
  }
  const query = message[A]!;
  findKeys(bytes, query >= 0 ? query : message[R]!, end, BODY_KEYS, body);
  if (!stateNode(flow, by, bytes, end)) return;
  if (query >= 0) readQuery(flow, by, bytes, end, asked);
  else readAnswer(flow, by, bytes, end, asked);
};

/** False when the message has no node id: then it is none of the DHT. */
const stateNode = (flow: FlowSink, by: Direction, bytes: Uint8Array, end: number): boolean => {
  if (stringLength(bytes, body[ID]!, end) !== ID_BYTES) return false;
  const stated = flow.end(by);
  if (stated.identity === undefined) {
    const at = stringStart(bytes, body[ID]!, end);
    stated.identity = hex(bytes, at, at + ID_BYTES);
  }
  if (stated.client !== undefined) return true;
  const length = stringLength(bytes, message[V]!, end);
  if (length > 0) {
    const client = clientOfDht(bytes, stringStart(bytes, message[V]!, end), length);
    if (client) stateClient(stated, client);
  }
  return true;
};

const readQuery = (
  flow: FlowSink,
  by: Direction,
  bytes: Uint8Array,
  end: number,
  asked: Asked,
): void => {
  if (stringLength(bytes, body[INFO_HASH]!, end) !== ID_BYTES) return;
  const at = stringStart(bytes, body[INFO_HASH]!, end);
  if (!isString(bytes, message[Q]!, end, ANNOUNCE_PEER)) {
    // A question alone names nothing: libtorrent asks for random hashes to fill its table and to hide the real one.
    if (asked.size >= LIMITS.dhtQueriesMax) asked.clear();
    asked.set(transaction(bytes, end, by), hex(bytes, at, at + ID_BYTES));
    return;
  }
  flow.content({ id: `btih:${hex(bytes, at, at + ID_BYTES)}` });
  const implied = integerAt(bytes, body[IMPLIED_PORT]!, end) === 1;
  const source = by === 0 ? flow.clientPort : flow.serverPort;
  const port = implied ? source : integerAt(bytes, body[PORT]!, end);
  if (!(port > 0 && port < 65_536)) return;
  flow.end(by).listens = port;
  tellOwnPort(flow, by, port, 'both', 'was announced in the DHT (BEP 5)');
};

const readAnswer = (
  flow: FlowSink,
  by: Direction,
  bytes: Uint8Array,
  end: number,
  asked: Asked,
): void => {
  // Nodes speak the DHT over UDP; peers take TCP and µTP.
  const nodes = 'stood in a node list of the DHT (BEP 5)';
  tellString(flow, by, bytes, body[NODES]!, end, V4_BYTES, ID_BYTES, 'udp', nodes);
  tellString(flow, by, bytes, body[NODES6]!, end, V6_BYTES, ID_BYTES, 'udp', nodes);
  const values = body[VALUES]!;
  if (values < 0) return;
  // Peers were known for it: then it is a content, and the end that asked wants it.
  const wanted = asked.size > 0 ? asked.get(transaction(bytes, end, by === 0 ? 1 : 0)) : undefined;
  if (wanted !== undefined) flow.content({ id: `btih:${wanted}` });
  tellValues(flow, by, bytes, values, end);
};

const LIST_END = 0x65;

const tellValues = (
  flow: FlowSink,
  by: Direction,
  bytes: Uint8Array,
  values: number,
  end: number,
): void => {
  if (!isList(bytes, values, end)) return;
  const how = 'stood in a peer list of the DHT (BEP 5)';
  let at = values + 1;
  for (let told = 0; told < LIMITS.toldPerMessageMax && at < end; told++) {
    if (bytes[at] === LIST_END) return;
    const next = skipValue(bytes, at, end);
    if (next < 0) return;
    const length = stringLength(bytes, at, end);
    if (length === V4_BYTES || length === V6_BYTES)
      tellString(flow, by, bytes, at, end, length, 0, 'both', how);
    at = next;
  }
};

const ASKERS = ['0', '1'] as const;

/** Transaction of the query, with the end that asked: both ends number their own. */
const transaction = (bytes: Uint8Array, end: number, asker: Direction): string => {
  const at = stringStart(bytes, message[T]!, end);
  if (at < 0) return ASKERS[asker];
  const length = Math.min(stringLength(bytes, message[T]!, end), TRANSACTION_BYTES_MAX);
  return ASKERS[asker] + latin1(bytes, at, at + length);
};

const tellString = (
  flow: FlowSink,
  by: Direction,
  bytes: Uint8Array,
  at: number,
  end: number,
  width: typeof V4_BYTES | typeof V6_BYTES,
  before: number,
  transport: 'udp' | 'both',
  how: string,
): void => {
  if (at < 0) return;
  const start = stringStart(bytes, at, end);
  if (start < 0) return;
  const stop = start + stringLength(bytes, at, end);
  tellCompact(flow, by, bytes, start, stop, width, before, transport, how);
};

const isString = (bytes: Uint8Array, at: number, end: number, text: Uint8Array): boolean =>
  stringLength(bytes, at, end) === text.length &&
  matchesAt(bytes, stringStart(bytes, at, end), end, text);
