import { describe, expect, it } from 'vitest';
import { DIRECTCONNECT } from '../../../src/range/directconnect/index.ts';
import type { Host } from '../../../src/range/host.ts';
import { loopbackHost, loopbackStage } from '../../../src/range/stage/loopback.ts';

const fieldOf = (peers: number) => {
  const hosts: Host[] = [];
  return {
    hosts,
    peers,
    seed: 1,
    signal: new AbortController().signal,
    progress: () => {},
    host(name = `peer${hosts.length}`, uplink?: number) {
      const at = hosts.length + 1;
      const address = `127.83.${at >> 8}.${at & 255}`;
      const host = loopbackHost(name, address, uplink === undefined ? {} : { uplink });
      hosts.push(host);
      return host;
    },
    end: (host: Host) => host.close(),
  };
};

const experiment = (id: string) => DIRECTCONNECT.experiments.find((each) => each.id === id)!;

describe('the scenarios', () => {
  const plays = DIRECTCONNECT.scenarios.flatMap((scenario) =>
    [true, false].map((marked) => ({ id: scenario.id, marked, scenario })),
  );
  it.each(plays)('$id plays (marked: $marked)', async ({ scenario, marked }) => {
    const stage = loopbackStage({ roles: DIRECTCONNECT.roles, marked });
    try {
      await scenario.play(stage);
      const labels = [...stage.hosts.values()].flatMap(({ sockets }) =>
        sockets.map(({ label }) => label),
      );
      const dialect = scenario.id.split('-')[1];
      expect(new Set(labels)).toEqual(
        new Set([`directconnect/${dialect}`, `directconnect/${dialect}-udp`]),
      );
    } finally {
      await stage.close();
    }
  });
});

describe('the experiments', () => {
  it('measure what a hub hides, shows and sends', async () => {
    const field = fieldOf(16);
    const { rows, answer, columns } = await experiment('directconnect-hub').run(field);
    const column = (id: string) =>
      rows.map((row) => row[columns.findIndex((each) => each.id === id)]);
    expect(column('users')).toEqual([4, 8, 12, 16, 4, 8, 12, 16]);
    expect(new Set(column('outsiderClosed'))).toEqual(new Set([0]));
    expect(column('outsiderOpen')).toEqual(column('users'));
    expect(new Set(column('listFiles'))).toEqual(new Set([10]));
    // NMDC spares the searcher, ADC does not.
    expect(column('searchMessages')).toEqual([3, 7, 11, 15, 4, 8, 12, 16]);
    expect(answer).toContain('16 users');
    expect(field.hosts.every(({ signal }) => signal.aborted)).toBe(true);
  });

  it('measure what is left without the hub', async () => {
    const field = fieldOf(6);
    const { rows } = await experiment('directconnect-dead-hub').run(field);
    expect(rows).toEqual([
      ['runs', 3, 3],
      ['gone', 0, 0],
    ]);
    for (const host of field.hosts) host.close();
  });
});
