// covers: S1 S5 S6 S9 S10
// Systems of the 2003 paper, played by the range and looked at by the command line: who takes part is named, with the
// honest name of the range in the handshakes and without. Dissectors and range were written without a look at each other.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { needs } from '../harness/tools.ts';

// What a recording needs; adware also reports through the proxy.
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
  'squid',
);
const cli = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'peerwarden-recorded-'));

afterAll(() => rmSync(work, { recursive: true, force: true }));

const run = (...words: readonly string[]): { status: number | null; stdout: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  if (status === null || status > 1) throw new Error(`${words.join(' ')}: ${stderr}`);
  return { status, stdout };
};

/** Records a scenario and returns `activity address` of every case that its capture raises. */
const raised = (scenario: string, marked: boolean): { raised: string[]; guilty: string[] } => {
  const folder = join(work, `${scenario}-${marked}`);
  const words = ['range', 'record', scenario, '--seed', marked ? '5' : '6', '--output', folder];
  run(...words, ...(marked ? [] : ['--no-mark']));
  const report = JSON.parse(
    run('analyze', join(folder, 'capture.pcap'), '--format', 'json').stdout,
  ) as { cases: { activity: string; subject: { address: string }; probability: number }[] };
  const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as {
    guilty: string[];
    hosts: { name: string; ip: string }[];
  };
  return {
    raised: report.cases
      .filter(({ probability }) => probability >= 0.5)
      .map(({ activity, subject }) => `${activity} ${subject.address}`)
      .sort(),
    // Cases are raised about hosts inside.
    guilty: truth.hosts
      .filter(({ name, ip }) => truth.guilty.includes(name) && ip.startsWith('10.'))
      .map(({ ip }) => ip),
  };
};

const TIMEOUT_MS = 120_000;

describe('recordings of the range', () => {
  it.for(['napster', 'fasttrack', 'winmx', 'adware'])(
    '%s is named with all who take part, and nothing else',
    { timeout: TIMEOUT_MS },
    (scenario, context) => {
      need.check(context);
      for (const marked of [true, false]) {
        const found = raised(scenario, marked);
        expect(found.raised).toEqual(found.guilty.map((ip) => `${scenario} ${ip}`).sort());
      }
    },
  );

  // The honest name stands where the programs write theirs, so that Kazaa's headers alone are left of them; one host
  // shares through an ordinary web server, and a list of files proves nothing.
  it('client-web-server is named where the answers say what they are', {
    timeout: TIMEOUT_MS,
  }, (context) => {
    need.check(context);
    const unmarked = raised('client-web-server', false);
    expect(unmarked.raised).toHaveLength(unmarked.guilty.length - 1);
    const marked = raised('client-web-server', true);
    expect(marked.raised).toHaveLength(1);
    for (const one of [...unmarked.raised, ...marked.raised])
      expect(one).toMatch(/^client-web-server 10\./);
  });
});
