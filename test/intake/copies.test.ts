import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { withoutCopies } from '../../src/intake/copies.ts';

const folder = mkdtempSync(join(tmpdir(), 'peerwarden-copies-'));
afterAll(() => rmSync(folder, { recursive: true }));

const evidence = (path: string) => ({ path, bytes: statSync(path).size, changedMs: 0 });

describe('copies', () => {
  it('of a file are read once, and said', async () => {
    const first = 'examples/office/access.log';
    const copy = join(folder, 'copy.log');
    copyFileSync(first, copy);
    const all = [first, 'examples/office/firewall.log', copy].map(evidence);
    const { files, faults } = await withoutCopies(all);
    expect(files.map(({ path }) => path)).toEqual([first, 'examples/office/firewall.log']);
    expect(faults).toMatchObject([{ code: 'PW_EVIDENCE_COPY', path: copy }]);
    expect(faults[0]!.message).toContain(first);
  });

  it('that cannot be read are left to their reader', async () => {
    const missing = [1, 2].map((n) => ({ path: join(folder, `${n}`), bytes: 7, changedMs: 0 }));
    expect(await withoutCopies(missing)).toEqual({ files: missing, faults: [] });
  });
});
