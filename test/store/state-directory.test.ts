// What the world does to a state directory: runs that are killed, full and read-only disks, damage, two runs at once.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PeerwardenError } from '../../src/model/errors.ts';
import { Database } from '../../src/store/database.ts';
import { MIGRATIONS } from '../../src/store/migrations/index.ts';
import { digestOf, FileReportStore } from '../../src/store/report-store.ts';
import { migrate } from '../../src/store/schema.ts';
import { DATABASE_FILE, openStore } from '../../src/store/store.ts';
import { MONDAY, report, sampleCase } from './sample-run.ts';

/** Several processes, each of which loads the database. */
const LONG_MS = 180_000;

const WRITER = fileURLToPath(new URL('writer.mjs', import.meta.url));

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peerwarden-state-'));
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const database = (): string => join(folder, DATABASE_FILE);
const reportFile = (): string => join(folder, 'report.json');

const faultOf = async (work: Promise<unknown>): Promise<PeerwardenError> => {
  const fault = await work.then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(fault).toBeInstanceOf(PeerwardenError);
  return fault as PeerwardenError;
};

/** A writer and what it says, line by line. */
const writer = (runs: number, hours: number, stop = 0) => {
  const words = [runs, hours, stop].map(String);
  const child = spawn(process.execPath, [WRITER, folder, ...words]);
  children.push(child);
  const ended = new Promise((resolve) => child.once('close', resolve));
  return { child, ended, lines: createInterface({ input: child.stdout }) };
};

/** Runs that are there, each whole, and the report of the last of them. */
const wholeRuns = async (hours: number): Promise<number> => {
  const store = await openStore(folder);
  const runs = await store.runs.last(1000);
  const [day] = await store.baselines.days(
    { kind: 'host', name: 'host 0' },
    { from: 0, until: 9e15 },
  );
  const last = await store.reports.load();
  await store.close();
  expect(day?.borderOut ?? 0).toBe((runs.length * hours) / 500);
  expect(last?.site ?? 'run 0').toBe(`run ${runs.length}`);
  if (last !== null)
    expect(digestOf(readFileSync(reportFile(), 'utf8'))).toBe(runs[0]!.reportSha256);
  expect(
    readdirSync(folder)
      .filter((name) => !name.endsWith('.new'))
      .sort(),
  ).toEqual(last === null ? [DATABASE_FILE] : [DATABASE_FILE, 'report.json']);
  return runs.length;
};

/** The version after those that are there. */
const NEXT = MIGRATIONS.length + 1;

describe('a run that is killed', () => {
  it('in the middle of writing leaves what was there before', { timeout: LONG_MS }, async () => {
    // More rows than the database holds back before it writes some (204,800).
    const { child, lines, ended } = writer(2, 250_000, 2);
    for await (const line of lines) if (line === 'stopped') child.kill('SIGKILL');
    await ended;
    expect(await wholeRuns(250_000)).toBe(1);
  });

  it('at any moment leaves whole runs, all that were said to be kept among them', {
    timeout: LONG_MS,
  }, async () => {
    let kept = 0;
    for (let wait = 20; wait <= 1500; wait = Math.ceil(wait * 2.2)) {
      const { child, lines, ended } = writer(100, 1000);
      lines.on('line', (line) => {
        if (line.startsWith('kept')) kept = Number(line.slice(5));
        if (line.startsWith('open')) setTimeout(() => child.kill('SIGKILL'), wait);
      });
      await ended;
      const there = await wholeRuns(1000);
      expect([kept, kept + 1]).toContain(there);
      kept = there;
    }
    expect(kept).toBeGreaterThan(0);
  });

  it('between keeping and publishing its report has it published by the next', async () => {
    const store = await openStore(folder);
    await store.keep(report(MONDAY, []));
    await store.close();
    const kept = readFileSync(reportFile(), 'utf8');
    copyFileSync(reportFile(), `${reportFile()}.part`);
    writeFileSync(reportFile(), 'of the run before');
    await (await openStore(folder)).close();
    expect(readFileSync(reportFile(), 'utf8')).toBe(kept);
    writeFileSync(`${reportFile()}.part`, 'of a run that was not kept');
    await (await openStore(folder)).close();
    expect(readFileSync(reportFile(), 'utf8')).toBe(kept);
    expect(existsSync(`${reportFile()}.part`)).toBe(false);
  });

  it('while it makes the database leaves none, or a whole one', async () => {
    writeFileSync(`${database()}.999.new`, '');
    expect(await wholeRuns(1)).toBe(0);
  });
});

describe('two runs at once', () => {
  it('are told apart: the second names the first and what to do', {
    timeout: LONG_MS,
  }, async () => {
    const { child, lines } = writer(0, 0);
    await new Promise((resolve) => lines.once('line', resolve));
    const { code, path, message, remedy } = await faultOf(openStore(folder));
    expect({ code, path }).toEqual({ code: 'PW_STATE_BUSY', path: database() });
    expect(message).toContain(`process ${child.pid}`);
    expect(remedy).toMatch(/^Wait until/);
  });

  it('of one process as well', async () => {
    const store = await openStore(folder);
    const { code, message } = await faultOf(openStore(join(folder, '.')));
    expect([code, message]).toEqual(['PW_STATE_BUSY', expect.stringContaining(`${process.pid}`)]);
    await store.close();
    await store.close();
    await (await openStore(folder)).close();
    await expect(store.runs.last(1)).rejects.toThrow('the store is closed');
  });
});

describe('a disk', () => {
  // A small file system of its own, in a mount namespace of its own.
  const onDisk = (script: string): string =>
    spawnSync(
      'unshare',
      ['--mount', 'sh', '-c', `mount -t tmpfs -o size=6m none "${folder}" && ${script}`],
      { encoding: 'utf8' },
    ).stdout;
  const writes = (runs: number, hours: number): string =>
    `'${process.execPath}' '${WRITER}' "${folder}" ${runs} ${hours}`;
  const mounts = spawnSync('unshare', ['--mount', 'true']).status === 0;

  it.skipIf(!mounts)('that is full is told, and nothing is lost', { timeout: LONG_MS }, () => {
    const fill = `dd if=/dev/zero of="${folder}/other" bs=1M count=2`;
    const out = onDisk(
      `${fill}; ${writes(2, 500)}; ${writes(1, 800_000)}; rm "${folder}/other"; ${writes(1, 500)}`,
    );
    const said = out.split('\n').filter((line) => !line.startsWith('open'));
    expect(said).toEqual([
      'kept 1',
      'kept 2',
      expect.stringMatching(/^PW_STATE_UNWRITTEN: .*no space left on the disk/),
      'kept 3',
      '',
    ]);
  });

  it.skipIf(!mounts)('that is full from the beginning is told', { timeout: LONG_MS }, () => {
    const out = onDisk(`dd if=/dev/zero of="${folder}/full" bs=4096 2>/dev/null; ${writes(1, 1)}`);
    expect(out).toMatch(/^PW_STATE_UNWRITTEN: .*no space left on the disk/);
  });

  it.skipIf(!mounts)(
    'that is read-only is told, with a database on it or none',
    { timeout: LONG_MS },
    () => {
      const readOnly = `mount -o remount,ro "${folder}"`;
      expect(onDisk(`${readOnly}; ${writes(1, 1)}`)).toMatch(
        /^PW_STATE_UNWRITTEN: .*not be written/,
      );
      expect(onDisk(`${writes(1, 500)}; ${readOnly}; ${writes(1, 1)}`)).toMatch(
        /kept 1\nPW_STATE_UNWRITTEN: .*not be written/,
      );
    },
  );

  it('that has no such folder, or a file in its place, is told', async () => {
    writeFileSync(join(folder, 'file'), '');
    for (const path of [join(folder, 'file'), join(folder, 'file/below')])
      expect((await faultOf(openStore(path))).code).toBe('PW_STATE_UNREADABLE');
    mkdirSync(database());
    expect((await faultOf(openStore(folder))).code).toBe('PW_STATE_UNREADABLE');
  });
});

describe('a database file', () => {
  const isDamaged = async (): Promise<void> => {
    const before = readFileSync(database());
    const { code, path, remedy } = await faultOf(openStore(folder));
    expect({ code, path }).toEqual({ code: 'PW_STATE_DAMAGED', path: database() });
    expect(remedy).toContain('Move it elsewhere');
    expect(readFileSync(database()).equals(before)).toBe(true);
  };

  it.each([
    ['nothing', ''],
    ['a text', 'no database at all\n'.repeat(500)],
    ['a SQLite database', `SQLite format 3\0${'\0'.repeat(9000)}`],
  ])('that is %s is refused and left as it is', async (_, text) => {
    writeFileSync(database(), text);
    await isDamaged();
  });

  it('that was cut or changed is refused and left as it is', async () => {
    const store = await openStore(folder);
    await store.keep(report(MONDAY, []));
    await store.close();
    const whole = readFileSync(database());
    truncateSync(database(), whole.length >> 1);
    await isDamaged();
    // The header, and both copies of where the newest state begins.
    for (const at of [4, 30]) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 0xff;
      writeFileSync(database(), changed);
      await isDamaged();
    }
  });

  it('of another program is refused and left as it is', async () => {
    const other = await Database.open(database());
    await other.run('CREATE TABLE things (thing VARCHAR)');
    await other.close();
    await isDamaged();
  });

  it('of a later version is refused, and works again with that version', async () => {
    const store = await openStore(folder);
    await store.keep(report(MONDAY, []));
    await store.close();
    const later = { version: NEXT, name: 'later', sql: 'CREATE TABLE more (more INTEGER)' };
    const newer = await Database.open(database());
    await migrate(newer, [...MIGRATIONS, later]);
    await newer.close();
    const { code, message, remedy } = await faultOf(openStore(folder));
    expect(code).toBe('PW_STATE_NEWER');
    expect(message).toContain(`version ${NEXT}`);
    expect(remedy).toContain('that wrote it');
    const again = await Database.open(database());
    await migrate(again, [...MIGRATIONS, later]);
    expect(await again.value('SELECT count(*)::INTEGER FROM runs')).toBe(1);
    await again.close();
  });

  it('is brought up step by step, and stays where it was when a step fails', async () => {
    await (await openStore(folder)).close();
    const good = { version: NEXT, name: 'good', sql: 'CREATE TABLE more (more INTEGER)' };
    const bad = {
      version: NEXT + 1,
      name: 'bad',
      sql: 'DROP TABLE more; CREATE TABLE runs (x INTEGER)',
    };
    const opened = await Database.open(database());
    await expect(migrate(opened, [...MIGRATIONS, good, bad])).rejects.toThrow();
    expect(await opened.rows('SELECT name FROM schema_versions ORDER BY version')).toEqual([
      ...MIGRATIONS.map(({ name }) => ({ name })),
      { name: 'good' },
    ]);
    expect(await opened.rows('FROM more')).toEqual([]);
    await opened.close();
  });

  it('reaches no other file and no network', async () => {
    const opened = await Database.open(database());
    for (const sql of [
      "SELECT * FROM read_text('/etc/hostname')",
      `ATTACH '${folder}/other.duckdb' AS other`,
      `COPY (SELECT 1) TO '${folder}/out.csv'`,
      'INSTALL httpfs',
      'LOAD httpfs',
      'SET enable_external_access = true',
    ])
      await expect(opened.run(sql)).rejects.toThrow();
    await opened.close();
    expect(readdirSync(folder)).toEqual([DATABASE_FILE]);
  });
});

describe('the report of a version that kept nothing else', () => {
  it('is taken in as the first run', async () => {
    const old = report(MONDAY, [], [sampleCase({ id: 'bittorrent-10.20.1.11' })]);
    await new FileReportStore(folder).save(old);
    const text = readFileSync(reportFile(), 'utf8');
    for (const _ of ['first', 'again']) {
      const store = await openStore(folder);
      expect(await store.reports.load()).toEqual(old);
      expect(await store.runs.last(9)).toMatchObject([{ run: 1, reportSha256: digestOf(text) }]);
      expect((await store.cases.of('bittorrent-10.20.1.11'))?.runs).toHaveLength(1);
      await store.close();
    }
    expect(readFileSync(reportFile(), 'utf8')).toBe(text);
  });

  it('is left alone when it is none', async () => {
    for (const text of ['{', '{}', 'null']) {
      writeFileSync(reportFile(), text);
      const store = await openStore(folder);
      expect(await store.runs.last(9)).toEqual([]);
      await store.close();
      expect(readFileSync(reportFile(), 'utf8')).toBe(text);
    }
  });
});

describe('the database program', () => {
  it('is loaded by those only who open a store', { timeout: LONG_MS }, () => {
    const loads = (script: string): string =>
      spawnSync(
        process.execPath,
        [
          '--input-type=module',
          '-e',
          `${script}; console.log(process.report.getReport().sharedObjects.some((name) => /duckdb/.test(name)))`,
        ],
        { encoding: 'utf8', cwd: fileURLToPath(new URL('../../', import.meta.url)) },
      ).stdout.trim();
    const load =
      "await import('./dist/store/store.js'); await import('./dist/cli/commands/analyze.js')";
    expect(loads(load)).toBe('false');
    expect(
      loads(
        "(await (await import('./dist/store/store.js')).openStore(process.env.TMPDIR ?? '/tmp/peerwarden-none')).close()".replace(
          /process.*none'/,
          `'${folder}'`,
        ),
      ),
    ).toBe('true');
  });
});
