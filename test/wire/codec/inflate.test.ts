import { deflateSync, gzipSync, zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { BoundedInflate, inflateBounded } from '../../../src/wire/codec/inflate.ts';

const text = (bytes: Uint8Array | null) => (bytes ? Buffer.from(bytes).toString() : null);

describe('inflate', () => {
  const plain = Buffer.from('peers '.repeat(500));

  it.each([
    ['gzip', gzipSync(plain)],
    ['zlib', zlibSync(plain)],
    ['bare', deflateSync(plain)],
  ])('%s', (_kind, packed) => {
    expect(text(inflateBounded(packed, 4096))).toBe(plain.toString());
  });

  it('stops at the bound and at damage', () => {
    expect(inflateBounded(gzipSync(new Uint8Array(4 << 20)), 4096)).toBeNull();
    expect(
      inflateBounded(Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff), 4096),
    ).toBeNull();
  });

  it('keeps its window from message to message', () => {
    const packed = deflateSync(plain);
    const inflate = new BoundedInflate('raw', 4096);
    expect(inflate.push(packed.slice(0, 8))).toBe(true);
    const before = inflate.take();
    expect(inflate.push(packed.slice(8))).toBe(true);
    expect(`${text(before)}${text(inflate.take())}`).toBe(plain.toString());
  });
});
