// Source exchange: who waits for a file learns from its source who else loads it, and asks there too.
import { afterEach, expect, it } from 'vitest';
import { EDONKEY } from '../../../src/range/edonkey/index.ts';
import type { Host } from '../../../src/range/host.ts';
import { fieldsOf } from '../../../src/range/options.ts';
import type { Plain, Program } from '../../../src/range/role.ts';
import { loopbackAddresses, loopbackHost } from '../../../src/range/stage/loopback.ts';

const addresses = loopbackAddresses();
const hosts: Host[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.close();
});

const start = async (id: string, options: Plain = {}, uplink?: number) => {
  const host = loopbackHost(id, addresses.next(), uplink === undefined ? {} : { uplink });
  hosts.push(host);
  const role = EDONKEY.roles.find((each) => each.id === `edonkey/${id}`)!;
  return { host, program: await role.start(host, options) };
};

const act = ({ actions }: Program, name: string, input: Plain = {}): Promise<Plain> =>
  actions[name]!(input);

it('names another who loads the same file', async () => {
  const server = await start('server');
  // Slow, and one at a time: the second must wait while the first loads.
  const source = await start('client', { slots: 1 }, 100_000);
  const [first, second] = [await start('client'), await start('client')];
  const login = { address: server.host.address, port: 4661 };
  for (const { program } of [source, first, second]) await act(program, 'connect', login);
  const { hash, name } = fieldsOf(await act(source.program, 'share', { seed: 5, size: 300_000 }));
  const sources = [{ address: source.host.address, port: 4662 }];
  const wanted = { hash: hash!, name: name!, size: 300_000, sources };
  const loading = act(first.program, 'download', wanted);
  await expect.poll(async () => fieldsOf(await act(source.program, 'status'))['uploading']).toBe(1);
  const done = fieldsOf(await act(second.program, 'download', wanted));
  await loading;
  const asked = (done['sources'] as readonly Plain[]).map((each) => fieldsOf(each)['from']);
  // Nobody but the source could have told it.
  expect(asked).toContain(`${first.host.address}:4662`);
});
