// The lines of a log themselves, as `extract` writes them: a record that a relay broke is given whole.
// covers: T10
import { describe, expect, it } from 'vitest';
import { RawLines } from '../../src/intake/raw-lines.ts';
import { newEvidence } from '../../src/model/evidence.ts';
import { haproxy } from '../../src/sources/proxies/haproxy.ts';

const HEAD =
  'Nov 22 05:52:09 proxy haproxy[812]: 10.20.1.5:51022 [22/Nov/2026:05:52:09.123] web servers/one 0/0/1/2/3 200 310 - - ---- 1/1/0/0/0 0/0';

describe('RawLines', () => {
  it('gives a record that was broken at a line end as one, with the number of its first line', () => {
    const text = `${HEAD} "GET /a HTTP/1.1"\n${HEAD} "POST \n/x?y=1 HTTP/1.1"\n${HEAD} "GET /b HTTP/1.1"\n`;
    const bytes = new TextEncoder().encode(text);
    for (const cut of [1, 200, text.indexOf('POST') + 6, text.length - 2]) {
      const lines: [number, string, number][] = [];
      const evidence = newEvidence(0, 'haproxy.log', 'haproxy');
      const raw = new RawLines(
        haproxy,
        { evidence, writtenUntil: Date.UTC(2026, 10, 23) },
        (from, start, end, number, observations) => {
          const line = new TextDecoder().decode(from.subarray(start, end));
          lines.push([number, line, observations.length]);
        },
        () => true,
      );
      raw.push(bytes.subarray(0, cut));
      raw.push(bytes.subarray(cut));
      raw.end();
      expect(lines).toEqual([
        [1, `${HEAD} "GET /a HTTP/1.1"`, 1],
        [2, `${HEAD} "POST \n/x?y=1 HTTP/1.1"`, 1],
        [4, `${HEAD} "GET /b HTTP/1.1"`, 1],
      ]);
    }
  });
});
