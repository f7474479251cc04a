// A capture as conversations: what the flow list of a recorded case holds, one line a 5-tuple.
import { createReadStream } from 'node:fs';
import { addressText } from '../../model/address.ts';
import { PeerwardenError } from '../../model/errors.ts';
import { newEvidence } from '../../model/evidence.ts';
import { LIMITS } from '../../model/limits.ts';
import { CaptureFeeder } from '../../wire/capture/feeder.ts';
import { Decoder } from '../../wire/decode.ts';
import { DECODE } from '../../wire/decode-code.ts';
import { ICMP, ICMP6, type Packet, TCP, UDP } from '../../wire/packet.ts';

export interface FlowEnd {
  readonly address: string;
  /** 0 where there are no ports. */
  readonly port: number;
}

/** `a` sent the first packet; index 0 is what it sent, 1 what came back. */
export interface Flow {
  /** `tcp`, `udp`, `icmp`, `icmp6` or `ip89`. */
  readonly protocol: string;
  readonly a: FlowEnd;
  readonly b: FlowEnd;
  /** Epoch milliseconds with fraction. */
  readonly first: number;
  last: number;
  readonly packets: [number, number];
  /** Frames with their headers. */
  readonly bytes: [number, number];
  readonly payload: [number, number];
  /** First bytes of what each said: of a TCP stream, of the first datagram otherwise. */
  readonly head: [Uint8Array, Uint8Array];
}

export interface CaptureFlows {
  /** Oldest first. */
  readonly flows: readonly Flow[];
  readonly packets: number;
}

/** Bytes of a flow's beginning that are kept. */
export const HEAD_BYTES = 32;

/** @throws PeerwardenError PW_RANGE_BOUND when there are more flows than a table may hold */
export const flowsOf = async (path: string): Promise<CaptureFlows> => {
  const flows = new Map<string, Flow>();
  const decoder = new Decoder();
  let packets = 0;
  const feeder = new CaptureFeeder(
    'pcap',
    newEvidence(0, path, 'pcap'),
    (bytes, start, end, wire, at, link, offset) => {
      packets += 1;
      decoder.packet.at = at;
      decoder.packet.recordOffset = offset;
      if (decoder.decode(bytes, start, end, wire, link) === DECODE.OK)
        add(flows, decoder.packet, wire);
    },
  );
  for await (const block of createReadStream(path, { highWaterMark: LIMITS.readBlockBytes }))
    feeder.feed(block as Uint8Array);
  feeder.finish();
  return { flows: [...flows.values()], packets };
};

const add = (flows: Map<string, Flow>, packet: Packet, frameBytes: number): void => {
  const from = endOf(packet, 0, packet.sourcePort);
  const to = endOf(packet, 4, packet.destinationPort);
  const protocol = protocolName(packet.protocol);
  const there = keyOf(protocol, from, to);
  const back = keyOf(protocol, to, from);
  const way = flows.has(there) || !flows.has(back) ? 0 : 1;
  const flow =
    flows.get(way === 0 ? there : back) ?? newFlow(flows, there, protocol, from, to, packet.at);
  flow.last = packet.at;
  flow.packets[way] += 1;
  flow.bytes[way] += frameBytes;
  flow.payload[way] += packet.payloadBytes;
  const head = flow.head[way];
  if (
    packet.payloadBytes > 0 &&
    head.length < HEAD_BYTES &&
    (head.length === 0 || protocol === 'tcp')
  )
    flow.head[way] = joined(head, packet);
};

const newFlow = (
  flows: Map<string, Flow>,
  key: string,
  protocol: string,
  a: FlowEnd,
  b: FlowEnd,
  at: number,
): Flow => {
  if (flows.size >= LIMITS.flowsMax)
    throw new PeerwardenError('PW_RANGE_BOUND', {
      message: `The recording has more than ${LIMITS.flowsMax} flows.`,
      remedy: 'Record a smaller scenario.',
    });
  const empty = new Uint8Array(0);
  const flow: Flow = {
    protocol,
    a,
    b,
    first: at,
    last: at,
    packets: [0, 0],
    bytes: [0, 0],
    payload: [0, 0],
    head: [empty, empty],
  };
  flows.set(key, flow);
  return flow;
};

const joined = (head: Uint8Array, { bytes, payloadStart, payloadEnd }: Packet): Uint8Array => {
  const room = HEAD_BYTES - head.length;
  const more = bytes.slice(payloadStart, Math.min(payloadEnd, payloadStart + room));
  const whole = new Uint8Array(head.length + more.length);
  whole.set(head);
  whole.set(more, head.length);
  return whole;
};

const endOf = (packet: Packet, at: number, port: number): FlowEnd => ({
  address: addressText(packet.words, at),
  port: packet.protocol === TCP || packet.protocol === UDP ? port : 0,
});

const keyOf = (protocol: string, a: FlowEnd, b: FlowEnd): string =>
  `${protocol} ${a.address} ${a.port} ${b.address} ${b.port}`;

const NAMES: Readonly<Record<number, string>> = {
  [TCP]: 'tcp',
  [UDP]: 'udp',
  [ICMP]: 'icmp',
  [ICMP6]: 'icmp6',
};

const protocolName = (number: number): string => NAMES[number] ?? `ip${number}`;
