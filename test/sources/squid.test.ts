// covers: D5 T10
import { describe, expect, it } from 'vitest';
import { squid } from '../../src/sources/proxies/squid.ts';
import { fixture, readBytes, readLine, readText, reasons } from './reading.ts';

describe('squid', () => {
  it('reads every line of a real log', () => {
    const { observations, evidence } = readBytes(squid, fixture('squid/access.log'));
    expect(evidence).toMatchObject({ format: 'squid', records: 12, notUnderstood: {} });
    expect(observations).toHaveLength(12);
    // awk '{s+=$5} END{print s}'
    const bytes = observations.map((o) => (o.kind === 'request' ? (o.bytesIn ?? 0) : 0));
    expect(bytes.reduce((a, b) => a + b, 0)).toBe(538_542);
    expect({ ...observations[1] }).toEqual({
      kind: 'request',
      format: 'squid',
      origin: { evidence: 0, line: 2 },
      at: 1795327440488 - 9727,
      until: 1795327440488,
      durationMs: 9727,
      source: '10.20.1.11',
      destination: '203.0.113.14',
      destinationPort: 443,
      host: '203.0.113.14',
      url: '203.0.113.14:443',
      method: 'CONNECT',
      user: 'alice',
      status: 200,
      action: 'allowed',
      bytesIn: 525_580,
    });
  });

  it('leaves out what is not known', () => {
    const line =
      '1795327430.687      0 10.20.0.10 NONE_NONE/000 0 - error:transaction-end-before-headers - HIER_NONE/- -';
    const { method, user, host, destination, action, status, url } = readLine(squid, line);
    expect([method, user, host, destination, action]).toEqual(Array(5).fill(undefined));
    expect([status, url]).toEqual([0, 'error:transaction-end-before-headers']);
  });

  it('knows what was denied', () => {
    const denied =
      '1642667037.129 0 10.0.4.4 TCP_DENIED/403 3868 CONNECT 1.2.3.4:80 - HIER_NONE/- -';
    expect(readLine(squid, denied)).toMatchObject({
      action: 'denied',
      destination: '1.2.3.4',
      destinationPort: 80,
    });
  });

  it('writes IPv6 in its one form, of clients, hosts and peers', () => {
    const line =
      '1795327626.361 148 2001:0DB8:0:0::12 TCP_MISS/200 235 GET http://[2001:DB8::0:1]:8080/x bob HIER_DIRECT/2001:db8:0::1 -';
    expect(readLine(squid, line)).toMatchObject({
      source: '2001:db8::12',
      host: '2001:db8::1',
      destination: '2001:db8::1',
      destinationPort: 8080,
    });
  });

  it('does not take a parent proxy for the far end', () => {
    const line =
      '1795327626.361 148 10.0.0.1 TCP_MISS/200 235 GET http://User@Www.Example.COM/x - FIRSTUP_PARENT/10.9.9.9 text/html';
    const read = readLine(squid, line);
    expect(read).toMatchObject({ host: 'www.example.com', destinationPort: 80 });
    expect(read['destination']).toBeUndefined();
  });

  it('unescapes users and drops a time that runs backwards', () => {
    const line =
      '1795327626.361 -5 10.0.0.1 TCP_MISS/200 1 GET http://a/ CORP%5Cal%20ice HIER_DIRECT/a -';
    const read = readLine(squid, line);
    expect(read).toMatchObject({ user: 'CORP\\al ice', at: 1795327626361 });
    expect(read['durationMs']).toBeUndefined();
  });

  it.each([
    ['Nov 22 06:07:06 gate squid[812]: ', 'gate'],
    ['<134>Nov 22 06:07:06 gate (squid-1): ', 'gate'],
    ['2026-11-22T06:07:06+00:00 gate squid[812]: ', 'gate'],
  ])('reads behind a syslog prefix: %s', (prefix, sensor) => {
    const line =
      '1795327626.361 148 10.0.0.1 TCP_MISS/200 235 GET http://a/ - HIER_DIRECT/10.1.1.1 -';
    expect(readLine(squid, prefix + line)).toMatchObject({
      sensor,
      until: 1795327626361,
      source: '10.0.0.1',
    });
  });

  it.each([
    [
      '1795327626.361 148 host.local TCP_MISS/200 1 GET http://a/ - HIER_DIRECT/a -',
      'client is not an address',
    ],
    ['1795327626.361 148 10.0.0.1 TCP_MISS/200', 'fields are not those of Squid'],
    ['1795327626.36', 'no Squid time stamp'],
    [
      '1795327626.361 x 10.0.0.1 TCP_MISS/200 1 GET http://a/ - HIER_DIRECT/a -',
      'fields are not those of Squid',
    ],
    [
      '1795327626.361 148 10.0.0.1 TCP_MISS/200 1 GET http://a/ - HIER_DIRECT/a - \u001b[31m',
      'control characters in a field',
    ],
    [
      '1795327626.361 148 10.0.0.1 TCP_MISS/200 1 GET http://a/\u001b[2J - HIER_DIRECT/a -',
      'control characters in a field',
    ],
    [
      '1795327626.361 148 10.0.0.1 TCP_MISS/200 1 GET http://a/ eve HIER_DIRECT/b bob HIER_DIRECT/c text/html',
      'more than one hierarchy field',
    ],
    [
      '1376641605.120 13 10.0.0.1 TCP_MISS/200 665 GET http://a/ "D\\u@m" DIRECT/a text/html DEFAULT_CASE_12-Policy-x <IW_x>',
      'Cisco Web Security Appliance line',
    ],
  ])('counts and does not read: %s', (line, reason) => {
    expect(reasons(squid, line)).toEqual([reason]);
  });

  it('keeps a few cleaned samples of what it did not understand', () => {
    const { evidence } = readText(squid, 'bad \u001b[31m one\n'.repeat(9));
    expect(evidence.notUnderstood).toEqual({ 'no Squid time stamp': 9 });
    expect(evidence.notUnderstoodSamples?.['no Squid time stamp']).toEqual([
      { line: 1, text: 'bad \ufffd[31m one' },
      { line: 2, text: 'bad \ufffd[31m one' },
      { line: 3, text: 'bad \ufffd[31m one' },
    ]);
  });
});
