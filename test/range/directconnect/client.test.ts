import { afterEach, describe, expect, it } from 'vitest';
import { DIRECTCONNECT } from '../../../src/range/directconnect/index.ts';
import type { Host } from '../../../src/range/host.ts';
import type { Plain, Program } from '../../../src/range/role.ts';
import { loopbackHost } from '../../../src/range/stage/loopback.ts';

const hosts: Host[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.close();
});

const start = async (
  role: string,
  name: string,
  options: Plain,
  marked = true,
): Promise<Program> => {
  const host = loopbackHost(name, `127.81.0.${hosts.length + 1}`, { marked });
  hosts.push(host);
  return await DIRECTCONNECT.roles
    .find(({ id }) => id === `directconnect/${role}`)!
    .start(host, options);
};

const users = { alice: 'pw-alice', bob: 'pw-bob', carol: 'pw-carol' };

const network = async (dialect: 'nmdc' | 'adc', marked = true) => {
  const hub = await start(
    `${dialect}-hub`,
    'hub',
    { port: 0, users, closed: true, welcome: 'hello' },
    marked,
  );
  const port = await hub.actions['port']!({});
  const url = `${dialect === 'nmdc' ? 'dchub' : 'adc'}://127.81.0.1:${port}`;
  const client = (nick: keyof typeof users | string, options: Plain = {}) =>
    start(
      'client',
      nick,
      { hub: url, nick, password: users[nick as 'alice'] ?? '', ...(options as object) },
      marked,
    );
  return { hub, client };
};

type Found = { nick: string; tth: string; path: string; size: number }[];
type Shares = { name: string; size: number; tth: string; sha256: string }[];
const act = async <T>(program: Program, action: string, input: Plain = {}): Promise<T> =>
  (await program.actions[action]!(input)) as T;

describe.each(['nmdc', 'adc'] as const)('a client of an %s hub', (dialect) => {
  it.each([
    [true, true],
    [true, false],
    [false, true],
  ])('finds and fetches (sharer active: %s, searcher active: %s)', async (sharer, searcher) => {
    const { client } = await network(dialect);
    const alice = await client('alice', {
      active: sharer,
      shares: [
        { seed: 1, size: 300_000 },
        { seed: 2, size: 5 },
      ],
    });
    const bob = await client('bob', { active: searcher });
    const [file] = await act<Shares>(alice, 'shares');
    const words = file!.name
      .split(/[^A-Za-z]+/)
      .filter((word) => word.length > 3)
      .join(' ');
    const hits = await act<Found>(bob, 'search', { words });
    expect(hits).toMatchObject([{ nick: 'alice', tth: file!.tth, size: 300_000 }]);
    expect(await act<Found>(bob, 'search', { tth: file!.tth })).toHaveLength(1);
    const list = await act<{ bytes: number; files: Shares }>(bob, 'list', { nick: 'alice' });
    expect(list.files).toMatchObject([
      { name: `share/${file!.name}`, tth: file!.tth },
      { size: 5 },
    ]);
    const got = await act<Shares[0]>(bob, 'download', {
      nick: 'alice',
      tth: file!.tth,
      path: hits[0]!.path,
    });
    expect(got).toMatchObject({ sha256: file!.sha256, name: file!.name });
  });
});
