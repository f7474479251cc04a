// A snapshot of osquery is one line, however many rows it has.
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/model/limits.ts';
import { recogniseSource } from '../../src/sources/index.ts';
import { osquery } from '../../src/sources/inventories/osquery.ts';
import { readBytes, readText } from './reading.ts';

const snapshot = (rows: number): string => {
  const row = (i: number) => ({
    ...{ name: `package-${i}`, version: '1.2.3', revision: '1', arch: 'amd64' },
    ...{ status: 'install ok installed', maintainer: 'Somebody <somebody@example.org>' },
  });
  return `${JSON.stringify({
    snapshot: Array.from({ length: rows }, (_, i) => row(i)),
    ...{ action: 'snapshot', name: 'packages', hostIdentifier: 'ws-044', unixTime: 1795326731 },
  })}\n`;
};

describe('a line of a megabyte', () => {
  const text = snapshot(8000);

  it('is recognised by its beginning, and read whole, however it is cut', () => {
    const bytes = new TextEncoder().encode(text);
    expect(bytes.length).toBeGreaterThan(LIMITS.documentBytesMax);
    expect(recogniseSource(bytes.subarray(0, 65_536), false)?.id).toBe('osquery');
    for (const chunk of [65_536, 1_000_003]) {
      const { observations, evidence } = readBytes(osquery, bytes, {}, chunk);
      expect([observations.length, evidence.notUnderstood]).toEqual([8000, {}]);
    }
  });

  it('ends at a bound, is counted, and does not take the next one with it', () => {
    const line = `{"snapshot":["${'x'.repeat(LIMITS.inventoryBytesMax)}"]}\n`;
    const { observations, evidence } = readText(osquery, line + snapshot(2));
    expect(observations).toHaveLength(2);
    expect(evidence.notUnderstood).toEqual({ 'line too long': 1 });
  });
});
