// The role of an eDonkey server: an index of what its members share, acquainted with other servers.
import type { Endpoint } from '../host.ts';
import { fieldsOf, textIn, wholeIn } from '../options.ts';
import type { Plain, Program, Role } from '../role.ts';
import { idOfAddress } from './bytes.ts';
import type { Link } from './link.ts';
import { LOW_ID_MAX } from './opcodes.ts';
import { serveDatagrams } from './server-datagrams.ts';
import { ServerIndex } from './server-index.ts';
import { type ServerSelf, serveClient } from './server-session.ts';

export const SERVER_PORT = 4661;
/** Ports left for UDP above the TCP port. */
const PORT_MAX = 65_535 - 12;

/**
 * Options: `port` (4661), `name`, `servers` (`[{ address, port }]`, others that it knows).
 * Action `status`: `{ users, files, lowIds, servers }`.
 */
export const edonkeyServer: Role = {
  id: 'edonkey/server',
  about:
    'eDonkey server: logins with a test of the port, offers, searches, sources, callbacks; UDP',
  async start(host, options): Promise<Program> {
    const given = fieldsOf(options);
    const port = wholeIn(given, 'port', { least: 1, most: PORT_MAX, otherwise: SERVER_PORT });
    const known = new Map<string, Endpoint>();
    let lowIds = 0;
    const self: ServerSelf = {
      host,
      port,
      name: textIn(given, 'name', `Range ${host.name}`),
      description: host.clientName('eserver'),
      who: {
        hash: host.random.bytes(16),
        id: idOfAddress(host.address),
        port,
        udpPort: 0,
        name: host.clientName('eserver'),
        obfuscation: 0,
        serverId: idOfAddress(host.address),
        serverPort: port,
        modern: true,
        newExchange: false,
      },
      index: new ServerIndex(),
      servers: () => [...known.values()].map((end) => [idOfAddress(end.address), end.port]),
      lowId: () => {
        lowIds = (lowIds % LOW_ID_MAX) + 1;
        return lowIds;
      },
    };
    const learn = (server: Endpoint): boolean => {
      const key = `${server.address}:${server.port}`;
      if (known.has(key) || server.port === 0 || server.address === host.address) return false;
      known.set(key, server);
      return true;
    };
    const links = new Set<Link>();
    const listener = await host.listen(port, 'edonkey/tcp', (socket) => {
      const link = serveClient(self, socket);
      links.add(link);
      socket.once('close', () => links.delete(link));
    });
    const datagrams = await serveDatagrams(self, learn);
    for (const server of serversIn(given['servers']))
      if (learn(server)) datagrams.announceTo(server);
    return {
      actions: {
        status: async () => ({
          users: self.index.members.size,
          files: self.index.files,
          lowIds: self.index.lowIds,
          servers: [...known.keys()],
        }),
      },
      async stop() {
        listener.close();
        datagrams.close();
        for (const link of links) link.end();
      },
    };
  },
};

const serversIn = (given: Plain | undefined): Endpoint[] =>
  (Array.isArray(given) ? given : []).map((server: Plain) => {
    const said = fieldsOf(server);
    return {
      address: textIn(said, 'address'),
      port: wholeIn(said, 'port', { least: 1, most: PORT_MAX, otherwise: SERVER_PORT }),
    };
  });
