// An HTTP server on a host of the range: Node parses, the host owns the sockets.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Host } from '../host.ts';
import { Held } from './held.ts';

export interface WebServer {
  readonly port: number;
  readonly counters: WebCounters;
  close(): void;
}

export interface WebCounters {
  connections: number;
  open: number;
  requests: number;
  /** Bytes that were no HTTP. */
  refused: number;
  /** Both ways, headers included; a connection is counted when it ends. */
  bytes: number;
}

/** What answers; a rejection ends the connection. */
export type Answer = (asked: IncomingMessage, reply: ServerResponse) => Promise<void> | void;

export const serveHttp = async (
  host: Host,
  port: number,
  label: string,
  answer: Answer,
): Promise<WebServer> => {
  const counters: WebCounters = { connections: 0, open: 0, requests: 0, refused: 0, bytes: 0 };
  const held = new Held();
  const server = createServer({ maxHeaderSize: HEADER_BYTES_MAX }, (asked, reply) => {
    counters.requests += 1;
    reply.sendDate = false;
    reply.on('error', () => {});
    asked.on('error', () => {});
    Promise.resolve()
      .then(() => answer(asked, reply))
      .catch(() => asked.socket.destroy());
  });
  server.timeout = IDLE_MS;
  server.on('clientError', (_error, socket) => {
    counters.refused += 1;
    socket.destroy();
  });
  // No other protocol is spoken here: an upgrade or a CONNECT is refused as unreadable bytes are.
  for (const event of ['upgrade', 'connect'])
    server.on(event, (_asked: IncomingMessage, socket: Socket) => {
      counters.refused += 1;
      socket.destroy();
    });
  const listener = await host.listen(port, label, (socket) => {
    counters.connections += 1;
    counters.open += 1;
    held.add(socket);
    socket.once('close', () => {
      counters.open -= 1;
      counters.bytes += socket.bytesRead + socket.bytesWritten;
    });
    server.emit('connection', socket);
  });
  return {
    port: listener.port,
    counters,
    close: () => {
      listener.close();
      held.end();
    },
  };
};

const HEADER_BYTES_MAX = 8192;
/** A connection without a byte in either direction for so long is ended. */
const IDLE_MS = 60_000;
