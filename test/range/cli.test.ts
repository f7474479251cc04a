// `peerwarden range` as a user calls it.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RANGE_EXPERIMENTS, RANGE_SCENARIOS } from '../../src/range/index.ts';
import { CLI, peerwarden } from '../cli/running.ts';
import { needs } from '../harness/tools.ts';

describe('peerwarden range', () => {
  it('lists every scenario and experiment', async () => {
    const { code, out } = await peerwarden(['range', 'list']);
    expect(code).toBe(0);
    for (const { id } of [...RANGE_SCENARIOS, ...RANGE_EXPERIMENTS]) expect(out).toContain(id);
    const { out: json } = await peerwarden(['range', 'list', '--format', 'json']);
    const systems = JSON.parse(json) as { scenarios: unknown[] }[];
    expect(systems.flatMap(({ scenarios }) => scenarios)).toHaveLength(RANGE_SCENARIOS.length);
  });

  it.each(['list', 'run', 'play', 'record'])('%s has help with an example', async (word) => {
    const { code, out } = await peerwarden(['range', word, '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/Examples?:\n {2}[$#] peerwarden range/);
  });

  it('tells the nearest name', async () => {
    for (const words of [
      ['run', 'napstr'],
      ['play', 'napstr'],
      ['record', 'napstr', '--output', 'x'],
    ]) {
      const { code, err } = await peerwarden(['range', ...words]);
      expect([code, err]).toEqual([2, expect.stringContaining('PW_RANGE_UNKNOWN')]);
      expect(err).toContain('Did you mean napster?');
    }
  });

  it('plays a scenario step by step', async () => {
    const { code, out } = await peerwarden(['range', 'play', 'napster', '--no-mark']);
    expect(code).toBe(0);
    expect(out).toMatch(/^ext1 starts napster\/server/m);
    expect(out).toMatch(/^corp1 download .* → /m);
    expect(out).toMatch(/Done: all of it happened\.\n$/);
  });

  it('runs an experiment as table, JSON and picture', async () => {
    const words = ['range', 'run', 'napster-central', '--peers', '12'];
    const text = await peerwarden(words);
    expect(text.code).toBe(0);
    expect(text.out).toContain('12 peers · seed 1');
    const { out: json } = await peerwarden([...words, '--format', 'json']);
    expect(JSON.parse(json)).toMatchObject({ schema: 'peerwarden.range/1', peers: 12 });
    const { out: svg } = await peerwarden([...words, '--format', 'svg']);
    expect(svg).toMatch(/^<svg .*<\/svg>\n$/s);
  });

  it('says at once that the result cannot be written', async () => {
    const { code, out, err } = await peerwarden(['range', 'run', 'napster', '--output', tmpdir()]);
    expect([code, out]).toEqual([3, '']);
    // Nothing was measured before.
    expect(err).toMatch(/^peerwarden: PW_OUTPUT_FAILED/);
  });

  it('leaves no Squid when it is killed, and the next run removes its folder', async (context) => {
    needs('root', 'squid', 'setpriv').check(context);
    const child = spawn(process.execPath, [CLI, 'range', 'play', 'http-tunnel'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await new Promise<void>((resolve) => {
      let told = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        told += text;
        if (told.includes('runs squid')) resolve();
      });
    });
    const folder = readdirSync(tmpdir()).find((name) => name.startsWith(`pwr-${child.pid}-`))!;
    expect(running(folder)).toHaveLength(1);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    await expect.poll(() => running(folder), { timeout: 5000 }).toEqual([]);
    expect((await peerwarden(['range', 'play', 'http-tunnel'])).code).toBe(0);
    expect(readdirSync(tmpdir())).not.toContain(folder);
  });

  it('says what a recording needs, and does nothing without', async (context) => {
    needs('root', 'setpriv').check(context);
    const folder = mkdtempSync(join(tmpdir(), 'peerwarden-nobody-'));
    const words = ['--reuid=65534', '--clear-groups', process.execPath, CLI, 'range', 'record'];
    const { status, stderr } = spawnSync(
      'setpriv',
      [...words, 'napster', '--output', `${folder}/x`],
      {
        encoding: 'utf8',
      },
    );
    expect(status).toBe(2);
    expect(stderr).toMatch(/PW_RANGE_NEEDS: .*root/);
    rmSync(folder, { recursive: true });
  });

  it('ends everything at Ctrl-C', async (context) => {
    needs('root', 'ip', 'tc', 'nft', 'tcpdump', 'ethtool', 'ulogd', 'conntrack', 'dnsmasq').check(
      context,
    );
    const folder = mkdtempSync(join(tmpdir(), 'peerwarden-stop-'));
    const child = spawn(process.execPath, [CLI, 'range', 'record', 'napster', '--output', folder], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('Playing')) child.kill('SIGINT');
    });
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect([code, said]).toEqual([130, expect.stringContaining('Stopping')]);
    expect(
      readdirSync('/run/netns').filter((name) => name.startsWith(`pwr-${child.pid}-`)),
    ).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});

/** Processes whose command line names the folder. */
const running = (folder: string): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(folder);
    } catch {
      return false;
    }
  });
