// What is played of Gnutella: an ultrapeer network with a host cache, the old flat one, and a sharer behind a firewall.
import { type SharedFile, searchWords, sharedFile } from '../content.ts';
import type { Actor, Scenario, Stage } from '../scenario.ts';
import { CACHE_PORT } from './host-cache.ts';
import type { Found } from './searches.ts';
import { SERVENT_PORT } from './servent-role.ts';
import { sha1Urn } from './urn.ts';

const WANTED = { seed: 'gnutella', size: 700_000 };
const OTHERS = [
  { seed: 'gnutella 1', size: 300_000 },
  { seed: 'gnutella 2', size: 200_000 },
];
const SERVENT = 'gnutella/servent';

export const gnutella06: Scenario = {
  id: 'gnutella',
  systems: ['gnutella'],
  models: ['M2', 'M3'],
  about:
    'A leaf inside asks a host cache, joins two ultrapeers, searches, and downloads by hash in ranges; somebody outside downloads from it.',
  hosts: [
    { name: 'corp1', side: 'inside' },
    { name: 'ext1', side: 'outside' },
    { name: 'ext2', side: 'outside' },
    { name: 'ext3', side: 'outside' },
    { name: 'ext4', side: 'outside' },
  ],
  guilty: ['corp1'],
  async play(stage) {
    const cache = { address: stage.address('ext3'), port: CACHE_PORT };
    await stage.start('ext3', 'gnutella/host-cache');
    await stage.start('ext1', SERVENT, { kind: 'ultrapeer', cache });
    await stage.start('ext2', SERVENT, {
      kind: 'ultrapeer',
      cache,
      neighbours: [servent(stage, 'ext1')],
    });
    const sharer = await stage.start('ext4', SERVENT, {
      kind: 'leaf',
      shares: [WANTED],
      neighbours: [servent(stage, 'ext2')],
    });
    const corp = await stage.start('corp1', SERVENT, { kind: 'leaf', shares: OTHERS });
    const hosts = (await corp.do('bootstrap', { cache })) as unknown as Endpoint[];
    if (hosts.length !== 2) throw new Error(`the host cache named ${hosts.length} hosts, not 2`);
    for (const { address, port } of hosts) await corp.do('connect', { address, port });
    await corp.do('ping', servent(stage, 'ext1'));
    const wanted = sharedFile(WANTED.seed, WANTED.size);
    await fetchFrom(corp, await find(stage, corp, wanted), wanted, { by: 'hash', parts: 3 });
    // And out again: what is shared inside is found from outside.
    const own = sharedFile(OTHERS[0]!.seed, OTHERS[0]!.size);
    await fetchFrom(sharer, await find(stage, sharer, own), own, { by: 'hash', parts: 1 });
  },
};

export const gnutella04: Scenario = {
  id: 'gnutella-04',
  systems: ['gnutella'],
  models: ['M1', 'M2'],
  about:
    'Version 0.4: one inside knows one address; its search floods over four servents, and it downloads by index.',
  hosts: gnutella06.hosts,
  guilty: ['corp1'],
  async play(stage) {
    const plain = { version: '0.4' };
    await stage.start('ext1', SERVENT, { ...plain, shares: [OTHERS[0]!] });
    const chain = ['ext2', 'ext3'] as const;
    for (const [at, name] of chain.entries())
      await stage.start(name, SERVENT, {
        ...plain,
        neighbours: [servent(stage, at === 0 ? 'ext1' : chain[at - 1]!)],
      });
    // Two ways lead to the sharer, so that duplicates are there to be dropped.
    await stage.start('ext4', SERVENT, {
      ...plain,
      shares: [WANTED],
      neighbours: [servent(stage, 'ext3'), servent(stage, 'ext1')],
    });
    const corp = await stage.start('corp1', SERVENT, {
      ...plain,
      shares: [OTHERS[1]!],
      neighbours: [servent(stage, 'ext1')],
    });
    const wanted = sharedFile(WANTED.seed, WANTED.size);
    await fetchFrom(corp, await find(stage, corp, wanted), wanted, { by: 'index', parts: 1 });
    const { known } = (await corp.do('state')) as unknown as { known: number };
    if (known < 4) throw new Error(`${known} of 4 servents known from one`);
  },
};

export const gnutellaPush: Scenario = {
  id: 'gnutella-push',
  systems: ['gnutella'],
  models: ['M2', 'M3'],
  about:
    'A sharer inside accepts no connections; asked through its ultrapeer, it connects outwards and gives the file.',
  hosts: gnutella06.hosts.slice(0, 3),
  guilty: ['corp1'],
  async play(stage) {
    await stage.start('ext1', SERVENT, { kind: 'ultrapeer' });
    const corp = await stage.start('corp1', SERVENT, {
      kind: 'leaf',
      firewalled: true,
      shares: [WANTED, ...OTHERS],
      neighbours: [servent(stage, 'ext1')],
    });
    const outside = await stage.start('ext2', SERVENT, {
      kind: 'leaf',
      neighbours: [servent(stage, 'ext1')],
    });
    const wanted = sharedFile(WANTED.seed, WANTED.size);
    const found = await find(stage, outside, wanted);
    if (!found.push) throw new Error('the hit does not ask for a push');
    await fetchFrom(outside, found, wanted, { by: 'push', parts: 1 });
    const { pushes } = (await corp.do('state')) as unknown as { pushes: number };
    if (pushes !== 1) throw new Error(`${pushes} pushes instead of 1`);
  },
};

interface Endpoint {
  readonly address: string;
  readonly port: number;
}

const servent = (stage: Stage, host: string): { address: string; port: number } => ({
  address: stage.address(host),
  port: SERVENT_PORT,
});

/** Route tables and neighbours need a moment; a user would search again too. */
const SEARCHES = 5;

const find = async (stage: Stage, actor: Actor, { name }: SharedFile): Promise<Found> => {
  for (let search = 0; search < SEARCHES; search++) {
    const words = searchWords(name).join(' ');
    const found = (await actor.do('search', { words, ms: 1500 })) as unknown as Found[];
    const match = found.find((each) => each.name === name);
    if (match) return match;
    await stage.wait(300);
  }
  throw new Error(`${actor.host} did not find ${name}`);
};

const fetchFrom = async (
  actor: Actor,
  found: Found,
  wanted: SharedFile,
  way: { by: string; parts: number },
): Promise<void> => {
  const got = (await actor.do('download', { ...found, ...way })) as unknown as { urn: string };
  if (got.urn !== sha1Urn(wanted.bytes)) throw new Error(`${wanted.name} arrived torn`);
};
