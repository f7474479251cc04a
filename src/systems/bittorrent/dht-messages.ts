// Facts in DHT messages: who asks for which content, on which port it takes connections, and whom it was told of.
// Only messages that parse from the first byte to the last tell anything.
import { LIMITS } from '../../model/limits.ts';
import { ascii, matchesAt } from '../../wire/codec/ascii.ts';
import {
  eachItem,
  findKey,
  integerAt,
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

const A = ascii('a');
const ID = ascii('id');
const IMPLIED_PORT = ascii('implied_port');
const INFO_HASH = ascii('info_hash');
const NODES = ascii('nodes');
const NODES6 = ascii('nodes6');
const PORT = ascii('port');
const Q = ascii('q');
const R = ascii('r');
const T = ascii('t');
const V = ascii('v');
const VALUES = ascii('values');
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
  if (skipValue(bytes, start, end) !== end) {
    flow.anomaly('bittorrent-dht-malformed');
    return;
  }
  const query = findKey(bytes, start, end, A);
  const answer = findKey(bytes, start, end, R);
  if (!stateNode(flow, by, bytes, start, query >= 0 ? query : answer, end)) return;
  if (query >= 0) readQuery(flow, by, bytes, start, query, end, asked);
  else readAnswer(flow, by, bytes, start, answer, end, asked);
};

/** False when the message has no node id: then it is none of the DHT. */
const stateNode = (
  flow: FlowSink,
  by: Direction,
  bytes: Uint8Array,
  start: number,
  body: number,
  end: number,
): boolean => {
  const id = findKey(bytes, body, end, ID);
  if (stringLength(bytes, id, end) !== ID_BYTES) return false;
  const stated = flow.end(by);
  const at = stringStart(bytes, id, end);
  stated.identity ??= hex(bytes, at, at + ID_BYTES);
  const version = findKey(bytes, start, end, V);
  const length = stringLength(bytes, version, end);
  if (stated.client === undefined && length > 0) {
    const client = clientOfDht(bytes, stringStart(bytes, version, end), length);
    if (client) stateClient(stated, client);
  }
  return true;
};

const readQuery = (
  flow: FlowSink,
  by: Direction,
  bytes: Uint8Array,
  start: number,
  query: number,
  end: number,
  asked: Asked,
): void => {
  const hash = findKey(bytes, query, end, INFO_HASH);
  if (stringLength(bytes, hash, end) !== ID_BYTES) return;
  const at = stringStart(bytes, hash, end);
  const id = `btih:${hex(bytes, at, at + ID_BYTES)}`;
  if (!isString(bytes, findKey(bytes, start, end, Q), end, ANNOUNCE_PEER)) {
    // A question alone names nothing: libtorrent asks for random hashes to fill its table and to hide the real one.
    if (asked.size >= LIMITS.dhtQueriesMax) asked.clear();
    asked.set(transaction(bytes, start, end, by), id);
    return;
  }
  flow.content({ id });
  const implied = integerAt(bytes, findKey(bytes, query, end, IMPLIED_PORT), end) === 1;
  const source = by === 0 ? flow.clientPort : flow.serverPort;
  const port = implied ? source : integerAt(bytes, findKey(bytes, query, end, PORT), end);
  if (!(port > 0 && port < 65_536)) return;
  flow.end(by).listens = port;
  tellOwnPort(flow, by, port, 'both', 'was announced in the DHT (BEP 5)');
};

const readAnswer = (
  flow: FlowSink,
  by: Direction,
  bytes: Uint8Array,
  start: number,
  answered: number,
  end: number,
  asked: Asked,
): void => {
  const nodes = 'stood in a node list of the DHT (BEP 5)';
  tellString(flow, by, bytes, findKey(bytes, answered, end, NODES), end, V4_BYTES, ID_BYTES, nodes);
  tellString(
    flow,
    by,
    bytes,
    findKey(bytes, answered, end, NODES6),
    end,
    V6_BYTES,
    ID_BYTES,
    nodes,
  );
  const values = findKey(bytes, answered, end, VALUES);
  // Peers were known for it: then it is a content, and the end that asked wants it.
  const wanted = asked.get(transaction(bytes, start, end, by === 0 ? 1 : 0));
  if (wanted !== undefined && values >= 0) flow.content({ id: wanted });
  let told = 0;
  eachItem(bytes, values, end, (item) => {
    const length = stringLength(bytes, item, end);
    if (length === V4_BYTES || length === V6_BYTES)
      tellString(flow, by, bytes, item, end, length, 0, 'stood in a peer list of the DHT (BEP 5)');
    return ++told < LIMITS.toldPerMessageMax;
  });
};

/** Transaction of the query, with the end that asked: both ends number their own. */
const transaction = (bytes: Uint8Array, start: number, end: number, asker: Direction): string => {
  const t = findKey(bytes, start, end, T);
  const at = stringStart(bytes, t, end);
  const length = Math.min(stringLength(bytes, t, end), TRANSACTION_BYTES_MAX);
  return `${asker}${at < 0 ? '' : hex(bytes, at, at + length)}`;
};

const tellString = (
  flow: FlowSink,
  by: Direction,
  bytes: Uint8Array,
  at: number,
  end: number,
  width: typeof V4_BYTES | typeof V6_BYTES,
  before: number,
  how: string,
): void => {
  const start = stringStart(bytes, at, end);
  if (start < 0) return;
  const stop = start + stringLength(bytes, at, end);
  // Nodes speak the DHT over UDP; peers take TCP and µTP.
  tellCompact(flow, by, bytes, start, stop, width, before, before > 0 ? 'udp' : 'both', how);
};

const isString = (bytes: Uint8Array, at: number, end: number, text: Uint8Array): boolean =>
  stringLength(bytes, at, end) === text.length &&
  matchesAt(bytes, stringStart(bytes, at, end), end, text);
