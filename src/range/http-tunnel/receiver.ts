// The outside end: a server that looks like a web server, unwraps what comes, and connects on to where its user wants.
import type { Host } from '../host.ts';
import { Held } from '../http/held.ts';
import { serveHttp } from '../http/serve.ts';
import { type Fields, fieldsOf, textIn, wholeIn } from '../options.ts';
import type { Role } from '../role.ts';
import { parsed } from './address.ts';
import { type Connect, Sessions } from './sessions.ts';
import { listenTls, type TlsCounters } from './tls-end.ts';

/**
 * Options: `port` for requests (80), `tlsPort` for TLS (443), either may be null; `names`: name → address, for SOCKS
 * clients that name what they want. It goes nowhere that its host's conduct forbids.
 */
export const receiver: Role = {
  id: 'http-tunnel/receiver',
  about: 'outside end of an HTTP tunnel: unwraps GET/POST pairs and TLS, connects on to the target',
  async start(host, options) {
    const fields = fieldsOf(options);
    const held = new Held();
    const connect = connector(host, fieldsOf(fields['names']));
    const sessions = new Sessions(host, held, connect);
    const tls: TlsCounters = { connections: 0, open: 0, bytes: 0 };
    const port = portIn(fields, 'port', 80);
    const tlsPort = portIn(fields, 'tlsPort', 443);
    const web =
      port === null
        ? null
        : await serveHttp(host, port, 'httptunnel', (asked, reply) =>
            sessions.answer(asked, reply),
          );
    const secure = tlsPort === null ? null : await listenTls(host, tlsPort, held, connect, tls);
    return {
      actions: {
        /** Ports, and what came in so far; bytes of connections that have ended. */
        figures: async () => ({
          port: web?.port ?? null,
          tlsPort: secure?.port ?? null,
          sessions: sessions.count,
          connections: (web?.counters.connections ?? 0) + tls.connections,
          open: (web?.counters.open ?? 0) + tls.open,
          requests: web?.counters.requests ?? 0,
          bytes: (web?.counters.bytes ?? 0) + tls.bytes,
        }),
      },
      async stop() {
        sessions.end();
        web?.close();
        secure?.close();
        held.end();
      },
    };
  },
};

const portIn = (fields: Fields, name: string, otherwise: number): number | null =>
  fields[name] === null ? null : wholeIn(fields, name, { most: 65_535, otherwise });

const connector =
  (host: Host, names: Fields): Connect =>
  async (place, port) => {
    const address = parsed(place) ? place : textIn(names, place);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error('no port');
    // Between two hosts outside; what it carries belongs to whoever is served, so the truth leaves it open.
    return await host.connect({ address, port }, 'unlabelled');
  };
