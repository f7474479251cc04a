// What is played of FastTrack: a client inside searches through a supernode and downloads in pieces; a firewalled one pushes.
import { searchWords, sharedFile } from '../content.ts';
import type { Actor, Scenario, Stage } from '../scenario.ts';

const FILE = { seed: 'fasttrack', size: 900_000 };
const OWN = { seed: 'fasttrack 1', size: 600_000 };

export const fasttrack: Scenario = {
  id: 'fasttrack',
  systems: ['fasttrack'],
  models: ['M3'],
  about:
    'A client inside pings a supernode, logs in, searches, downloads a file in pieces over HTTP, and serves one.',
  hosts: [
    { name: 'corp1', side: 'inside' },
    { name: 'ext1', side: 'outside' },
    { name: 'ext2', side: 'outside' },
  ],
  guilty: ['corp1'],
  async play(stage) {
    const [outside, corp] = await startAll(stage, false);
    await findAndGet(stage, corp, outside, FILE.seed, false);
    await findAndGet(stage, outside, corp, OWN.seed, false);
  },
};

export const fasttrackPush: Scenario = {
  id: 'fasttrack-push',
  systems: ['fasttrack'],
  models: ['M3'],
  about: 'A client inside that cannot be connected to gives a file outwards: GIVE, then GET.',
  hosts: fasttrack.hosts,
  guilty: ['corp1'],
  async play(stage) {
    const [outside, corp] = await startAll(stage, true);
    await findAndGet(stage, outside, corp, OWN.seed, true);
  },
};

const startAll = async (stage: Stage, firewalled: boolean): Promise<[Actor, Actor]> => {
  await stage.start('ext1', 'fasttrack/supernode');
  const supernode = stage.address('ext1');
  const outside = { user: 'defaultuser', supernode, share: [FILE] };
  const inside = { user: 'harbour17', supernode, share: [OWN], firewalled };
  return [
    await stage.start('ext2', 'fasttrack/client', outside),
    await stage.start('corp1', 'fasttrack/client', inside),
  ];
};

const findAndGet = async (
  stage: Stage,
  taker: Actor,
  sharer: Actor,
  seed: string,
  pushed: boolean,
): Promise<void> => {
  const words = searchWords(sharedFile(seed, 0).name).slice(0, 3);
  let found: Record<string, never> | undefined;
  for (let tries = 0; tries < 20 && !found; tries++) {
    found = ((await taker.do('search', { words })) as unknown as Record<string, never>[])[0];
    if (!found) await stage.wait(100);
  }
  if (!found) throw new Error(`nobody was found who shares ${words.join(' ')}`);
  const got = (await taker.do('download', found)) as { sha1: string; pushed: boolean };
  const shared = (await sharer.do('shared')) as unknown as { name: string; sha1: string }[];
  const { name } = sharedFile(seed, 0);
  if (got.sha1 !== shared.find((file) => file.name === name)?.sha1)
    throw new Error(`${name} arrived with other bytes`);
  if (got.pushed !== pushed) throw new Error(`${name} ${pushed ? 'was not pushed' : 'was pushed'}`);
};
