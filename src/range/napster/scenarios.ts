// What is played of Napster: a direct download, and a push by a sharer whom nobody can connect to.
import { searchWords, sharedFile } from '../content.ts';
import type { Actor, Scenario, Stage } from '../scenario.ts';
import { METASERVER_PORT } from './metaserver.ts';
import { SERVER_PORT } from './server.ts';

const FILE = { seed: 'napster', size: 700_000 };
const OTHERS = [
  { seed: 'napster 1', size: 300_000 },
  { seed: 'napster 2', size: 400_000 },
];

export const napsterDirect: Scenario = {
  id: 'napster',
  systems: ['napster'],
  models: ['M4'],
  about:
    'A client inside asks the metaserver, logs in, lists two files, searches, browses and downloads directly.',
  hosts: [
    { name: 'corp1', side: 'inside' },
    { name: 'ext1', side: 'outside' },
    { name: 'ext2', side: 'outside' },
  ],
  guilty: ['corp1'],
  async play(stage) {
    const server = await startServer(stage);
    const metaserver = `${stage.address('ext1')}:${METASERVER_PORT}`;
    await stage.start('ext1', 'napster/metaserver', { servers: [server] });
    const sharer = await stage.start('ext2', 'napster/client', {
      nick: 'lefty',
      server,
      share: [FILE],
    });
    const corp = await stage.start('corp1', 'napster/client', {
      nick: 'harbour17',
      metaserver,
      share: OTHERS,
    });
    await find(stage, corp, 'lefty');
    const listed = (await corp.do('browse', { nick: 'lefty' })) as unknown as Shared[];
    if (listed.length !== 1) throw new Error(`${listed.length} files listed instead of 1`);
    await fetchFrom(sharer, corp, listed[0]!, false);
    // And somebody outside gets one of the files inside: the way a company's own files leave it.
    const [own] = (await corp.do('shared')) as unknown as Shared[];
    await fetchFrom(corp, sharer, { ...own!, nick: 'harbour17' }, false);
  },
};

export const napsterPush: Scenario = {
  id: 'napster-push',
  systems: ['napster'],
  models: ['M4'],
  about:
    'A sharer inside that cannot be connected to (data port 0) pushes a file outwards on request.',
  hosts: napsterDirect.hosts,
  guilty: ['corp1'],
  async play(stage) {
    const server = await startServer(stage);
    const sharer = await stage.start('corp1', 'napster/client', {
      nick: 'harbour17',
      server,
      dataPort: 0,
      share: [FILE],
    });
    const outside = await stage.start('ext2', 'napster/client', { nick: 'lefty', server });
    await fetchFrom(sharer, outside, await find(stage, outside, 'harbour17'), true);
  },
};

interface Shared {
  readonly nick: string;
  readonly name: string;
  readonly size: number;
  readonly sha1: string;
}

const startServer = async (stage: Stage): Promise<string> => {
  await stage.start('ext1', 'napster/server');
  return `${stage.address('ext1')}:${SERVER_PORT}`;
};

/** Searches until the file is listed: a sharer's list reaches the server after its login. */
const find = async (stage: Stage, from: Actor, nick: string): Promise<Shared> => {
  const words = searchWords(sharedFile(FILE.seed, 0).name).slice(0, 3);
  for (let tries = 0; tries < 20; tries++) {
    const found = (await from.do('search', { words })) as unknown as Shared[];
    const hit = found.find((each) => each.nick === nick);
    if (hit) return hit;
    await stage.wait(100);
  }
  throw new Error(`nobody was found who shares ${words.join(' ')}`);
};

const fetchFrom = async (
  sharer: Actor,
  taker: Actor,
  { nick, name, size }: Shared,
  pushed: boolean,
): Promise<void> => {
  const files = (await sharer.do('shared')) as unknown as Shared[];
  const got = (await taker.do('download', { nick, name, size })) as {
    sha1: string;
    pushed: boolean;
  };
  if (got.sha1 !== files.find((file) => file.name === name)?.sha1)
    throw new Error(`${name} arrived with other bytes`);
  if (got.pushed !== pushed) throw new Error(`${name} ${pushed ? 'was not pushed' : 'was pushed'}`);
};
