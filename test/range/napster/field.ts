// A field for experiments in tests: hosts of this process on loopback, ended with the test.
import type { Field } from '../../../src/range/experiment.ts';
import type { Host } from '../../../src/range/host.ts';
import { loopbackAddresses, loopbackHost } from '../../../src/range/stage/loopback.ts';

export const fieldOf = (peers: number, seed = 1, marked = true): Field & { close(): void } => {
  const addresses = loopbackAddresses();
  const hosts: Host[] = [];
  const ended = new AbortController();
  return {
    peers,
    seed,
    signal: ended.signal,
    progress: () => {},
    host(name = `host${hosts.length}`, uplink) {
      const options = { seed, marked, ...(uplink === undefined ? {} : { uplink }) };
      const host = loopbackHost(name, addresses.next(), options);
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
