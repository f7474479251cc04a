// Flow exports by hand: templates that come late, sampling, two directions, translation, sFlow; and bytes that are none.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newEvidence } from '../../src/model/evidence.ts';
import { LIMITS } from '../../src/model/limits.ts';
import type { CountedObservation, Observation } from '../../src/model/observation.ts';
import { DATAGRAM_FORMATS } from '../../src/protocols/datagram-formats.ts';
import { flowExportOf } from '../../src/protocols/flow-export.ts';
import { ExportReader, mayExport } from '../../src/sources/flow-records/export-reader.ts';
import { FlowJoiner } from '../../src/sources/flow-records/flow-joiner.ts';
import type { FlowRecord, FlowSink } from '../../src/sources/flow-records/flow-record.ts';
import { NetflowFive } from '../../src/sources/flow-records/netflow-5.ts';
import { isNfcapd, NfcapdReader, nfcapdUnread } from '../../src/sources/flow-records/nfcapd.ts';
import { Sflow } from '../../src/sources/flow-records/sflow.ts';
import { TemplateFlows } from '../../src/sources/flow-records/template-flows.ts';
import { type Datagram, YES } from '../../src/wire/dissector.ts';
import { Packet, UDP } from '../../src/wire/packet.ts';

const AT = Date.UTC(2026, 10, 22, 6);
const SECONDS = AT / 1000;
const EXPORTER = { address: '10.20.0.1', session: '10.20.0.1:5000>10.20.0.9:2055' };

/** Numbers with their bytes: `[2, 9]` is 00 09. Texts are hex. */
type Part = readonly [bytes: 1 | 2 | 4 | 8, value: number] | string;

const bytesOf = (...parts: readonly Part[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === 'string'
        ? [...Buffer.from(part.replace(/\s/g, ''), 'hex')]
        : [...Buffer.from(part[1].toString(16).padStart(part[0] * 2, '0'), 'hex')],
    ),
  );

const joined = (...all: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(all));

const set = (id: number, ...content: readonly Uint8Array[]): Uint8Array => {
  const body = joined(...content);
  return joined(bytesOf([2, id], [2, body.length + 4]), body);
};

const template = (id: number, ...fields: readonly (readonly number[])[]): Uint8Array =>
  bytesOf(
    [2, id],
    [2, fields.length],
    ...fields.flatMap(([field = 0, length = 0, enterprise]): Part[] =>
      enterprise === undefined
        ? [
            [2, field],
            [2, length],
          ]
        : [
            [2, field | 0x8000],
            [2, length],
            [4, enterprise],
          ],
    ),
  );

const v9 = (domain: number, ...sets: readonly Uint8Array[]): Uint8Array =>
  joined(
    bytesOf([2, 9], [2, sets.length], [4, 100_000], [4, SECONDS], [4, 1], [4, domain]),
    ...sets,
  );

const ipfix = (domain: number, ...sets: readonly Uint8Array[]): Uint8Array => {
  const body = joined(...sets);
  return joined(bytesOf([2, 10], [2, body.length + 16], [4, SECONDS], [4, 1], [4, domain]), body);
};

class Kept implements FlowSink {
  readonly flows: FlowRecord[] = [];
  readonly readings: unknown[] = [];
  readonly reasons: string[] = [];
  flow(record: FlowRecord): void {
    this.flows.push(record);
  }
  counters(reading: unknown): void {
    this.readings.push(reading);
  }
  refused(reason: string, by = 1): void {
    for (let i = 0; i < by; i++) this.reasons.push(reason);
  }
}

const whole = (
  decoder: NetflowFive | TemplateFlows | Sflow,
  bytes: Uint8Array,
  exporter = EXPORTER,
) => decoder.datagram(bytes, 0, bytes.length, AT, exporter);

const FIVE_FIELDS = [
  [8, 4],
  [12, 4],
  [7, 2],
  [11, 2],
  [4, 1],
  [1, 4],
  [2, 4],
] as const;
const fiveValues = (bytes: number): Uint8Array =>
  bytesOf('0a14010c', 'c633640c', [2, 40_000], [2, 443], [1, 6], [4, bytes], [4, 3]);

describe('templates', () => {
  it('may come after the records they describe', () => {
    const sink = new Kept();
    const decoder = new TemplateFlows(9, sink);
    expect(whole(decoder, v9(7, set(300, fiveValues(100), fiveValues(200))))).toBe(0);
    expect(whole(decoder, v9(7, set(0, template(300, ...FIVE_FIELDS))))).toBe(2);
    expect(sink.flows.map(({ bytes }) => bytes)).toEqual([100, 200]);
    decoder.close();
    expect(sink.reasons).toEqual([]);
  });

  it('that never come are counted, and what waits is bounded', () => {
    const sink = new Kept();
    const decoder = new TemplateFlows(9, sink);
    const waiting = LIMITS.flowSetsWaitingMax + 5;
    for (let i = 0; i < waiting; i++) whole(decoder, v9(7, set(300, fiveValues(1))));
    expect(sink.reasons).toHaveLength(5);
    decoder.close();
    expect(sink.reasons).toHaveLength(waiting);
    expect(new Set(sink.reasons).size).toBe(2);
  });

  it('are those of their own domain and exporter', () => {
    const sink = new Kept();
    const decoder = new TemplateFlows(9, sink);
    const other = { address: '10.20.0.2', session: 'other' };
    whole(decoder, v9(1, set(0, template(300, ...FIVE_FIELDS))));
    whole(decoder, v9(2, set(0, template(300, [12, 4], [8, 4], [4, 1]))));
    expect(whole(decoder, v9(2, set(300, bytesOf('c633640c', '0a14010c', [1, 17]))))).toBe(1);
    expect(whole(decoder, v9(1, set(300, fiveValues(5))))).toBe(1);
    expect(whole(decoder, v9(1, set(300, fiveValues(5))), other)).toBe(0);
    expect(sink.flows.map(({ source, protocol }) => [source, protocol])).toEqual([
      ['10.20.1.12', 17],
      ['10.20.1.12', 6],
    ]);
  });

  it('of firewalls and probes name the application and the user', () => {
    const sink = new Kept();
    const decoder = new TemplateFlows(9, sink);
    const fields = [...FIVE_FIELDS, [56_701, 12], [56_702, 8], [233, 1]] as const;
    const values = bytesOf('626974746f7272656e740000', '616e6e6100000000', '02');
    whole(decoder, v9(7, set(0, template(300, ...fields)), set(300, fiveValues(1), values)));
    expect(sink.flows).toMatchObject([{ application: 'bittorrent', user: 'anna' }]);
    expect(sink.flows[0]).not.toHaveProperty('denied');
  });

  it('tell what goes out: the same packets, but with ntop’s fields the other direction', () => {
    const sink = new Kept();
    const decoder = new TemplateFlows(9, sink);
    const ends = FIVE_FIELDS.slice(0, 5);
    const values = fiveValues(0).slice(0, 13);
    const counts = bytesOf([4, 500], [4, 5]);
    whole(
      decoder,
      v9(
        7,
        set(0, template(300, ...ends, [23, 4], [24, 4])),
        set(300, values, counts),
        set(0, template(301, ...FIVE_FIELDS, [23, 4], [24, 4], [57_590, 2], [57_591, 6])),
        set(301, fiveValues(100), counts, bytesOf([2, 37], '6e617067746f')),
      ),
    );
    expect(sink.flows).toMatchObject([
      { bytes: 500, packets: 5 },
      { bytes: 100, packets: 3, back: { bytes: 500, packets: 5 }, application: 'napgto' },
    ]);
    expect(sink.flows[0]).not.toHaveProperty('back');
  });

  it('are found again when the exporter changes its port', () => {
    const decoder = new TemplateFlows(9, new Kept());
    whole(decoder, v9(1, set(0, template(300, ...FIVE_FIELDS))));
    const moved = { ...EXPORTER, session: '10.20.0.1:5001>10.20.0.9:2055' };
    expect(whole(decoder, v9(1, set(300, fiveValues(5))), moved)).toBe(1);
  });
});

describe('IPFIX', () => {
  it('reads variable lengths, enterprise fields, both directions and padding', () => {
    const sink = new Kept();
    const decoder = new TemplateFlows(10, sink);
    const fields = [
      [152, 8],
      [153, 8],
      [8, 4],
      [12, 4],
      [7, 2],
      [11, 2],
      [4, 1],
      [96, 65_535],
      [1, 8],
      [2, 4],
      [1, 8, 29_305],
      [2, 4, 29_305],
      [6, 1],
      [6, 1, 29_305],
      [77, 65_535, 4242],
    ];
    const record = bytesOf(
      ...([
        [8, AT - 5000],
        [8, AT - 1000],
      ] as const),
      ...['0a14010c', 'c633640c', 'c000', '1ae1', '06', '03 627474'],
      ...([
        [8, 1000],
        [4, 10],
        [8, 50_000],
        [4, 40],
      ] as const),
      ...['1b', '1b', 'ff 0003 010203'],
    );
    const data = set(256, record, bytesOf('000000'));
    expect(whole(decoder, ipfix(1, set(2, template(256, ...fields)), data))).toBe(1);
    expect(sink.reasons).toEqual([]);
    expect(sink.flows[0]).toMatchObject({
      at: AT - 5000,
      until: AT - 1000,
      source: '10.20.1.12',
      sourcePort: 49_152,
      destinationPort: 6881,
      bytes: 1000,
      packets: 10,
      back: { bytes: 50_000, packets: 40, flags: 0x1b },
      client: 'source',
      application: 'btt',
    });
  });

  it('takes sampling rates, names of applications and translation from options and fields', () => {
    const sink = new Kept();
    const decoder = new TemplateFlows(10, sink);
    const options = bytesOf([2, 400], [2, 2], [2, 1], [2, 305], [2, 4], [2, 306], [2, 4]);
    const names = bytesOf([2, 401], [2, 2], [2, 1], [2, 95], [2, 4], [2, 96], [2, 10]);
    whole(
      decoder,
      ipfix(
        1,
        set(3, options, names),
        set(400, bytesOf([4, 1], [4, 99])),
        set(401, bytesOf('0d000045', '626974746f7272656e74')),
        set(2, template(256, ...FIVE_FIELDS, [95, 4], [225, 4], [227, 2], [371, 8])),
        set(256, fiveValues(10), bytesOf('0d000045', 'cb007101', [2, 62_000], '616e6e6100000000')),
      ),
    );
    expect(sink.flows[0]).toMatchObject({
      bytes: 1000,
      packets: 300,
      sampled: true,
      application: 'bittorrent',
      user: 'anna',
      translated: { source: '203.0.113.1', sourcePort: 62_000, destination: '198.51.100.12' },
    });
  });

  it('mends the clock of an exporter that has none', () => {
    const sink = new Kept();
    const decoder = new TemplateFlows(10, sink);
    const message = ipfix(
      1,
      set(2, template(256, ...FIVE_FIELDS, [150, 4], [151, 4])),
      set(256, fiveValues(1), bytesOf([4, 1000], [4, 1010])),
    );
    message.set(bytesOf([4, 1015]), 4);
    whole(decoder, message);
    expect(sink.flows[0]).toMatchObject({ at: AT - 15_000, until: AT - 5000 });
  });
});

/** A TCP SYN of 60 bytes from 10.20.1.12:40000 to 198.51.100.12:6881, in Ethernet. */
const SYN_FRAME =
  '022000000001 022000000002 0800 4500003c00010000400600000a14010cc633640c 9c401ae1 00000001 00000000 a002ffff 00000000' +
  '0000000000000000000000000000000000000000';

const sflow = (...samples: readonly Uint8Array[]): Uint8Array =>
  joined(
    bytesOf([4, 5], [4, 1], '0a140001', [4, 0], [4, 1], [4, 100_000], [4, samples.length]),
    ...samples,
  );

const sample = (format: number, ...parts: readonly Part[]): Uint8Array => {
  const body = bytesOf(...parts);
  return joined(bytesOf([4, format], [4, body.length]), body);
};

const rawHeader = (): readonly Part[] => {
  const frame = bytesOf(SYN_FRAME);
  const padding = (4 - (frame.length % 4)) % 4;
  return [
    [4, 1],
    [4, 16 + frame.length + padding],
    [4, 1],
    [4, frame.length + 4],
    [4, 4],
    [4, frame.length],
    SYN_FRAME,
    '00'.repeat(padding),
  ];
};

const counterSample = (octetsIn: number, octetsOut: number): Uint8Array =>
  sample(
    2,
    ...([
      [4, 1],
      [4, 3],
      [4, 1],
      [4, 1],
      [4, 88],
      [4, 3],
      [4, 6],
      [8, 1e9],
      [4, 1],
      [4, 3],
      [8, octetsIn],
    ] as const),
    '00'.repeat(24),
    [8, octetsOut],
    '00'.repeat(24),
  );

describe('sFlow', () => {
  it('scales sampled packets, plain and expanded, and reads counters', () => {
    const sink = new Kept();
    const plain = sample(
      1,
      [4, 1],
      [4, 3],
      [4, 256],
      [4, 512],
      [4, 0],
      [4, 3],
      [4, 4],
      [4, 1],
      ...rawHeader(),
    );
    const expanded = sample(
      3,
      ...([
        [4, 2],
        [4, 0],
        [4, 3],
        [4, 512],
        [4, 512],
        [4, 0],
        [4, 0],
        [4, 3],
        [4, 0],
        [4, 4],
        [4, 1],
      ] as const),
      ...rawHeader(),
    );
    const message = sflow(plain, expanded, counterSample(5e9, 6e9));
    expect(flowExportOf(message, 0, message.length)).toBe('sflow');
    expect(whole(new Sflow(sink), message)).toBe(3);
    expect(sink.reasons).toEqual([]);
    expect(
      sink.flows.map(({ bytes, packets, sampled, flags }) => [bytes, packets, sampled, flags]),
    ).toEqual([
      [60 * 256, 256, true, 2],
      [60 * 512, 512, true, 2],
    ]);
    expect(sink.flows[0]).toMatchObject({
      sensor: '10.20.0.1',
      source: '10.20.1.12',
      destinationPort: 6881,
    });
    expect(sink.readings).toMatchObject([
      { device: '10.20.0.1 interface 3', bytesIn: 5e9, bytesOut: 6e9 },
    ]);
  });

  it('gives out what counters grew by', () => {
    const { observations } = readAll([
      [AT, sflow(counterSample(1000, 100))],
      [AT + 20_000, sflow(counterSample(4000, 150))],
    ]);
    expect(observations).toMatchObject([
      { kind: 'volume', format: 'sflow', at: AT, until: AT + 20_000, bytesIn: 3000, bytesOut: 50 },
    ]);
  });
});

/** Datagrams as an ExportReader sees them in a capture. */
const readAll = (datagrams: readonly (readonly [number, Uint8Array])[]) => {
  const evidence = newEvidence(3, '', 'pcap');
  const observations: Observation[] = [];
  const reader = new ExportReader(evidence, (observation) => observations.push(observation));
  for (const [i, [at, bytes]] of datagrams.entries()) {
    const packet = packetOf(bytes, at, 24 + i * 1000);
    if (mayExport(packet)) reader.packet(packet);
  }
  reader.close();
  return { observations, evidence };
};

const packetOf = (bytes: Uint8Array, at: number, offset: number): Packet => {
  const packet = new Packet();
  packet.protocol = UDP;
  packet.words.set([0, 0, 0xffff, 0x0a140001, 0, 0, 0xffff, 0x0a140009]);
  packet.bytes = bytes;
  packet.payloadEnd = bytes.length;
  packet.payloadBytes = bytes.length;
  packet.at = at;
  packet.recordOffset = offset;
  return packet;
};

describe('exports in a capture', () => {
  it('seen on two interfaces count once, and cut ones are counted', () => {
    const message = v9(7, set(0, template(300, ...FIVE_FIELDS)), set(300, fiveValues(100)));
    const once = readAll([[AT, message]]);
    const twice = readAll([
      [AT, message],
      [AT, message],
    ]);
    expect(once.observations).toMatchObject([
      {
        kind: 'connection',
        format: 'netflow-v9',
        origin: { evidence: 3, offset: 24 },
        sensor: '10.20.0.1',
        bytesOut: 100,
      },
    ]);
    expect(once.observations[0]).not.toHaveProperty('bytesIn');
    expect(twice.observations).toEqual(once.observations);
    expect(twice.evidence.notUnderstood).toEqual({ 'flow export seen twice': 1 });
    const cut = packetOf(ipfix(1, set(256, fiveValues(1))).slice(0, 30), AT, 0);
    cut.payloadBytes = 45;
    cut.cut = true;
    cut.bytes[3] = 45;
    const evidence = newEvidence(0, '', 'pcap');
    new ExportReader(evidence, () => {}).packet(cut);
    expect(evidence.notUnderstood).toEqual({ 'flow export cut by the capture': 1 });
  });
});

const RECORD: FlowRecord = {
  at: AT,
  until: AT + 1000,
  sensor: '10.20.0.1',
  domain: 0,
  protocol: 6,
  source: '10.20.1.12',
  sourcePort: 40_000,
  destination: '198.51.100.12',
  destinationPort: 6881,
  bytes: 100,
  packets: 2,
  flags: 0x1b,
  icmpType: -1,
  sampled: false,
  side: -1,
};

const turned = (record: FlowRecord): FlowRecord => ({
  ...record,
  source: record.destination,
  sourcePort: record.destinationPort,
  destination: record.source,
  destinationPort: record.sourcePort,
});

const join = (...records: readonly FlowRecord[]): CountedObservation[] => {
  const observations: Observation[] = [];
  const joiner = new FlowJoiner(newEvidence(0, '', ''), (one) => observations.push(one));
  for (const record of records) joiner.add(record, 'ipfix', { evidence: 0 }, record.until);
  joiner.close();
  return observations as CountedObservation[];
};

describe('the two directions of a connection', () => {
  const back = { ...turned(RECORD), bytes: 5000, packets: 6 };

  it('become one, whichever comes first', () => {
    for (const records of [
      [RECORD, back],
      [back, RECORD],
    ])
      expect(join(...records)).toMatchObject([
        {
          source: '10.20.1.12',
          destinationPort: 6881,
          bytesOut: 100,
          bytesIn: 5000,
          packetsOut: 2,
          packetsIn: 6,
        },
      ]);
  });

  it('go on over pieces, and end where a new connection begins', () => {
    const later = { ...RECORD, at: AT + 2000, until: AT + 3000, flags: 0x10 };
    expect(join(RECORD, back, { ...later })).toMatchObject([{ bytesOut: 200, until: AT + 3000 }]);
    expect(join(RECORD, back, { ...later, flags: 0x1b })).toHaveLength(2);
  });

  it('are counted once where two routers tell of them', () => {
    const other = { ...RECORD, sensor: '10.20.0.2', bytes: 90 };
    expect(join(RECORD, other, back)).toMatchObject([{ bytesOut: 100, bytesIn: 5000 }]);
  });

  it('are counted once where one router tells of them coming and going', () => {
    const going = { ...RECORD, side: 1 };
    expect(join({ ...RECORD, side: 0 }, going)).toMatchObject([{ bytesOut: 100 }]);
  });

  it('show who began: a SYN without ACK, the first packet, the port', () => {
    const server = { ...RECORD, sourcePort: 6881, destinationPort: 40_000, flags: 0 };
    expect(join({ ...server, flags: 2 })).toMatchObject([{ sourcePort: 6881, unanswered: true }]);
    expect(join(server)).toMatchObject([{ sourcePort: 40_000, source: '198.51.100.12' }]);
    const udp = { ...server, protocol: 17 };
    expect(join(udp, { ...turned(udp), at: AT + 5 })).toMatchObject([{ sourcePort: 6881 }]);
    expect(join({ ...udp, at: AT + 5 }, turned(udp))).toMatchObject([{ sourcePort: 40_000 }]);
    const dns = { ...udp, sourcePort: 53 };
    expect(join(dns, { ...turned(dns), at: AT + 5 })).toMatchObject([{ sourcePort: 40_000 }]);
    expect(join({ ...server, flags: 0x12 })).toMatchObject([{ sourcePort: 40_000 }]);
    const echo = { ...RECORD, protocol: 1, icmpType: 0 };
    expect(join(echo)).toMatchObject([{ source: '198.51.100.12', destination: '10.20.1.12' }]);
    expect(join({ ...server, client: 'source' })).toMatchObject([{ sourcePort: 6881 }]);
    expect(join({ ...server, client: 'destination' })).toMatchObject([{ sourcePort: 40_000 }]);
  });

  it('show who did not answer, or refused, unless packets were only sampled', () => {
    const syn = { ...RECORD, flags: 2, packets: 1 };
    const reset = { ...turned(syn), flags: 0x14 };
    expect(join(syn)).toMatchObject([{ unanswered: true }]);
    expect(join(syn, reset)).toMatchObject([{ refused: true }]);
    expect(join(reset, syn)).toMatchObject([{ refused: true, source: '10.20.1.12' }]);
    expect(join({ ...syn, sampled: true })[0]).not.toHaveProperty('unanswered');
    const udp = { ...RECORD, protocol: 17, flags: 0 };
    // Alone, it may come from an exporter that tells of one direction only.
    expect(join(udp)[0]).not.toHaveProperty('unanswered');
    const other = { ...udp, sourcePort: 40_001 };
    expect(join(udp, turned(udp), other)[1]).toMatchObject({ unanswered: true });
    const silent = { ...udp, back: { bytes: 0, packets: 0, flags: 0 } };
    expect(join(silent)).toMatchObject([{ unanswered: true, bytesIn: 0 }]);
  });

  it('are found through address translation', () => {
    const translated = {
      source: '203.0.113.1',
      sourcePort: 62_000,
      destination: '198.51.100.12',
      destinationPort: 6881,
    };
    const out = { ...RECORD, translated };
    const answer = {
      ...back,
      destination: '203.0.113.1',
      destinationPort: 62_000,
      translated: {
        source: '198.51.100.12',
        sourcePort: 6881,
        destination: '10.20.1.12',
        destinationPort: 40_000,
      },
    };
    for (const records of [
      [out, answer],
      [answer, out],
    ])
      expect(join(...records)).toMatchObject([
        {
          source: '10.20.1.12',
          destination: '198.51.100.12',
          bytesOut: 100,
          bytesIn: 5000,
          translated,
        },
      ]);
    expect(join(answer)).toMatchObject([
      { source: '10.20.1.12', destination: '198.51.100.12', bytesIn: 5000, translated },
    ]);
  });

  it('that a firewall denied are its verdict', () => {
    expect(join({ ...RECORD, denied: true })).toMatchObject([
      { kind: 'verdict', action: 'denied', source: '10.20.1.12', destinationPort: 6881 },
    ]);
  });
});

const FIXTURES = ['lab-v9.pcap', 'lab-v5-v9-ipfix.pcap', 'lab-v9-udp.pcap'].map(
  (name) =>
    new Uint8Array(readFileSync(new URL(`../../fixtures/flow-export/${name}`, import.meta.url))),
);

/** Payloads of the Ethernet, IPv4 and UDP packets of a little-endian pcap. */
const payloads = (capture: Uint8Array): Uint8Array[] => {
  const view = new DataView(capture.buffer, capture.byteOffset, capture.byteLength);
  const all: Uint8Array[] = [];
  for (let at = 24; at + 16 <= capture.length; at += 16 + view.getUint32(at + 8, true))
    all.push(capture.slice(at + 16 + 42, at + 16 + view.getUint32(at + 8, true)));
  return all;
};

const REAL = [
  ...FIXTURES.flatMap(payloads),
  sflow(
    sample(1, [4, 1], [4, 3], [4, 256], [4, 512], [4, 0], [4, 3], [4, 4], [4, 1], ...rawHeader()),
    counterSample(1, 2),
  ),
];

const decoders = (sink: FlowSink) => [
  new NetflowFive(sink),
  new TemplateFlows(9, sink),
  new TemplateFlows(10, sink),
  new Sflow(sink),
];

describe('the flow of an export', () => {
  it('is named by its format', () => {
    const named = REAL.map((bytes) => {
      const datagram = { bytes, start: 0, end: bytes.length, serverPort: 4444, clientPort: 50_000 };
      const format = DATAGRAM_FORMATS.find(
        ({ firstBytes, inspect }) =>
          (firstBytes?.includes(bytes[0]!) ?? true) && inspect(datagram as Datagram) === YES,
      );
      return format?.id;
    });
    expect(new Set(named)).toEqual(new Set(['netflow', 'ipfix', 'sflow']));
  });
});

describe('bytes that are no export', () => {
  it('any bytes never throw, in any decoder', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), (datagrams) => {
        for (const decoder of decoders(new Kept()))
          for (const bytes of datagrams) whole(decoder, bytes);
      }),
    );
  });

  it('changed and cut datagrams never throw, and nothing is read behind their end', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...REAL), changes, fc.nat()), { maxLength: 6 }),
        (all) => {
          const [one, other] = [new Kept(), new Kept()];
          const pair = [decoders(one), decoders(other)] as const;
          for (const [real, changed, cut] of all) {
            const bytes = Uint8Array.from(real);
            for (const [at, byte] of changed) bytes[at % bytes.length] = byte;
            const end = cut % 3 === 0 ? cut % bytes.length : bytes.length;
            const behind = joined(bytes.slice(0, end), new Uint8Array(64).fill(0xff));
            for (const [i, decoder] of pair[0].entries()) {
              const outcome = decoder.datagram(bytes.slice(0, end), 0, end, AT, EXPORTER);
              expect(pair[1][i]!.datagram(behind, 0, end, AT, EXPORTER)).toBe(outcome);
            }
          }
          expect(other.flows).toEqual(one.flows);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('a capture of noise tells no connections', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 24, maxLength: 100 })), (datagrams) => {
        const noise = datagrams.map((bytes): [number, Uint8Array] => {
          // DNS with the identifier 9: what looks most alike.
          bytes.set([0, 9, 1, 0, 0, 1, 0, 0]);
          return [AT, bytes];
        });
        expect(readAll(noise).observations.length).toBeLessThanOrEqual(datagrams.length);
      }),
    );
  });
});

describe('files of nfcapd', () => {
  const FILE = joined(
    bytesOf('0ca5', '0200', '00010701', '0000000000000000', '00', '00', '0000', '00000000'),
    bytesOf('0000000000000000', '00000000', '01000000'),
  );
  const element = (type: number, ...content: readonly Uint8Array[]): Uint8Array => {
    const body = joined(...content);
    return joined(Uint8Array.of(type, 0, body.length + 4, 0), body);
  };
  const little = (width: number, value: number): Uint8Array => {
    const bytes = new Uint8Array(width);
    for (let i = 0, rest = value; i < width; i++, rest = Math.floor(rest / 256))
      bytes[i] = rest % 256;
    return bytes;
  };
  const generic = element(
    1,
    ...[AT, AT + 1000, AT, 3, 120].map((value) => little(8, value)),
    little(2, 40_000),
    little(2, 6881),
    Uint8Array.of(6, 2, 0, 0),
  );
  const six = element(
    3,
    bytesOf('00002000b80d0120'),
    little(8, 0x12),
    bytesOf('0000ff00b80d0120'),
    little(8, 0x13),
  );
  const record = (...elements: readonly Uint8Array[]): Uint8Array => {
    const body = joined(...elements);
    const head = joined(little(2, 11), little(2, body.length + 12), little(2, elements.length));
    return joined(head, bytesOf('0000', '0100', '00', '0a'), body);
  };
  const block = (...records: readonly Uint8Array[]): Uint8Array => {
    const body = joined(...records);
    return joined(
      little(4, records.length),
      little(4, body.length),
      little(2, 3),
      little(2, 0),
      body,
    );
  };
  const four = element(2, bytesOf('0c01140a', '0c6433c6'));
  const sample = joined(FILE, block(record(generic, four), record(generic, six), record(generic)));

  const readIn = (bytes: Uint8Array, chunk: number) => {
    const evidence = newEvidence(0, '', '');
    const observations: Observation[] = [];
    const reader = new NfcapdReader(evidence, (one) => observations.push(one));
    for (let at = 0; at < bytes.length; at += chunk) reader.push(bytes.slice(at, at + chunk));
    reader.end();
    return { observations, evidence };
  };

  it('are read the same however they are cut', () => {
    expect([isNfcapd(sample), nfcapdUnread(sample)]).toEqual([true, null]);
    const { observations, evidence } = readIn(sample, sample.length);
    expect(observations).toMatchObject([
      {
        at: AT,
        source: '10.20.1.12',
        sourcePort: 40_000,
        destination: '198.51.100.12',
        bytesOut: 120,
        unanswered: true,
        origin: { offset: 52 },
      },
      { source: '2001:db8:20::12', destination: '2001:db8:ff::13', packetsOut: 3 },
    ]);
    expect(evidence.notUnderstood).toEqual({ 'flow record without addresses of both ends': 1 });
    for (const chunk of [1, 7, 50, 100])
      expect(readIn(sample, chunk)).toEqual({ observations, evidence });
  });

  it('that are not read say what they are', () => {
    const packed = Uint8Array.from(sample);
    packed[16] = 3;
    expect(nfcapdUnread(packed)).toBe(', compressed with LZ4, which is not read');
    packed[2] = 1;
    expect(nfcapdUnread(packed)).toMatch(/1\.6/);
    expect(isNfcapd(packed)).toBe(true);
    expect(isNfcapd(bytesOf('d4c3b2a1', '00'.repeat(60)))).toBe(false);
  });

  it('never throw when changed, and what is cut is said', () => {
    expect(readIn(sample.slice(0, 100), 100).evidence.quality.incomplete).toBe(true);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 10 }), (changes) => {
        const bytes = Uint8Array.from(sample);
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        readIn(bytes, 64);
      }),
    );
  });
});
