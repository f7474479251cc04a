// What the formats of proxies share: targets of requests, names in free text, and that none takes another's lines.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bluecoat } from '../../src/sources/proxies/bluecoat.ts';
import { ciscoWsa } from '../../src/sources/proxies/cisco-wsa.ts';
import { elff, w3cCells } from '../../src/sources/proxies/elff.ts';
import { haproxy } from '../../src/sources/proxies/haproxy.ts';
import { PROXIES } from '../../src/sources/proxies/index.ts';
import { namedValues, nameFinder } from '../../src/sources/proxies/named-values.ts';
import { squid } from '../../src/sources/proxies/squid.ts';
import { squidCombined } from '../../src/sources/proxies/squid-combined.ts';
import { squidCustom } from '../../src/sources/proxies/squid-custom.ts';
import { isInner, joinedUrl, targetOf } from '../../src/sources/proxies/target.ts';
import type { Source } from '../../src/sources/source.ts';
import { fixture, readLine, readText, reasons } from './reading.ts';

describe('targetOf', () => {
  it.each([
    ['http://h.example/x', { host: 'h.example', destinationPort: 80 }],
    ['https://u:p@H.Example.:8443', { host: 'h.example', destinationPort: 8443 }],
    ['tunnel://h.example:443/', { host: 'h.example', destinationPort: 443 }],
    [
      'http://[2001:DB8::7]/',
      { host: '2001:db8::7', destination: '2001:db8::7', destinationPort: 80 },
    ],
    [
      '203.0.113.9:6969',
      { host: '203.0.113.9', destination: '203.0.113.9', destinationPort: 6969 },
    ],
    ['h.example/x', { host: 'h.example' }],
    ['/x', {}],
    ['error:invalid-request', {}],
    ['word', {}],
  ])('%s', (url, wanted) => {
    expect(targetOf(url)).toEqual({ url, ...wanted });
  });

  it('keeps nothing of a dash', () => expect(targetOf('-')).toEqual({}));
});

it('joins no URL for a tunnel', () => {
  const parts = { host: 'h.example', port: '443', path: '/' };
  expect(joinedUrl({ scheme: 'tcp', ...parts })).toBeUndefined();
  expect(joinedUrl({ scheme: 'https', ...parts, query: 'a=1' })).toBe('https://h.example/?a=1');
  expect(joinedUrl({ scheme: 'http', ...parts })).toBe('http://h.example:443/');
});

it('tells addresses that are only inside', () => {
  expect(['10.1.2.3', '172.31.0.1', '100.64.0.1', 'fd00::1', 'fe80::1'].every(isInner)).toBe(true);
  expect(['172.32.0.1', '198.51.100.1', '2001:db8::1', '', null].some(isInner)).toBe(false);
});

it('ends a value where the next known name begins, and takes the first of a name', () => {
  const fields = namedValues(
    'user=van a b src=1 agent=x user=eve y=2',
    nameFinder('user src agent'),
  );
  expect([...fields]).toEqual([
    ['user', 'van a b'],
    ['src', '1'],
    ['agent', 'x'],
  ]);
});

it('parts cells by blanks outside quotes', () => {
  expect(w3cCells('a "b ""c"" d" [1 2] "e', 9)).toEqual(['a', 'b "c" d', '[1 2]', '"e']);
  expect(w3cCells('a b c d', 2)).toEqual(['a', 'b']);
});

describe('lines of other products', () => {
  const log = (id: string): string => {
    const folder = fileURLToPath(new URL(`../../fixtures/${id}/`, import.meta.url));
    const names = readdirSync(folder).filter((name) => name !== 'README.md');
    return names.map((name) => new TextDecoder().decode(fixture(`${id}/${name}`))).join('\n');
  };
  /** Squid's native format is one that its users could have written; WSA's W3C log has its access log's columns. */
  const known = (one: Source, other: Source): boolean =>
    (one === squidCustom && other === squid) || (one === ciscoWsa && other === elff);
  const pairs = PROXIES.flatMap((one) =>
    PROXIES.filter((other) => other !== one && !known(one, other)).map(
      (other) => [one.id, other.id, one] as const,
    ),
  );

  it.each(pairs)('%s takes none of %s', (_one, other, source) => {
    expect(readText(source, log(other), { alone: true }).observations).toEqual([]);
  });
});

describe('elff', () => {
  it('reads nothing without a heading, nor behind the heading of a web server', () => {
    expect(reasons(elff, '2026-11-22 06:07:06 10.20.1.12 GET http://h.example/')).toHaveLength(1);
    const server = '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query c-ip sc-status\n';
    expect(
      reasons(elff, `${server}2026-11-22 06:07:06 10.20.0.1 GET /x - 198.51.100.9 200`),
    ).toEqual(['not kept: request to a web server, not through a proxy']);
  });

  it('reads no row with more cells than the heading: blanks were smuggled in', () => {
    const heading = '#Fields: date time c-ip cs-method cs-uri\n';
    const row = '2026-11-22 06:07:06 10.20.1.12 GET http://h.example/';
    expect(readLine(elff, heading + row)).toMatchObject({ host: 'h.example' });
    expect(reasons(elff, `${heading + row} 10.20.1.99`)).toHaveLength(1);
  });

  it('takes the time for GMT, whatever the zone of the context', () => {
    const text = '#Fields: date time c-ip cs-uri\n2026-11-22 06:07:06 10.20.1.12 http://h.example/';
    expect(readLine(elff, text, { zone: '+05:00' })['at']).toBe(Date.UTC(2026, 10, 22, 6, 7, 6));
  });
});

describe('Squid and its likes', () => {
  const native =
    '1795327626.361 97 10.20.1.12 TCP_MISS/200 8187 GET http://h.example/ - DIRECT/h.example text/plain';

  it('leaves lines with a decision tag to Cisco WSA', () => {
    for (const tag of ['DEFAULT_CASE_11-A-B-C', 'OTHER-NONE-NONE']) {
      const line = `${native} ${tag} <IW_comp,6.9> -`;
      expect(reasons(squid, line)).toEqual(['Cisco Web Security Appliance line']);
      expect(reasons(squidCustom, line)).not.toEqual(['read']);
      expect(readLine(ciscoWsa, line)).toMatchObject({ durationMs: 97, host: 'h.example' });
    }
    expect(reasons(ciscoWsa, native)).not.toEqual(['read']);
  });

  it('does not believe a line of its own format with two results or two hierarchies', () => {
    const line =
      '[22/Nov/2026:06:07:06 +0000] 10.20.1.12 TCP_MISS/200 5 GET http://h.example/ - HIER_DIRECT/203.0.113.9';
    expect(readLine(squidCustom, line)).toMatchObject({ bytesIn: 5, destination: '203.0.113.9' });
    expect(reasons(squidCustom, `${line} TCP_MISS/200`)).not.toEqual(['read']);
    expect(reasons(squidCustom, `${line} HIER_NONE/-`)).not.toEqual(['read']);
    expect(readLine(squidCustom, `${line} "TCP_MISS/200 HIER_NONE/-"`)).toMatchObject({
      bytesIn: 5,
    });
    expect(reasons(squidCustom, `${line} \u001b[2J`)).toEqual(['control characters in a field']);
  });

  it('reads the common log format behind syslog and a virtual host, not behind anything', () => {
    const line =
      '10.20.1.12 - - [22/Nov/2026:06:07:06 +0000] "CONNECT h.example:443 HTTP/1.1" 200 5';
    expect(readLine(squidCombined, `<134>Nov 22 06:07:06 gate nginx: ${line}`)).toMatchObject({
      source: '10.20.1.12',
      sensor: 'gate',
      host: 'h.example',
    });
    expect(readLine(squidCombined, `proxy.example:3128 ${line}`)).toMatchObject({ bytesIn: 5 });
    expect(reasons(squidCombined, `word ${line}`)).not.toEqual(['read']);
    expect(reasons(squidCombined, `two words. ${line}`)).not.toEqual(['read']);
  });
});

it('reads no line of a proxy inside a JSON record of a collector', () => {
  const line =
    '2026-11-22T06:07:06P bluecoat - - c-ip=10.20.1.12 cs-method=GET cs-host=h.example x=1';
  expect(readLine(bluecoat, line)).toMatchObject({ host: 'h.example' });
  expect(reasons(bluecoat, JSON.stringify({ message: line }))).not.toEqual(['read']);
});

it('reads a line of HAProxy that was cut in the request', () => {
  const line =
    '10.20.1.12:5 [22/Nov/2026:06:07:06.655] in b/s 0/0/0/5/5 200 7 - - ---- 1/1/0/0/0 0/0 "GET /long';
  expect(readLine(haproxy, line)).toMatchObject({ url: '/long', durationMs: 5, bytesIn: 7 });
});
