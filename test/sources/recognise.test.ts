import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recogniseSource, SOURCES } from '../../src/sources/index.ts';
import { fixture } from './reading.ts';

const SHARED =
  process.env['PEERWARDEN_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const idOf = (bytes: Uint8Array) => recogniseSource(bytes.subarray(0, 65_536))?.id ?? null;

describe('recogniseSource', () => {
  it('has a fixture folder for every format, which it recognises', () => {
    for (const { id } of SOURCES) {
      const folder = fileURLToPath(new URL(`../../fixtures/${id}/`, import.meta.url));
      const logs = readdirSync(folder).filter((name) => name !== 'README.md');
      expect(logs.length).toBeGreaterThan(0);
      for (const name of logs) expect([name, idOf(fixture(`${id}/${name}`))]).toEqual([name, id]);
    }
  });

  it('claims neither nothing, nor prose, nor a capture', () => {
    expect(idOf(new Uint8Array(0))).toBeNull();
    expect(idOf(new TextEncoder().encode('Once upon a time\n\nthere was a log.\n'))).toBeNull();
    const pcap = new Uint8Array(4096);
    pcap.set([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0]);
    expect(idOf(pcap)).toBeNull();
  });

  it('claims no random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(idOf(bytes)).toBeNull();
      }),
    );
  });

  it('finds a few firewall lines among a kernel’s other messages', () => {
    const other = 'Nov 22 05:52:09 gate kernel: usb 1-1: new device\n'.repeat(60);
    const line =
      'Nov 22 05:52:09 gate kernel: IN=a OUT= SRC=10.0.0.1 DST=10.0.0.2 LEN=40 PROTO=2\n';
    expect(idOf(new TextEncoder().encode(other + line))).toBe('netfilter-log');
  });
});

describe.skipIf(!existsSync(join(SHARED, 'logs')))('samples of many products', () => {
  // What each sample is taken for, checked by eye; wrappers of another project around lines are nobody's.
  it('are what the golden says', async () => {
    const rows = samplesBelow(join(SHARED, 'logs')).map((name) => {
      const bytes = new Uint8Array(readFileSync(join(SHARED, 'logs', name)));
      const content = name.endsWith('.gz') ? new Uint8Array(gunzipSync(bytes)) : bytes;
      return `${name}  ${idOf(content) ?? '-'}`;
    });
    await expect(`${rows.sort().join('\n')}\n`).toMatchFileSnapshot('samples.txt');
  }, 60_000);
});

function samplesBelow(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true })
    .map(String)
    .filter((name) => name.includes('/') && statSync(join(root, name)).isFile());
}
