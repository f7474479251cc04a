// A scan of this machine's own loopback: listeners that the test makes, and peers of the range.
// covers: D6

import { createServer as createWeb } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { runScan } from '../../../src/intake/scan/scan.ts';
import { DIRECTCONNECT } from '../../../src/range/directconnect/index.ts';
import { GNUTELLA } from '../../../src/range/gnutella/index.ts';
import type { Host } from '../../../src/range/host.ts';
import { NAPSTER } from '../../../src/range/napster/index.ts';
import type { Plain } from '../../../src/range/role.ts';
import { loopbackHost } from '../../../src/range/stage/loopback.ts';

const ADDRESS = '127.88.0.5';
const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing.splice(0)) await close();
});

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, ADDRESS, resolve));
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const at = server.address();
  return typeof at === 'object' && at ? at.port : 0;
};

const scanned = async (ports: readonly number[]) => {
  const { hosts } = await runScan({
    plan: { hosts: [ADDRESS], tcpPorts: ports, contents: [], perSecond: 2000, answerMs: 700 },
    signal: new AbortController().signal,
    journal: null,
  });
  return hosts[0]!.listeners
    .filter(({ over }) => over === 'tcp')
    .map(({ port, system, protocol }) => [ports.indexOf(port), system, protocol]);
};

describe('listeners', () => {
  it('that look alike are named by no system', async () => {
    const ports = [
      // Returns what it gets: every handshake of one form for both ends comes back.
      await listen(createServer((socket) => socket.pipe(socket))),
      await listen(
        createServer(
          (socket) => void socket.on('data', () => socket.write(Buffer.alloc(200, 0x5a))),
        ),
      ),
      await listen(createServer((socket) => void socket.write('1'))),
      await listen(
        createWeb((request, response) => void response.end(`you asked for ${request.url}`)),
      ),
      await listen(createServer((socket) => void socket.end('SSH-2.0-test\r\n'))),
    ];
    expect(await scanned(ports)).toEqual(
      [
        [0, null, expect.stringMatching(/^(?:echo|unknown)$/)],
        [1, null, 'unknown'],
        [2, null, 'unknown'],
        [3, null, 'http'],
        [4, null, 'ssh'],
      ].sort((a, b) => ports[a[0] as number]! - ports[b[0] as number]!),
    );
  }, 120_000);

  it('of our own range are recognised as what they are', async () => {
    const start = async (
      system: {
        roles: readonly {
          id: string;
          start(host: Host, options: Plain): Promise<{ stop(): unknown }>;
        }[];
      },
      id: string,
      options: Plain,
    ): Promise<void> => {
      const host = loopbackHost(id.replace('/', '-'), ADDRESS);
      const program = await system.roles.find((role) => role.id === id)!.start(host, options);
      closing.push(
        () => program.stop(),
        () => host.close(),
      );
    };
    await start(NAPSTER, 'napster/server', { port: 41_801 });
    await start(DIRECTCONNECT, 'directconnect/nmdc-hub', { port: 41_802 });
    await start(DIRECTCONNECT, 'directconnect/adc-hub', { port: 41_803 });
    await start(GNUTELLA, 'gnutella/servent', { port: 41_804 });
    expect(await scanned([41_801, 41_802, 41_803, 41_804])).toEqual([
      [0, 'napster', 'napster/server'],
      [1, 'directconnect', 'directconnect/nmdc'],
      [2, 'directconnect', 'directconnect/adc'],
      [3, 'gnutella', 'gnutella/handshake'],
    ]);
  }, 120_000);
});
