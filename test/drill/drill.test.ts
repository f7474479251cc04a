// The drill itself, in a small form: what is stopped, what passes, that nobody innocent is harmed, and that nothing is left.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { checkDrill, drill } from '../../src/drill/drill.ts';
import { OFFICE_2003 } from '../../src/drill/office-2003.ts';
import { drillPage } from '../../src/drill/page/html-page.ts';
import type { DrillResult } from '../../src/drill/result.ts';
import { needs } from '../harness/tools.ts';
import { NOTHING, tracesOf } from './left-over.ts';

const need = needs(
  ...['root', 'ip', 'tc', 'nft', 'tcpdump', 'ethtool', 'ulogd', 'conntrack', 'dnsmasq', 'squid'],
);
const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
/** Not a measure of speed: a busy machine takes minutes. */
const PATIENT = { timeout: 600_000 };

const folder = mkdtempSync(join(tmpdir(), 'peerwarden-kept-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a drill', () => {
  afterEach(() => expect(tracesOf(process.pid)).toEqual(NOTHING));

  it(
    'shows what the control stops, what passes it, and that roll-back restores',
    PATIENT,
    async (context) => {
      need.check(context);
      const keep = join(folder, 'kept');
      const said: string[] = [];
      const result = await drill({
        office: OFFICE_2003,
        activities: ['napster', 'password-hub', 'http-tunnel'],
        keep,
        signal: new AbortController().signal,
        progress: (sentence) => said.push(sentence),
      });
      expect(result.unexpected).toEqual([]);
      expect(matrixOf(result)).toEqual({
        napster: [true, false, true],
        'password-hub': [true, false, true],
        'http-tunnel': [true, true, true],
        innocent: [true, true, true],
      });
      expect(result.asExpected).toBe(true);
      expect(result.wronglyAccused).toEqual([]);
      const hub = result.found.filter(({ activity }) => activity === 'password-hub');
      expect(hub.map(({ host, finding }) => [host.name, finding?.system])).toEqual([
        ['corp1', 'Direct Connect'],
        ['corp2', 'Direct Connect'],
      ]);
      expect(result.price).toMatchObject({ currency: 'AUD' });
      expect(result.control.rulesRestored).toBe(true);
      expect(result.control.files.map(({ name }) => name)).toContain('default-deny.nft');
      expect(said.filter((sentence) => /^Act \d/.test(sentence))).toHaveLength(3);
      expect(drillPage(result)).toContain('Not stopped by it: HTTP tunnel.');
      expectKept(keep);
    },
  );

  it('ends when it is told to', PATIENT, async (context) => {
    need.check(context);
    const controller = new AbortController();
    const ended = drill({
      office: OFFICE_2003,
      activities: ['napster'],
      signal: controller.signal,
      progress: (sentence) => {
        if (sentence.startsWith('Act 1')) setTimeout(() => controller.abort(), 500);
      },
    });
    await expect(ended).rejects.toThrow('aborted');
  });

  it('does nothing without root, and says what it needs', async () => {
    const real = process.getuid;
    process.getuid = () => 1000;
    try {
      expect(checkDrill).toThrow(/root, to make network namespaces/);
      const refused = drill({
        office: OFFICE_2003,
        signal: new AbortController().signal,
        progress: () => {},
      });
      await expect(refused).rejects.toMatchObject({ code: 'PW_RANGE_NEEDS' });
    } finally {
      if (real) process.getuid = real;
    }
  });

  it('keeps nothing in a folder that holds something', async (context) => {
    need.check(context);
    const refused = drill({
      office: OFFICE_2003,
      keep: fileURLToPath(new URL('.', import.meta.url)),
      signal: new AbortController().signal,
      progress: () => {},
    });
    await expect(refused).rejects.toMatchObject({ code: 'PW_OUTPUT_FAILED' });
  });
});

describe('peerwarden drill', () => {
  it('ends in good order on Ctrl-C', PATIENT, async (context) => {
    need.check(context);
    const output = join(folder, 'interrupted.html');
    const child = spawn(process.execPath, [CLI, 'drill', '--output', output], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (!said.includes('Act 1') && (said + text).includes('Act 1')) child.kill('SIGINT');
      said += text;
    });
    expect([await closed, said]).toEqual([130, expect.stringContaining('Stopping')]);
    expect(tracesOf(child.pid!)).toEqual(NOTHING);
    expect(existsSync(output)).toBe(false);
  });

  it('refuses what it does not know, and a place where nothing can be written', (context) => {
    const run = (...words: string[]) =>
      spawnSync(process.execPath, [CLI, 'drill', ...words], { encoding: 'utf8' });
    expect(run('--office', '1999')).toMatchObject({ status: 2 });
    need.check(context);
    const lost = run('--output', join(folder, 'nowhere/drill.html'));
    expect([lost.status, lost.stderr]).toEqual([3, expect.stringContaining('there is no folder')]);
  });
});

const matrixOf = ({ rows, innocent }: DrillResult) =>
  Object.fromEntries(
    [...rows, innocent].map(({ id, outcomes }) => [
      id,
      [outcomes.before, outcomes.controlled, outcomes.rolledBack].map(({ worked }) => worked),
    ]),
  );

const expectKept = (keep: string): void => {
  const folders = ['1-before', '2-with-the-control', '3-after-roll-back'];
  expect(readdirSync(keep).sort()).toEqual([...folders, 'peerwarden.yaml', 'plan', 'report.json']);
  for (const name of folders)
    expect(readdirSync(join(keep, name)).sort()).toEqual([
      'access.log',
      'capture.pcap',
      'conntrack-events.log',
      'firewall.syslog',
    ]);
  // Each act has its own lines: what the control refused is in no log of what passed.
  const log = (act: string) => readFileSync(join(keep, act, 'firewall.syslog'), 'utf8');
  expect(log('1-before')).toMatch(/DPT=8888/);
  expect(log('2-with-the-control')).not.toMatch(/DPT=8888/);
  expect(log('3-after-roll-back')).toMatch(/DPT=8888/);
};
