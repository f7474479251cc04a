// Role gnutella/servent: what a servent can be told to do, in plain JSON.
import { type SharedFile, sharedFile } from '../content.ts';
import type { Host } from '../host.ts';
import { endpointIn, type Fields, fieldsOf, oneOf, textIn, wholeIn } from '../options.ts';
import type { Plain, Program, Role } from '../role.ts';
import { Conversation } from './conversation.ts';
import { fetchFile } from './fetch-file.ts';
import { asHost } from './handshake.ts';
import { TTL_MAX } from './message.ts';
import type { Peer } from './pong.ts';
import type { Found } from './searches.ts';
import { Servent, type ServentOptions } from './servent.ts';
import { asSha1Urn, sha1Urn } from './urn.ts';

export const SERVENT_PORT = 6346;

export const gnutellaServent: Role = {
  id: 'gnutella/servent',
  about: 'Gnutella 0.4 servent, or 0.6 ultrapeer, leaf or plain servent: searches, shares, relays',
  async start(host, options) {
    const fields = fieldsOf(options);
    const servent = new Servent(host, optionsFrom(fields));
    await servent.start();
    try {
      for (const neighbour of list(fields['neighbours']))
        await servent.connect(peerIn(fieldsOf(neighbour)));
    } catch (error) {
      // A start that fails must leave the port to the next one.
      await servent.stop();
      throw error;
    }
    return programOf(host, servent);
  },
};

const programOf = (host: Host, servent: Servent): Program => ({
  actions: {
    connect: (input) => connect(servent, fieldsOf(input)),
    search: (input) => search(servent, fieldsOf(input)),
    download: (input) => download(servent, fieldsOf(input)),
    ping: (input) => ping(servent, fieldsOf(input)),
    bootstrap: (input) => bootstrap(servent, fieldsOf(input)),
    neighbours: async () =>
      [...servent.relay.neighbours.values()].map(({ at, terms }) => ({
        ...at,
        kind: terms.kind,
        version: terms.version,
        agent: terms.agent,
      })),
    state: async () => ({
      ...servent.relay.tally.plain(),
      queriesSeen: servent.relay.queriesSeen,
      known: servent.known.size,
      uploads: servent.uploads.served,
      pushes: servent.pushes.obeyed,
      datagrams: servent.udp.sent + servent.udp.received,
      connections: host.counters.connections,
    }),
  },
  stop: () => servent.stop(),
});

/** `{ address, port }`; resolves with what the neighbour is. */
const connect = async (servent: Servent, fields: Fields): Promise<Plain> => {
  const { terms } = await servent.connect(peerIn(fields));
  return { kind: terms.kind, version: terms.version, agent: terms.agent };
};

/** `{ words, ttl?, urn?, enough?, ms? }` → results, each of which `download` takes as it is. */
const search = async (servent: Servent, fields: Fields): Promise<Plain> => {
  const urn = fields['urn'] === undefined ? null : asSha1Urn(textIn(fields, 'urn'));
  const ttl = wholeIn(fields, 'ttl', { least: 1, most: TTL_MAX, otherwise: servent.options.ttl });
  const enough = wholeIn(fields, 'enough', { least: 1, most: 1000, otherwise: 1 });
  const asked = servent.search(textIn(fields, 'words', ''), { urn, ttl, enough });
  await asked.finished(wholeIn(fields, 'ms', { most: 60_000, otherwise: 3000 }));
  return asked.found.map((found) => ({ ...found }));
};

/** One result of a search, and `by`: `index`, `hash` or `push`; `parts` ranges. Rejects when the hash differs. */
const download = async (servent: Servent, fields: Fields): Promise<Plain> => {
  const found = foundIn(fields);
  const by = oneOf(fields, 'by', ['index', 'hash', 'push'], found.push ? 'push' : 'index');
  if (by === 'hash' && !found.urn) throw new Error(`${found.name}: the hit told no hash`);
  const { agent, options } = servent;
  const conversation =
    by === 'push'
      ? await servent.pushes.ask(found)
      : new Conversation(await servent.open({ address: found.address, port: found.port }));
  try {
    const bytes = await fetchFile(conversation, {
      ...found,
      byHash: by === 'hash',
      agent,
      version: options.version,
      parts: wholeIn(fields, 'parts', { least: 1, most: 64, otherwise: 1 }),
    });
    return { name: found.name, bytes: bytes.length, urn: sha1Urn(bytes) };
  } finally {
    conversation.socket.destroy();
  }
};

/** Pings all neighbours, or one host over UDP when its address is given. */
const ping = async (servent: Servent, fields: Fields): Promise<Plain> => {
  if (fields['address'] === undefined) {
    const ttl = wholeIn(fields, 'ttl', { least: 1, most: TTL_MAX, otherwise: servent.options.ttl });
    servent.relay.ping(ttl, new Uint8Array(0));
    return null;
  }
  const { hosts, files } = await servent.udp.ping(peerIn(fields));
  for (const host of hosts) servent.known.learn(host);
  return { files, hosts: hosts.map((host) => ({ ...host })) };
};

/** Asks a host cache: `{ cache: { address, port } }` → hosts. */
const bootstrap = async (servent: Servent, fields: Fields): Promise<Plain> => {
  const cache = endpointIn(fields, 'cache');
  if (!cache) throw new Error('cache is { address, port }');
  return (await servent.bootstrap(cache)).map((peer) => ({ ...peer }));
};

const optionsFrom = (fields: Fields): ServentOptions => {
  const version = oneOf(fields, 'version', ['0.4', '0.6'], '0.6');
  return {
    version,
    kind:
      version === '0.4'
        ? 'servent'
        : oneOf(fields, 'kind', ['servent', 'ultrapeer', 'leaf'], 'servent'),
    port: wholeIn(fields, 'port', { least: 1, most: 65_535, otherwise: SERVENT_PORT }),
    files: list(fields['shares']).map(shareFrom),
    ttl: wholeIn(fields, 'ttl', { least: 1, most: TTL_MAX, otherwise: TTL_MAX }),
    degree: wholeIn(fields, 'degree', { least: 1, most: 256, otherwise: 32 }),
    leaves: wholeIn(fields, 'leaves', { most: 512, otherwise: 75 }),
    firewalled: fields['firewalled'] === true,
    pings: fields['pings'] !== false,
    udp: version === '0.6' && fields['udp'] !== false && fields['firewalled'] !== true,
    queryRouting: fields['queryRouting'] !== false,
    cache: endpointIn(fields, 'cache'),
  };
};

const SHARE_BYTES_MAX = 64 << 20;
const LIST_MAX = 256;

const shareFrom = (given: Plain): SharedFile => {
  const fields = fieldsOf(given);
  const seed = fields['seed'];
  if (typeof seed !== 'string' && typeof seed !== 'number')
    throw new Error('seed is a text or a number');
  return sharedFile(seed, wholeIn(fields, 'size', { most: SHARE_BYTES_MAX, otherwise: 100_000 }));
};

const list = (given: Plain | undefined): readonly Plain[] =>
  Array.isArray(given) ? (given as readonly Plain[]).slice(0, LIST_MAX) : [];

const peerIn = (fields: Fields): Peer => {
  const port = wholeIn(fields, 'port', { least: 1, most: 65_535, otherwise: SERVENT_PORT });
  const peer = asHost(`${textIn(fields, 'address')}:${port}`);
  if (!peer) throw new Error('address is an IPv4 address');
  return peer;
};

const foundIn = (fields: Fields): Found => ({
  ...peerIn(fields),
  index: wholeIn(fields, 'index', { most: 0xffff_ffff }),
  size: wholeIn(fields, 'size', { most: 0xffff_ffff }),
  name: textIn(fields, 'name'),
  urn: typeof fields['urn'] === 'string' ? asSha1Urn(fields['urn']) : null,
  push: fields['push'] === true,
  vendor: textIn(fields, 'vendor', ''),
  servent: textIn(fields, 'servent', ''),
});
