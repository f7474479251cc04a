import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SqliteFile, type SqliteRow } from '../../src/wire/codec/sqlite.ts';

const bytes = new Uint8Array(
  readFileSync(new URL('../../fixtures/sqlite/deep.sqlite3', import.meta.url)),
);

const rowsOf = (file: SqliteFile): SqliteRow[] => {
  const rows: SqliteRow[] = [];
  const table = file.table('t');
  if (table)
    file.rows(table.root, (row) => {
      rows.push(row);
      return rows.length < 1000;
    });
  return rows;
};

describe('SQLite files', () => {
  it('reads rows through interior pages, and a blob through overflow pages', () => {
    const file = new SqliteFile(bytes);
    expect(file.table('t')!.columns).toEqual(['id', 'a name', 'n', 'r', 'b']);
    expect(file.table('u')).toBeNull();
    const rows = rowsOf(file);
    expect(file.damaged).toBe(false);
    expect(rows).toHaveLength(150);
    for (const [i, { id, values }] of rows.entries()) {
      expect(id).toBe(i + 1);
      const [own, name, n, real, blob] = values;
      // The rowid stands beside the record, not in it.
      expect([own, name, n]).toEqual([null, `name ${i} é`, i * i * 1_000_003 - 5]);
      expect(real).toBeCloseTo(i / 4);
      expect(blob).toEqual(new Uint8Array(i === 77 ? 3000 : i % 9).fill(i % 256));
    }
  });

  it('takes every prefix and any damage', () => {
    for (let length = 0; length < bytes.length; length += 97)
      rowsOf(new SqliteFile(bytes.subarray(0, length)));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 20 }),
        (changes) => {
          const changed = Uint8Array.from(bytes);
          for (const [at, byte] of changes) changed[at % changed.length] = byte;
          rowsOf(new SqliteFile(changed));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('ends on pages that point in circles', () => {
    const changed = Uint8Array.from(bytes);
    // Every interior cell leads to page 2, which is the root of the table.
    for (let page = 1; page < changed.length / 512; page++)
      if (changed[page * 512] === 5) changed.fill(0, page * 512 + 8, page * 512 + 12);
    const file = new SqliteFile(changed);
    rowsOf(file);
    expect(file.damaged).toBe(true);
  });
});
