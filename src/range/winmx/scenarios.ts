// What is played of WinMX: a secondary inside logs in, searches and gets a file; another outside gets one of its files.
import { searchWords, sharedFile } from '../content.ts';
import type { Actor, Scenario, Stage } from '../scenario.ts';

const FILE = { seed: 'winmx', size: 800_000 };
const OWN = { seed: 'winmx 1', size: 500_000 };

export const winmx: Scenario = {
  id: 'winmx',
  systems: ['winmx'],
  models: ['M3'],
  about:
    'A secondary inside logs in to a primary, searches and downloads directly; a user outside takes a file from it.',
  hosts: [
    { name: 'corp1', side: 'inside' },
    { name: 'ext1', side: 'outside' },
    { name: 'ext2', side: 'outside' },
    { name: 'ext3', side: 'outside' },
  ],
  guilty: ['corp1'],
  async play(stage) {
    await stage.start('ext3', 'winmx/primary');
    await stage.start('ext1', 'winmx/primary', { others: [stage.address('ext3')] });
    const primary = stage.address('ext1');
    const outside = await stage.start('ext2', 'winmx/client', {
      name: 'gumdrop609',
      primary,
      share: [FILE],
    });
    const corp = await stage.start('corp1', 'winmx/client', {
      name: 'harbour17',
      primary,
      share: [OWN],
    });
    await findAndGet(stage, corp, outside, FILE.seed);
    await findAndGet(stage, outside, corp, OWN.seed);
  },
};

interface Found {
  readonly user: string;
  readonly path: string;
  readonly size: number;
}

const findAndGet = async (
  stage: Stage,
  taker: Actor,
  sharer: Actor,
  seed: string,
): Promise<void> => {
  const words = searchWords(sharedFile(seed, 0).name).slice(0, 3);
  let found: Found | undefined;
  for (let tries = 0; tries < 3 && !found; tries++) {
    found = ((await taker.do('search', { words })) as unknown as Found[])[0];
    if (!found) await stage.wait(100);
  }
  if (!found) throw new Error(`nobody was found who shares ${words.join(' ')}`);
  const { user, path, size } = found;
  const got = (await taker.do('download', { user, path, size })) as { sha1: string };
  const shared = (await sharer.do('shared')) as unknown as { name: string; sha1: string }[];
  if (got.sha1 !== shared.find(({ name }) => name === path)?.sha1)
    throw new Error(`${path} arrived with other bytes`);
};
