import { describe, expect, it } from 'vitest';
import { squidCombined } from '../../src/sources/proxies/squid-combined.ts';
import { webServer } from '../../src/sources/proxies/web-server.ts';
import { fixture, readBytes, readLine, reasons } from './reading.ts';

describe('squid-combined', () => {
  it('reads every line of a real log', () => {
    const { observations, evidence } = readBytes(
      squidCombined,
      fixture('squid-combined/access-combined.log'),
    );
    expect(evidence.notUnderstood).toEqual({});
    expect(observations).toHaveLength(10);
    expect(observations[1]).toEqual({
      agent: '',
      kind: 'request',
      format: 'squid-combined',
      origin: { evidence: 0, line: 2 },
      at: Date.UTC(2026, 10, 22, 6, 4, 0),
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
    expect(observations[8]).toMatchObject({ agent: 'Mozilla/5.0 (X11; Linux x86_64)' });
  });

  it('reads the common format, other zones, and other proxies by their absolute URLs', () => {
    const common =
      '10.0.0.1 - bob [22/Nov/2026:07:07:06 +0100] "GET http://a.example/ HTTP/1.1" 407 - TCP_DENIED:HIER_NONE';
    expect(readLine(squidCombined, common)).toMatchObject({
      at: Date.UTC(2026, 10, 22, 6, 7, 6),
      action: 'denied',
      status: 407,
    });
    const apache =
      '10.0.0.1 - - [22/Nov/2026:07:07:06 -0330] "GET http://a.example:81/ HTTP/1.1" 200 5 "-" "x\\"y"';
    expect(readLine(squidCombined, apache)).toMatchObject({
      at: Date.UTC(2026, 10, 22, 10, 37, 6),
      host: 'a.example',
      destinationPort: 81,
      agent: 'x\\"y',
    });
  });

  it.each([
    [
      '10.0.0.1 - - [22/Nov/2026:07:07:06 +0100] "GET / HTTP/1.1" 200 5 "-" "x"',
      'not kept: request to a web server, not through a proxy',
    ],
    [
      '10.0.0.1 - - [22/Nov/2026:07:07:06 +0100] "GET http://a/ HTTP/1.1',
      'not in the common or combined format',
    ],
    [
      'name - - [22/Nov/2026:07:07:06 +0100] "GET http://a/ HTTP/1.1" 200 5',
      'client is not an address',
    ],
    [
      '10.0.0.1 - - [99/Nov/2026:07:07:06 +0100] "GET http://a/ HTTP/1.1" 200 5',
      'not in the common or combined format',
    ],
    [
      '10.0.0.1 - - [22/Nov/2026:07:07:06 +0100] "GET http://a/ HTTP/1.1" 200 5 "-" "\u001b[31m"',
      'control characters in a field',
    ],
  ])('counts and does not read: %s', (line, reason) => {
    expect(reasons(squidCombined, line)).toEqual([reason]);
  });
});

describe('web-server', () => {
  it('says that the log is not a proxy log', () => {
    const { observations, evidence } = readBytes(webServer, fixture('web-server/access.log'));
    expect(observations).toEqual([]);
    expect(evidence.notUnderstood).toEqual({
      'not kept: request to a web server, not through a proxy': 3,
    });
  });
});
