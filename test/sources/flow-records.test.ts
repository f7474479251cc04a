// Flow exports: the decoders, who is the client, and the exports of the laboratory against what nfdump reads of them.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { EvidencePath } from '../../src/intake/paths.ts';
import { readEvidence } from '../../src/intake/read-evidence.ts';
import { newEvidence } from '../../src/model/evidence.ts';
import type { CountedObservation, Observation } from '../../src/model/observation.ts';
import { flowExportOf, mayBeFlowExport } from '../../src/protocols/flow-export.ts';
import type { FlowRecord, FlowSink } from '../../src/sources/flow-records/flow-record.ts';
import { NetflowFive } from '../../src/sources/flow-records/netflow-5.ts';
import { NfcapdReader } from '../../src/sources/flow-records/nfcapd.ts';
import { TemplateFlows } from '../../src/sources/flow-records/template-flows.ts';
import { CaptureFeeder } from '../../src/wire/capture/feeder.ts';
import { Decoder } from '../../src/wire/decode.ts';
import { DECODE } from '../../src/wire/decode-code.ts';
import { hasShared, SHARED } from '../harness/identify.ts';

const LAB = join(SHARED, 'corpus/lab');
const hasNfdump = spawnSync('nfdump', ['-V']).status === 0;

/** Every record that the exports of a capture tell, by version. */
const recordsOf = (capture: Uint8Array) => {
  const records: Record<string, FlowRecord[]> = { 'netflow-v5': [], 'netflow-v9': [], ipfix: [] };
  const refused: string[] = [];
  let format = '';
  const sink: FlowSink = {
    flow: (record) => records[format]!.push(record),
    counters: () => {},
    refused: (reason) => refused.push(reason),
  };
  const decoders = {
    'netflow-v5': new NetflowFive(sink),
    'netflow-v9': new TemplateFlows(9, sink),
    ipfix: new TemplateFlows(10, sink),
  };
  const decoder = new Decoder();
  const { packet } = decoder;
  const feeder = new CaptureFeeder(
    'pcap',
    newEvidence(0, '', 'pcap'),
    (bytes, start, end, wireBytes, at, linkType) => {
      packet.at = at;
      if (decoder.decode(bytes, start, end, wireBytes, linkType) !== DECODE.OK) return;
      const { payloadStart, payloadEnd } = packet;
      if (!mayBeFlowExport(packet.bytes, payloadStart, payloadEnd)) return;
      const kind = flowExportOf(packet.bytes, payloadStart, payloadEnd);
      if (kind === null || kind === 'sflow') return;
      format = kind;
      const outcome = decoders[kind].datagram(packet.bytes, payloadStart, payloadEnd, at, {
        address: '127.0.0.1',
        session: String(packet.sourcePort),
      });
      if (typeof outcome === 'string') refused.push(outcome);
    },
  );
  feeder.feed(capture);
  feeder.finish();
  return { records, refused };
};

interface Row {
  readonly bytes: number;
  /** `protocol source port destination port packets bytes flags`. */
  readonly counted: string;
  readonly at: number;
  readonly until: number;
}

const nfdumpRows = (files: readonly string[]): Row[] =>
  files.flatMap((file) =>
    execFileSync(
      'nfdump',
      ['-q', '-6', '-N', '-r', file, '-o', 'fmt:%pr|%sa|%sp|%da|%dp|%pkt|%byt|%flg|%ts|%te'],
      { env: { ...process.env, TZ: 'UTC' }, encoding: 'utf8', maxBuffer: 64 << 20 },
    )
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .filter((cells) => cells.length === 10)
      .map(([protocol, source, from, destination, to, packets, bytes, flags, start, end]) => ({
        bytes: Number(bytes),
        counted: rowText(Number(protocol), [source, from, destination, to], packets, bytes, flags),
        // nfdump 1.7.1 takes the two uptimes of IPFIX for each other.
        at: Math.min(timeOf(start!), timeOf(end!)),
        until: Math.max(timeOf(start!), timeOf(end!)),
      })),
  );

const timeOf = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`);

const rowText = (protocol: number, ends: unknown[], ...counted: unknown[]): string => {
  const icmp = protocol === 1 || protocol === 58;
  const shown = icmp ? [ends[0], ends[2]] : ends;
  return [protocol, ...shown, ...counted.slice(0, protocol === 6 ? 3 : 2)].join(' ');
};

const flagText = (flags: number): string =>
  [...'CEUAPRSF'].map((letter, i) => (flags & (0x80 >> i) ? letter : '.')).join('');

const ourRows = (records: readonly FlowRecord[]): Row[] =>
  records.map(({ protocol, at, until, packets, bytes, flags, ...ends }) => {
    const { source, sourcePort, destination, destinationPort } = ends;
    const four = [source, sourcePort, destination, destinationPort];
    return {
      bytes: bytes ?? 0,
      counted: rowText(protocol, four, packets, bytes, flagText(flags)),
      at,
      until,
    };
  });

describe.skipIf(!hasShared || !hasNfdump)('exports of the laboratory and nfdump', () => {
  const VERSIONS = {
    'nfcapd-v5': 'netflow-v5',
    'nfcapd-v9': 'netflow-v9',
    'nfcapd-v10': 'ipfix',
  };
  const cases = !hasShared
    ? []
    : readdirSync(LAB).filter((name) => existsSync(join(LAB, name, 'logs/netflow-export.pcap')));

  it.each(cases)('%s', (name) => {
    const logs = join(LAB, name, 'logs');
    const { records, refused } = recordsOf(
      new Uint8Array(readFileSync(join(logs, 'netflow-export.pcap'))),
    );
    expect(refused).toEqual([]);
    for (const [folder, format] of Object.entries(VERSIONS)) {
      const path = join(logs, folder);
      if (!existsSync(path)) continue;
      const theirs = nfdumpRows(readdirSync(path).map((file) => join(path, file)));
      const ours = ourRows(records[format]!);
      // nfdump cuts fractions off.
      const unknown = ours.filter(
        (row) =>
          !theirs.some(
            (other) =>
              row.counted === other.counted &&
              Math.abs(row.at - other.at) <= 2 &&
              Math.abs(row.until - other.until) <= 2,
          ),
      );
      expect([folder, unknown]).toEqual([folder, []]);
      expect([folder, ours.length]).toEqual([folder, theirs.length]);
    }
  });

  it.each(cases)('%s: the files of nfcapd themselves', (name) => {
    for (const folder of Object.keys(VERSIONS)) {
      const path = join(LAB, name, 'logs', folder);
      if (!existsSync(path)) continue;
      const files = readdirSync(path).map((file) => join(path, file));
      const theirs = nfdumpRows(files);
      const evidence = newEvidence(0, '', '');
      let volume = 0;
      for (const file of files) {
        const reader = new NfcapdReader(evidence, (observation) => {
          const { bytesOut = 0, bytesIn = 0 } = observation as CountedObservation;
          volume += bytesOut + bytesIn;
        });
        reader.push(new Uint8Array(readFileSync(file)));
        reader.end();
      }
      const total = theirs.reduce((sum, { bytes }) => sum + bytes, 0);
      const { records, notUnderstood } = evidence;
      expect([folder, records, notUnderstood]).toEqual([folder, theirs.length, {}]);
      expect([folder, volume]).toEqual([folder, total]);
    }
  });
});

describe('exports in a capture file', () => {
  it.each([
    ['lab-v9.pcap', ['netflow-v9']],
    ['lab-v9-udp.pcap', ['netflow-v9']],
    ['lab-v5-v9-ipfix.pcap', ['ipfix', 'netflow-v5', 'netflow-v9']],
  ])('%s: its own flows, and the connections that it tells', async (name, formats) => {
    const path = fileURLToPath(new URL(`../../fixtures/flow-export/${name}`, import.meta.url));
    const observations: Observation[] = [];
    let packets = 0;
    const receiver = {
      packet: () => {
        packets++;
      },
      capture: () => {},
      observation: (observation: Observation) => {
        observations.push(observation);
      },
      progress: () => true,
    };
    const file: EvidencePath = { path, bytes: statSync(path).size, changedMs: 0 };
    const options = { since: null, until: null, digest: false };
    const { evidence } = await readEvidence(file, 4, receiver, options);
    expect(packets).toBe(evidence.records);
    expect(evidence.notUnderstood).toEqual({});
    const { records } = recordsOf(new Uint8Array(readFileSync(path)));
    const told = Object.keys(records).filter((format) => records[format]!.length > 0);
    expect(told.sort()).toEqual(formats);
    const text = observations.map(({ format, origin, ...rest }) =>
      JSON.stringify({ format, offset: origin.offset, ...rest, at: new Date(rest.at) }),
    );
    await expect([...text, ...evidence.warnings, ''].join('\n')).toMatchFileSnapshot(
      `goldens/flow-export/${name}.txt`,
    );
    // Nothing outside the time that is asked for.
    observations.length = 0;
    await readEvidence(file, 4, receiver, { ...options, until: 0 });
    expect(observations).toEqual([]);
  });
});
