// Fetches all that is wanted of the user at the other end, one after the other, then ends the connection.
import type { Channel } from './channel.ts';
import type { Self } from './self.ts';
import type { Want } from './wants.ts';

export const fetchAll = async (
  { wants }: Self,
  nick: string,
  channel: Channel,
  fetch: (want: Want) => Promise<Uint8Array>,
): Promise<void> => {
  for (let want = wants.take(nick); want; want = wants.take(nick)) {
    try {
      want.resolve(await fetch(want));
    } catch (error) {
      want.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }
  channel.close();
};
