// One question over UDP, from a port of its own. Asked twice, because datagrams may be lost.

import { createSocket } from 'node:dgram';
import type { Dialogue, Listening } from '../../systems/probe.ts';
import { MORE, NO } from '../../wire/dissector.ts';
import type { Patience } from './conduct.ts';

/** Null when nobody answered, or something else. `onSend` is told of every datagram. */
export const askDatagram = (
  host: string,
  port: number,
  dialogue: Dialogue,
  { answerMs }: Patience,
  onSend: () => Promise<void>,
): Promise<Listening | null> =>
  new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    let done = false;
    const end = (found: Listening | null): void => {
      if (done) return;
      done = true;
      clearTimeout(again);
      clearTimeout(last);
      const { farewell } = dialogue;
      if (found && farewell) socket.send(farewell, () => socket.close());
      else socket.close();
      resolve(found);
    };
    const ask = (): void => {
      if (dialogue.opening === null) return;
      const { opening } = dialogue;
      void onSend().then(() => {
        if (!done) socket.send(opening);
      });
    };
    const again = setTimeout(ask, answerMs / 2);
    const last = setTimeout(() => end(null), answerMs * 1.5);
    // Port unreachable comes back as a refused connection: nobody listens there.
    socket.on('error', () => end(null));
    socket.on('message', (bytes) => {
      const reading = dialogue.read(bytes, bytes.length);
      if (reading === NO || reading === MORE) return;
      if ('say' in reading) socket.send(reading.say);
      else end(reading);
    });
    // Connected: the kernel hands over answers of this end only.
    socket.connect(port, host, ask);
  });
