import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, peerwarden, shell, temporaryFolder } from './running.ts';

type Row = Record<string, unknown>;

const rowsOf = (text: string): Row[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row);

/** The contract's fields (design: interfaces), and no other. */
const FIELDS = new Set(
  'kind at until format origin transport source sourcePort destination destinationPort bytesOut bytesIn packets action user device mac host url method status agent query answer program version name hash size system protocol rule application translated unanswered refused event text service session assigned'.split(
    ' ',
  ),
);

describe('observe', () => {
  it('tells flows of captures with what they say', async () => {
    const path = fixture('directconnect/nmdc.pcap');
    const ran = await peerwarden(['observe', path]);
    expect(ran).toMatchObject({ code: 0, err: '' });
    const rows = rowsOf(ran.out);
    expect(rows.length).toBeGreaterThan(2);
    expect(rows[0]).toMatchObject({
      kind: 'flow',
      at: '2026-11-22T05:56:41.240Z',
      format: 'pcap',
      origin: { path, offset: 24 },
      transport: 'tcp',
      source: '10.20.1.11',
      destinationPort: 411,
      packets: 40,
      program: 'EiskaltDC++',
      system: 'directconnect',
      protocol: 'directconnect/nmdc',
    });
  });

  it('tells requests, verdicts and connections with their lines, and no field too many', async () => {
    const paths = [
      'squid/access.log',
      'netfilter-log/firewall.syslog',
      'conntrack/conntrack-events.log',
    ];
    const ran = await peerwarden(['observe', ...paths.map(fixture)]);
    const rows = rowsOf(ran.out);
    for (const row of rows) expect(Object.keys(row).filter((key) => !FIELDS.has(key))).toEqual([]);
    const first = (kind: string) => rows.find((row) => row['kind'] === kind);
    expect(first('request')).toMatchObject({
      format: 'squid',
      origin: { path: fixture(paths[0]!), line: 1 },
    });
    expect(first('verdict')).toMatchObject({
      action: 'denied',
      origin: { path: fixture(paths[1]!) },
    });
    expect(first('connection')).toMatchObject({
      format: 'conntrack',
      origin: { path: fixture(paths[2]!) },
    });
    const some = rowsOf(
      (await peerwarden(['observe', ...paths.map(fixture), '--kind', 'verdict,request'])).out,
    );
    expect(some).toEqual(
      rows.filter((row) => row['kind'] === 'verdict' || row['kind'] === 'request'),
    );
  });

  it('tells each file as it is, a copy of another too', async () => {
    const folder = temporaryFolder();
    const text = readFileSync(fixture('squid/access.log'));
    const paths = ['a.log', 'b.log'].map((name) => join(folder, name));
    for (const path of paths) writeFileSync(path, text);
    const { out } = await peerwarden(['observe', ...paths]);
    const counts = paths.map(
      (path) =>
        rowsOf(out).filter(({ origin }) => (origin as { path: string }).path === path).length,
    );
    expect(counts[0]).toBeGreaterThan(2);
    expect(counts[1]).toBe(counts[0]);
  });

  it('takes stamps without a zone for those of the zone given', async () => {
    const line =
      'Nov 22 06:00:00 gate sshd[77]: Accepted password for maria from 10.20.1.11 port 40122 ssh2\n';
    const at = async (...words: string[]) =>
      String(rowsOf((await peerwarden(['observe', '-', ...words], { stdin: line })).out)[0]!['at']);
    expect(await at()).toMatch(/-11-22T06:00:00/);
    expect(await at('--zone', 'Europe/Berlin')).toMatch(/-11-22T05:00:00/);
    expect(await at('--zone', '-03:30')).toMatch(/-11-22T09:30:00/);
    const wrong = await peerwarden(['observe', '-', '--zone', 'Moon/Base'], { stdin: line });
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.err).toMatch(/PW_USAGE.*Moon\/Base.*Europe\/Berlin/);
  });

  it('names the system of requests that show one', async () => {
    const line =
      '1795327001.400    120 10.20.1.50 TCP_MISS/200 4512 GET http://tracker.example/announce?info_hash=%aa%bb%cc%dd%ee%ff%00%11%22%33%44%55%66%77%88%99%aa%bb%cc%dd&peer_id=-TR3000-abcdefghijkl&port=51413&uploaded=0&downloaded=0&left=9 ana HIER_DIRECT/198.51.100.11 text/plain\n';
    const ran = await peerwarden(['observe', '-'], { stdin: line });
    expect(rowsOf(ran.out)).toEqual([
      expect.objectContaining({
        origin: { path: '-', line: 1 },
        user: 'ana',
        host: 'tracker.example',
        method: 'GET',
        status: 200,
        system: 'bittorrent',
      }),
    ]);
  });

  it('ends quietly when its reader has enough, and waits for one that is slow', async () => {
    const folder = temporaryFolder();
    const capture = readFileSync(fixture('directconnect/nmdc.pcap'));
    for (let i = 0; i < 60; i++) {
      // Another snap length each, because copies are read once.
      capture.writeUInt32LE(65_536 + i, 16);
      writeFileSync(join(folder, `${i}.pcap`), capture);
    }
    const enough = await shell(`peerwarden observe '${folder}' | head -1`);
    expect(enough.out.split('\n')).toHaveLength(2);
    expect(enough.err).toBe('');
    const all = await peerwarden(['observe', folder]);
    const slow = await shell(`peerwarden observe '${folder}' | { sleep 1; cat; }`);
    expect(slow.err).toBe('');
    expect(slow.out).toBe(all.out);
    const file = join(folder, 'rows.ndjson');
    await peerwarden(['observe', fixture('directconnect/nmdc.pcap'), '--output', file]);
    expect(rowsOf(readFileSync(file, 'utf8')).length).toBeGreaterThan(2);
  });
});
