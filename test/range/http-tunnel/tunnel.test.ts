// The tunnel's ends against each other, without a proxy between them.
import { afterEach, describe, expect, it } from 'vitest';
import { HTTP_TUNNEL } from '../../../src/range/http-tunnel/index.ts';
import { fieldsOf } from '../../../src/range/options.ts';
import type { Plain } from '../../../src/range/role.ts';
import { type LoopbackOptions, loopbackStage } from '../../../src/range/stage/loopback.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const stageOf = (options: LoopbackOptions = {}) => {
  const stage = loopbackStage({ roles: HTTP_TUNNEL.roles, ...options });
  ends.push(() => stage.close());
  return stage;
};

const NAME = 'files.example.com';

/** A local program, a receiver and a target that listens. */
const tunnel = async (options: { [key: string]: Plain }, more: LoopbackOptions = {}) => {
  const stage = stageOf(more);
  const outside = await stage.start('ext2', 'http-tunnel/target', { port: 0 });
  const target = { address: stage.address('ext2'), port: await outside.do('port') };
  const names = { [NAME]: target.address };
  const door = options['wrap'] === 'tls' ? 'tlsPort' : 'port';
  const receiver = await stage.start('ext1', 'http-tunnel/receiver', {
    port: null,
    tlsPort: null,
    [door]: 0,
    names,
  });
  const port = fieldsOf(await receiver.do('figures'))[door];
  const local = await stage.start('corp1', 'http-tunnel/local', {
    port: 0,
    receiver: { address: stage.address('ext1'), port },
    ...options,
  });
  return { stage, target, receiver, local };
};

const WAYS: [string, { [key: string]: Plain }][] = [
  ['POST and long GET', {}],
  [
    'images, padded to a multiple',
    { disguise: 'image', padding: { kind: 'multiple', bytes: 1024 } },
  ],
  ['pages, padded at random', { disguise: 'html', padding: { kind: 'random', bytes: 3000 } }],
  ['polling', { down: 'poll', pollMs: 20 }],
  ['TLS', { wrap: 'tls' }],
];

describe('an HTTP tunnel', () => {
  it.each(WAYS)('carries files both ways: %s', async (_way, options) => {
    const { local, target, receiver } = await tunnel(options);
    for (const socks of ['4', '4a', '5'])
      await local.do('fetch', { target, bytes: 100_000, seed: 3, socks });
    await local.do('fetch', { target, name: NAME, bytes: 5000, socks: '4a' });
    await local.do('fetch', { target, name: NAME, bytes: 5000, socks: '5' });
    await local.do('store', { target, bytes: 200_000, seed: 4 });
    await Promise.all(
      [1, 2, 3, 4].map((seed) => local.do('fetch', { target, bytes: 50_000, seed })),
    );
    expect(fieldsOf(await local.do('figures'))['failed']).toBe(0);
    expect(fieldsOf(await receiver.do('figures'))['connections']).toBeGreaterThan(0);
  });

  it('carries more than one long answer holds', async () => {
    const { local, target } = await tunnel({});
    expect(await local.do('fetch', { target, bytes: 3 << 20 })).toMatchObject({ bytes: 3 << 20 });
  });

  it('labels its sockets, and names itself only with the mark', async () => {
    const { stage, local, target } = await tunnel({}, { marked: false });
    await local.do('fetch', { target, bytes: 1000 });
    const labels = (name: string) =>
      new Set(stage.hosts.get(name)!.sockets.map(({ label }) => label));
    expect(labels('corp1')).toEqual(new Set(['httptunnel', 'httptunnel/socks']));
    expect(labels('ext1')).toEqual(new Set(['httptunnel', 'unlabelled']));
  });

  it.each([WAYS[0]!, WAYS[4]!])('refuses what cannot be reached: %s', async (_way, options) => {
    const { local, target, receiver } = await tunnel(options);
    const nobody = { ...target, port: 1 };
    await expect(local.do('fetch', { target: nobody, socks: '5' })).rejects.toThrow(
      'SOCKS refuses with 5',
    );
    await expect(local.do('fetch', { target: nobody, socks: '4' })).rejects.toThrow(
      'refuses with 91',
    );
    // Neither a public address, nor a name that nobody gave.
    const away = { address: '8.8.8.8', port: 80 };
    await expect(local.do('fetch', { target: away })).rejects.toThrow('SOCKS refuses');
    await expect(local.do('fetch', { target, name: 'example.com' })).rejects.toThrow(
      'SOCKS refuses',
    );
    expect(fieldsOf(await receiver.do('figures'))['sessions']).toBe(0);
  });
});
