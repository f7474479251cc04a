// A real Squid, started as the range starts it.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunningSquid, startSquid } from '../../../src/range/programs/squid.ts';
import { needs } from '../../harness/tools.ts';

const need = needs('squid');
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const squid = async (
  port: number,
  more: { users?: Record<string, string>; names?: Record<string, string> } = {},
): Promise<RunningSquid> => {
  const folder = await mkdtemp(join(tmpdir(), 'pw-squid-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  const running = await startSquid({ address: '127.200.1.1', port, folder, ...more });
  ends.push(() => running.stop());
  return running;
};

const origin = async (): Promise<number> => {
  const server = createServer((asked, answer) =>
    answer.end(`${asked.socket.remoteAddress} ${asked.headers.host}`),
  );
  await new Promise<void>((resolve) => {
    server.listen(0, '127.200.1.2', resolve);
  });
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
};

const get = (proxy: RunningSquid, path: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const { address, port } = proxy.endpoint;
    request({ host: address, port, path, headers, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    })
      .on('error', reject)
      .end();
  });

describe('squid', () => {
  it('fetches from its own address, resolves given names, and logs', async (context) => {
    need.check(context);
    const port = await origin();
    const proxy = await squid(33_128, { names: { 'ads.example.com': '127.200.1.2' } });
    expect(await get(proxy, `http://127.200.1.2:${port}/x`)).toEqual({
      status: 200,
      text: `127.200.1.1 127.200.1.2:${port}`,
    });
    expect((await get(proxy, `http://ads.example.com:${port}/x`)).status).toBe(200);
    // Neither a name nobody gave nor a public address is served.
    expect((await get(proxy, `http://other.example.com:${port}/x`)).status).toBeGreaterThan(399);
    expect((await get(proxy, 'http://8.8.8.8/')).status).toBe(403);
    await proxy.stop();
    const log = await readFile(proxy.accessLog, 'utf8');
    expect(log).toContain(`GET http://ads.example.com:${port}/x`);
  });

  it('asks for credentials when users are given', async (context) => {
    need.check(context);
    const port = await origin();
    const proxy = await squid(33_129, { users: { alice: 'secret' } });
    const path = `http://127.200.1.2:${port}/x`;
    const basic = (text: string) => ({
      'Proxy-Authorization': `Basic ${Buffer.from(text).toString('base64')}`,
    });
    expect((await get(proxy, path)).status).toBe(407);
    expect((await get(proxy, path, basic('alice:wrong'))).status).toBe(407);
    expect((await get(proxy, path, basic('alice:secret'))).status).toBe(200);
  });

  it('says why it does not start', async (context) => {
    need.check(context);
    const first = await squid(33_130);
    await expect(squid(first.endpoint.port)).rejects.toThrow('Squid did not start');
  });
});
