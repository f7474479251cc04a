// covers: T1
// The same flows however the packets of a connection are cut, put in another order or sent again.
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNobody } from '../../src/detect/part.ts';
import type { FlowObservation } from '../../src/model/observation.ts';
import { type Packet, TCP } from '../../src/wire/packet.ts';
import {
  connection,
  copyOf,
  datagrams,
  identify,
  noise,
  packetOf,
  readPackets,
  segmentOf,
} from '../harness/identify.ts';

const CAPTURES = [
  'examples/office/span-port.pcap',
  ...readdirSync('fixtures', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.pcap'))
    .map((path) => `fixtures/${path}`)
    .sort(),
].map((path) => [path, readPackets(path)] as const);

const endsOf = (flow: FlowObservation): string =>
  `${flow.transport} ${flow.source} ${flow.sourcePort} ${flow.destination} ${flow.destinationPort}`;

/** Flows that are named by the sizes of their segments: other segments are other evidence. */
const namedBySizes = (flows: readonly FlowObservation[]): ReadonlySet<string> =>
  new Set(flows.filter(({ by }) => by === 'shape' || by === 'behaviour').map(endsOf));

/** What a flow is, without counts of packets. */
const essence = (flows: readonly FlowObservation[], without: ReadonlySet<string>) =>
  flows
    .filter((flow) => !without.has(endsOf(flow)))
    .map((flow) => ({
      ends: endsOf(flow),
      named: [flow.protocol, flow.system, flow.by, flow.bystander ?? null, ...flow.via],
      learned: flow.learned ?? null,
      facts: flow.facts ?? null,
    }))
    .sort((a, b) => (a.ends < b.ends ? -1 : 1));

const isSegment = (packet: Packet): boolean =>
  packet.protocol === TCP && packet.payloadBytes > 0 && packet.payloadBytes === packet.bytes.length;

/** Cuts, exchanges neighbours of one direction, and sends again, as `choices` say. */
const disturbed = (packets: readonly Packet[], choices: () => number): Packet[] => {
  const pieces = packets.flatMap((packet) => {
    if (!isSegment(packet) || choices() % 2 === 0) return [packet];
    const at = 1 + (choices() % packet.payloadBytes);
    const cut =
      at >= packet.payloadBytes
        ? [packet]
        : [segmentOf(packet, 0, at), segmentOf(packet, at, packet.payloadBytes)];
    return choices() % 4 === 0 ? [...cut, segmentOf(packet, 0, packet.payloadBytes)] : cut;
  });
  for (let i = 1; i < pieces.length; i++) {
    const [one, other] = [pieces[i - 1]!, pieces[i]!];
    if (isSegment(one) && isSegment(other) && sameWay(one, other) && choices() % 3 === 0) {
      const later = copyOf(one);
      const sooner = copyOf(other);
      [sooner.at, later.at] = [one.at, other.at];
      [pieces[i - 1], pieces[i]] = [sooner, later];
    }
  }
  return pieces;
};

const sameWay = (one: Packet, other: Packet): boolean =>
  one.sourcePort === other.sourcePort &&
  one.destinationPort === other.destinationPort &&
  one.words.every((word, i) => word === other.words[i]);

const choice = (seed: number) => {
  const numbers = noise(4096, seed);
  let at = 0;
  return () => numbers[at++ % numbers.length]! + 256 * numbers[at++ % numbers.length]!;
};

describe.each(CAPTURES)('%s', (_, packets) => {
  const { flows: undisturbed } = identify(packets);
  const bySizes = namedBySizes(undisturbed);
  const whole = essence(undisturbed, bySizes);

  it('is the same however its segments are cut, exchanged and repeated', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), (seed) => {
        expect(essence(identify(disturbed(packets, choice(seed))).flows, bySizes)).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });

  it('is the same when every segment holds one byte', () => {
    const single = packets.flatMap((packet) =>
      isSegment(packet) && packet.payloadBytes <= 300
        ? Array.from({ length: packet.payloadBytes }, (_x, i) => segmentOf(packet, i, i + 1))
        : [packet],
    );
    expect(essence(identify(single).flows, bySizes)).toEqual(whole);
  });

  it('is the same behind a span port that shows every packet twice, counted', () => {
    const twice = packets.flatMap((packet) => [packet, copyOf(packet)]);
    const { flows, counts } = identify(twice);
    const once = identify(packets);
    expect(essence(flows, bySizes)).toEqual(whole);
    expect(counts.duplicates).toBeGreaterThan(0);
    // Announcements to groups are repeated on purpose, and stay.
    const payload = (all: readonly FlowObservation[]) =>
      all
        .filter(({ destination }) => !isNobody(destination))
        .reduce((sum, flow) => sum + flow.payloadOut + flow.payloadIn, 0);
    expect(payload(flows)).toBe(payload(once.flows));
  });

  it('has no fault in any prefix, one-sided, or without the beginnings', () => {
    const step = Math.max(1, Math.floor(packets.length / 24));
    for (let end = 0; end <= packets.length; end += step)
      expect(identify(packets.slice(0, end)).counts.faults).toBe(0);
    for (let start = 0; start < packets.length; start += step)
      expect(identify(packets.slice(start)).counts.faults).toBe(0);
    const [first] = packets;
    const side = (own: boolean) =>
      identify(packets.filter((packet) => (packet.words[3] === first!.words[3]) === own));
    for (const { counts } of [side(true), side(false)]) expect(counts.faults).toBe(0);
  });
});

describe('packets nobody would send', () => {
  it('cost no fault and no flow its neighbours', () => {
    const random = fc.record({
      from: fc.constantFrom('10.0.0.1 1', '10.0.0.2 2', '2001:db8::1 53', '224.0.0.1 0'),
      to: fc.constantFrom('10.0.0.1 1', '10.0.0.2 2', '2001:db8::2 443', '255.255.255.255 67'),
      at: fc.double({ min: -1e15, max: 1e15, noNaN: true }),
      payload: fc.uint8Array({ maxLength: 80 }),
      flags: fc.option(fc.nat(255), { nil: undefined }),
      sequence: fc.integer(),
      ipId: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(random, { maxLength: 60 }), (all) => {
        const packets = all.map(({ flags, ...rest }) =>
          packetOf(flags === undefined ? rest : { ...rest, flags }),
        );
        const { counts, flows } = identify(packets);
        expect(counts.faults).toBe(0);
        expect(flows.length).toBe(counts.flows);
        const seen = flows.reduce((sum, flow) => sum + flow.packetsOut + flow.packetsIn, 0);
        expect(seen + counts.duplicates).toBe(packets.length);
      }),
      { numRuns: 100 },
    );
  });
});

describe('connections that are not whole', () => {
  const said = [
    [0, 'GET / HTTP/1.1\r\nHost: example.org\r\n\r\n'],
    [1, 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
  ] as const;
  const whole = connection(0, '10.0.0.1 40000', '192.0.2.1 80', said);

  it('one-sided ones are named and counted', () => {
    const { flows, counts } = identify(whole.filter((packet) => packet.sourcePort === 40_000));
    expect(flows).toMatchObject([{ protocol: 'http', source: '10.0.0.1', packetsIn: 0 }]);
    expect(counts.oneSided).toBe(1);
  });

  it('ones without a beginning take the higher port for the client', () => {
    const { flows, counts } = identify(whole.slice(4));
    expect(flows).toMatchObject([
      {
        connection: 'midstream',
        sourcePort: 40_000,
        destinationPort: 80,
        destination: '192.0.2.1',
      },
    ]);
    expect(counts.midstream).toBe(1);
  });

  it('a second connection on the same ports is a flow of its own', () => {
    const again = connection(5000, '10.0.0.1 40000', '192.0.2.1 80', said);
    expect(identify([...whole, ...again]).flows).toHaveLength(2);
  });

  it('idle ends a flow, and what follows is another', () => {
    const packets = [
      ...datagrams(0, '10.0.0.1 5000', '192.0.2.1 5001', [[0, 'x']]),
      ...datagrams(10 * 60_000, '10.0.0.1 5000', '192.0.2.1 5001', [[0, 'x']]),
    ];
    expect(identify(packets).flows).toHaveLength(2);
  });
});
