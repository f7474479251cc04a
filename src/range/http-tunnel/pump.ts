// Moves bytes from one end of a connection to another at the pace of the slower.
import type { Duplex, Writable } from 'node:stream';
import type { Line } from '../line.ts';
import type { Inflow } from './inflow.ts';

/** Until nothing more comes, or nobody takes it. */
export const pump = async (from: Inflow, to: Duplex, line: Line): Promise<void> => {
  while (!from.over && !to.destroyed) {
    const bytes = await from.some(PIECE_BYTES, WAIT_MS);
    if (bytes.length === 0) continue;
    await line.take(bytes.length);
    await written(to, bytes);
  }
};

/** Resolves when there is room for more, or the socket is gone. */
export const written = async (to: Writable, bytes: Uint8Array): Promise<void> => {
  if (to.destroyed || !to.writable || to.write(bytes)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      to.off('drain', done).off('close', done);
      resolve();
    };
    to.once('drain', done).once('close', done);
  });
};

const PIECE_BYTES = 1 << 16;
/** How late it is seen that the taker has gone. */
const WAIT_MS = 1000;
