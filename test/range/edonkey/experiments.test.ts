// covers: M3 M6
import { describe, expect, it } from 'vitest';
import { multiSource } from '../../../src/range/edonkey/experiments/multi-source.ts';
import { servers } from '../../../src/range/edonkey/experiments/servers.ts';
import type { Field } from '../../../src/range/experiment.ts';
import type { Host } from '../../../src/range/host.ts';
import { loopbackAddresses, loopbackHost } from '../../../src/range/stage/loopback.ts';

const onField = async <T>(peers: number, run: (field: Field) => Promise<T>): Promise<T> => {
  const addresses = loopbackAddresses();
  const hosts: Host[] = [];
  try {
    return await run({
      peers,
      seed: 1,
      signal: new AbortController().signal,
      progress: () => {},
      host(name = `host${hosts.length}`, uplink) {
        const given = uplink === undefined ? {} : { uplink };
        const host = loopbackHost(name, addresses.next(), given);
        hosts.push(host);
        return host;
      },
      end: (host) => host.close(),
    });
  } finally {
    for (const host of hosts) host.close();
  }
};

const columnOf = (id: string, of: { columns: readonly { id: string }[] }): number =>
  of.columns.findIndex((column) => column.id === id);

describe('eDonkey experiments', () => {
  it('find more sources at all servers than at one, and none when the only one is dead', async () => {
    const measured = await onField(40, (field) => servers.run(field));
    const own = columnOf('own', measured);
    const all = columnOf('all', measured);
    const reachable = columnOf('reachable', measured);
    for (const row of measured.rows) expect(row[all]).toBe(row[reachable]);
    const eight = measured.rows.find((row) => row[0] === '8')!;
    expect(Number(eight[own])).toBeLessThan(Number(eight[all]));
    expect(measured.rows.find((row) => row[0] === '1, 1 dead')![all]).toBe(0);
    expect(measured.rows.find((row) => row[0] === '8, 4 dead')![all]).toBeGreaterThan(0);
  });

  it('load from every source there is', async () => {
    const measured = await onField(5, (field) => multiSource.run(field));
    const rate = columnOf('kilobytes', measured);
    const rates = measured.rows.map((row) => Number(row[rate]));
    expect(measured.rows.map(([sources, gave]) => [sources, gave])).toEqual([
      [1, 1],
      [2, 2],
      [5, 5],
    ]);
    expect(Math.min(...rates)).toBeGreaterThan(0);
  });
});
