// Strangers at a servent's and a host cache's port: what they send must end their connection, and nothing else.
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { CACHE_PORT, hostCache } from '../../../src/range/gnutella/host-cache.ts';
import { message, QUERY_HIT } from '../../../src/range/gnutella/message.ts';
import { type Node, searchCost, settled, startNode } from '../../../src/range/gnutella/network.ts';
import {
  askCaches,
  askHosts,
  CACHE_PATH,
  tellCache,
} from '../../../src/range/gnutella/web-cache.ts';
import type { Host } from '../../../src/range/host.ts';
import { Held } from '../../../src/range/http/held.ts';
import { Random } from '../../../src/range/random.ts';
import { fieldOf } from './field.ts';

let field: ReturnType<typeof fieldOf>;
afterEach(() => field.close());

/** Sends, and gives what came until the other side ended it. */
const say = (to: Host, port: number, bytes: Uint8Array | string, from?: Host): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = '';
    const localAddress = from?.address;
    const socket = connect({ host: to.address, port, ...(localAddress ? { localAddress } : {}) });
    socket.on('data', (piece: Buffer) => {
      said += piece.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(said));
    socket.setTimeout(10_000, () => reject(new Error('nobody ended the connection')));
    socket.write(bytes);
  });

const pair = async (): Promise<[Node, Node]> => {
  field = fieldOf(2);
  const first = await startNode(field, 0, { version: '0.6', kind: 'ultrapeer' });
  const second = await startNode(field, 1, { version: '0.6', kind: 'ultrapeer' });
  await second.servent.connect(first.servent.listen);
  await settled([first, second]);
  return [first, second];
};

const stillWorks = async (nodes: [Node, Node]): Promise<void> => {
  const cost = await searchCost(nodes, nodes[1], nodes[0].word, 2);
  expect(cost.found).toBe(1);
};

const HELLO = 'GNUTELLA CONNECT/0.6\r\nX-Ultrapeer: True\r\n\r\n';
const OK = 'GNUTELLA/0.6 200 OK\r\n\r\n';

describe('a servent', () => {
  it('ends connections that begin with nonsense', async () => {
    const nodes = await pair();
    const random = new Random('nonsense');
    const openings = [
      'SSH-2.0-x\r\n\r\n',
      'GIV 1:00112233445566778899aabbccddeeff/x\n\n',
      'GNUTELLA CONNECT/9\r\n\r\n',
      'A'.repeat(40_000),
      Buffer.concat([random.bytes(20_000), Buffer.from('\r\n\r\n')]),
    ];
    for (const opening of openings) await say(nodes[0].host, 6346, opening);
    await stillWorks(nodes);
  });

  it('ends neighbours whose messages are too long, and outlives those that are senseless', async () => {
    const nodes = await pair();
    const long = message(new Uint8Array(16), 0x80, 1, new Uint8Array(0));
    long[21] = 0x7f;
    await say(nodes[0].host, 6346, Buffer.concat([Buffer.from(HELLO + OK), long]));
    const random = new Random('senseless');
    const messages = Array.from({ length: 2000 }, (_, at) =>
      message(
        random.bytes(16),
        [0, 1, 0x30, 0x31, 0x40, 0x80, 0x81, 0xff][at % 8]!,
        at % 20,
        random.bytes(at % 97),
      ),
    );
    await say(nodes[0].host, 6346, Buffer.concat([Buffer.from(HELLO + OK), ...messages, long]));
    expect(nodes[0].servent.relay.tally.malformed).toBeGreaterThan(100);
    await stillWorks(nodes);
  });

  it('does not pass on hits that nobody asked for', async () => {
    const nodes = await pair();
    const before = nodes[0].servent.relay.tally.sentInAll;
    const hit = message(new Random(1).bytes(16), QUERY_HIT, 7, new Uint8Array(60));
    const bye = message(new Random(2).bytes(16), 0x02, 1, new Uint8Array(4));
    await say(nodes[0].host, 6346, Buffer.concat([Buffer.from(HELLO + OK), hit, bye]));
    expect(nodes[0].servent.relay.tally.unrouted).toBe(1);
    expect(nodes[0].servent.relay.tally.sentInAll).toBe(before);
  });

  it('answers requests for what it has, and for nothing else', async () => {
    const [{ host, servent }] = await pair();
    const [share] = servent.collection.shares;
    const ask = (line: string, ...headers: string[]) =>
      say(host, 6346, `${[line, ...headers, 'Connection: close'].join('\r\n')}\r\n\r\n`);
    expect(await ask('GET /get/1/anything HTTP/1.1')).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(await ask(`GET /uri-res/N2R?${share!.urn} HTTP/1.1`)).toContain(share!.urn);
    expect(await ask('GET /get/1/x HTTP/1.1', 'Range: bytes=8-15')).toMatch(
      /^HTTP\/1.1 206 [\s\S]*Content-Range: bytes 8-15\/64\r\n/,
    );
    expect(await ask('GET /get/1/x HTTP/1.1', 'Range: bytes=64-')).toMatch(/^HTTP\/1.1 416 /);
    expect(await ask('GET /get/99/x HTTP/1.1')).toMatch(/^HTTP\/1.1 404 /);
    expect(await ask('GET /get/1/../../etc/passwd HTTP/1.1')).not.toContain('root:');
    expect(await ask('GET /etc/passwd HTTP/1.1')).toMatch(/^HTTP\/1.1 404 /);
    expect(await ask('GET / HTTP/9.9')).toMatch(/^HTTP\/1.1 404 /);
  });

  it('leaves no timer and no socket behind', async () => {
    const nodes = await pair();
    const search = nodes[1].servent.search('nothing');
    const finished = search.finished(60_000);
    for (const { servent } of nodes) await servent.stop();
    await finished;
    await expect(nodes[1].servent.connect(nodes[0].servent.listen)).rejects.toThrow();
  });
});

describe('a host cache', () => {
  const start = async () => {
    field = fieldOf(40);
    const server = field.host('cache');
    await hostCache.start(server, { caches: ['http://198.51.100.9/gcache.php'] });
    const cache = { address: server.address, port: CACHE_PORT };
    const client = () => ({ host: field.host(), held: new Held(), cache, agent: 'Test/1.0' });
    const get = (query: string) =>
      say(server, CACHE_PORT, `GET ${CACHE_PATH}?${query} HTTP/1.0\r\n\r\n`);
    return { client, get };
  };

  it('keeps the last twenty hosts, newest first', async () => {
    const { client } = await start();
    const addresses: string[] = [];
    for (let number = 0; number < 22; number++) {
      const each = client();
      addresses.unshift(each.host.address);
      await tellCache(each, { address: each.host.address, port: 6346 });
    }
    const hosts = await askHosts(client());
    expect(hosts.map(({ address }) => address)).toEqual(addresses.slice(0, 20));
    expect(await askCaches(client())).toEqual(['http://198.51.100.9/gcache.php']);
  });

  it('takes nobody’s word for another host, and no nonsense', async () => {
    const { client, get } = await start();
    await expect(tellCache(client(), { address: '198.51.100.7', port: 6346 })).rejects.toThrow(
      /ERROR/,
    );
    for (const query of [
      'ip=1.2.3.4:99999',
      'url=ftp://x/',
      `url=http://${'x'.repeat(400)}/`,
      '',
      '%%%',
    ])
      expect(await get(query)).toContain('ERROR');
    expect(await get('ping=1')).toContain('PONG ');
    expect(await askHosts(client())).toEqual([]);
  });
});
