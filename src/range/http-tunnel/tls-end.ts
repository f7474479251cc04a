// The receiver's end of connections that come through CONNECT: TLS, one line that says where to, then the bytes.
import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import type { Host, Listener } from '../host.ts';
import type { Held } from '../http/held.ts';
import { selfSigned } from './certificate.ts';
import { Inflow } from './inflow.ts';
import { pump } from './pump.ts';
import type { Connect } from './sessions.ts';

export interface TlsCounters {
  connections: number;
  open: number;
  /** Both ways, TLS included; a connection is counted when it ends. */
  bytes: number;
}

export const LINE_END = 0x0a;
export const LINE_BYTES_MAX = 300;
export const OK = 'OK';

/** Apart from the other way, whose requests a proxy can read. */
export const TLS_LABEL = 'httptunnel/connect';

/** The line a local program sends first. */
export const openLine = (place: string, port: number): string => `OPEN ${place} ${port}\n`;

const LINE_MS = 10_000;
/** A tunnel without a byte in either direction for so long is ended. */
const IDLE_MS = 120_000;

export const listenTls = async (
  host: Host,
  port: number,
  held: Held,
  connect: Connect,
  counters: TlsCounters,
): Promise<Listener> => {
  const context = createSecureContext(await selfSigned(host.clientName('www.example.com')));
  return await host.listen(port, TLS_LABEL, (socket) => {
    held.add(socket);
    counters.connections += 1;
    counters.open += 1;
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.once('close', () => {
      counters.open -= 1;
      counters.bytes += socket.bytesRead + socket.bytesWritten;
    });
    serve(host, socket, context, held, connect).catch(() => socket.destroy());
  });
};

const serve = async (
  host: Host,
  socket: Socket,
  secureContext: SecureContext,
  held: Held,
  connect: Connect,
): Promise<void> => {
  const secure = new TLSSocket(socket, { isServer: true, secureContext });
  secure.on('error', () => socket.destroy());
  const inflow = new Inflow(secure);
  const line = Buffer.from(await inflow.before(LINE_END, LINE_BYTES_MAX, LINE_MS));
  const [word, place = '', port] = line.toString('latin1').split(' ');
  if (word !== 'OPEN') throw new Error('no tunnel');
  try {
    const target = held.add(await connect(place, Number(port)));
    secure.write(`${OK}\n`);
    const end = (): void => void secure.end();
    await Promise.all([
      pump(inflow, target, host.line).then(() => target.end()),
      pump(new Inflow(target), secure, host.line).then(end),
    ]);
  } catch (error) {
    secure.end(`NO ${(error as Error).message.slice(0, 200)}\n`);
  }
};
