// What eDonkey's traffic looks like: two servers and a download from several sources; obfuscated; through a callback.

import { searchWords } from '../content.ts';
import { fieldsOf } from '../options.ts';
import type { Plain } from '../role.ts';
import type { Actor, Scenario, Stage } from '../scenario.ts';
import { SERVER_PORT } from './server.ts';

/** Seven blocks of 180 KB, so that both sources of a download are asked more than once. */
const FILE_BYTES = 1_200_000;
const SEED = 'edonkey';

interface Shared {
  readonly name: string;
  readonly hash: string;
  readonly size: number;
}

/** Shares one file and gives what it is called. */
const share = async (actor: Actor, seed: string, size = FILE_BYTES): Promise<Shared> =>
  (await actor.do('share', { seed, size })) as unknown as Shared;

const connect = async (stage: Stage, actor: Actor, server: string): Promise<Plain> =>
  await actor.do('connect', { address: stage.address(server), port: SERVER_PORT });

/** The shared file as a search finds it; rejects when it does not. */
const find = async (actor: Actor, file: Shared, everywhere = false): Promise<void> => {
  const words = searchWords(file.name).slice(0, 3);
  const { files } = fieldsOf(await actor.do('search', { words, everywhere }));
  const found = (Array.isArray(files) ? files : []).some(
    (listed: Plain) => fieldsOf(listed)['hash'] === file.hash,
  );
  if (!found) throw new Error(`no search result for ${words.join(' ')}`);
};

/** Loads it from what the servers say; rejects when fewer sources than asked for gave bytes. */
const load = async (
  actor: Actor,
  file: Shared,
  { everywhere = false, givers = 1 }: { everywhere?: boolean; givers?: number } = {},
): Promise<readonly Plain[]> => {
  const { hash, name, size } = file;
  const done = fieldsOf(await actor.do('download', { hash, name, size, everywhere }));
  const sources = Array.isArray(done['sources']) ? (done['sources'] as readonly Plain[]) : [];
  const gave = sources.filter((source) => Number(fieldsOf(source)['bytes']) > 0);
  if (gave.length < givers)
    throw new Error(`${gave.length} of ${givers} sources gave bytes of ${name}`);
  return gave;
};

const twoServers: Scenario = {
  id: 'edonkey',
  systems: ['edonkey'],
  models: ['M3', 'M6'],
  about:
    'Two eDonkey servers that know each other; a host inside loads one file from both of its sources at once',
  hosts: [
    { name: 'ext1', side: 'outside' },
    { name: 'ext2', side: 'outside' },
    { name: 'ext3', side: 'outside' },
    { name: 'ext4', side: 'outside' },
    { name: 'corp1', side: 'inside' },
    { name: 'corp2', side: 'inside' },
  ],
  guilty: ['corp1', 'corp2'],
  async play(stage) {
    await stage.start('ext1', 'edonkey/server');
    const known = [{ address: stage.address('ext1'), port: SERVER_PORT }];
    await stage.start('ext2', 'edonkey/server', { servers: known });
    const first = await stage.start('ext3', 'edonkey/client', { slots: 1 });
    const second = await stage.start('ext4', 'edonkey/client', { modern: false });
    const file = await share(first, SEED);
    await share(second, SEED);
    await connect(stage, first, 'ext1');
    await connect(stage, second, 'ext2');
    const loader = await stage.start('corp1', 'edonkey/client');
    const late = await stage.start('corp2', 'edonkey/client', { slots: 1 });
    await connect(stage, loader, 'ext1');
    const { servers } = fieldsOf(await loader.do('servers'));
    if (!Array.isArray(servers) || servers.length < 2)
      throw new Error('the server knows no other server');
    await find(loader, file, true);
    await load(loader, file, { everywhere: true, givers: 2 });
    // Now three have it; the second host inside finds the first there too.
    await connect(stage, late, 'ext1');
    await find(late, file);
    await load(late, file, { givers: 2 });
  },
};

const obfuscated: Scenario = {
  id: 'edonkey-obfuscated',
  systems: ['edonkey'],
  models: ['M3', 'M6'],
  about: 'The same with protocol obfuscation, between clients and towards the server',
  hosts: [
    { name: 'ext1', side: 'outside' },
    { name: 'ext3', side: 'outside' },
    { name: 'ext4', side: 'outside' },
    { name: 'corp1', side: 'inside' },
  ],
  guilty: ['corp1'],
  async play(stage) {
    await stage.start('ext1', 'edonkey/server');
    const options = { obfuscation: 'required' };
    const sharers: Actor[] = [];
    for (const name of ['ext3', 'ext4'])
      sharers.push(await stage.start(name, 'edonkey/client', options));
    const [first, second] = sharers as [Actor, Actor];
    const file = await share(first, SEED);
    await share(second, SEED);
    const loader = await stage.start('corp1', 'edonkey/client', options);
    for (const actor of [first, second, loader]) {
      const { obfuscated: hidden } = fieldsOf(await connect(stage, actor, 'ext1'));
      if (hidden !== true) throw new Error(`${actor.host} is logged in without obfuscation`);
    }
    await find(loader, file);
    for (const source of await load(loader, file, { givers: 2 }))
      if (fieldsOf(source)['obfuscated'] !== true)
        throw new Error('a source was spoken to plainly');
  },
};

const lowId: Scenario = {
  id: 'edonkey-lowid',
  systems: ['edonkey'],
  models: ['M3'],
  about:
    'A sharer outside that cannot be reached has a low id; its server asks it to connect to the host inside',
  hosts: [
    { name: 'ext1', side: 'outside' },
    { name: 'ext3', side: 'outside' },
    { name: 'corp1', side: 'inside' },
  ],
  guilty: ['corp1'],
  async play(stage) {
    await stage.start('ext1', 'edonkey/server');
    const sharer = await stage.start('ext3', 'edonkey/client', { listens: false });
    const file = await share(sharer, SEED, FILE_BYTES / 2);
    const { high } = fieldsOf(await connect(stage, sharer, 'ext1'));
    if (high !== false) throw new Error('the sharer has a high id');
    const loader = await stage.start('corp1', 'edonkey/client');
    await connect(stage, loader, 'ext1');
    await find(loader, file);
    const [source] = await load(loader, file);
    if (fieldsOf(source)['called'] !== true) throw new Error('the source was not called back');
  },
};

export const SCENARIOS: readonly Scenario[] = [twoServers, obfuscated, lowId];
