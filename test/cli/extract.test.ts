import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { needs } from '../harness/tools.ts';
import { fragmented, pcapOf, recordsOf, withoutLinkLayer } from './captures.ts';
import { fixture, peerwarden, shell, temporaryFolder } from './running.ts';

const NMDC = fixture('directconnect/nmdc.pcap');
const CASE = 'directconnect-10.20.1.11';
const tshark = needs('tshark');

/** Time, length and first bytes of each packet, as an independent program reads them. */
const packets = (path: string, filter = ''): string[] =>
  execFileSync(
    'tshark',
    [
      '-r',
      path,
      ...(filter ? ['-Y', filter] : []),
      '-T',
      'fields',
      '-e',
      'frame.time_epoch',
      '-e',
      'frame.len',
      '-e',
      'ip.id',
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
    .toString()
    .trim()
    .split('\n');

describe('extract: packets', () => {
  const folder = temporaryFolder();

  it('writes exactly the packets of the case, whole flows in both directions', async (context) => {
    tshark.check(context);
    const ran = await peerwarden(['extract', CASE, NMDC, '--output', folder]);
    expect(ran).toMatchObject({ code: 0, out: '' });
    expect(ran.err).toMatch(/directconnect-10\.20\.1\.11\.pcap: 61 packets, .*Ethernet/);
    // All TCP of this host is Direct Connect; its other packets are not.
    expect(packets(join(folder, `${CASE}.pcap`))).toEqual(
      packets(NMDC, 'tcp && ip.addr == 10.20.1.11'),
    );
    expect(readdirSync(folder)).toEqual([`${CASE}.pcap`]);
  });

  it('gives the same from compressed captures, pcapng and through a pipe', async (context) => {
    needs('tshark', 'zstd').check(context);
    const own = temporaryFolder();
    const plain = await peerwarden(['extract', CASE, NMDC, '--output', '-']);
    const gz = join(own, 'a');
    const zst = join(own, 'b');
    const ng = join(own, 'c');
    writeFileSync(gz, gzipSync(readFileSync(NMDC)));
    execFileSync('zstd', ['-q', NMDC, '-o', zst]);
    execFileSync('tshark', ['-F', 'pcapng', '-r', NMDC, '-w', ng], { stdio: 'ignore' });
    for (const path of [gz, zst, ng]) {
      const ran = await peerwarden(['extract', CASE, path, '--output', '-']);
      expect(ran.code).toBe(0);
      expect(ran.bytes.equals(plain.bytes)).toBe(true);
    }
    expect(recordsOf(plain.bytes)).toHaveLength(61);
  });

  it('keeps the fragments of a packet', async () => {
    const own = temporaryFolder();
    const kad = fixture('kad/amule-kad.pcap');
    const records = recordsOf(readFileSync(kad));
    // UDP from this host, long enough to be cut.
    const long = records.findIndex(
      ({ bytes }) => bytes[23] === 17 && bytes.length > 70 && bytes.readUInt32BE(26) === 0x0a14010b,
    );
    expect(long).toBeGreaterThanOrEqual(0);
    const path = join(own, 'fragments.pcap');
    writeFileSync(
      path,
      pcapOf(records.flatMap((one, i) => (i === long ? fragmented(one) : [one]))),
    );
    const packetsOf = async (capture: string) => {
      const ran = await peerwarden(['extract', 'edonkey-10.20.1.11', capture, '--output', '-']);
      return recordsOf(ran.bytes).length;
    };
    const whole = await packetsOf(kad);
    expect(whole).toBeGreaterThan(0);
    expect(await packetsOf(path)).toBe(whole + 1);
  });

  it('gives each link type a file, and one stream to one only', async () => {
    const own = temporaryFolder();
    const path = join(own, 'raw.pcap');
    const later = recordsOf(readFileSync(NMDC)).map((one) => ({
      ...one,
      seconds: one.seconds + 86_400,
    }));
    writeFileSync(path, pcapOf(later.map(withoutLinkLayer), 101));
    const ran = await peerwarden(['extract', CASE, NMDC, path, '--output', own]);
    expect(ran.code).toBe(0);
    expect(recordsOf(readFileSync(join(own, `${CASE}.pcap`)))).toHaveLength(61);
    expect(recordsOf(readFileSync(join(own, `${CASE}.link-101.pcap`)))).toHaveLength(61);
    const stream = await peerwarden(['extract', CASE, NMDC, path, '--output', '-']);
    expect(stream.code).toBe(2);
    expect(stream.err).toMatch(/two kinds, Ethernet and raw IP.*--output/s);
  });

  it('obeys --since and --until', async () => {
    const until = '2026-11-22T05:57:00Z';
    const ran = await peerwarden(['extract', CASE, NMDC, '--until', until, '--output', '-']);
    const times = recordsOf(ran.bytes).map(({ seconds }) => seconds);
    expect(times.length).toBeGreaterThan(0);
    expect(times.length).toBeLessThan(61);
    expect(Math.max(...times)).toBeLessThanOrEqual(Date.parse(until) / 1000);
  });
});

describe('extract: lines', () => {
  const folder = temporaryFolder();
  const [at, port] = ['1795327001.400', 45727]; // the first connection of the fixture, 05:56:41.240 to 05:57:44.370
  const tuple = (source: string, client: number) =>
    `src=${source} dst=198.51.100.11 sport=${client} dport=411 src=198.51.100.11 dst=${source} sport=411 dport=${client}`;
  const mine = [
    `[${at}]\t    [NEW] tcp      6 120 SYN_SENT ${tuple('10.20.1.11', port)} [UNREPLIED] id=7`,
    `[${at}]\t [UPDATE] tcp      6 432000 ESTABLISHED ${tuple('10.20.1.11', port)} [ASSURED] id=7`,
    // Long after the last packet, when the kernel forgets the connection.
    `[1795327500.000]\t[DESTROY] tcp      6 ${tuple('10.20.1.11', port)} [ASSURED] id=7`,
  ];
  const others = [
    `[${at}]\t    [NEW] tcp      6 120 SYN_SENT ${tuple('10.20.1.99', 40000)} [UNREPLIED] id=8`,
    // The same ports a day later are another connection.
    `[1795413401.400]\t    [NEW] tcp      6 120 SYN_SENT ${tuple('10.20.1.11', port)} [UNREPLIED] id=9`,
  ];
  const conntrack = join(folder, 'conntrack.log');
  writeFileSync(conntrack, `${[mine[0], others[0], mine[1], mine[2], others[1]].join('\n')}\n`);

  it('writes what a connection table says of the flows of the case, as it was', async () => {
    // Where hubs are permitted, a connection to one is no evidence by its port.
    const policy = join(folder, 'policy.yaml');
    writeFileSync(policy, 'permit: [{ to: internet, service: [411/tcp] }]\n');
    const words = ['extract', CASE, NMDC, conntrack, '--policy', policy, '--output', folder];
    const ran = await peerwarden(words);
    expect(ran.err).toMatch(/\.log: 3 lines/);
    expect(readFileSync(join(folder, `${CASE}.log`), 'utf8')).toBe(`${mine.join('\n')}\n`);
  });

  it('writes requests that show the activity, with bytes that are no UTF-8', async () => {
    const announce = (host: string, tail: string) =>
      Buffer.from(
        `1795327001.400    120 ${host} TCP_MISS/200 4512 GET http://tracker.example/announce?info_hash=%aa%bb%cc%dd%ee%ff%00%11%22%33%44%55%66%77%88%99%aa%bb%cc%dd&peer_id=-TR3000-abcdefghijkl&port=51413&uploaded=0&downloaded=0&left=9&compact=1${tail} ana HIER_DIRECT/198.51.100.11 text/plain`,
        'latin1',
      );
    const page = Buffer.from(
      '1795327002.000     20 10.20.1.50 TCP_MISS/200 900 GET http://example.org/ ana HIER_DIRECT/198.51.100.12 text/html',
    );
    const lf = Buffer.from('\n');
    const wanted = announce('10.20.1.50', '&x=\xe9');
    const path = join(folder, 'access.log');
    writeFileSync(
      path,
      Buffer.concat([page, lf, wanted, lf, announce('10.20.1.51', ''), lf, page, lf, wanted, lf]),
    );
    const ran = await peerwarden(['extract', 'bittorrent-10.20.1.50', path, '--output', '-']);
    expect(ran.code).toBe(0);
    expect(ran.bytes.equals(Buffer.concat([wanted, lf, wanted, lf]))).toBe(true);
  });
});

describe('extract: what it refuses', () => {
  it('reads nothing twice that can be read once only', async () => {
    const input = await peerwarden(['extract', CASE, '-'], { stdin: readFileSync(NMDC) });
    expect(input.code).toBe(2);
    expect(input.err).toMatch(/PW_USAGE.*twice.*Keep it in a file first/);
    const pipe = await shell(`peerwarden extract ${CASE} <(cat '${NMDC}')`);
    expect(pipe.code).toBe(2);
    expect(pipe.err).toMatch(/a pipe can be read once only/);
  });

  it('names the cases there are', async () => {
    const ran = await peerwarden(['extract', 'directconnect-10.20.1.1', NMDC]);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/PW_CASE_UNKNOWN.*Did you mean directconnect-10\.20\.1\.1[123]\?/);
  });

  it('leaves nothing half written', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const ran = await peerwarden(['extract', CASE, NMDC, '--output', join(folder, 'file')]);
    expect(ran.code).toBe(3);
    expect(ran.err).toMatch(/PW_OUTPUT_FAILED/);
    expect(readdirSync(folder)).toEqual(['file']);
    expect(existsSync(`${CASE}.pcap`)).toBe(false);
  });
});
