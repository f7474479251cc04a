// The text blocks at the beginning of a Gnutella connection (doc/gnutella/handshaking_0.6; 0.4 §"Protocol"):
//
//   0.4   GNUTELLA CONNECT/0.4 ─►            0.6   GNUTELLA CONNECT/0.6, headers ─►
//         ◄─ GNUTELLA OK                           ◄─ GNUTELLA/0.6 200 OK, headers (or a refusal)
//         messages both ways                       GNUTELLA/0.6 200 OK, headers ─►
//                                                  messages both ways, deflated or in TLS if so agreed
//
// Lines end in CR LF or LF alone, a block ends with an empty line, header lines may be folded.
import type { SystemId } from '../../model/systems.ts';
import { ascii, latin1, matchesAt } from '../../wire/codec/ascii.ts';
import type { Direction, FlowSink } from '../../wire/dissector.ts';
import { noteAgent } from './client.ts';
import { parseHosts, type Told, tell, tellHosts } from './hosts.ts';

const CONNECT = ascii('GNUTELLA CONNECT/');
const ANSWER = ascii('GNUTELLA/0.');
const OK_04 = ascii('GNUTELLA OK');

/** True when a block of either kind begins at `at`. */
export const isHandshake = (bytes: Uint8Array, at: number, end: number): boolean =>
  matchesAt(bytes, at, end, CONNECT) ||
  matchesAt(bytes, at, end, ANSWER) ||
  matchesAt(bytes, at, end, OK_04);

/** Bytes after which `isHandshake` can no longer change its mind. */
export const HANDSHAKE_PREFIX = CONNECT.length;

/** True while the bytes may still become the beginning of a handshake. */
export const mayBeHandshake = (bytes: Uint8Array, at: number, end: number): boolean => {
  const length = end - at;
  return (
    matchesAt(bytes, at, end, CONNECT.subarray(0, length)) ||
    matchesAt(bytes, at, end, ANSWER.subarray(0, length)) ||
    matchesAt(bytes, at, end, OK_04.subarray(0, length))
  );
};

const LF = 0x0a;
const CR = 0x0d;

/** Offset one past the empty line that ends the block, or -1. */
export const blockEnd = (bytes: Uint8Array, start: number, end: number): number => {
  for (let i = start; i + 1 < end; i++) {
    if (bytes[i] !== LF) continue;
    if (bytes[i + 1] === LF) return i + 2;
    if (bytes[i + 1] === CR && i + 2 < end && bytes[i + 2] === LF) return i + 3;
  }
  return -1;
};

export interface Block {
  /** First line. */
  readonly line: string;
  /** Names in lower case; values of repeated headers joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
}

export const readBlock = (bytes: Uint8Array, start: number, end: number): Block => {
  const lines = latin1(bytes, start, end)
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/);
  const headers = new Map<string, string>();
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return { line: lines[0]!, headers };
};

export const GNUTELLA2_TYPE = 'application/x-gnutella2';

/** True when a block agrees to Gnutella2 or, in a request, asks for it. */
export const offersGnutella2 = (block: Block): boolean => {
  const type = block.headers.get('content-type') ?? block.headers.get('accept') ?? '';
  return type.includes(GNUTELLA2_TYPE);
};

/** Puts what a block says about its sender, and the hosts it lists, into the flow's facts. */
export const noteBlock = (flow: FlowSink, direction: Direction, block: Block): void => {
  const { headers } = block;
  const facts = flow.end(direction);
  const system: SystemId = offersGnutella2(block) ? 'gnutella2' : 'gnutella';
  const agent = headers.get('user-agent');
  if (agent !== undefined) noteAgent(facts, agent);
  const guid = headers.get('guid');
  if (guid !== undefined && /^[0-9a-f]{32}$/i.test(guid)) facts.identity = guid.toLowerCase();
  const role = roleOf(headers, system);
  if (role) facts.role = role;
  noteListening(flow, direction, system, headers);
  noteOthers(flow, direction, system, headers);
  const seen = headers.get('remote-ip');
  // The address a peer sees behind address translation: the far end's view of the other end.
  if (seen !== undefined && seen.length <= 45) flow.carrier(`seen-as-${1 - direction}`, seen);
  const refusal = /^GNUTELLA\/0\.\d+ (?!200)(\d{3}.{0,100})/.exec(block.line);
  if (refusal) flow.carrier('refused', refusal[1]!);
};

const roleOf = (headers: ReadonlyMap<string, string>, system: SystemId): string | null => {
  const top = system === 'gnutella2' ? 'hub' : 'ultrapeer';
  const value = headers.get('x-hub') ?? headers.get('x-ultrapeer') ?? headers.get('x-supernode');
  if (value === undefined) return null;
  return /^true/i.test(value) ? top : 'leaf';
};

/** Headers in which a servent says where it listens: LimeWire and Shareaza, gtk-gnutella, BearShare. */
const LISTENING = ['listen-ip', 'node', 'x-my-address', 'x-node', 'x-listen-ip'];

const noteListening = (
  flow: FlowSink,
  direction: Direction,
  system: SystemId,
  headers: ReadonlyMap<string, string>,
): void => {
  const told: Told = { flow, direction, system, how: 'the listening address in its handshake' };
  for (const name of LISTENING) {
    const value = headers.get(name);
    if (value === undefined) continue;
    for (const { address, port } of parseHosts(value)) {
      if (port !== 0) flow.end(direction).listens ??= port;
      tell(told, address, port);
    }
  }
};

const noteOthers = (
  flow: FlowSink,
  direction: Direction,
  system: SystemId,
  headers: ReadonlyMap<string, string>,
): void => {
  for (const [name, value] of headers) {
    if (!name.startsWith('x-try')) continue;
    const hubs = name === 'x-try-hubs' ? 'gnutella2' : system;
    tellHosts(
      { flow, direction, system: hubs, how: 'an X-Try list of a Gnutella handshake' },
      value,
    );
  }
};
