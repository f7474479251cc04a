// How the command line behaves when the world is not as it should be: a message with file, place and remedy, and the rest
// is still analysed.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { needs } from '../harness/tools.ts';
import { CLI, fixture, peerwarden, runProgram, shell, temporaryFolder } from './running.ts';

const NMDC = fixture('directconnect/nmdc.pcap');
const BENIGN = fixture('squid/web-applications.log');

const reportOf = async (
  words: readonly string[],
  options: Parameters<typeof peerwarden>[1] = {},
): Promise<{ report: Report; code: number | null; err: string }> => {
  const { out, code, err } = await peerwarden(['analyze', ...words, '--format', 'json'], options);
  return { report: JSON.parse(out) as Report, code, err };
};

describe('what is read', () => {
  it('is files, folders, patterns and standard input, each once', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'inner'));
    copyFileSync(NMDC, join(folder, 'inner', 'a.pcap'));
    copyFileSync(BENIGN, join(folder, 'access.log'));
    symlinkSync('inner/a.pcap', join(folder, 'latest.pcap'));
    const stdin = readFileSync(fixture('edonkey/amule-clients.pcap'));
    const { report, err } = await reportOf(['.', 'inner/*.pcap', '*.log', '-'], {
      cwd: folder,
      stdin,
    });
    expect(report.evidence.map(({ path }) => path).sort()).toEqual([
      '-',
      'access.log',
      'inner/a.pcap',
    ]);
    expect(err).toBe('');
    expect(new Set(report.cases.map(({ activity }) => activity))).toEqual(
      new Set(['directconnect', 'edonkey']),
    );
  });

  it('is read with the captures first, and from a pipe by name', async () => {
    const ran = await shell(`peerwarden analyze <(cat '${NMDC}') '${BENIGN}' --format json`);
    const report = JSON.parse(ran.out) as Report;
    expect(report.evidence.map(({ format }) => format)).toEqual(['pcap', 'squid']);
    expect(report.evidence[0]!.records).toBe(254);
  });

  it('refuses a span that ends before it begins, and pseudonyms beside real names', async () => {
    const span = await peerwarden([
      'analyze',
      NMDC,
      '--since',
      '2026-11-22',
      '--until',
      '2026-11-21',
    ]);
    expect(span).toMatchObject({ code: 2, err: expect.stringContaining('lies before --since') });
    const mixed = await peerwarden(['analyze', NMDC, '--pseudonyms', '--flows', '/dev/null']);
    expect(mixed).toMatchObject({ code: 2, err: expect.stringContaining('real addresses') });
  });

  it('keeps to --since, --until and --inside', async () => {
    const all = await reportOf([NMDC]);
    const part = await reportOf([
      NMDC,
      '--since',
      '2026-11-22T05:57:00Z',
      '--until',
      '2026-11-22T05:57:30Z',
    ]);
    const flows = ({ report }: typeof all) =>
      report.hosts.reduce((sum, host) => sum + host.flows, 0);
    expect(flows(part)).toBeLessThan(flows(all));
    expect(flows(part)).toBeGreaterThan(0);
    const other = await reportOf([NMDC, '--inside', '198.51.100.0/24']);
    expect(
      other.report.cases
        .map(({ subject }) => subject.address)
        .every((one) => one.startsWith('198.')),
    ).toBe(true);
  });
});

describe('exit codes', () => {
  it('are 0 when nothing is raised, 1 when something is, 2 for usage, 3 for what could not be written', async () => {
    const code = async (...words: string[]) => (await peerwarden(words)).code;
    expect(await code('analyze', BENIGN)).toBe(0);
    expect(await code('analyze', NMDC)).toBe(1);
    expect(await code('analyze', NMDC, '--since', 'yesterday')).toBe(2);
    expect(await code('analyze', NMDC, '--output', '/dev/null/x')).toBe(3);
  });
});

describe('bad evidence', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'empty.pcap'), '');
  writeFileSync(join(folder, 'letter.pcap'), 'Dear all,\nno capture is in here.\n');
  writeFileSync(join(folder, 'cut.pcap'), readFileSync(NMDC).subarray(0, 20_000));
  writeFileSync(join(folder, 'cut.pcap.gz'), gzipSync(readFileSync(NMDC)).subarray(0, 9000));
  copyFileSync(NMDC, join(folder, 'good.pcap'));

  it.each([
    ['an empty file', 'empty.pcap', /PW_EVIDENCE_EMPTY empty\.pcap: The file is empty\. \w/],
    [
      'no capture',
      'letter.pcap',
      /PW_EVIDENCE_UNKNOWN letter\.pcap: .*no format that is known\. Give .*formats/,
    ],
    [
      'nothing there',
      'gone.pcap',
      /PW_EVIDENCE_MISSING gone\.pcap: There is no such file.*Check the spelling/,
    ],
    ['a path through a file', 'good.pcap/a', /PW_EVIDENCE_MISSING good\.pcap\/a: /],
    ['a pattern of nothing', 'x*.pcap', /PW_EVIDENCE_MISSING x\*\.pcap: No file matches/],
  ])('%s is said and passed over', async (_what, path, message) => {
    const alone = await peerwarden(['analyze', path], { cwd: folder });
    expect(alone).toMatchObject({ code: 2, out: '' });
    expect(alone.err).toMatch(message);
    const beside = await reportOf([path, 'good.pcap'], { cwd: folder });
    expect(beside.code).toBe(1);
    expect(beside.err).toMatch(message);
    expect(beside.report.unread.map((one) => one.path)).toEqual([path]);
    expect(beside.report.cases).toHaveLength(3);
  });

  it('says each file when none could be read', async () => {
    const ran = await peerwarden(['analyze', 'empty.pcap', 'letter.pcap'], { cwd: folder });
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/empty\.pcap.*\n.*letter\.pcap.*\n.*PW_EVIDENCE_NONE: None of the 2/);
  });

  it.each(['cut.pcap', 'cut.pcap.gz'])('%s is read up to where it ends', async (path) => {
    const { report, code } = await reportOf([path], { cwd: folder });
    expect(code).toBe(1);
    expect(report.evidence[0]!.quality['incomplete']).toBe(true);
    expect(report.evidence[0]!.records).toBeGreaterThan(10);
    expect(report.evidence[0]!.warnings.join()).toMatch(
      /ends inside the packet record at byte \d+|Reading ended early/,
    );
  });

  it('is said when it may not be read', async (context) => {
    needs('setpriv', 'root').check(context);
    const closed = temporaryFolder();
    chmodSync(closed, 0o755);
    copyFileSync(NMDC, join(closed, 'mine.pcap'));
    chmodSync(join(closed, 'mine.pcap'), 0o600);
    copyFileSync(NMDC, join(closed, 'ours.pcap'));
    mkdirSync(join(closed, 'secret'), { mode: 0o700 });
    const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, CLI];
    const ran = await runProgram('setpriv', [...nobody, 'analyze', '.'], { cwd: closed });
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/PW_EVIDENCE_DENIED mine\.pcap: .*not permitted\. Run as a user/);
    expect(ran.err).toMatch(/PW_EVIDENCE_DENIED secret: /);
  });

  it('in loops of links is neither followed nor hidden', async () => {
    const loop = temporaryFolder();
    mkdirSync(join(loop, 'a'));
    symlinkSync('..', join(loop, 'a', 'up'));
    symlinkSync('nowhere', join(loop, 'broken'));
    copyFileSync(NMDC, join(loop, 'a', 'good.pcap'));
    const { report, err } = await reportOf([loop]);
    expect(report.evidence).toHaveLength(1);
    expect(err).toMatch(/PW_EVIDENCE_UNREADABLE .*a\/up: It is a link to a folder/);
    expect(err).toMatch(/PW_EVIDENCE_MISSING .*broken/);
  });

  it('may be ten thousand files', { timeout: 240_000 }, async () => {
    const many = temporaryFolder();
    for (let i = 0; i < 10_000; i++) writeFileSync(join(many, `${i}.txt`), `note ${i}\n`);
    copyFileSync(NMDC, join(many, 'z.pcap'));
    const { report, err, code } = await reportOf([many]);
    expect(code).toBe(1);
    expect(report.cases).toHaveLength(3);
    expect(report.unread).toHaveLength(10_000);
    expect(err.split('\n').length).toBeLessThan(30);
    expect(err).toMatch(/9,980 more could not be read/);
  });

  it('does not steer the terminal by its name', async () => {
    const odd = temporaryFolder();
    writeFileSync(join(odd, '\u001b[31mred\n.pcap'), '');
    const ran = await peerwarden(['analyze', odd, NMDC]);
    expect(ran.err).toContain('␛[31mred');
    expect(ran.err + ran.out).not.toContain('\u001b');
  });
});

describe('a policy with a misspelt key', () => {
  it('is refused with file, line and the nearest word', async () => {
    const path = fixture('policy/misspelt.yaml');
    const ran = await peerwarden(['analyze', NMDC, '--policy', path]);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain('PW_POLICY_INVALID');
    expect(ran.err).toContain(`${path}, line 2`);
    expect(ran.err).toMatch(/unknown key "netwroks"; did you mean "networks"\?\n/);
  });
});

describe('where the report goes', () => {
  it.each([
    ['a folder there is not', 'nowhere/report.html', /there is no folder nowhere\. Make it first/],
    ['a full disk', '/dev/full', /the disk is full\. Make room/],
    ['a folder', '.', /it is a folder\. Name a file/],
  ])('%s is said', async (_what, path, message) => {
    const folder = temporaryFolder();
    for (const option of ['--output', '--flows']) {
      const ran = await peerwarden(['analyze', NMDC, option, path], { cwd: folder });
      expect(ran.code).toBe(3);
      expect(ran.err).toMatch(message);
      expect(ran.err).toContain(`PW_OUTPUT_FAILED ${path}: `);
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  it('is said when standard output is full', async () => {
    const ran = await shell(`peerwarden analyze '${NMDC}' > /dev/full`);
    expect(ran.code).toBe(3);
    expect(ran.err).toMatch(/PW_OUTPUT_FAILED standard output: .*the disk is full/);
  });

  it('is replaced whole, and a link stays a link', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'real.txt'), 'before');
    symlinkSync('real.txt', join(folder, 'report.txt'));
    await peerwarden(['analyze', NMDC, '--output', 'report.txt'], { cwd: folder });
    expect(readFileSync(join(folder, 'real.txt'), 'utf8')).toContain('Peerwarden');
    expect(readdirSync(folder).sort()).toEqual(['real.txt', 'report.txt']);
  });

  it('may be a pipe or a device, which stays what it is', async () => {
    const folder = temporaryFolder();
    const ran = await shell(
      `mkfifo pipe; cat pipe > copy & peerwarden analyze '${NMDC}' --output pipe; wait; test -p pipe && wc -c < copy`,
      { cwd: folder },
    );
    expect(Number(ran.out)).toBeGreaterThan(1000);
    expect(statSync('/dev/full').isCharacterDevice()).toBe(true);
  });

  it('may be `head`, which has enough early', async () => {
    const ran = await shell(`peerwarden analyze '${NMDC}' --flows - --format html | head -1`);
    expect(ran.err).toBe('');
    expect(ran.out.split('\n')).toHaveLength(2);
    expect(existsSync('/tmp/-')).toBe(false);
  });
});
