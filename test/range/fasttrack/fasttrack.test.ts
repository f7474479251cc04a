// FastTrack: codecs on any bytes, the scenarios with and without the mark, garbage at the ports of supernode and client.
import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { full, parseDatagram, ping, pong } from '../../../src/range/fasttrack/datagram.ts';
import { headLength, parseHead, parseRange } from '../../../src/range/fasttrack/http.ts';
import { FASTTRACK } from '../../../src/range/fasttrack/index.ts';
import {
  nodeInfo,
  type Place,
  parseNodeInfo,
  parsePush,
  parseResults,
  parseSearch,
  parseShare,
  push,
  results,
  search,
  share,
} from '../../../src/range/fasttrack/message.ts';
import { headerBytes, nextOrder, parseHeader } from '../../../src/range/fasttrack/session.ts';
import { uuHash } from '../../../src/range/fasttrack/uuhash.ts';
import { Random } from '../../../src/range/random.ts';
import { loopbackHost, loopbackStage } from '../../../src/range/stage/loopback.ts';

const place: fc.Arbitrary<Place> = fc.record({
  address: fc.ipV4(),
  port: fc.integer({ min: 1, max: 0xffff }),
});
const user = fc.stringMatching(/^[a-z0-9]{1,20}$/);
const file = fc.record({
  name: fc.stringMatching(/^[A-Za-z0-9 .-]{1,60}$/),
  size: fc.integer({ min: 0, max: 0x7fff_ffff }),
  hash: fc.uint8Array({ minLength: 20, maxLength: 20 }),
});

describe('UUHash', () => {
  it('of short files is their MD5, and their length inverted', () => {
    // MD5 of nothing, then ~0 (the first test vector of sig2dat's description).
    expect(hex(uuHash(new Uint8Array(0)))).toBe('d41d8cd98f00b204e9800998ecf8427effffffff');
    expect(hex(uuHash(new Uint8Array(1)))).toBe('93b885adfe0da089cdf634904fd59f71feffffff');
  });

  it('does not see what lies between its pieces', () => {
    const bytes = new Random('uuhash').bytes(3 << 20);
    const before = hex(uuHash(bytes));
    bytes[500 << 10]! ^= 1;
    expect(hex(uuHash(bytes))).toBe(before);
    // In the piece at 1 MiB, and in the last piece.
    for (const at of [(1 << 20) + 5, (3 << 20) - 5]) {
      bytes[at]! ^= 1;
      expect(hex(uuHash(bytes))).not.toBe(before);
      bytes[at]! ^= 1;
    }
  });
});

describe('messages', () => {
  it('come out as they went in', () => {
    fc.assert(
      fc.property(place, place, user, file, fc.nat(0xffff), (one, two, name, shared, id) => {
        expect(parseNodeInfo(nodeInfo(one, name))).toEqual({ place: one, user: name });
        expect(parseShare(share(shared))).toEqual(shared);
        const found = [{ ...shared, place: two, user: name }];
        expect(parseResults(results(one, id, found))).toEqual({ id, found });
        const asked = { id, to: one, by: two, user: name };
        expect(parsePush(push(asked, one))).toEqual(asked);
        expect(parseSearch(search(id, 'paper boats'))).toEqual({
          id,
          max: 32,
          words: ['paper', 'boats'],
        });
      }),
    );
  });

  it('have headers whose order moves with what was sent', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(0xff), fc.nat(0xffff)), { maxLength: 20 }), (sent) => {
        let order = 0x51;
        for (const [type, length] of sent) {
          const header = headerBytes(order, type, length);
          expect(header[0]).toBe(0x4b);
          expect(parseHeader(order, header.subarray(1))).toEqual({ type, length });
          order = nextOrder(order, type, length);
          expect(order).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('of any bytes are read without a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        parseNodeInfo(bytes);
        parseShare(bytes);
        parseSearch(bytes);
        parsePush(bytes);
        parseDatagram(bytes);
        parseHead(bytes);
        headLength(bytes);
        expect(parseResults(bytes)?.found.length ?? 0).toBeLessThanOrEqual(200);
      }),
      { numRuns: 500 },
    );
  });

  it('of datagrams are those of the notes', () => {
    // 0x27, cipher 0x29, 0x80, the network
    expect(hex(ping())).toBe('2700000029804b615a614100');
    expect(parseDatagram(ping())).toMatchObject({ kind: 'ping', network: 'KaZaA' });
    expect(parseDatagram(pong(42))).toEqual({ kind: 'pong', load: 42, network: 'KaZaA' });
    expect(parseDatagram(full())).toMatchObject({ kind: 'full' });
  });

  it('take ranges that lie in the file', () => {
    expect(parseRange('bytes=0-9', 10)).toEqual([0, 9]);
    expect(parseRange('bytes=3-', 10)).toEqual([3, 9]);
    expect(parseRange(undefined, 10)).toEqual([0, 9]);
    for (const wrong of ['bytes=0-10', 'bytes=5-4', 'bytes=-1', 'x', '', 'bytes=1-2,3-4'])
      expect(parseRange(wrong, 10)).toBeNull();
  });
});

describe.each([true, false])('FastTrack, marked: %s', (marked) => {
  it.each(FASTTRACK.scenarios.map((scenario) => [scenario.id, scenario] as const))(
    '%s shows what it says',
    async (_, scenario) => {
      const stage = loopbackStage({ marked, roles: FASTTRACK.roles });
      try {
        await scenario.play(stage);
        const labels = new Set(
          [...stage.hosts.values()].flatMap(({ sockets }) => sockets.map(({ label }) => label)),
        );
        expect([...labels].sort()).toEqual([
          'fasttrack/http',
          'fasttrack/supernode',
          'fasttrack/udp',
        ]);
        const page = await get(stage.address('ext2'), 'GET /.files HTTP/1.0\r\n\r\n');
        expect(page).toContain('X-Kazaa-Username: defaultuser');
        const missing = await get(stage.address('ext2'), 'GET /.hash=00 HTTP/1.1\r\n\r\n');
        expect(missing).toMatch(/^HTTP\/1\.0 404/);
        const head = await get(
          stage.address('ext2'),
          'GET /0/x HTTP/1.1\r\nRange: bytes=0-9\r\n\r\n',
        );
        expect(head).toMatch(/^HTTP\/1\.1 206/);
        expect(head.includes('Peerwarden')).toBe(marked);
      } finally {
        await stage.close();
      }
    },
  );
});

describe('a supernode and a client under garbage', () => {
  it('stay alive and answer the next search', async () => {
    const stage = loopbackStage({ roles: FASTTRACK.roles });
    const random = new Random('garbage');
    try {
      const node = await stage.start('ext1', 'fasttrack/supernode');
      const supernode = stage.address('ext1');
      const part = [{ seed: 1, size: 1000 }];
      const one = await stage.start('corp1', 'fasttrack/client', {
        user: 'one',
        supernode,
        share: part,
      });
      const two = await stage.start('ext2', 'fasttrack/client', { user: 'two', supernode });
      const attacker = loopbackHost('attacker', stage.address('ext3'));
      const udp = await attacker.datagrams(0, 'noise', () => {});
      for (let round = 0; round < 30; round++) {
        const target = stage.address(round % 2 === 0 ? 'ext1' : 'corp1');
        const socket = connect({ host: target, port: 1214 });
        socket.on('error', () => {}).resume();
        await once(socket, 'connect');
        socket.write(
          random.pick(['', 'GET ', 'GIVE 12345678\r\n', 'GIVE ', 'POST / HTTP/1.1\r\n\r\n']),
        );
        socket.write(random.bytes(random.between(1, 20_000)));
        udp.send({ address: target, port: 1214 }, random.bytes(random.between(0, 600)));
        udp.send({ address: target, port: 1214 }, ping().subarray(0, random.between(1, 12)));
        socket.end();
        await once(socket, 'close');
      }
      attacker.close();
      const [own] = (await one.do('shared')) as [{ name: string }];
      const word = own.name.split(/[^A-Za-z]+/).find((text) => text.length > 5)!;
      expect(await two.do('search', { words: [word] })).toHaveLength(1);
      expect(await node.do('counts')).toMatchObject({ clients: 2 });
    } finally {
      await stage.close();
    }
  });

  it('refuses a download between two that cannot be connected to', async () => {
    const stage = loopbackStage({ roles: FASTTRACK.roles });
    try {
      await stage.start('ext1', 'fasttrack/supernode');
      const supernode = stage.address('ext1');
      const client = await stage.start('corp1', 'fasttrack/client', {
        user: 'one',
        supernode,
        firewalled: true,
      });
      const wanted = { user: 'x', address: '127.0.0.9', port: 0, name: 'x', size: 9, hash: '00' };
      await expect(client.do('download', wanted)).rejects.toThrow('neither end');
    } finally {
      await stage.close();
    }
  });
});

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const get = async (host: string, request: string): Promise<string> => {
  const socket = connect({ host, port: 1214 });
  let answer = '';
  socket.on('data', (bytes: Buffer) => {
    answer += bytes.toString('latin1');
  });
  socket.write(request);
  await once(socket, 'close');
  return answer;
};
