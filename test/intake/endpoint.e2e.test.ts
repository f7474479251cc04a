// covers: D8
// Real programs of Debian, started in a network namespace, found on the machine by package, process and socket.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { peerwarden } from '../cli/running.ts';
import { needs } from '../harness/tools.ts';

const need = needs('transmission-daemon', 'microsocks', 'ip', 'ss', 'dpkg-query', 'root');
const name = `pwe${randomBytes(4).toString('hex')}`;
const peerPort = randomInt(20_000, 30_000);
const socksPort = randomInt(30_000, 32_000);
const folder = mkdtempSync(join(tmpdir(), 'peerwarden-endpoint-'));
const children: ChildProcess[] = [];

beforeAll(async () => {
  if (need.lacking !== null) return;
  execFileSync('ip', ['netns', 'add', name]);
  execFileSync('ip', ['-n', name, 'link', 'set', 'lo', 'up']);
  const inside = (...words: string[]): void => {
    children.push(spawn('ip', ['netns', 'exec', name, ...words], { stdio: 'ignore' }));
  };
  inside('transmission-daemon', '-f', '-g', folder, '-P', String(peerPort), '-M');
  inside('microsocks', '-p', String(socksPort));
  await listening([peerPort, socksPort]);
}, 90_000);

const sockets = (): string =>
  execFileSync('ip', ['netns', 'exec', name, 'ss', '-tlnpH'], { encoding: 'utf8' });

const listening = async (ports: readonly number[]): Promise<void> => {
  const until = Date.now() + 60_000;
  while (!ports.every((port) => sockets().includes(`:${port} `))) {
    if (Date.now() > until) throw new Error(`not listening: ${sockets()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

afterAll(async () => {
  const ended = children.map((child) => new Promise((resolve) => child.once('exit', resolve)));
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(ended);
  if (need.lacking === null) execFileSync('ip', ['netns', 'del', name]);
  rmSync(folder, { recursive: true, force: true });
});

describe('the machine itself', () => {
  it('shows what is installed, runs and listens, and whose it is', async (context) => {
    need.check(context);
    const path = join(folder, 'programs.ndjson');
    const words = ['audit', 'endpoint', '--users', '--format', 'json', '--observations', path];
    const ran = await peerwarden(words);
    expect(ran).toMatchObject({ code: 1, err: '' });
    const seen = readFileSync(path, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const [program, system, port] of [
      ['transmission-daemon', 'bittorrent', peerPort],
      ['microsocks', 'socks', socksPort],
    ] as const) {
      const of = seen.filter((row) => row['program'] === program && row['system'] === system);
      expect(of).toContainEqual(expect.objectContaining({ presence: 'installed' }));
      expect(of).toContainEqual(
        expect.objectContaining({ presence: 'listening', sourcePort: port, user: 'root' }),
      );
      const rows = JSON.parse(ran.out).rows as { program: string; standing: string }[];
      expect(rows).toContainEqual(expect.objectContaining({ program, standing: 'forbidden' }));
    }
    // The library of it is there as well, and is no client.
    expect(
      seen.filter((row) => /^libt/.test(String(row['program']))).every((row) => !row['system']),
    ).toBe(true);
  }, 60_000);

  it('gives the same programs by what ss says of it', async (context) => {
    need.check(context);
    const ran = await peerwarden(
      ['audit', 'endpoint', '-', '--host', 'ws-042', '--format', 'json'],
      {
        stdin: execFileSync('ip', ['netns', 'exec', name, 'ss', '-tulpn'], { encoding: 'utf8' }),
      },
    );
    expect(ran.code).toBe(1);
    const rows = JSON.parse(ran.out).rows as Record<string, unknown>[];
    expect(rows.map(({ machine, system }) => [machine, system]).sort()).toEqual([
      ['ws-042', 'bittorrent'],
      ['ws-042', 'socks'],
    ]);
  }, 60_000);
});
