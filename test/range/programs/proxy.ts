// A Squid of its own for a test, with everything of it gone after the test.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type RunningSquid,
  type SquidOptions,
  startSquid,
} from '../../../src/range/programs/squid.ts';

export interface TestSquid extends RunningSquid {
  end(): Promise<void>;
}

let count = 0;

/** On an address that no other Squid of these tests has, whatever process they run in. */
export const testSquid = async (more: Partial<SquidOptions> = {}): Promise<TestSquid> => {
  const folder = await mkdtemp(join(tmpdir(), 'pw-squid-'));
  count += 1;
  const address = `127.2${String(process.pid % 50).padStart(2, '0')}.${count & 255}.1`;
  const squid = await startSquid({ address, port: 3128, folder, ...more });
  return {
    ...squid,
    async end() {
      await squid.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
