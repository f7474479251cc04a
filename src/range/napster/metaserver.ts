// The metaserver: whoever connects is told the address of a server in one line and cut off.
// `server.napster.com:8875` did this; a client without it needs the server's address from elsewhere.
import type { Role } from '../role.ts';

export const METASERVER_PORT = 8875;

export const napsterMetaserver: Role = {
  id: 'napster/metaserver',
  about: 'Napster metaserver, which names a server to whoever connects',
  async start(host, options) {
    const { port = METASERVER_PORT, servers = [] } = options as {
      port?: number;
      servers?: readonly string[];
    };
    let asked = 0;
    const listener = await host.listen(port, 'napster/metaserver', (socket) => {
      socket.on('data', () => {});
      // Servers take turns; without one the client hears that all are busy, as it did then.
      const server = servers.length > 0 ? servers[asked++ % servers.length] : 'busy';
      socket.end(`${server}\n`);
    });
    return {
      actions: { counts: async () => ({ asked }) },
      stop: async () => listener.close(),
    };
  },
};
