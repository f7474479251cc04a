import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/model/limits.ts';
import { cef } from '../../src/sources/firewalls/cef.ts';
import { checkPoint } from '../../src/sources/firewalls/check-point.ts';
import { windowsEventsXml } from '../../src/sources/identity/windows-events-xml.ts';
import { recogniseSource } from '../../src/sources/index.ts';
import { JoinedLines } from '../../src/sources/joined.ts';
import { LineSplitter } from '../../src/sources/lines.ts';
import { haproxy } from '../../src/sources/proxies/haproxy.ts';
import { readBytes, readText } from './reading.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Lines that begin with `+` go on with a record that begins with `R`. */
const broken = {
  begins: (bytes: Uint8Array, start: number, end: number) => start < end && bytes[start] === 0x52,
  goesOn: (bytes: Uint8Array, start: number, end: number) => start < end && bytes[start] === 0x2b,
};

const joined = (bytes: Uint8Array, cuts: readonly number[] = []): string[] => {
  const out: string[] = [];
  const lines = new JoinedLines(broken, {
    line: (from, start, end, number) =>
      out.push(`${number}:${new TextDecoder().decode(from.slice(start, end))}`),
    refused: (reason, number) => out.push(`${number}!${reason}`),
  });
  const splitter = new LineSplitter(lines);
  let at = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const end = Math.min(bytes.length, cut);
    if (end > at) splitter.push(bytes.slice(at, end));
    at = Math.max(at, end);
  }
  splitter.push(bytes, at);
  splitter.end();
  lines.end();
  return out;
};

describe('JoinedLines', () => {
  it('gives a record with its rest, under the number of its first line', () => {
    expect(joined(bytesOf('R1\n+a\n+b\nR2\nx\n+c\n'))).toEqual([
      '1:R1\n+a\n+b',
      '4:R2',
      '5:x',
      '6:+c',
    ]);
  });

  it('keeps the order when a line between them is refused', () => {
    expect(joined(bytesOf('R1\n\0\n+a\n'))).toEqual(['1:R1', '2!binary bytes in the line', '3:+a']);
  });

  it('joins no more than the cap on lines', () => {
    const rest = `+${'x'.repeat(LIMITS.lineBytesMax / 2)}`;
    expect(joined(bytesOf(`R1\n${rest}\n${rest}`)).map((line) => line.length)).toEqual([
      rest.length + 5,
      rest.length + 2,
    ]);
  });

  it('gives the same records however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('R', '+', 'x', '\n', '\r\n'), { maxLength: 40 }),
        fc.array(fc.nat(50), { maxLength: 6 }),
        (pieces, cuts) => {
          const bytes = bytesOf(pieces.join(''));
          expect(joined(bytes, cuts)).toEqual(joined(bytes));
        },
      ),
    );
  });
});

describe('records that a relay broke', () => {
  it('are read whole as CEF, and end where another product begins', () => {
    const text = [
      'CEF:0|Maker|Gate|1|100|Connection|3|act=allow spt=51022',
      'dpt=6881 proto=TCP src=10.20.1.5',
      ' dst=198.51.100.7',
      'date=2026-11-22 time=05:52:09 srcip=10.20.1.6 dstip=198.51.100.8',
      'CEF:0|Maker|Gate|1|100|Connection|3|act=allow src=10.20.1.7 dst=198.51.100.9',
      '',
    ].join('\n');
    const { observations, evidence } = readText(cef, text);
    expect(observations).toMatchObject([
      {
        source: '10.20.1.5',
        sourcePort: 51022,
        destination: '198.51.100.7',
        destinationPort: 6881,
        origin: { line: 1 },
      },
      { source: '10.20.1.7', destination: '198.51.100.9', origin: { line: 5 } },
    ]);
    expect(evidence.records).toBe(5);
    expect(Object.values(evidence.notUnderstood)).toEqual([1]);
  });

  it('are recognised by what they say as one', () => {
    const text = [
      'CEF:0||Check Point|VPN-1 & FireWall-1|Check Point|Log|domain-udp|Unknown|act=Accept rt=1795326729000 ',
      ' spt=51022 dpt=53 loguid={0x1,0x2,0x3,0x4} origin=10.20.0.1',
      ' dst=198.51.100.7 proto=17 src=10.20.1.5',
      '',
    ].join('\n');
    expect(recogniseSource(bytesOf(text))?.id).toBe('check-point');
    expect(readText(checkPoint, text).observations).toMatchObject([
      { kind: 'verdict', source: '10.20.1.5', destination: '198.51.100.7', destinationPort: 53 },
    ]);
  });

  it('are read whole where the request of HAProxy stands on the next line', () => {
    const text =
      '10.20.1.12:33317 [22/Nov/2026:06:07:06.655] in out/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 "POST \n/x?y=1 HTTP/1.1"\n';
    expect(readText(haproxy, text).observations).toMatchObject([{ method: 'POST', url: '/x?y=1' }]);
  });
});

describe('events that were saved as one line', () => {
  it('are all read, whatever the length of the line', () => {
    const event = (n: number) =>
      `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4624</EventID><TimeCreated SystemTime='2026-11-22T05:52:09.${100 + (n % 900)}Z'/><Computer>dc1</Computer></System><EventData><Data Name='TargetUserName'>anna${n}</Data><Data Name='LogonType'>3</Data><Data Name='IpAddress'>10.20.1.5</Data><Data Name='IpPort'>51022</Data></EventData></Event>`;
    const many = 500;
    const xml = `<?xml version="1.0" encoding="utf-8" standalone="yes"?><Events>${Array.from({ length: many }, (_, n) => event(n)).join('')}</Events>`;
    const bytes = bytesOf(xml);
    expect(bytes.length).toBeGreaterThan(2 * LIMITS.lineBytesMax);
    expect(recogniseSource(bytes.subarray(0, LIMITS.lineBytesMax), false)?.id).toBe(
      'windows-events-xml',
    );
    for (const chunk of [bytes.length, 4096, 1000]) {
      const { observations, evidence } = readBytes(windowsEventsXml, bytes, {}, chunk);
      expect(observations).toHaveLength(many);
      expect(evidence.notUnderstood).toEqual({});
    }
  });
});
