// M3 measured: what one server knows of a file's sources, what all servers together know, and what is left when some
// of them are switched off. Each time the file is then loaded from all sources that were found, at once.
import type { Experiment, Field, Measured } from '../../experiment.ts';
import type { Host } from '../../host.ts';
import { fieldsOf } from '../../options.ts';
import type { Plain, Program } from '../../role.ts';
import { edonkeyClient } from '../client.ts';
import { edonkeyServer, SERVER_PORT } from '../server.ts';

const SERVERS = [1, 2, 4, 8];
/** One in five shares the file that is sought. */
const SHARE = 5;
const FILE_BYTES = 600_000;
/** Short enough that every source has a part to give. */
const BLOCK_BYTES = 4096;
/** Logins at once: each opens a connection and is tested by another. */
const AT_ONCE = 16;
const SEED = 'servers';

interface Row {
  readonly servers: number;
  readonly dead: number;
  /** Sources that are logged in somewhere that is up. */
  readonly reachable: number;
  readonly own: number;
  readonly all: number;
  /** Questions and answers for `all`. */
  readonly messages: number;
  /** Sources that gave bytes of the file, which came whole and verified; 0 when it did not come. */
  readonly gave: number;
}

interface Peers {
  readonly field: Field;
  readonly all: readonly Program[];
  readonly seeker: Program;
  readonly sharers: number;
  readonly hash: string;
}

export const servers: Experiment = {
  id: 'edonkey-servers',
  system: 'edonkey',
  models: ['M3', 'M6'],
  question:
    'How many sources does a client find over one or several servers, and what when servers are dead?',
  peersDefault: 200,
  async run(field): Promise<Measured> {
    const hosts: Host[] = [];
    for (let i = 0; i < Math.max(...SERVERS); i++) hosts.push(field.host(`server${i}`));
    const peers = await startPeers(field);
    const rows: Row[] = [];
    try {
      for (const count of SERVERS) {
        if (field.signal.aborted) break;
        rows.push(...(await withServers(peers, hosts.slice(0, count))));
        field.progress(`${count} servers done`);
      }
    } finally {
      for (const program of [peers.seeker, ...peers.all]) await program.stop();
    }
    return measured(rows, peers.sharers);
  },
};

const startPeers = async (field: Field): Promise<Peers> => {
  const seeker = await edonkeyClient.start(field.host('seeker'), {});
  const all: Program[] = [];
  let sharers = 0;
  let hash = '';
  for (let i = 0; i < field.peers; i++) {
    const peer = await edonkeyClient.start(field.host(`peer${i}`), {});
    all.push(peer);
    if (i % SHARE !== 0) continue;
    sharers += 1;
    const file = await peer.actions['share']!({ seed: SEED, size: FILE_BYTES });
    hash = String(fieldsOf(file)['hash']);
  }
  return { field, all, seeker, sharers, hash };
};

/** All up; then half of them dead, the seeker's own not among them; the only one too. */
const withServers = async (peers: Peers, hosts: readonly Host[]): Promise<Row[]> => {
  const known = hosts.map(({ address }) => ({ address, port: SERVER_PORT }));
  const running: Program[] = [];
  for (const host of hosts) running.push(await edonkeyServer.start(host, { servers: known }));
  const servers = hosts.length;
  try {
    await logIn(peers.all, (peer) => ({ ...known[serverOf(peer, servers)]! }));
    await peers.seeker.actions['connect']!({ ...known[0]! });
    await peers.seeker.actions['servers']!({});
    const reachable = (isDead: (server: number) => boolean): number =>
      peers.all.filter((_, i) => i % SHARE === 0 && !isDead(serverOf(i, servers))).length;
    const rows: Row[] = [
      { servers, dead: 0, reachable: reachable(() => false), ...(await ask(peers)) },
    ];
    const dead = Math.floor(servers / 2);
    for (let i = servers - dead; i < servers; i++) await running[i]!.stop();
    if (dead > 0) {
      const alive = reachable((server) => server >= servers - dead);
      rows.push({ servers, dead, reachable: alive, ...(await ask(peers)) });
    }
    if (servers === 1) {
      await running[0]!.stop();
      rows.push({ servers, dead: 1, reachable: 0, ...(await ask(peers)) });
    }
    return rows;
  } finally {
    for (const program of running) await program.stop();
  }
};

/** Groups of one sharer and four others go round the servers. */
const serverOf = (peer: number, servers: number): number => Math.floor(peer / SHARE) % servers;

const logIn = async (
  peers: readonly Program[],
  at: (peer: number) => { address: string; port: number },
): Promise<void> => {
  for (let first = 0; first < peers.length; first += AT_ONCE) {
    const group = peers.slice(first, first + AT_ONCE);
    await Promise.all(group.map((peer, i) => peer.actions['connect']!(at(first + i))));
  }
};

/** What the seeker finds at its own server, then at all that it knows. Nothing when its server is dead. */
const ask = async ({
  field,
  seeker,
  hash,
}: Peers): Promise<Pick<Row, 'own' | 'all' | 'messages' | 'gave'>> => {
  const found = async (everywhere: boolean) => {
    const input = { hash, size: FILE_BYTES, everywhere };
    const said = fieldsOf(await seeker.actions['sources']!(input).catch(() => ({})));
    const sources = Array.isArray(said['sources']) ? said['sources'] : [];
    return { sources, messages: Number(said['asked'] ?? 0) + Number(said['answered'] ?? 0) };
  };
  const own = await found(false);
  const all = await found(true);
  return {
    own: own.sources.length,
    all: all.sources.length,
    messages: all.messages,
    gave: await load(field, hash, all.sources),
  };
};

/** A newcomer loads the file from the sources; resolves with how many of them gave. */
const load = async (field: Field, hash: string, sources: readonly Plain[]): Promise<number> => {
  if (sources.length === 0) return 0;
  const loader = await edonkeyClient.start(field.host(), {});
  try {
    const input = { hash, name: 'loaded', size: FILE_BYTES, sources, blockBytes: BLOCK_BYTES };
    const { sources: given } = fieldsOf(await loader.actions['download']!(input));
    const list = Array.isArray(given) ? given : [];
    return list.filter((source) => Number(fieldsOf(source)['bytes']) > 0).length;
  } finally {
    await loader.stop();
  }
};

const measured = (rows: readonly Row[], sharers: number): Measured => {
  const most = rows.findLast(({ dead }) => dead === 0);
  const half = rows.findLast(({ dead, servers }) => dead > 0 && servers > 1);
  const none = rows.find(({ dead, servers }) => dead === servers);
  const sentences = [
    `Of ${sharers} sources, ${most?.own ?? 0} are known to the client’s own server when there are ${most?.servers ?? 0}, and ${most?.all ?? 0} to all of them, for ${most?.messages ?? 0} messages.`,
    most && `The file then came whole from ${most.gave} of them at once.`,
    half && `With ${half.dead} of ${half.servers} dead ${half.all} are still found.`,
    none && `With the only server dead ${none.all} are found.`,
  ];
  return {
    answer: sentences.filter(Boolean).join(' '),
    columns: [
      { id: 'case', title: 'servers' },
      { id: 'servers', title: 'servers there were' },
      { id: 'dead', title: 'of them dead' },
      { id: 'reachable', title: 'sources at living servers' },
      { id: 'own', title: 'found at the own server' },
      { id: 'all', title: 'found at all servers' },
      { id: 'messages', title: 'messages, all servers' },
      { id: 'gave', title: 'sources that gave bytes of one download' },
    ],
    rows: rows.map(({ servers, dead, reachable, own, all, messages, gave }) => [
      dead > 0 ? `${servers}, ${dead} dead` : `${servers}`,
      servers,
      dead,
      reachable,
      own,
      all,
      messages,
      gave,
    ]),
    picture: { x: 'case', y: ['own', 'all'], kind: 'bars' },
  };
};
