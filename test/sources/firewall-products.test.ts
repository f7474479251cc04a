// Formats of firewalls beside each other: none reads a line of another's; what a golden does not show.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkPoint } from '../../src/sources/firewalls/check-point.ts';
import { ciscoAsa } from '../../src/sources/firewalls/cisco-asa.ts';
import { ciscoIos } from '../../src/sources/firewalls/cisco-ios.ts';
import { fortigate } from '../../src/sources/firewalls/fortigate.ts';
import { paloAlto } from '../../src/sources/firewalls/palo-alto.ts';
import { pf } from '../../src/sources/firewalls/pf.ts';
import { pfFilterlog } from '../../src/sources/firewalls/pf-filterlog.ts';
import { cefPairs, cefRecord } from '../../src/sources/text/cef.ts';
import { fixture, readBytes, readLine, readText } from './reading.ts';

const FORMATS = [fortigate, paloAlto, ciscoAsa, ciscoIos, checkPoint, pfFilterlog, pf];
const OTHERS = [
  ...FORMATS.map(({ id }) => id),
  'windows-firewall',
  'netfilter-log',
  'conntrack',
  'squid',
];

describe.each(FORMATS.map((format) => [format.id, format] as const))('%s', (id, format) => {
  it.each(OTHERS.filter((other) => other !== id))('reads nothing of %s', (other) => {
    const folder = fileURLToPath(new URL(`../../fixtures/${other}/`, import.meta.url));
    for (const name of readdirSync(folder).filter((file) => file !== 'README.md')) {
      const { observations, evidence } = readBytes(format, fixture(`${other}/${name}`));
      expect([name, observations]).toEqual([name, []]);
      const kept = Object.keys(evidence.notUnderstood).filter((why) =>
        why.startsWith('not kept: '),
      );
      expect([name, kept]).toEqual([name, []]);
    }
  });

  it('leaves lines inside the JSON of a collector to others', () => {
    const folder = fileURLToPath(new URL(`../../fixtures/${id}/`, import.meta.url));
    const name = readdirSync(folder).find((file) => file !== 'README.md');
    const lines = new TextDecoder()
      .decode(fixture(`${id}/${name}`))
      .trim()
      .split('\n');
    const wrapped = lines.map((message) => JSON.stringify({ host: 'collector', message }));
    if (id !== 'pf' && id !== 'pf-filterlog')
      expect(readText(format, wrapped.join('\n')).observations).toEqual([]);
  });
});

describe('cisco-asa', () => {
  const built = 'Built inbound TCP connection 7 for out:203.0.113.4/500 (203.0.113.4/500)';
  const end = 'Teardown TCP connection 7 for out:203.0.113.4/500';
  const near = 'in:10.20.1.4/400';

  it('knows who began a connection from the line that built it', () => {
    const text = `%ASA-6-302013: ${built} to ${near} (10.20.1.4/400)\n%ASA-6-302014: ${end} to ${near} duration 1:00:01 bytes 9 TCP FINs\n`;
    const { observations } = readText(ciscoAsa, text);
    expect(observations[1]).toMatchObject({
      kind: 'connection',
      source: '203.0.113.4',
      destination: '10.20.1.4',
      durationMs: 3_601_000,
      bytesIn: 9,
    });
  });

  it('takes the inner end for the one that began it when nothing tells', () => {
    const line = `%ASA-6-302014: ${end} to ${near} duration 0:00:01 bytes 9 TCP FINs`;
    expect(readLine(ciscoAsa, line)).toMatchObject({ source: '10.20.1.4' });
  });
});

describe('CEF', () => {
  it('ends a value where the next name begins', () => {
    const pairs = cefPairs(String.raw`msg=a b\=c d act=x request=http://h/?a\=1&b\=2 cs1=`);
    expect([...pairs]).toEqual([
      ['msg', 'a b=c d'],
      ['act', 'x'],
      ['request', 'http://h/?a=1&b=2'],
      ['cs1', ''],
    ]);
  });

  it('reads escaped bars in the header', () => {
    expect(cefRecord(String.raw`CEF:0|a\|b|c|1|2|n|5|x=1`)).toMatchObject({
      vendor: 'a|b',
      name: 'n',
    });
    expect(cefRecord('CEF:0|a|b')).toBeNull();
  });
});
