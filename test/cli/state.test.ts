// `analyze --state` as a user meets it: reports that stay, cases with a course, and what a state directory can refuse.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { fixture, peerwarden, temporaryFolder } from './running.ts';

const NMDC = fixture('directconnect/nmdc.pcap');
const WRITER = fileURLToPath(new URL('../store/writer.mjs', import.meta.url));

describe('analyze --state', () => {
  const folder = temporaryFolder();

  it('keeps each run and the course of its cases, and the last report', async () => {
    const state = join(folder, 'kept');
    for (const code of [1, 1])
      expect((await peerwarden(['analyze', NMDC, '--state', state])).code).toBe(code);
    const report = JSON.parse(readFileSync(join(state, 'report.json'), 'utf8'));
    const store = await openStore(state);
    const runs = await store.runs.last(9);
    const past = await store.cases.of(report.cases[0].id);
    await store.close();
    expect(runs).toHaveLength(2);
    expect(runs[0]!.evidence[0]).toMatchObject({ path: NMDC, sha256: report.evidence[0].sha256 });
    expect(past?.runs.map(({ probability }) => probability)).toEqual([
      report.cases[0].probability,
      report.cases[0].probability,
    ]);
  });

  it('says who has the folder open before it reads anything; explain reads on', async () => {
    const state = join(folder, 'busy');
    await peerwarden(['analyze', NMDC, '--state', state]);
    const holder = spawn(process.execPath, [WRITER, state, '0', '0']);
    try {
      await new Promise((resolve) => holder.stdout.once('data', resolve));
      const { code, out, err } = await peerwarden(['analyze', NMDC, '--state', state]);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/PW_STATE_BUSY .*peerwarden\.duckdb: Another run has it open/);
      expect(err).toContain(`process ${holder.pid}`);
      const { id } = JSON.parse(readFileSync(join(state, 'report.json'), 'utf8')).cases[0];
      expect((await peerwarden(['explain', id, '--state', state])).code).toBe(0);
    } finally {
      holder.kill('SIGKILL');
    }
  });

  it('refuses a damaged folder before it reads anything', async () => {
    const state = join(folder, 'damaged');
    mkdirSync(state);
    writeFileSync(join(state, 'peerwarden.duckdb'), 'not a database');
    const { code, out, err } = await peerwarden(['analyze', NMDC, '--state', state]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/PW_STATE_DAMAGED .*peerwarden\.duckdb: .*Move it elsewhere/);
  });
});
