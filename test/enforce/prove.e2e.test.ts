// covers: P6 T6
// `peerwarden prove`: recorded traffic against the compiled controls, and two real resolvers of which one has not got them.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { CLI, fixture, peerwarden, runProgram, temporaryFolder } from '../cli/running.ts';
import { needs } from '../harness/tools.ts';

const need = needs('ip', 'nft', 'dnsmasq', 'dig', 'root');
const folder = temporaryFolder();
const id = `pwp${randomBytes(3).toString('hex')}`;
const children: ChildProcess[] = [];
let made = false;

afterAll(async () => {
  for (const child of children) {
    const ended = new Promise((end) => child.once('exit', end));
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await ended;
    }
  }
  if (made) execFileSync('ip', ['netns', 'del', id]);
});

const policy = (text: string): string => {
  const path = join(folder, 'peerwarden.yaml');
  writeFileSync(
    path,
    `networks: { inside: [10.20.0.0/16], resolvers: [10.20.0.53, 10.20.0.54] }\n${text}`,
  );
  return path;
};

interface Proof {
  checks: { target: string; accepted: boolean | null }[];
  trial: {
    target: string;
    system: string | null;
    passed: number;
    stopped: number;
    example: string;
  }[];
  names: { name: string; wanted: string; answers: { resolver: string; answer: string }[] }[];
  connections: { probe: string; wanted: string; connected: boolean }[];
}

const LIST = 'systems: { forbid: [file-sharing] }\ntargets: [nftables]\n';

describe('recorded traffic', () => {
  it('tells what a list of ports leaks, before anyone relies on it', async (context) => {
    need.check(context);
    const words = ['prove', '--policy', policy(LIST), '--format', 'json'];
    const capture = fixture('directconnect/nmdc.pcap');
    const { code, out } = await peerwarden([...words, '--against', capture]);
    const { trial, checks } = JSON.parse(out) as Proof;
    expect(code).toBe(1);
    expect(checks).toMatchObject([{ target: 'nftables', accepted: true }]);
    const row = trial.find(({ system }) => system === 'directconnect')!;
    expect(row.passed).toBeGreaterThan(0);
    expect(row.example).toMatch(/10\.20\.1\.\d+/);
  });

  it('tells that nothing leaks through default deny', async (context) => {
    need.check(context);
    const strict = `permit:\n  - { to: internet, service: [https] }\n${LIST}`;
    const words = ['prove', '--policy', policy(strict), '--format', 'json'];
    const { code, out } = await peerwarden([
      ...words,
      '--against',
      fixture('directconnect/nmdc.pcap'),
    ]);
    expect(code).toBe(0);
    const { trial } = JSON.parse(out) as Proof;
    expect(trial.find(({ system }) => system === 'directconnect')).toMatchObject({ passed: 0 });
  });
});

describe('live', () => {
  it('finds the resolver that differs, and the end that is open', async (context) => {
    need.check(context);
    const path = policy(`names: { allow: [keep.opentrackr.org] }
probes: [10.20.0.53:53, 10.20.0.54:81]
systems: { forbid: [bittorrent] }
targets: [dnsmasq]
`);
    await peerwarden(['plan', '--policy', path, '--output', join(folder, 'plan')]);
    execFileSync('ip', ['netns', 'add', id]);
    made = true;
    for (const address of ['10.20.0.53', '10.20.0.54'])
      execFileSync('ip', ['-n', id, 'addr', 'add', `${address}/32`, 'dev', 'lo']);
    execFileSync('ip', ['-n', id, 'link', 'set', 'lo', 'up']);
    const resolver = (address: string, more: readonly string[]) => {
      const own = ['-k', '-R', '-h', '-z', '--user=root', '--pid-file='];
      const words = [...own, `--listen-address=${address}`, ...more];
      children.push(spawn('ip', ['netns', 'exec', id, 'dnsmasq', ...words], { stdio: 'ignore' }));
    };
    resolver('10.20.0.54', ['-C', '/dev/null', '--address=/#/198.51.100.9']);
    resolver('10.20.0.53', [
      ...['-C', join(folder, 'plan/dnsmasq/peerwarden.conf')],
      '--server=10.20.0.54',
    ]);
    for (const address of ['10.20.0.53', '10.20.0.54']) await answers(address, 'www.example.org');
    const inside = ['netns', 'exec', id, process.execPath, CLI];
    const words = ['prove', '--policy', path, '--live', '--format', 'json'];
    const { code, out } = await runProgram('ip', [...inside, ...words]);
    const { names, connections } = JSON.parse(out) as Proof;
    expect(code).toBe(1);
    expect(names.length).toBeGreaterThan(10);
    for (const { name, wanted, answers: given } of names)
      expect([name, given]).toEqual([
        name,
        [
          { resolver: '10.20.0.53', answer: wanted },
          { resolver: '10.20.0.54', answer: 'alive' },
        ],
      ]);
    expect(names.filter(({ wanted }) => wanted === 'alive')).toMatchObject([
      { name: 'keep.opentrackr.org' },
    ]);
    expect(connections).toEqual([
      { probe: '10.20.0.53:53', wanted: null, connected: true },
      { probe: '10.20.0.54:81', wanted: null, connected: false },
    ]);
  }, 120_000);
});

const answers = async (address: string, name: string): Promise<void> => {
  const words = ['netns', 'exec', id, 'dig', `@${address}`, '+short', '+time=1', '+tries=1', name];
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(100))
    try {
      if (execFileSync('ip', words, { encoding: 'utf8' }).includes('198.51.100.9')) return;
    } catch {
      // Not yet.
    }
  throw new Error(`${address} does not answer`);
};
