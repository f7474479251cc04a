// One TCP connection of a scan: opened, talked over by a dialogue, closed. Nothing throws; what the world did is a word.

import { connect as connectSocket, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { LIMITS } from '../../model/limits.ts';
import type { Dialogue, Listening } from '../../systems/probe.ts';
import { MORE, NO } from '../../wire/dissector.ts';
import type { Patience } from './conduct.ts';

/** `closed`: refused by the host; `silent`: no answer; `absent`: the network says that there is no such host. */
export type Unconnected = 'closed' | 'silent' | 'absent';

export const connect = (
  host: string,
  port: number,
  { connectMs }: Patience,
): Promise<Socket | Unconnected> =>
  new Promise((resolve) => {
    const socket = connectSocket({ host, port, noDelay: true });
    const end = (how: Unconnected): void => {
      socket.destroy();
      resolve(how);
    };
    const timer = setTimeout(() => end('silent'), connectMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      // Later faults end the dialogue by the close that follows them.
      socket.on('error', () => {});
      resolve(socket);
    });
    socket.once('error', (fault: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      end(FAULTS[fault.code ?? ''] ?? 'silent');
    });
  });

const FAULTS: Readonly<Record<string, Unconnected>> = {
  ECONNREFUSED: 'closed',
  ECONNRESET: 'closed',
  EHOSTUNREACH: 'absent',
  ENETUNREACH: 'absent',
  EHOSTDOWN: 'absent',
  EADDRNOTAVAIL: 'absent',
};

export interface Said {
  readonly found: Listening | null;
  /** The beginning of what the other end said. */
  readonly answer: Uint8Array;
}

/** Talks until the dialogue knows, the other end closes, or the time is over. The stream is closed then. */
export const converse = (
  stream: Duplex,
  dialogue: Dialogue,
  { greetingMs, answerMs }: Patience,
): Promise<Said> =>
  new Promise((resolve) => {
    const buffer = new Uint8Array(LIMITS.scanAnswerBytesMax);
    let length = 0;
    let done = false;
    const end = (found: Listening | null): void => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      clearTimeout(pause);
      stream.destroy();
      resolve({ found, answer: buffer.subarray(0, length) });
    };
    const over = (): void => {
      if (!done) end(dialogue.ended?.(buffer, length) ?? null);
    };
    const timer = setTimeout(over, answerMs);
    const onPause = (): void => {
      const next = dialogue.pause?.() ?? null;
      if (next === null) over();
      else {
        // Some programs look at what they got twice a second only (Transmission).
        stream.write(next);
        pause = setTimeout(onPause, answerMs - greetingMs);
      }
    };
    let pause = dialogue.pause ? setTimeout(onPause, greetingMs) : undefined;
    stream.on('data', (bytes: Buffer) => {
      if (done) return;
      const room = Math.min(bytes.length, buffer.length - length);
      buffer.set(bytes.subarray(0, room), length);
      length += room;
      const reading = dialogue.read(buffer, length);
      if (reading === NO) end(null);
      else if (reading === MORE) {
        if (length === buffer.length) over();
        else if (dialogue.pause) {
          clearTimeout(pause);
          pause = setTimeout(onPause, greetingMs);
        }
      } else if ('say' in reading) stream.write(reading.say);
      else end(reading);
    });
    stream.once('end', over);
    stream.once('close', over);
    stream.once('error', over);
    if (dialogue.opening !== null) stream.write(dialogue.opening);
  });
