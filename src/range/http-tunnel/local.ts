// The inside end: a SOCKS server that wraps every connection in what the office's proxy lets through.
import type { Socket } from 'node:net';
import type { Host } from '../host.ts';
import { Held } from '../http/held.ts';
import { proxyIn } from '../http/proxy-option.ts';
import type { Way } from '../http/request.ts';
import { endpointIn, type Fields, fieldsOf, oneOf, wholeIn } from '../options.ts';
import type { Role } from '../role.ts';
import { DISGUISES, disguiseOf } from './disguise.ts';
import { Inflow } from './inflow.ts';
import { paddingIn } from './padding.ts';
import { type Carry, openByRequests } from './requests.ts';
import { openByTls } from './secure.ts';
import { answerWanted, readWanted, type Wanted } from './socks.ts';
import { TLS_LABEL } from './tls-end.ts';
import { transfer } from './transfer.ts';

/**
 * Options: `port` (1080), `receiver: { address, port }`, `proxy: { address, port, user, password }` or none,
 * `wrap`: `requests` or `tls`; for requests `disguise` (plain, image, html), `padding: { kind, bytes }`,
 * `down`: `long` or `poll` with `pollMs`, `postBytes`.
 */
export const local: Role = {
  id: 'http-tunnel/local',
  about: 'inside end of an HTTP tunnel: a SOCKS server that wraps connections in GET/POST or TLS',
  async start(host, options) {
    const fields = fieldsOf(options);
    const held = new Held();
    const open = opener(host, held, fields);
    // `open` until both ends know of the end.
    const counters = { open: 0, connections: 0, failed: 0 };
    const port = wholeIn(fields, 'port', { most: 65_535, otherwise: 1080 });
    const listener = await host.listen(port, 'httptunnel/socks', (socket) => {
      held.add(socket);
      counters.connections += 1;
      counters.open += 1;
      if (counters.open > CONNECTIONS_MAX) socket.destroy();
      serve(socket, open)
        .catch(() => {
          counters.failed += 1;
          socket.destroy();
        })
        .finally(() => {
          counters.open -= 1;
        });
    });
    const socks = { address: host.address, port: listener.port };
    return {
      actions: {
        figures: async () => ({ port: listener.port, ...counters }),
        fetch: (input) => transfer(host, held, socks, 'fetch', input),
        store: (input) => transfer(host, held, socks, 'store', input),
      },
      async stop() {
        listener.close();
        held.end();
      },
    };
  },
};

/** Wrapped connections at once; more are closed at once. */
const CONNECTIONS_MAX = 256;
const POST_BYTES = 16_384;
const POLL_MS = 500;

type Open = (wanted: Wanted) => Promise<Carry>;

const serve = async (socket: Socket, open: Open): Promise<void> => {
  const inflow = new Inflow(socket);
  const wanted = await readWanted(socket, inflow);
  let carry: Carry;
  try {
    carry = await open(wanted);
  } catch (error) {
    answerWanted(socket, wanted.version, false);
    socket.end();
    throw error;
  }
  answerWanted(socket, wanted.version, true);
  await carry(socket, inflow);
};

const opener = (host: Host, held: Held, fields: Fields): Open => {
  const to = endpointIn(fields, 'receiver');
  if (to === null) throw new Error('receiver is missing');
  const way: Way = { host, held, label: 'httptunnel', to, proxy: proxyIn(fields) };
  if (oneOf(fields, 'wrap', ['requests', 'tls'], 'requests') === 'tls')
    return (wanted) => openByTls({ ...way, label: TLS_LABEL }, wanted);
  const poll = oneOf(fields, 'down', ['long', 'poll'], 'long') === 'poll';
  const pollMs = wholeIn(fields, 'pollMs', { least: 1, most: 60_000, otherwise: POLL_MS });
  const settings = {
    disguise: disguiseOf(oneOf(fields, 'disguise', DISGUISES, 'plain')),
    padding: paddingIn(fields),
    pollMs: poll ? pollMs : null,
    postBytes: wholeIn(fields, 'postBytes', { least: 1, most: 1 << 17, otherwise: POST_BYTES }),
  };
  return (wanted) => openByRequests(way, settings, wanted);
};
