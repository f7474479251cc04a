import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordsOf } from './captures.ts';
import { fixture, peerwarden, temporaryFolder } from './running.ts';

const NMDC = fixture('directconnect/nmdc.pcap');
const CASE = 'directconnect-10.20.1.11';
const WHY = 'Our stock exchange, it only sounds so.';

const written = (folder: string) => {
  const files = readdirSync(folder).sort();
  const json = files.find((file) => file.endsWith('.json'))!;
  const other = files.find((file) => !file.endsWith('.json'))!;
  return {
    files,
    about: JSON.parse(readFileSync(join(folder, json), 'utf8')),
    bytes: readFileSync(join(folder, other)),
    path: join(folder, other),
  };
};

describe('case --false-alarm: packets', () => {
  const folder = join(temporaryFolder(), 'alarms');

  it('writes a capture that raises the alarm again, and what was found', async () => {
    const ran = await peerwarden(['case', CASE, NMDC, '--false-alarm', WHY, '--output', folder]);
    expect(ran).toMatchObject({ code: 0, out: '' });
    expect(ran.err).toContain('it raises the alarm again');
    const { files, about, path } = written(folder);
    const name = 'directconnect-our-stock-exchange-it-only-sounds';
    expect(files).toEqual([`${name}.json`, `${name}.pcap`]);
    expect(about).toMatchObject({ complaint: WHY, made: 'from a case', alike: ['directconnect'] });
    expect(about.findings.length).toBeGreaterThan(0);
    const again = await peerwarden(['analyze', path, '--format', 'json']);
    const { cases } = JSON.parse(again.out) as { cases: { id: string }[] };
    expect(cases.map(({ id }) => id.replace(/\d.*/, ''))).toContain('directconnect-');
  });

  it('keeps no address and no nickname of the case', () => {
    const { bytes, about } = written(folder);
    const before = readFileSync(NMDC);
    const text = `${bytes.toString('latin1')}${JSON.stringify(about)}`;
    for (const record of recordsOf(before)) {
      const { bytes: frame } = record;
      for (const at of [26, 30]) {
        const address = frame.subarray(at, at + 4);
        expect(bytes.includes(address), [...address].join('.')).toBe(false);
        expect(text).not.toContain([...address].join('.'));
      }
      for (const at of [0, 6]) expect(bytes.includes(frame.subarray(at, at + 6))).toBe(false);
    }
    // Times between packets are what they were; the day is not.
    const [first] = recordsOf(bytes);
    expect(first!.seconds).toBe(Date.parse('2000-01-01T00:00:00Z') / 1000);
  });
});

describe('case --false-alarm: lines', () => {
  it('writes log lines under other names', async () => {
    const folder = temporaryFolder();
    const log = join(folder, 'access.log');
    const out = join(folder, 'out');
    mkdirSync(out);
    writeFileSync(
      log,
      '1795327001.400    120 10.20.1.50 TCP_MISS/200 4512 GET http://tracker.example/announce?info_hash=%aa%bb%cc%dd%ee%ff%00%11%22%33%44%55%66%77%88%99%aa%bb%cc%dd&peer_id=-TR3000-abcdefghijkl&port=51413&uploaded=0&downloaded=0&left=9&compact=1 petrova HIER_DIRECT/198.51.100.11 text/plain\n',
    );
    const ran = await peerwarden([
      'case',
      'bittorrent-10.20.1.50',
      log,
      '--false-alarm',
      'a test of the tracker',
      '--output',
      out,
    ]);
    expect(ran.code).toBe(0);
    const text = written(out).bytes.toString();
    expect(text).toContain('tracker.example');
    expect(text).not.toMatch(/10\.20\.1\.50|198\.51\.100\.11|petrova/);
  });
});

describe('case --false-alarm: from what was kept, and what it refuses', () => {
  it('reads the evidence that a kept report names', async () => {
    const folder = temporaryFolder();
    const state = join(folder, 'state');
    const output = join(folder, 'out');
    await peerwarden(['analyze', NMDC, '--state', state]);
    const ran = await peerwarden([
      'case',
      CASE,
      '--state',
      state,
      '--false-alarm',
      WHY,
      '--output',
      output,
    ]);
    expect(ran.code).toBe(0);
    expect(readdirSync(output)).toHaveLength(2);
  });

  it.each([
    [['case', CASE, NMDC], /PW_USAGE.*--false-alarm/],
    [['case', CASE, '--false-alarm', WHY], /PW_USAGE.*where the case comes from/],
    [['case', CASE, NMDC, '--state', 'x', '--false-alarm', WHY], /PW_USAGE.*one of them/],
    [['case', 'directconnect-10.20.1.1', NMDC, '--false-alarm', WHY], /PW_CASE_UNKNOWN/],
    [['case', CASE, '--state', '/nowhere', '--false-alarm', WHY], /PW_STATE_UNREADABLE/],
  ])('%j', async (words, fault) => {
    const folder = temporaryFolder();
    const ran = await peerwarden([...words, '--output', join(folder, 'out')]);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toMatch(fault);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });
});
