// Real programs in network namespaces, scanned from another: every listener is recognised as what it is, nothing else is named.
// The whole lab, with nmap beside it, is docs/scan.md (scripts/scan-lab.mjs).
// covers: D6 P4 S10
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAEMONS, startDaemons } from '../../../scripts/scan-lab/daemons.mjs';
import { makeLab } from '../../../scripts/scan-lab/network.mjs';
import type { ScanResult } from '../../../src/model/scan.ts';
import { needOf, needs } from '../../harness/tools.ts';

const NAMES = ['transmission', 'uhub', 'syncthing', 'tor', 'microsocks', 'nginx', 'miniupnpd'];
const daemons = DAEMONS.filter(({ name }) => NAMES.includes(name));
const CLI = join(import.meta.dirname, '../../../dist/cli/main.js');
const programs = needs('ip', 'ss', 'root', ...daemons.flatMap((daemon) => daemon.programs));
const need =
  programs.lacking === null ? needOf(existsSync(CLI) ? null : 'npm run build') : programs;
const TIMEOUT_MS = 240_000;

describe('a lab of listeners', () => {
  let lab: ReturnType<typeof makeLab> | null = null;
  let hosts: string[] = [];
  const faults: (string | null)[] = [];
  let policy = '';
  beforeAll(async () => {
    if (need.lacking !== null) return;
    lab = makeLab();
    const started = await startDaemons(lab, daemons);
    hosts = started.map(({ address }) => address);
    faults.push(...started.map(({ fault }) => fault));
    policy = join(lab.folder, 'site.yaml');
    writeFileSync(
      policy,
      'networks: { inside: [10.88.0.0/24], scan: [10.88.0.0/24] }\nsystems: { sanction: [syncthing] }\n',
    );
  }, TIMEOUT_MS);
  afterAll(() => lab?.close());

  const scan = (...words: string[]): { result: ScanResult; code: number } => {
    const args = [
      'scan',
      '--policy',
      policy,
      '--format',
      'json',
      '--no-progress',
      '--rate',
      '1000',
      // Programs on a busy machine take their time; those that answer at once lose none.
      '--timeout',
      '3s',
      ...words,
    ];
    const [command, words2] = lab!.scanning(process.execPath, CLI, ...args);
    try {
      const text = execFileSync(command, words2, {
        cwd: lab!.folder,
        encoding: 'utf8',
        maxBuffer: 1 << 26,
      });
      return { result: JSON.parse(text) as ScanResult, code: 0 };
    } catch (fault) {
      const { status, stdout } = fault as { status: number; stdout: string };
      return { result: JSON.parse(stdout) as ScanResult, code: status };
    }
  };

  it(
    'is recognised, and nothing else is',
    (context) => {
      need.check(context);
      expect(faults.filter(Boolean)).toEqual([]);
      const ports = daemons.flatMap(({ expected }) =>
        expected.flatMap(({ port, over }) => (over === 'tcp' ? [port] : [])),
      );
      const state = join(lab!.folder, 'state');
      const observations = join(lab!.folder, 'listeners.ndjson');
      const { result, code } = scan(
        ...hosts,
        '--ports',
        [...new Set(ports)].join(','),
        '--state',
        state,
        '--observations',
        observations,
      );
      expect(code).toBe(1);
      const found = result.hosts.flatMap(({ listeners }) =>
        listeners.map(
          ({ observation: o }) =>
            `${o.source} ${o.sourcePort}/${o.transport} ${o.system} ${o.protocol}`,
        ),
      );
      const expected = daemons.flatMap(({ number, expected: all }) =>
        all.map((one) => `10.88.0.${number} ${one.port}/${one.over} ${one.system} ${one.protocol}`),
      );
      expect(found.sort()).toEqual(expected.sort());
      const verdicts = new Map(
        result.hosts.flatMap(({ listeners }) =>
          listeners.map(({ observation, verdict }) => [observation.protocol, verdict]),
        ),
      );
      expect(verdicts.get('directconnect/adc')).toBe('forbidden');
      expect(verdicts.get('syncthing/bep')).toBe('allowed');
      expect(verdicts.get('socks/open')).toBe('unexplained');
      expect(readFileSync(observations, 'utf8').trim().split('\n').length).toBe(expected.length);
      // The second scan knows them.
      const again = scan('10.88.0.16', '--ports', '1511', '--state', state);
      expect(again.result.hosts[0]?.listeners.map(({ change }) => change)).toEqual(['same']);
      expect(again.result.gone).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
