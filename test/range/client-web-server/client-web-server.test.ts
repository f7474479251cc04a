// Clients' own web servers: every style listed and fetched from, the password, and bytes that are no request.
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { CLIENT_WEB_SERVER } from '../../../src/range/client-web-server/index.ts';
import { STYLES } from '../../../src/range/client-web-server/pages.ts';
import { fieldsOf } from '../../../src/range/options.ts';
import { type LoopbackStage, loopbackStage } from '../../../src/range/stage/loopback.ts';

let stage: LoopbackStage | null = null;
afterEach(async () => {
  await stage?.close();
  stage = null;
});

const open = (marked = true): LoopbackStage => {
  stage = loopbackStage({ roles: CLIENT_WEB_SERVER.roles, marked });
  return stage;
};

/** What comes back for these bytes. */
const say = (address: string, port: number, bytes: Uint8Array | string): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    const socket = connect({ host: address, port }, () => socket.end(bytes));
    socket.setEncoding('latin1').on('data', (piece: string) => {
      text += piece;
    });
    socket.on('error', () => {}).on('close', () => resolve(text));
  });

const served = async (style: string, marked = true) => {
  const where = open(marked);
  const server = await where.start('corp1', 'client-web-server/server', {
    style,
    port: 0,
    files: 5,
    bytes: 9000,
  });
  const port = fieldsOf(await server.do('figures'))['port'] as number;
  const browser = await where.start('ext1', 'client-web-server/browser');
  return { server, browser, at: { address: where.address('corp1'), port } };
};

describe("a client's web server", () => {
  it('plays its scenario, with and without the mark', async () => {
    for (const marked of [true, false]) {
      const where = open(marked);
      await CLIENT_WEB_SERVER.scenarios[0]!.play(where);
      expect(where.hosts.get('corp1')!.sockets[0]!.label).toBe('client-web-server');
      await where.close();
    }
  });

  it('gives the headers of its style', async () => {
    const { at } = await served('kazaa', false);
    const answer = await say(at.address, at.port, 'GET / HTTP/1.0\r\n\r\n');
    expect(answer).toContain('Server: KazaaClient');
    expect(answer).toContain('X-Kazaa-Username: ');
    expect(answer).not.toContain('Peerwarden');
    expect(await say(at.address, at.port, 'GET /40000/no.mp3 HTTP/1.0\r\n\r\n')).toContain(' 404 ');
    expect(await say(at.address, at.port, 'PUT / HTTP/1.0\r\n\r\n')).toContain(' 501 ');
  });

  it('shows nothing without the password where there is one', async () => {
    const { at, browser } = await served('emule');
    await expect(browser.do('list', { server: at, password: 'guess' })).rejects.toThrow('refused');
    const answer = await say(at.address, at.port, 'GET /?ses=null&w=shared HTTP/1.0\r\n\r\n');
    expect(answer).not.toContain('ed2k');
    const { links } = fieldsOf(await browser.do('list', { server: at, password: 'secret' }));
    expect(JSON.stringify(links)).toContain('ed2k://|file|');
  });

  it.each(STYLES)('outlives bytes that are no request: %s', async (style) => {
    const { at, browser } = await served(style);
    const request = fc
      .tuple(
        fc.constantFrom('GET', 'POST', 'CONNECT', 'BREW'),
        fc.webPath(),
        fc.string({ maxLength: 40 }),
      )
      .map(([method, path, rest]) =>
        Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: x\r\n${rest}\r\n\r\n`),
      );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 200 }), request), async (bytes) => {
        await say(at.address, at.port, bytes);
      }),
      { numRuns: 60, seed: 3 },
    );
    const { links } = fieldsOf(await browser.do('list', { server: at, password: 'secret' }));
    expect(links).toHaveLength(5);
  });
});
