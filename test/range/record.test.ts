// A recording is a case as the corpus has them: every flow with its label, and the scorer takes it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { record } from '../../src/range/record.ts';
import { flowsOf } from '../../src/range/recording/flows.ts';
import { labellingBy } from '../../src/range/recording/labels.ts';
import { SHARED } from '../harness/identify.ts';
import { needOf, needs } from '../harness/tools.ts';
import { ECHO, ECHO_SCENARIO } from './stage/echo-role.mjs';

const need = needs(
  'root',
  'ip',
  'tc',
  'nft',
  'tcpdump',
  'ethtool',
  'ulogd',
  'conntrack',
  'dnsmasq',
);
const scorer = join(SHARED, 'tools/score.mjs');
const corpus = mkdtempSync(join(tmpdir(), 'peerwarden-corpus-'));
const echo = {
  roles: [ECHO],
  hostProgram: fileURLToPath(new URL('./stage/echo-process.mjs', import.meta.url)),
};

afterAll(() => rmSync(corpus, { recursive: true, force: true }));

describe('a recording', () => {
  it('holds capture, flows with the labels of their sockets, truth and logs', async (context) => {
    need.check(context);
    const folder = join(corpus, 'echo');
    const recorded = await record(ECHO_SCENARIO, { ...echo, folder, seed: 3, marked: false });
    expect(recorded.labels).toEqual({ 'napster/server': 3, 'gnutella/udp': 1 });
    expect(readdirSync(folder).sort()).toEqual(['capture.pcap', 'flows.csv', 'logs', 'truth.json']);
    expect(readdirSync(join(folder, 'logs')).sort()).toEqual([
      'conntrack-events.log',
      'firewall.syslog',
    ]);
    const { flows, packets } = await flowsOf(join(folder, 'capture.pcap'));
    const [first] = flows;
    expect(first).toMatchObject({ protocol: 'tcp', payload: [20_000, 20_000] });
    const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
    expect(truth).toMatchObject({ case: 'echo', packets, flows: 4, guilty: ECHO_SCENARIO.guilty });
    expect(truth.settings).toContain('not marked');
    expect(truth.hosts.map(({ name, role }: Record<string, string>) => [name, role])).toEqual([
      ['corp1', 'answers what it gets'],
      ['corp2', 'answers what it gets'],
      ['srv', 'corporate DNS resolver'],
      ['ext1', 'answers what it gets'],
    ]);
    // A capture of cables: no frame is longer than Ethernet allows.
    for (const { bytes, packets: count } of flows)
      for (const way of [0, 1] as const) expect(bytes[way]).toBeLessThanOrEqual(1514 * count[way]);
  });

  it('is accepted by the scorer of the corpus', (context) => {
    need.check(context);
    needOf(existsSync(scorer) ? null : `no ${scorer}`).check(context);
    const cli = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
    const scored = join(corpus, 'scored.json');
    const words = [scorer, '--cli', `${process.execPath} ${cli}`, corpus, '--json', scored];
    const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    const { cases, failedRuns, p2p } = JSON.parse(readFileSync(scored, 'utf8'));
    expect({ cases, failedRuns, flows: p2p.flows }).toEqual({ cases: 1, failedRuns: 0, flows: 4 });
  });

  it('is not written when what the scenario shows did not happen', async (context) => {
    need.check(context);
    const folder = join(corpus, 'nothing');
    const failing = {
      ...ECHO_SCENARIO,
      play: async () => {
        throw new Error('nobody answered');
      },
    };
    await expect(record(failing, { ...echo, folder })).rejects.toThrow('nobody answered');
    expect(existsSync(folder)).toBe(false);
  });

  it('never goes into a folder that holds something else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'peerwarden-else-'));
    writeFileSync(join(folder, 'thesis.txt'), 'x');
    const refused = record(ECHO_SCENARIO, { ...echo, folder });
    await expect(refused).rejects.toMatchObject({ code: 'PW_OUTPUT_FAILED' });
    rmSync(folder, { recursive: true });
  });
});

describe('labels', () => {
  const flow = (protocol: string, a: string, b: string) => {
    const end = (text: string) => ({
      address: text.split(' ')[0]!,
      port: Number(text.split(' ')[1]),
    });
    const pair: [number, number] = [0, 0];
    const none: [Uint8Array, Uint8Array] = [new Uint8Array(), new Uint8Array()];
    const counts = { first: 0, last: 0, packets: pair, bytes: pair, payload: pair, head: none };
    return { protocol, a: end(a), b: end(b), ...counts };
  };
  const at = (address: string, port: number) => ({ address, port });
  const labelOf = labellingBy([
    { transport: 'tcp', local: at('10.0.0.1', 5000), remote: at('10.0.0.2', 80), label: 'adware' },
    { transport: 'udp', local: at('10.0.0.1', 53), remote: null, label: 'gnutella/udp' },
  ]);

  it('come from the socket, whoever spoke first', () => {
    expect(labelOf(flow('tcp', '10.0.0.1 5000', '10.0.0.2 80'))).toBe('adware');
    expect(labelOf(flow('tcp', '10.0.0.2 80', '10.0.0.1 5000'))).toBe('adware');
    expect(labelOf(flow('udp', '10.0.0.9 99', '10.0.0.1 53'))).toBe('gnutella/udp');
  });

  it('of the machinery are benign, of nobody unlabelled', () => {
    expect(labelOf(flow('tcp', '10.0.0.1 5001', '10.0.0.2 80'))).toBe('unlabelled');
    expect(labelOf(flow('udp', '10.0.0.3 4000', '10.20.0.10 53'))).toBe('benign/dns');
    expect(labelOf(flow('icmp', '10.0.0.1 0', '10.0.0.2 0'))).toBe('benign/icmp');
    expect(labelOf(flow('ip89', '10.0.0.1 0', '10.0.0.2 0'))).toBe('unlabelled');
  });
});
