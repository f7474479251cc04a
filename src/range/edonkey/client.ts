// The role of an eDonkey client: logs in, shares, searches, and loads one file from many sources at once.
import { hex } from '../../wire/codec/hex.ts';
import { sharedFile } from '../content.ts';
import { type Fields, fieldsOf, oneOf, textIn, wholeIn } from '../options.ts';
import type { Plain, Program, Role } from '../role.ts';
import { openDatagrams } from './client-datagrams.ts';
import { Client } from './client-state.ts';
import { Node } from './node.ts';
import { BLOCK_BYTES } from './opcodes.ts';
import { hashOf, listedPlain, sourceIn, sourcePlain, wordsIn } from './plain.ts';
import { SERVER_PORT } from './server.ts';

export const CLIENT_PORT = 4662;
const UDP_PORT = 4672;
/** 32 MB: what one generated or loaded file may hold in memory. */
const FILE_BYTES_MAX = 32 << 20;
const DOWNLOAD_MS = 120_000;

/**
 * Options: `port` (4662), `udpPort` (4672), `obfuscation` (`off`, `on`, `required`), `listens` (true; false as behind a
 * router that lets nothing in), `slots` (uploads at once, 4), `modern` (true; false tells its features as in 2003).
 *
 * Actions: `connect`, `share`, `search`, `sources`, `download`, `servers`, `disconnect`, `status`; each says below what it
 * takes and gives.
 */
export const edonkeyClient: Role = {
  id: 'edonkey/client',
  about: 'eDonkey client: login, sharing, searches, downloads of many sources, queue, obfuscation',
  async start(host, options): Promise<Program> {
    const given = fieldsOf(options);
    const port = { least: 1, most: 65_535 };
    const node = new Node(host, {
      port: wholeIn(given, 'port', { ...port, otherwise: CLIENT_PORT }),
      udpPort: wholeIn(given, 'udpPort', { ...port, otherwise: UDP_PORT }),
      obfuscation: oneOf(given, 'obfuscation', ['off', 'on', 'required'] as const, 'off'),
      slots: wholeIn(given, 'slots', { least: 1, most: 1000, otherwise: 4 }),
      modern: given['modern'] !== false,
    });
    const label = node.options.obfuscation === 'off' ? 'edonkey/tcp' : 'edonkey/obfuscated';
    const listener =
      given['listens'] === false
        ? null
        : await host.listen(node.options.port, label, (socket) => node.accept(socket));
    const datagrams = await openDatagrams(node);
    const client = new Client(node, datagrams);
    return {
      actions: actionsOf(client),
      async stop() {
        listener?.close();
        client.end();
      },
    };
  },
};

const actionsOf = (client: Client): Program['actions'] => ({
  /** `{ address, port, obfuscated }` → `{ id, high, obfuscated }` */
  connect: async (input) => {
    const given = fieldsOf(input);
    const server = {
      address: textIn(given, 'address'),
      port: wholeIn(given, 'port', { least: 1, most: 65_535, otherwise: SERVER_PORT }),
    };
    const hidden = given['obfuscated'] ?? client.node.options.obfuscation !== 'off';
    return await client.connect(server, hidden === true);
  },
  /** `{ seed, size }` → `{ name, size, hash }`: a generated file. */
  share: async (input) => {
    const given = fieldsOf(input);
    const size = wholeIn(given, 'size', { least: 1, most: FILE_BYTES_MAX });
    const { name, bytes } = sharedFile(seedIn(given), size);
    return { name, size, hash: hex(client.share(name, bytes).hash) };
  },
  /** `{ words, everywhere }` → `{ files: [{ name, size, hash, sources }] }` */
  search: async (input) => {
    const given = fieldsOf(input);
    const files = await client.search(wordsIn(given), given['everywhere'] === true);
    return { files: files.map(listedPlain) };
  },
  /** `{ hash, size, everywhere }` → `{ sources, asked, answered }`: `asked` and `answered` count servers. */
  sources: async (input) => {
    const given = fieldsOf(input);
    const found = await client.sources(hashOf(given), {
      size: sizeIn(given),
      everywhere: given['everywhere'] === true,
    });
    return { ...found, sources: found.sources.map(sourcePlain) };
  },
  /**
   * `{ hash, name, size, sources?, blockBytes?, everywhere?, ms? }` → `{ ms, bytes, parts, corrupt, sources }`.
   * Without sources the servers are asked. Rejects unless every part has its hash.
   */
  download: async (input) => download(client, fieldsOf(input)),
  /** → `{ servers: ['address:port'] }`: those that the server knows. */
  servers: async () => {
    const servers = await client.learnServers();
    return { servers: servers.map(({ address, port }) => `${address}:${port}`) };
  },
  disconnect: async () => {
    client.session?.end();
    return {};
  },
  status: async () => client.status(),
});

const download = async (client: Client, given: Fields): Promise<Plain> => {
  const sources = given['sources'];
  const file = {
    hash: hashOf(given),
    name: textIn(given, 'name', 'unnamed'),
    size: sizeIn(given),
  };
  return await client.download(file, {
    sources: Array.isArray(sources) ? sources.map((source: Plain) => sourceIn(source)) : null,
    everywhere: given['everywhere'] === true,
    blockBytes: wholeIn(given, 'blockBytes', {
      least: 1024,
      most: BLOCK_BYTES,
      otherwise: BLOCK_BYTES,
    }),
    ms: wholeIn(given, 'ms', { least: 1, most: 600_000, otherwise: DOWNLOAD_MS }),
  });
};

const sizeIn = (given: Fields): number =>
  wholeIn(given, 'size', { least: 1, most: FILE_BYTES_MAX });

const seedIn = (given: Fields): number | string => {
  const { seed } = given;
  if (typeof seed !== 'number' && typeof seed !== 'string') throw new Error('seed is a number');
  return seed;
};
