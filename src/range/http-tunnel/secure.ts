// The local end of connections through CONNECT: TLS to the receiver, as a browser's HTTPS would look from outside.
import { once } from 'node:events';
import { connect } from 'node:tls';
import { connectThrough, type Way } from '../http/request.ts';
import { Inflow } from './inflow.ts';
import { pump } from './pump.ts';
import type { Carry } from './requests.ts';
import type { Wanted } from './socks.ts';
import { LINE_BYTES_MAX, LINE_END, OK, openLine } from './tls-end.ts';

const ANSWER_MS = 15_000;
/** A tunnel without a byte in either direction for so long is ended. */
const IDLE_MS = 120_000;

/** Resolves when the receiver is connected to what is wanted. */
export const openByTls = async (way: Way, { place, port }: Wanted): Promise<Carry> => {
  const socket = await connectThrough(way);
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  // The receiver made its certificate for itself; the tunnels of the time did not look either.
  const secure = connect({ socket, rejectUnauthorized: false });
  secure.on('error', () => socket.destroy());
  socket.once('close', () => secure.destroy());
  await once(secure, 'secureConnect', { signal: AbortSignal.timeout(ANSWER_MS) });
  const inflow = new Inflow(secure);
  secure.write(openLine(place, port));
  const line = Buffer.from(await inflow.before(LINE_END, LINE_BYTES_MAX, ANSWER_MS));
  if (line.toString('latin1') !== OK) {
    socket.destroy();
    throw new Error('the receiver does not connect');
  }
  return async (client, fromClient) => {
    await Promise.all([
      pump(fromClient, secure, way.host.line).then(() => void secure.end()),
      pump(inflow, client, way.host.line).then(() => void client.end()),
    ]);
  };
};
