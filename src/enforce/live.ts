// Controls tried from this machine: names asked of the resolvers that policy names, connections to the ends that policy names for it.
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { connect } from 'node:net';

export type NameAnswer = 'dead' | 'alive' | 'no answer';

/** Milliseconds a resolver has for one answer, twice. */
const RESOLVER_MS = 2000;

/** Errors of a name that does not exist, or that has no such record (node:dns). */
const DEAD_CODES: readonly string[] = ['ENOTFOUND', 'ENODATA'];
const DEAD_ADDRESSES: readonly string[] = ['0.0.0.0', '127.0.0.1', '::', '::1'];

/** What a resolver answers for the address of a name. */
export const askName = async (resolver: string, name: string): Promise<NameAnswer> => {
  const asking = new Resolver({ timeout: RESOLVER_MS, tries: 2 });
  asking.setServers([resolver.includes(':') ? `[${resolver}]` : resolver]);
  try {
    const addresses = await asking.resolve4(name);
    return addresses.every((address) => DEAD_ADDRESSES.includes(address)) ? 'dead' : 'alive';
  } catch (error) {
    return DEAD_CODES.includes((error as NodeJS.ErrnoException).code ?? '') ? 'dead' : 'no answer';
  }
};

const CONNECT_MS = 3000;

/** Whether a TCP connection comes to be. */
export const tryConnection = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (connected: boolean): void => {
      clearTimeout(late);
      socket.destroy();
      resolve(connected);
    };
    const late = setTimeout(() => end(false), CONNECT_MS);
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });

/** The address that this machine would speak to `host` from; nothing is sent. Null where there is no way there. */
export const ownAddressTo = (host: string): Promise<string | null> =>
  new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    const end = (address: string | null): void => {
      socket.close();
      resolve(address);
    };
    socket.once('error', () => end(null));
    socket.connect(DISCARD_PORT, host, () => end(socket.address().address));
  });

const DISCARD_PORT = 9;
