// covers: T3
// Ordinary business traffic accuses nobody. The captures are no part of the project: without them the tests are skipped
// and say so. PEERWARDEN_CORPUS=full reads all of them, otherwise those that are quickly read.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/pipeline/analyze.ts';
import { SHARED } from '../harness/identify.ts';

const FULL = process.env['PEERWARDEN_CORPUS'] === 'full';
const BYTES_MAX = 3 << 20;

const LAB = join(SHARED, 'corpus/lab');
const PUBLIC = join(SHARED, 'corpus/public');

const small = (path: string): boolean => FULL || statSync(path).size <= BYTES_MAX;

const lab = existsSync(LAB)
  ? readdirSync(LAB)
      .filter((name) => name.startsWith('ben-'))
      .map((name) => join(LAB, name, 'capture.pcap'))
      .filter(small)
  : [];

interface Listed {
  readonly file: string;
  readonly expect: readonly string[] | null;
}

/** `expect: []` in the manifest: nobody in it may be accused. */
const listed = existsSync(join(PUBLIC, 'manifest.json'))
  ? (JSON.parse(readFileSync(join(PUBLIC, 'manifest.json'), 'utf8')) as Listed[])
      .filter((one) => one.expect?.length === 0)
      .map((one) => join(PUBLIC, one.file))
      .filter(small)
  : [];

const run = async (path: string) =>
  (
    await analyze({
      paths: [path],
      policy: null,
      inside: [],
      since: null,
      until: null,
      digest: false,
      signal: new AbortController().signal,
    })
  ).report;

const raised = ({ cases }: Awaited<ReturnType<typeof run>>) =>
  cases.filter((one) => one.probability >= 0.5).map((one) => one.id);

describe.skipIf(lab.length === 0)('the benign captures of the lab (skipped without them)', () => {
  it.each(lab)('%s', async (path) => {
    const report = await run(path);
    expect(raised(report)).toEqual([]);
    expect(report.evidence[0]!.notUnderstood['fault of a dissector']).toBeUndefined();
  });
});

describe.skipIf(listed.length === 0)('public captures of innocents (skipped without them)', () => {
  it.each(listed)('%s', async (path) => {
    expect(raised(await run(path))).toEqual([]);
  });
});

const guilty = existsSync(LAB)
  ? [
      'bt-tr-plain-tcp-80',
      'bt-qb-stealth',
      'bt-lsd-lan',
      'gnutella',
      'ed2k-plain',
      'dc-nmdc-mixed',
      'webtorrent-browser',
    ]
      .map((name) => join(LAB, name))
      .filter(
        (path) =>
          existsSync(path) && (FULL || statSync(join(path, 'capture.pcap')).size <= 2 * BYTES_MAX),
      )
  : [];

describe.skipIf(guilty.length === 0)(
  'guilty hosts of the lab are all found (skipped without it)',
  () => {
    it.each(guilty)('%s', async (folder) => {
      const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as {
        hosts: { name: string; ip: string; role: string; programs?: string[] }[];
      };
      const accused = new Set(
        raised(await run(join(folder, 'capture.pcap'))).map((id) => id.replace(/^[a-z0-9]+-/, '')),
      );
      const inside = truth.hosts.filter(({ name }) => name.startsWith('corp'));
      expect(inside.filter(({ ip }) => accused.has(ip)).length).toBeGreaterThan(0);
      for (const { ip, name } of truth.hosts)
        if (name === 'srv') expect(accused.has(ip)).toBe(false);
    });
  },
);
