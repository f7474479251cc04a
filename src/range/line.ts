// A bounded uplink in user space: a token bucket that transfers pass their chunks through.
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Line {
  /** Bytes a second; Infinity when it is not bounded. */
  readonly bytesPerSecond: number;
  /** Resolves when so many bytes may be sent. All who send over the line share it, first come first served. */
  take(bytes: number): Promise<void>;
}

export const unlimitedLine = (): Line => ({
  bytesPerSecond: Number.POSITIVE_INFINITY,
  take: async () => {},
});

/** A line of so many bytes a second, with bursts of a tenth of a second. */
export const boundedLine = (bytesPerSecond: number): Line => {
  // The time at which the line will have sent all that was taken so far.
  let busyUntil = 0;
  return {
    bytesPerSecond,
    async take(bytes) {
      const now = performance.now();
      busyUntil = Math.max(busyUntil, now) + (bytes / bytesPerSecond) * 1000;
      const wait = busyUntil - now - BURST_MS;
      if (wait > 0) await sleep(wait);
    },
  };
};

const BURST_MS = 100;
/** Chunks a transfer is cut into: small enough that ten transfers share a 4 kB/s line evenly. */
const CHUNK_BYTES = 1024;

/** Sends bytes over a socket at the line's pace, waiting for the receiver too; ends early when the socket is gone. */
export const sendPaced = async (socket: Socket, bytes: Uint8Array, line: Line): Promise<void> => {
  const step = Number.isFinite(line.bytesPerSecond) ? CHUNK_BYTES : bytes.length;
  for (let at = 0; at < bytes.length; at += step) {
    const chunk = bytes.subarray(at, Math.min(at + step, bytes.length));
    await line.take(chunk.length);
    if (socket.destroyed || !socket.writable) return;
    if (!socket.write(chunk)) await drained(socket);
  }
};

const drained = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.once('drain', done).once('close', done);
  });
