// covers: D1
// Weeks of logs, run by run: what is usual is learned, and what is not is told against the same hours of earlier weeks.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/model/time.ts';
import { analyze } from '../../src/pipeline/analyze.ts';
import { learnedOf } from '../../src/pipeline/learned.ts';
import { openStore } from '../../src/store/store.ts';

const folder = mkdtempSync(join(tmpdir(), 'peerwarden-baselines-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The Monday six weeks ago: what is older than the store keeps would be forgotten. */
const MONDAY = Math.floor((Date.now() / DAY_MS - 4) / 7) * 7 * DAY_MS + 4 * DAY_MS - 42 * DAY_MS;

/** One host and what it received in each hour of a week. */
const week = (number: number, bytesAt: (hour: number) => number): string => {
  const path = join(folder, `week-${number}.log`);
  const lines = Array.from({ length: 168 }, (_, hour) => {
    const at = (MONDAY + number * 7 * DAY_MS + hour * HOUR_MS) / 1000 + 60;
    return `${at.toFixed(3)}   1000 10.20.1.11 TCP_MISS/200 ${bytesAt(hour)} GET http://www.example.org/ - HIER_DIRECT/203.0.113.15 -`;
  });
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};

/** One run with a state of its own, as `analyze --state` does it. */
const run = async (path: string, state: string) => {
  const store = await openStore(join(folder, state));
  try {
    const { report, judged } = await analyze({
      paths: [path],
      policy: null,
      inside: [],
      since: null,
      until: null,
      digest: true,
      signal: new AbortController().signal,
      baselines: store.baselines,
      identities: store.identities,
    });
    await store.keep(report, learnedOf(judged));
    return report;
  } finally {
    await store.close();
  }
};

const unusualHosts = async (path: string) =>
  ((await run(path, 'volumes')).unusual ?? []).filter(({ subject }) => subject === 'host');

/** A backup of 900 MB an hour in the night of every day. */
const backup = (hour: number): number => (hour % 24 < 4 ? 900e6 : 1e6);

describe('volumes over weeks', () => {
  it('that recur at their hours are usual, and the same at another hour is not', async () => {
    for (let number = 0; number < 4; number++) await unusualHosts(week(number, backup));
    expect(
      (await unusualHosts(week(4, backup))).filter(({ kind }) => kind === 'sustained'),
    ).toEqual([]);
    const moved = await unusualHosts(
      week(5, (hour) => (hour >= 60 && hour < 64 ? 900e6 : backup(hour))),
    );
    expect(moved).toMatchObject([
      { kind: 'sustained', name: '10.20.1.11', direction: 'borderIn', bytes: 3_600_000_000 },
    ]);
    expect(moved[0]!.text).toContain('the same hours of earlier weeks');
  }, 120_000);
});

describe('who had an address', () => {
  it('is known from the leases of an earlier run', async () => {
    const leases = join(folder, 'leases.csv');
    writeFileSync(
      leases,
      'address,mac,device,user,from,until\n10.20.1.11,02:00:00:00:00:11,pc-11,maria,2026-11-22T00:00:00Z,2026-11-23T00:00:00Z\n',
    );
    await run(leases, 'identities');
    const { cases } = await run('fixtures/directconnect/nmdc.pcap', 'identities');
    expect(cases[0]).toMatchObject({
      id: 'directconnect-10.20.1.11',
      subject: { device: 'pc-11', user: 'maria' },
    });
    expect(cases[0]!.holders!.every(({ earlier }) => /^[0-9a-f]{64}$/.test(earlier!))).toBe(true);
  }, 60_000);
});
