import { describe, expect, it } from 'vitest';
import { looksRandom, RANDOM_BYTES_MIN } from '../../src/wire/randomness.ts';
import { bytesOf, noise } from '../harness/identify.ts';

describe('bytes that look like the output of a cipher', () => {
  it('misses at most a few in a thousand uniform samples of any length', () => {
    for (const length of [32, 48, 96, 300]) {
      let missed = 0;
      for (let seed = 1; seed <= 1000; seed++)
        if (!looksRandom(noise(length, seed * 7919), 0, length)) missed++;
      expect(missed).toBeLessThanOrEqual(5);
    }
  });

  it.each([
    ['text', bytesOf('GET /index.html HTTP/1.1\r\nHost: www.example.org\r\nAccept: */*\r\n\r\n')],
    ['zeros', new Uint8Array(64)],
    ['counters', Uint8Array.from({ length: 96 }, (_, i) => (i % 4 === 3 ? i : 0))],
    [
      'base64',
      bytesOf(
        'TG9yZW0gaXBzdW0gZG9sb3Igc2l0IGFtZXQsIGNvbnNlY3RldHVyIGFkaXBpc2NpbmcgZWxpdCwgc2VkIGRv',
      ),
    ],
    ['a padded structure', Uint8Array.from([...noise(40), ...new Uint8Array(56)])],
  ])('refuses %s', (_, bytes) => {
    expect(looksRandom(bytes, 0, bytes.length)).toBe(false);
  });

  it('says nothing of few bytes, and reads only the range', () => {
    const bytes = noise(200, 5);
    expect(looksRandom(bytes, 10, 10 + RANDOM_BYTES_MIN - 1)).toBe(false);
    const framed = new Uint8Array(400);
    framed.set(bytes, 100);
    expect(looksRandom(framed, 100, 300)).toBe(looksRandom(bytes, 0, 200));
  });
});
