// `peerwarden audit files` on folders as they are found: clients' files, copies, volumes, disguises; and on folders that
// somebody made to harm: links, devices, names, holes, what vanishes. Run as a user runs it.
import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { FileAudit } from '../../src/model/file-audit.ts';
import { needs } from '../harness/tools.ts';
import { CLI, peerwarden, temporaryFolder } from './running.ts';

/** The same bytes every time, none of them zero. */
const noise = (bytes: number, seed = 1): Buffer => {
  const out = Buffer.allocUnsafe(bytes);
  let state = seed;
  for (let i = 0; i < bytes; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    out[i] = (state >>> 24) | 1;
  }
  return out;
};

const song = (frames: number): Buffer => {
  const frame = Buffer.alloc(417, 1);
  frame.set([0xff, 0xfb, 0x90, 0x64]);
  return Buffer.concat(Array.from({ length: frames }, () => frame));
};

/** A film: what counts is how it begins. */
const film = (bytes: number, seed?: number): Buffer =>
  Buffer.concat([Buffer.from('RIFF\0\0\0\x10AVI LIST', 'latin1'), noise(bytes, seed)]);

const write = (folder: string, files: Readonly<Record<string, Uint8Array | string>>): void => {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
  }
};

const POLICY = `
files: { audio: 100 kB, video: 200 kB, archive: 200 kB, copies: 100 kB, quota: 10 MB, ignore: ["/backup/", "*.iso"] }
tariff: { currency: EUR, overage: 0.12 per MB }
assumptions: { storagePrice: 2 }
`;

const audited = async (words: readonly string[]) => {
  const ran = await peerwarden(['audit', 'files', ...words, '--format', 'json']);
  return { ran, audit: JSON.parse(ran.out) as FileAudit };
};
const fileOf = (audit: FileAudit, name: string) =>
  audit.files.find(({ path }) => path.endsWith(`/${name}`));

describe('audit files', () => {
  it('tells files by content, size, name and copy, and whose they are (D7), with storage and its cost (I6)', async () => {
    const folder = temporaryFolder();
    write(folder, {
      'policy.yaml': POLICY,
      'tree/music/song.mp3': song(400),
      'tree/music/again.mp3': song(400),
      'tree/music/short.mp3': song(20),
      'tree/desk/report.doc': film(300_000),
      'tree/desk/notes.txt': 'nothing\n',
      'tree/scene/x.rar': Buffer.concat([Buffer.from('526172211a070100', 'hex'), noise(120_000)]),
      'tree/scene/x.r00': noise(120_000, 2),
      'tree/scene/x.r02': noise(120_000, 3),
      'tree/records/y.001': noise(120_000, 4),
      'tree/records/y.002': noise(120_000, 5),
      'tree/backup/old.mp3': song(400),
      'tree/disk.iso': noise(300_000, 6),
      'tree/film.avi.!qB': film(1000),
    });
    const { ran, audit } = await audited([
      join(folder, 'tree'),
      '--policy',
      join(folder, 'policy.yaml'),
    ]);
    expect(ran.code).toBe(0);
    expect(ran.err).toBe('');
    expect(audit.sums).toMatchObject({ files: 11, ignored: 2, told: 4 });
    expect(fileOf(audit, 'song.mp3')).toMatchObject({ signs: ['large'], type: 'audio/mpeg' });
    expect(fileOf(audit, 'short.mp3')).toBeUndefined();
    expect(fileOf(audit, 'report.doc')).toMatchObject({
      signs: ['disguised', 'large'],
      type: 'video/x-msvideo',
    });
    expect(fileOf(audit, 'film.avi.!qB')).toMatchObject({ signs: ['partial'], incomplete: true });
    expect(audit.copies.map(({ paths }) => paths.map((path) => path.split('/').at(-1)))).toEqual([
      ['again.mp3', 'song.mp3'],
    ]);
    expect(audit.sets).toMatchObject([{ name: 'x.r*', volumes: 3, missing: [3] }]);
    const [owner] = audit.owners;
    expect(owner).toMatchObject({ uid: process.getuid!(), files: 11, told: 4 });
    expect(owner!.cost).toMatchObject({ currency: 'EUR' });
    expect(owner!.cost!.low).toBeCloseTo((2 * owner!.toldBytes) / 1e9);
    expect(owner!.quotaShare).toBeCloseTo(owner!.allocated / 1e7);
    // A name alone is a lead.
    expect(audit.cases).toMatchObject([{ activity: 'bittorrent', confidence: 'lead' }]);
  });

  it('reads only what changed the next time, and tells the same', async () => {
    const folder = temporaryFolder();
    for (let i = 0; i < 40; i++)
      write(folder, {
        [`tree/${i % 4}/f${i}.mp3`]: song(300 + (i % 10)),
        [`tree/n${i}.txt`]: 'text',
      });
    const words = [
      join(folder, 'tree'),
      '--policy',
      join(folder, 'policy.yaml'),
      '--state',
      join(folder, 'state'),
    ];
    write(folder, { 'policy.yaml': POLICY });
    // Files that changed a moment ago are not yet trusted to stay.
    await wait(2100);
    const first = (await audited(words)).audit;
    expect(first.sums.read).toBe(80);
    const second = (await audited(words)).audit;
    expect(second.sums.read).toBe(0);
    expect({ ...second, created: '', sums: { ...second.sums, read: 80 } }).toEqual({
      ...first,
      created: '',
    });
    appendFileSync(join(folder, 'tree/1/f1.mp3'), 'x');
    // The old time of the content does not hide a change.
    const before = statSync(join(folder, 'tree/2/f2.mp3'));
    writeFileSync(join(folder, 'tree/2/f2.mp3'), noise(before.size));
    utimesSync(join(folder, 'tree/2/f2.mp3'), before.atime, before.mtime);
    const third = (await audited(words)).audit;
    expect(third.sums.read).toBe(2);
    expect(fileOf(third, 'f2.mp3')).toBeUndefined();
    // A damaged state is as good as none.
    for (const name of readdirSync(join(folder, 'state')))
      truncateSync(join(folder, 'state', name), 100);
    expect((await audited(words)).audit.sums.read).toBe(80);
  });

  it('follows nothing out, opens no device, and is not steered by names', async () => {
    const folder = temporaryFolder();
    const outside = temporaryFolder();
    write(outside, { 'secret.mp3': song(400) });
    write(folder, { 'policy.yaml': POLICY, 'tree/a/ok.mp3': song(400) });
    const tree = join(folder, 'tree');
    symlinkSync(outside, join(tree, 'out'));
    symlinkSync('..', join(tree, 'a/loop'));
    symlinkSync(join(outside, 'secret.mp3'), join(tree, 'link.mp3'));
    execFileSync('mkfifo', [join(tree, 'pipe.mp3')]);
    const odd = Buffer.concat([
      Buffer.from(`${tree}/`),
      Buffer.from('1b5b33316d0a3d2b', 'hex'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('.mp3'),
    ]);
    writeFileSync(odd, song(401));
    write(tree, { '=cmd|calc.mp3': song(402) });
    writeFileSync(join(tree, 'holes.avi'), film(10));
    truncateSync(join(tree, 'holes.avi'), 2 ** 41);
    const { audit } = await audited([tree, '--policy', join(folder, 'policy.yaml')]);
    expect(audit.sums).toMatchObject({ files: 4, special: 4 });
    expect(audit.sums.bytes).toBeGreaterThan(2 ** 41);
    expect(audit.sums.allocated).toBeLessThan(10_000_000);
    expect(JSON.stringify(audit)).not.toContain('secret.mp3');
    const text = await peerwarden([
      'audit',
      'files',
      tree,
      '--policy',
      join(folder, 'policy.yaml'),
    ]);
    expect(text.out).not.toContain('\x1b');
    expect(text.out).toContain('␛[31m␊=+\\xff\\xfe.mp3');
    const csv = await peerwarden([
      'audit',
      'files',
      tree,
      '--policy',
      join(folder, 'policy.yaml'),
      '--format',
      'csv',
    ]);
    expect(csv.out.split('\r\n').filter((line) => /^[=+@-]/.test(line))).toEqual([]);
    const html = await peerwarden([
      'audit',
      'files',
      tree,
      '--policy',
      join(folder, 'policy.yaml'),
      '--format',
      'html',
    ]);
    expect(html.out).toContain('Content-Security-Policy');
    expect(html.out).not.toContain('\x1b');
  });

  it('ends on a tree that is deeper than the system opens, and that vanishes meanwhile', async () => {
    const folder = temporaryFolder();
    const tree = join(folder, 'tree');
    mkdirSync(tree);
    execFileSync(
      'bash',
      [
        '-c',
        'for i in $(seq 300); do mkdir deeper-and-deeper && cd -P deeper-and-deeper; done; echo end > end.mp3',
      ],
      { cwd: tree },
    );
    for (let i = 0; i < 300; i++) write(tree, { [`v/${i}/x.txt`]: 'x' });
    const removing = spawn('rm', ['-rf', join(tree, 'v')]);
    const { ran, audit } = await audited([tree]);
    await new Promise((resolve) =>
      removing.exitCode === null ? removing.once('exit', resolve) : resolve(null),
    );
    expect(ran.code).toBe(0);
    expect(audit.unreadable.some(({ why }) => why.includes('longer than'))).toBe(true);
    execFileSync('rm', ['-rf', tree]);
  });

  it('keeps the access times of files, and of folders when it may', async (context) => {
    const need = needs('root', 'unshare', 'mount');
    const folder = temporaryFolder();
    const tree = join(folder, 'tree');
    write(tree, { 'a/song.mp3': song(10), 'a/b/known.txt': 'text' });
    const old = new Date('2020-01-01T00:00:00Z');
    const paths = ['a/song.mp3', 'a/b/known.txt', 'a/b', 'a', '.'].map((name) => join(tree, name));
    for (const path of paths) utimesSync(path, old, old);
    await peerwarden(['audit', 'files', tree]);
    const kept = paths.filter((path) => statSync(path).atimeMs === old.getTime());
    expect(kept).toEqual(expect.arrayContaining(paths.slice(0, 2)));
    need.check(context);
    expect(kept).toEqual(paths);
  });

  it('finds the files that a torrent describes, whole and in part, and says so as a case', async (context) => {
    needs('mktorrent').check(context);
    const folder = temporaryFolder();
    const tree = join(folder, 'tree');
    write(tree, {
      'films/one.avi': film(3_000_000),
      'films/two.avi': film(3_000_000, 7),
      'other/two.avi.part': film(3_000_000, 7).subarray(0, 1_500_000),
      'other/one.avi': film(3_000_000, 9),
    });
    execFileSync('mktorrent', [
      '-a',
      'http://tracker.example/announce',
      '-l',
      '18',
      '-o',
      join(tree, 'films.torrent'),
      join(tree, 'films'),
    ]);
    const rows = join(folder, 'rows.ndjson');
    const { ran, audit } = await audited([tree, '--observations', rows, '--host', '10.20.1.11']);
    expect(ran.code).toBe(1);
    const fits = audit.files.filter(({ signs }) => signs.includes('pieces'));
    expect(
      fits.map(({ path, incomplete }) => [path.slice(tree.length + 1), incomplete]).sort(),
    ).toEqual([
      ['films/one.avi', false],
      ['films/two.avi', false],
      ['other/two.avi.part', true],
    ]);
    expect(audit.cases).toMatchObject([
      { activity: 'bittorrent', confidence: 'raised', sanctioned: false },
    ]);
    expect(audit.cases[0]!.findings[0]!.rival).toMatch(/another way/);
    expect(audit.clients[0]!.entries[0]!.found).toHaveLength(3);
    const seen = readFileSync(rows, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(seen.filter(({ sign }) => sign === 'pieces')).toHaveLength(3);
    const joined = await peerwarden(['analyze', rows, '--format', 'json']);
    expect(JSON.parse(joined.out).cases).toMatchObject([
      {
        activity: 'bittorrent',
        subject: { address: '10.20.1.11' },
        findings: [{ detector: 'files', technique: 'D7', plane: 'file' }],
      },
    ]);
  });

  it('finds the contents that a report says were exchanged, by their hash', async (context) => {
    needs('rhash', 'mktorrent').check(context);
    const folder = temporaryFolder();
    const tree = join(folder, 'tree');
    write(tree, { 'a.avi': film(1_500_000), 'same-size.avi': film(1_500_000, 5) });
    write(tree, { 'b/b.avi': film(1_600_000, 6) });
    const torrent = join(tree, 'b.torrent');
    execFileSync('mktorrent', ['-a', 'http://t.example/a', '-o', torrent, join(tree, 'b')]);
    const [ed2k, btih] = [
      execFileSync('rhash', ['-p', '%{ed2k}', join(tree, 'a.avi')], { encoding: 'utf8' }),
      (await audited([tree])).audit.clients[0]!.entries[0]!.hashes[0]!,
    ];
    const row = { kind: 'program', at: '2026-11-22T08:00:00Z', format: 'x', source: '10.20.1.11' };
    write(folder, {
      'rows.ndjson': `${JSON.stringify({ ...row, program: 'amuled', presence: 'listening', system: 'edonkey' })}\n`,
    });
    const analyzed = await peerwarden(['analyze', join(folder, 'rows.ndjson'), '--format', 'json']);
    const report = JSON.parse(analyzed.out);
    report.cases[0].content = [
      { id: `ed2k:${ed2k}`, name: 'another name.avi', size: 1_500_016 },
      { id: btih, name: 'b', size: null },
    ];
    write(folder, { 'report.json': JSON.stringify(report) });
    const { ran, audit } = await audited([tree, '--report', join(folder, 'report.json')]);
    expect(ran.code).toBe(1);
    const found = audit.files.filter(({ signs }) => signs[0] === 'content');
    expect(found.map(({ path }) => path.slice(tree.length + 1)).sort()).toEqual([
      'a.avi',
      'b/b.avi',
    ]);
    expect(found[0]!.texts[0]).toContain('10.20.1.11');
  });

  it('lets clamd scan whole downloads (I9)', async (context) => {
    needs('clamd', 'mktorrent').check(context);
    const folder = temporaryFolder();
    const tree = join(folder, 'tree');
    const bad = Buffer.concat([film(1_200_000), Buffer.from('PEERWARDEN-TEST-SIGNATURE')]);
    write(tree, { 'films/bad.avi': bad, 'films/good.avi': film(1_300_000, 3) });
    execFileSync('mktorrent', [
      '-a',
      'http://tracker.example/announce',
      '-l',
      '15',
      '-o',
      join(tree, 'films.torrent'),
      join(tree, 'films'),
    ]);
    const socket = join(folder, 's');
    write(folder, {
      'db/made.ndb': `Peerwarden.Made.Test:0:*:${Buffer.from('PEERWARDEN-TEST-SIGNATURE').toString('hex')}\n`,
      'clamd.conf': `DatabaseDirectory ${join(folder, 'db')}\nLocalSocket ${socket}\nForeground yes\n`,
    });
    const clamd = spawn('clamd', ['-c', join(folder, 'clamd.conf')], {
      stdio: 'ignore',
      env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` },
    });
    try {
      for (let tries = 0; !existsSync(socket) && tries < 400; tries++) await wait(100);
      const { audit } = await audited([tree, '--clamd', socket]);
      expect(fileOf(audit, 'bad.avi')!.scanned).toMatch(/^Peerwarden\.Made\.Test/);
      expect(fileOf(audit, 'good.avi')!.scanned).toBe('nothing found');
    } finally {
      clamd.kill();
    }
    const gone = await peerwarden(['audit', 'files', tree, '--clamd', join(folder, 'nobody')]);
    expect(gone).toMatchObject({ code: 2, out: '' });
    expect(gone.err).toMatch(/^peerwarden: PW_USAGE: No clamd answers at .*LocalSocket/);
  });

  it('names what it cannot walk', async () => {
    const folder = temporaryFolder();
    const missing = await peerwarden(['audit', 'files', join(folder, 'nowhere')]);
    expect(missing.code).toBe(2);
    expect(missing.err).toMatch(/PW_EVIDENCE_MISSING .*nowhere/);
    const file = await peerwarden(['audit', 'files', CLI]);
    expect(file.code).toBe(2);
    expect(file.err).toMatch(/It is no folder/);
  });
});
