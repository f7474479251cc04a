// Where this folder's experiments and networks run: hosts of this process.
import type { Field } from '../../../src/range/experiment.ts';
import type { Host } from '../../../src/range/host.ts';
import { loopbackAddresses, loopbackHost } from '../../../src/range/stage/loopback.ts';

export const fieldOf = (
  peers: number,
  seed = 1,
): Field & { readonly said: string[]; close(): void } => {
  const addresses = loopbackAddresses();
  const hosts: Host[] = [];
  const said: string[] = [];
  const ended = new AbortController();
  return {
    peers,
    seed,
    said,
    signal: ended.signal,
    progress: (sentence) => void said.push(sentence),
    host(name = `host${hosts.length}`) {
      const host = loopbackHost(name, addresses.next(), { seed });
      hosts.push(host);
      return host;
    },
    end: (host) => host.close(),
    close() {
      ended.abort();
      for (const host of hosts) host.close();
    },
  };
};
