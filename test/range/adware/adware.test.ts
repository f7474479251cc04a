// Adware and its maker's server: reports arrive as they were sent, straight and through a real Squid.
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { ADWARE } from '../../../src/range/adware/index.ts';
import { ADWARE_HOSTS, FAMILIES, reportsOf } from '../../../src/range/adware/shapes.ts';
import { fieldsOf } from '../../../src/range/options.ts';
import { Random } from '../../../src/range/random.ts';
import {
  type LoopbackOptions,
  type LoopbackStage,
  loopbackStage,
} from '../../../src/range/stage/loopback.ts';
import { needs } from '../../harness/tools.ts';
import { testSquid } from '../programs/proxy.ts';

// Root: the collector's port is 80.
const need = needs('squid', 'root');
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const open = (options: LoopbackOptions = {}): LoopbackStage => {
  const stage = loopbackStage({ roles: ADWARE.roles, ...options });
  ends.push(() => stage.close());
  return stage;
};

describe('adware', () => {
  it('names only hosts that a resolver is told of', () => {
    const random = new Random(1);
    const hosts = FAMILIES.flatMap((family) => reportsOf(family, 'ID', random)).map(
      ({ host }) => host,
    );
    expect([...new Set(hosts)].sort()).toEqual([...ADWARE_HOSTS].sort());
  });

  it('reports under the names of its time, or under ours', async () => {
    for (const marked of [true, false]) {
      const stage = open({ marked });
      const collector = await stage.start('ext1', 'adware/collector', { port: 0 });
      const to = { address: stage.address('ext1'), port: await collector.do('port') };
      const agent = await stage.start('corp1', 'adware/agent', {
        collector: to,
        families: ['gain'],
      });
      const { sent } = fieldsOf(await agent.do('report', { rounds: 2 }));
      expect(sent).toHaveLength(4);
      const reports = JSON.stringify(await collector.do('reports'));
      expect(reports).toContain('"path":"/gatorcme/core/col.zip"');
      expect(reports).toContain(
        marked ? '"agent":"Peerwarden-range/' : '"agent":"Gator/4.0 Blast Thread {',
      );
      expect(new Set(stage.hosts.get('ext1')!.sockets.map(({ label }) => label))).toEqual(
        new Set(['adware']),
      );
    }
  });

  const squidOf = async (names: Record<string, string> = {}) => {
    const squid = await testSquid({ names });
    ends.push(() => squid.end());
    return squid;
  };

  it('plays its scenario through Squid', async (context) => {
    need.check(context);
    const stage = open();
    const address = stage.address('ext1');
    const squid = await squidOf(Object.fromEntries(ADWARE_HOSTS.map((name) => [name, address])));
    await ADWARE.scenarios[0]!.play({ ...stage, program: async () => squid.endpoint });
    await squid.stop();
    const log = await readFile(squid.accessLog, 'utf8');
    for (const name of ADWARE_HOSTS) expect(log).toContain(` http://${name}/`);
    expect(log).not.toContain(`http://${address}/`);
  });

  it('goes by the address through a proxy that knows no names', async (context) => {
    need.check(context);
    const stage = open();
    const squid = await squidOf();
    const collector = await stage.start('ext1', 'adware/collector', { port: 0 });
    const to = { address: stage.address('ext1'), port: await collector.do('port') };
    const { address, port } = squid.endpoint;
    const agent = await stage.start('corp1', 'adware/agent', {
      collector: to,
      proxy: { address, port },
    });
    expect(await agent.do('report')).toMatchObject({ unresolved: 7 });
    expect(await collector.do('reports')).toHaveLength(7);
  });

  it('has a collector that outlives what is no report', async () => {
    const stage = open();
    const collector = await stage.start('ext1', 'adware/collector', { port: 0 });
    const to = { address: stage.address('ext1'), port: (await collector.do('port')) as number };
    const request = fc
      .tuple(
        fc.constantFrom('GET', 'POST', 'CONNECT'),
        fc.constantFrom('/', '*', '//?', '/x?a=%', 'x:1'),
        fc.string({ maxLength: 60 }),
      )
      .map(([method, path, body]) =>
        Buffer.from(
          `${method} ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
        ),
      );
    const say = (bytes: Uint8Array) =>
      new Promise<void>((resolve) => {
        const socket = connect({ host: to.address, port: to.port }, () => socket.end(bytes));
        socket.on('error', () => {}).on('close', () => resolve());
        socket.resume();
      });
    await fc.assert(fc.asyncProperty(fc.oneof(request, fc.uint8Array({ maxLength: 200 })), say), {
      numRuns: 100,
      seed: 5,
    });
    await say(
      Buffer.from(
        `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n${'a'.repeat(70_000)}`,
      ),
    );
    const agent = await stage.start('corp1', 'adware/agent', { collector: to });
    const { sent } = fieldsOf(await agent.do('report'));
    expect(sent).toHaveLength(7);
  });
});
