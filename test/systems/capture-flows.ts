// A small capture reader of the tests' own (classic pcap, Ethernet, IPv4 and IPv6, TCP in order, UDP), so that
// dissectors can be tested on captures without the packet path of the product.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { addressText } from '../../src/model/address.ts';
import {
  type Datagram,
  type Direction,
  type Dissector,
  MORE,
  NO,
  type Verdict,
  YES,
} from '../../src/wire/dissector.ts';
import { type Ends, type RecordingSink, recordingSink } from './recording-sink.ts';

export interface CapturedFlow extends Ends {
  readonly transport: 'tcp' | 'udp';
  /** Payload in order, per packet. */
  readonly pieces: { readonly direction: Direction; readonly bytes: Uint8Array }[];
  /** Next sequence number per direction. */
  readonly next: [number | null, number | null];
  readonly late: Map<string, Uint8Array>;
  midstream: boolean;
}

export const captureFlows = (path: string): CapturedFlow[] => {
  let file: Uint8Array = readFileSync(path);
  if (file[0] === 0x1f && file[1] === 0x8b) file = gunzipSync(file);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const little = MAGICS.get(view.getUint32(0, true));
  const big = MAGICS.get(view.getUint32(0, false));
  if (!little && !big) return [];
  const order = little === true;
  const link = view.getUint32(20, order);
  const flows = new Map<string, CapturedFlow>();
  for (let at = 24; at + 16 <= file.length; ) {
    const length = view.getUint32(at + 8, order);
    const packet = file.subarray(at + 16, Math.min(at + 16 + length, file.length));
    addPacket(flows, packet, link);
    at += 16 + length;
  }
  return [...flows.values()];
};

const MAGICS = new Map([
  [0xa1b2c3d4, true],
  [0xa1b23c4d, true],
]);

const addPacket = (flows: Map<string, CapturedFlow>, frame: Uint8Array, link: number): void => {
  let at = 0;
  if (link === 1) {
    at = 14;
    if (frame[12] === 0x81 && frame[13] === 0) at = 18;
  } else if (link === 113) at = 16;
  else if (link === 276) at = 20;
  const version = frame[at]! >> 4;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (version === 4 && frame.length >= at + 20) {
    const end = Math.min(frame.length, at + view.getUint16(at + 2));
    if ((view.getUint16(at + 6) & 0x1fff) !== 0) return;
    const address = (from: number) => addressText([0, 0, 0xffff, view.getUint32(from)]);
    const body = at + 4 * (frame[at]! & 15);
    addSegment(flows, frame, frame[at + 9]!, address(at + 12), address(at + 16), body, end);
  } else if (version === 6 && frame.length >= at + 40) {
    const end = Math.min(frame.length, at + 40 + view.getUint16(at + 4));
    const words = (from: number) => [0, 4, 8, 12].map((offset) => view.getUint32(from + offset));
    const [source, target] = [addressText(words(at + 8)), addressText(words(at + 24))];
    addSegment(flows, frame, frame[at + 6]!, source, target, at + 40, end);
  }
};

const addSegment = (
  flows: Map<string, CapturedFlow>,
  frame: Uint8Array,
  protocol: number,
  source: string,
  target: string,
  at: number,
  end: number,
): void => {
  if ((protocol !== 6 && protocol !== 17) || at + 8 > end) return;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const [from, to] = [view.getUint16(at), view.getUint16(at + 2)];
  const tcp = protocol === 6;
  if (tcp && at + 20 > end) return;
  const syn = tcp && (frame[at + 13]! & 0x02) !== 0;
  const answer = syn && (frame[at + 13]! & 0x10) !== 0;
  const there = `${protocol} ${source} ${from} ${target} ${to}`;
  const back = `${protocol} ${target} ${to} ${source} ${from}`;
  let flow = flows.get(there);
  const direction: Direction = flow ? 0 : flows.has(back) ? 1 : 0;
  flow ??= flows.get(back);
  if (!flow) {
    flow = {
      transport: tcp ? 'tcp' : 'udp',
      client: source,
      clientPort: from,
      server: target,
      serverPort: to,
      pieces: [],
      next: [null, null],
      late: new Map(),
      midstream: tcp && (!syn || answer),
    };
    flows.set(there, flow);
  }
  const body = tcp ? at + 4 * (frame[at + 12]! >> 4) : at + 8;
  const bytes = frame.slice(body, Math.max(body, end));
  if (tcp) addTcp(flow, direction, view.getUint32(at + 4), bytes, syn);
  else if (bytes.length > 0) flow.pieces.push({ direction, bytes });
};

const addTcp = (
  flow: CapturedFlow,
  direction: Direction,
  sequence: number,
  bytes: Uint8Array,
  syn: boolean,
): void => {
  if (syn) {
    flow.next[direction] = (sequence + 1) >>> 0;
    return;
  }
  if (bytes.length === 0) return;
  flow.next[direction] ??= sequence;
  flow.late.set(`${direction} ${sequence}`, bytes);
  for (;;) {
    const key = `${direction} ${flow.next[direction]}`;
    const piece = flow.late.get(key);
    if (!piece) return;
    flow.late.delete(key);
    flow.pieces.push({ direction, bytes: piece });
    flow.next[direction] = (flow.next[direction]! + piece.length) >>> 0;
  }
};

export interface Recognised {
  readonly dissector: Dissector;
  readonly sink: RecordingSink;
}

/** Asks the dissectors in order, as the flow engine does, and lets the first that says yes read the flow. */
export const recognise = (
  flow: CapturedFlow,
  dissectors: readonly Dissector[],
): Recognised | null => {
  for (const dissector of dissectors) {
    if (dissector.transport !== flow.transport) continue;
    if (ask(flow, dissector) === YES) {
      const sink = recordingSink(flow.transport, flow);
      const reader = dissector.open?.(sink);
      const reading: [boolean, boolean] = [true, true];
      for (const { direction, bytes } of flow.pieces)
        if (reader && reading[direction])
          reading[direction] = reader.push(direction, bytes, 0, bytes.length);
      return { dissector, sink };
    }
  }
  return null;
};

const ask = (flow: CapturedFlow, dissector: Dissector): Verdict =>
  dissector.transport === 'tcp' ? askStream(flow, dissector) : askDatagrams(flow, dissector);

const HEAD_BYTES = 8192;

const askStream = (
  flow: CapturedFlow,
  dissector: Extract<Dissector, { transport: 'tcp' }>,
): Verdict => {
  const heads = [new Uint8Array(HEAD_BYTES), new Uint8Array(HEAD_BYTES)] as const;
  const length: [number, number] = [0, 0];
  const first = flow.pieces[0]?.direction;
  if (first === undefined) return NO;
  if (dissector.firstBytes && !dissector.firstBytes.includes(flow.pieces[0]!.bytes[0]!)) return NO;
  for (const { direction, bytes } of flow.pieces) {
    const count = Math.min(bytes.length, HEAD_BYTES - length[direction]);
    heads[direction].set(bytes.subarray(0, count), length[direction]);
    length[direction] += count;
    const ended = length[direction] >= HEAD_BYTES;
    const { clientPort, serverPort, midstream } = flow;
    const head = { transport: 'tcp' as const, clientPort, serverPort, bytes: heads, length };
    const verdict = dissector.inspect({ ...head, first, midstream, ended });
    if (verdict !== MORE || ended) return verdict;
  }
  return MORE;
};

const askDatagrams = (
  flow: CapturedFlow,
  dissector: Exclude<Dissector, { transport: 'tcp' }>,
): Verdict => {
  const datagram: Datagram = {
    transport: 'udp',
    clientPort: flow.clientPort,
    serverPort: flow.serverPort,
    clientAddress: flow.client,
    serverAddress: flow.server,
    bytes: new Uint8Array(),
    start: 0,
    end: 0,
    direction: 0,
    index: 0,
    memory: 0,
  };
  let index = 0;
  for (const { direction, bytes } of flow.pieces.slice(0, 8)) {
    if (bytes.length < dissector.bytesMin) return NO;
    if (index === 0 && dissector.firstBytes && !dissector.firstBytes.includes(bytes[0]!)) return NO;
    const asked = { ...datagram, bytes, end: bytes.length, direction, index: index++ };
    const verdict = dissector.inspect(asked);
    datagram.memory = asked.memory;
    if (verdict !== MORE) return verdict;
  }
  return MORE;
};
