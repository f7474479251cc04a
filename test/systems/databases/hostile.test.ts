// Every reader on everything: whole files, every prefix, bytes turned over, and anything at all. None throws, none gives
// more than its caps, and what is cut says so.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/model/limits.ts';
import type { Artefact } from '../../../src/systems/artefact.ts';
import { ARTEFACT_READERS } from '../../../src/systems/artefact-readers.ts';
import { databasePath, keptNames } from './kept.ts';
import { MADE } from './made.ts';
import { contents } from './programs.ts';

const samples: readonly (readonly [string, Uint8Array])[] = [
  ...keptNames().map((name) => [name, new Uint8Array(readFileSync(databasePath(name)))] as const),
  ...contents().map(({ name, torrent }) => [`${name}.torrent`, torrent] as const),
  ...MADE.map(({ name, bytes }) => [name, bytes] as const),
];

const sound = (artefact: Artefact): void => {
  const { entries, folders, contacts, ports } = artefact;
  for (const list of [entries, folders, contacts])
    expect(list.length).toBeLessThanOrEqual(LIMITS.artefactEntriesMax);
  for (const port of ports) expect(port > 0 && port < 65_536).toBe(true);
  for (const { name, size, bytesDone, hashes, addedAt } of entries) {
    expect(name.length).toBeLessThanOrEqual(LIMITS.textCharsMax);
    for (const count of [size ?? 0, bytesDone ?? 0]) expect(count).toBeGreaterThanOrEqual(0);
    expect(Number.isFinite(addedAt ?? 0)).toBe(true);
    for (const hash of hashes) expect(hash).toMatch(/^(?:btih|btmh|ed2k|aich|tth|urn:sha1):\S+$/);
  }
};

const everywhere = (bytes: Uint8Array, name: string): void => {
  const head = bytes.subarray(0, LIMITS.artefactHeadBytes);
  for (const reader of ARTEFACT_READERS) {
    reader.looks(head, name);
    sound(reader.read(bytes, name));
  }
};

describe('readers of clients’ databases', () => {
  it('each is taken by one reader only, which is its own', () => {
    for (const [name, bytes] of samples) {
      const head = bytes.subarray(0, LIMITS.artefactHeadBytes);
      const takers = ARTEFACT_READERS.filter((reader) => reader.looks(head, name)).map(
        ({ id }) => id,
      );
      const byName = takers.filter((id) =>
        ARTEFACT_READERS.find((reader) => reader.id === id)!.names.some((one) =>
          one.startsWith('*')
            ? name.toLowerCase().endsWith(one.slice(1))
            : name.toLowerCase().replace(/^.*\//, '') === one,
        ),
      );
      expect(byName, name).toHaveLength(1);
    }
  });

  it('have names in lower case and ids of their own', () => {
    expect(new Set(ARTEFACT_READERS.map(({ id }) => id)).size).toBe(ARTEFACT_READERS.length);
    for (const { id, system, names, title } of ARTEFACT_READERS) {
      expect(id.startsWith(`${system}/`)).toBe(true);
      expect(title).not.toBe('');
      for (const name of names) expect(name).toBe(name.toLowerCase());
    }
  });

  it('take every prefix of every sample', () => {
    for (const [name, bytes] of samples) {
      const own = ARTEFACT_READERS.filter((reader) =>
        reader.looks(bytes.subarray(0, LIMITS.artefactHeadBytes), name),
      );
      const step = Math.max(1, Math.floor(bytes.length / 80));
      for (let length = 0; length < bytes.length; length += step)
        for (const reader of own) sound(reader.read(bytes.subarray(0, length), name));
    }
  });

  it('take samples with bytes turned over', () => {
    fc.assert(
      fc.property(
        fc.nat(samples.length - 1),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 12 }),
        (which, changes) => {
          const [name, bytes] = samples[which]!;
          // A Buffer’s own slice would share the bytes.
          const changed = Uint8Array.from(bytes);
          for (const [at, byte] of changes) changed[at % changed.length] = byte;
          for (const reader of ARTEFACT_READERS)
            if (reader.looks(bytes.subarray(0, LIMITS.artefactHeadBytes), name))
              sound(reader.read(changed, name));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('take anything under any name', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.string(), (bytes, name) =>
        everywhere(bytes, name),
      ),
      { numRuns: 60 },
    );
  });

  it('take texts of any kind', () => {
    const shapes = fc.oneof(fc.json(), fc.string({ unit: 'grapheme' }), fc.base64String());
    fc.assert(
      fc.property(shapes, (text) => everywhere(new TextEncoder().encode(text), 'config')),
      { numRuns: 60 },
    );
  });
});
