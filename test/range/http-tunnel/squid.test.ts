// The tunnel through a real Squid: the scenarios as they are recorded, and a proxy that asks for credentials.
import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { HTTP_TUNNEL } from '../../../src/range/http-tunnel/index.ts';
import type { Plain } from '../../../src/range/role.ts';
import { type LoopbackStage, loopbackStage } from '../../../src/range/stage/loopback.ts';
import { needs } from '../../harness/tools.ts';
import { testSquid } from '../programs/proxy.ts';

// Root: the scenarios use ports 80 and 443.
const need = needs('squid', 'root');
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const stageWith = (programs = {}, marked = true): LoopbackStage => {
  const stage = loopbackStage({ roles: HTTP_TUNNEL.roles, programs, marked });
  ends.push(() => stage.close());
  return stage;
};

const PORT = 8080;
const TLS_PORT = 8443;

describe('an HTTP tunnel through Squid', () => {
  it('plays its scenarios, with and without the mark', async (context) => {
    need.check(context);
    const squid = await testSquid();
    ends.push(() => squid.end());
    for (const [at, scenario] of HTTP_TUNNEL.scenarios.entries()) {
      const stage = stageWith({ squid: squid.endpoint }, at % 2 === 0);
      await scenario.play(stage);
      await stage.close();
    }
    await squid.stop();
    const log = await readFile(squid.accessLog, 'utf8');
    expect(log).toMatch(/POST http:\/\/127\.[\d.]+\/tunnel\/up\?/);
    expect(log).toMatch(/GET http:\/\/127\.[\d.]+\/images\/banner\.gif\?.* image\/gif/);
    expect(log).toMatch(/CONNECT 127\.[\d.]+:443/);
  });

  it('tells its credentials when it is asked, and gives up without', async (context) => {
    need.check(context);
    const squid = await testSquid({ users: { alice: 'secret' }, connectPorts: [TLS_PORT] });
    ends.push(() => squid.end());
    const stage = stageWith();
    await stage.start('ext2', 'http-tunnel/target', { port: 8000 });
    await stage.start('ext1', 'http-tunnel/receiver', { port: PORT, tlsPort: TLS_PORT });
    const target = { address: stage.address('ext2'), port: 8000 };
    let count = 0;
    const through = async (proxy: Plain, options: object, port: number) => {
      const local = await stage.start(`corp${count++}`, 'http-tunnel/local', {
        receiver: { address: stage.address('ext1'), port },
        proxy,
        ...options,
      });
      await local.do('fetch', { target, bytes: 200_000 });
      await local.do('store', { target, bytes: 50_000 });
    };
    const { address, port } = squid.endpoint;
    const known = { address, port, user: 'alice', password: 'secret' };
    await through(known, {}, PORT);
    await through(known, { wrap: 'tls' }, TLS_PORT);
    const wrong = { address, port, user: 'alice', password: 'guess' };
    for (const proxy of [wrong, { address, port }]) {
      await expect(through(proxy, {}, PORT)).rejects.toThrow('SOCKS refuses');
      await expect(through(proxy, { wrap: 'tls' }, TLS_PORT)).rejects.toThrow('SOCKS refuses');
    }
    await stage.close();
    await squid.stop();
    const log = await readFile(squid.accessLog, 'utf8');
    expect(log).toContain('TCP_DENIED/407');
    expect(log).toMatch(/POST .* alice HIER_DIRECT/);
    expect(log).toMatch(/CONNECT .* alice HIER_DIRECT/);
  });
});
