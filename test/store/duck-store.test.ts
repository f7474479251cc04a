// The store on DuckDB: the contract of every store.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/store.ts';
import { storeContract } from './store-contract.ts';

storeContract('DuckDB', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'peerwarden-store-'));
  return {
    open: () => openStore(folder),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
});
