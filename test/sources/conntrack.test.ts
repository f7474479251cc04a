// covers: D3
import { describe, expect, it } from 'vitest';
import { conntrack } from '../../src/sources/firewalls/conntrack.ts';
import { fixture, readBytes, readLine, readText, reasons, WRITTEN } from './reading.ts';

describe('conntrack', () => {
  it('makes one observation of each connection', () => {
    const { observations, evidence } = readBytes(
      conntrack,
      fixture('conntrack/conntrack-events.log'),
    );
    expect(evidence).toMatchObject({ records: 16, notUnderstood: {} });
    expect(observations).toHaveLength(6);
    // Given out at the end of each; those without one at the end of the log.
    expect(observations[0]).toMatchObject({ refused: true, packetsIn: 1, bytesOut: 44 });
    expect(observations[1]).toEqual({
      kind: 'connection',
      format: 'conntrack',
      origin: { evidence: 0, line: 3 },
      at: expect.closeTo(1795327626025.011, 2),
      until: expect.closeTo(1795327656554.186, 2),
      transport: 'tcp',
      source: '10.20.1.11',
      sourcePort: 41442,
      destination: '198.51.100.11',
      destinationPort: 80,
      bytesOut: 2810,
      bytesIn: 85_334,
      packetsOut: 60,
      packetsIn: 59,
    });
    expect(observations[2]).toMatchObject({ unanswered: true, bytesOut: 886, transport: 'udp' });
    expect(observations[3]).toMatchObject({ transport: 'icmp', source: '10.20.0.10' });
    expect(observations[4]).toMatchObject({ source: '2001:db8:20::11' });
    expect(observations[4]).not.toHaveProperty('unanswered');
    expect(observations[5]).toMatchObject({ transport: 'other', unanswered: true });
  });

  it('reads translation from the reply direction', () => {
    const line =
      'tcp      6 431999 ESTABLISHED src=10.0.0.5 dst=192.0.2.1 sport=40000 dport=80 packets=4 bytes=400 src=10.0.0.80 dst=203.0.113.1 sport=8080 dport=61000 packets=3 bytes=3000 [ASSURED] mark=0 use=1';
    expect(readLine(conntrack, line)).toMatchObject({
      source: '10.0.0.5',
      destination: '192.0.2.1',
      bytesOut: 400,
      bytesIn: 3000,
      translated: {
        source: '203.0.113.1',
        sourcePort: 61000,
        destination: '10.0.0.80',
        destinationPort: 8080,
      },
    });
  });

  it('reads tables and says that they name no time', () => {
    const table = [
      'ipv4     2 tcp      6 431999 ESTABLISHED src=10.0.0.5 dst=192.0.2.1 sport=1 dport=80 src=192.0.2.1 dst=10.0.0.5 sport=80 dport=1 [ASSURED] mark=0 zone=0 use=2',
      'ipv6     10 udp      17 29 src=2001:db8:0:0::5 dst=2001:db8::1 sport=1 dport=53 [UNREPLIED] src=2001:db8::1 dst=2001:db8::5 sport=53 dport=1 mark=0 use=2',
      'ipv4     2 icmp     1 29 src=10.0.0.5 dst=192.0.2.1 type=8 code=0 id=7 src=192.0.2.1 dst=10.0.0.5 type=0 code=0 id=7 mark=0 use=1',
      'conntrack v1.4.7 (conntrack-tools): 3 flow entries have been shown.',
    ].join('\n');
    const { observations, evidence } = readText(conntrack, table);
    expect(evidence.notUnderstood).toEqual({});
    expect(observations.map((o) => o.at)).toEqual([WRITTEN, WRITTEN, WRITTEN]);
    expect(observations[1]).toMatchObject({ source: '2001:db8::5', unanswered: true });
    expect(evidence.warnings).toHaveLength(1);
  });

  it('joins events without ids by their tuple, and begins anew at a second NEW', () => {
    const tuple = 'src=10.0.0.5 dst=192.0.2.1 sport=1 dport=53';
    const reply = 'src=192.0.2.1 dst=10.0.0.5 sport=53 dport=1';
    const log = [
      `[100.000000]\t    [NEW] ipv4     2 udp      17 30 ${tuple} [UNREPLIED] ${reply}`,
      `[101.000000]\t [UPDATE] ipv4     2 udp      17 30 ${tuple} ${reply}`,
      `[200.000000]\t    [NEW] ipv4     2 udp      17 30 ${tuple} [UNREPLIED] ${reply}`,
    ].join('\n');
    const { observations } = readText(conntrack, log);
    expect(observations.map((o) => [o.at, o.until])).toEqual([
      [100_000, 101_000],
      [200_000, 200_000],
    ]);
    expect(observations[1]).toMatchObject({ unanswered: true });
  });

  it('reaches back by the age in the last event when the beginning was not seen', () => {
    const line =
      '[1000.000000]\t[DESTROY] udp      17 src=10.0.0.5 dst=192.0.2.1 sport=1 dport=53 packets=1 bytes=60 src=192.0.2.1 dst=10.0.0.5 sport=53 dport=1 packets=1 bytes=90 delta-time=30 id=5';
    expect(readLine(conntrack, line)).toMatchObject({ at: 970_000, until: 1_000_000, bytesIn: 90 });
  });

  it.each([
    ['[1.0] [NEW] 300 proto=6 src=10.0.0.5 dst=192.0.2.1 sport=0 dport=80', 'no conntrack entry'],
    [
      'tcp 6 src=10.0.0.5 dst=192.0.2.1 sport=1 dport=80',
      'conntrack entry with one direction (expectation)',
    ],
    [
      'tcp 6 src=x dst=y sport=1 dport=80 src=y dst=x sport=80 dport=1',
      'conntrack entry without addresses',
    ],
    [
      'tcp 6 src=1.1.1.1 dst=2.2.2.2 src=2.2.2.2 dst=1.1.1.1 src=3.3.3.3 dst=4.4.4.4',
      'no conntrack entry',
    ],
    ['Nov 22 05:52:09 gate kernel: eth0 up', 'no conntrack entry'],
  ])('counts and does not read: %s', (line, reason) => {
    expect(reasons(conntrack, line)).toEqual([reason]);
  });
});
