// Real clients in our hubs: they log in with a password, search, fetch our list and our file, and give us theirs.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { DIRECTCONNECT } from '../../../src/range/directconnect/index.ts';
import type { Host } from '../../../src/range/host.ts';
import { Random } from '../../../src/range/random.ts';
import type { Plain, Program } from '../../../src/range/role.ts';
import { loopbackHost } from '../../../src/range/stage/loopback.ts';
import { bunzip2 } from '../../../src/wire/codec/bzip2-read.ts';
import { needs } from '../../harness/tools.ts';
import {
  eventually,
  type OtherClient,
  type OtherOptions,
  pause,
  startEiskalt,
  startNcdc,
} from './clients-of-others.ts';

const needEiskalt = needs('eiskaltdcpp-daemon');
const needNcdc = needs('ncdc', 'script');

const PASSWORDS = { ours: 'reed-04', theirs: 'kelp-17' };
const OURS = { seed: 'real', size: 300_000, name: 'harbour lantern.iso' };
const THEIRS = { name: 'their meadow.bin', bytes: new Random('theirs').bytes(400_000) };
const DIALECTS = ['nmdc', 'adc'] as const;
const TIMEOUT_MS = 180_000;

const hosts: Host[] = [];
const others: OtherClient[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const other of others.splice(0)) await other.stop();
  for (const host of hosts.splice(0)) host.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const start = async (role: string, address: string, options: Plain): Promise<Program> => {
  const host = loopbackHost(role, address);
  hosts.push(host);
  const found = DIRECTCONNECT.roles.find(({ id }) => id === `directconnect/${role}`)!;
  return await found.start(host, options);
};

/** A hub, our client in it, and a folder for a client of others. */
const network = async (dialect: (typeof DIALECTS)[number], net: string) => {
  const hub = await start(`${dialect}-hub`, `${net}.1`, {
    port: 0,
    users: PASSWORDS,
    closed: true,
  });
  const port = await hub.actions['port']!({});
  const url = `${dialect === 'nmdc' ? 'dchub' : 'adc'}://${net}.1:${port}`;
  const client = await start('client', `${net}.2`, {
    hub: url,
    nick: 'ours',
    password: PASSWORDS.ours,
    shares: [OURS],
  });
  const act = async <T>(action: string, input: Plain = {}) =>
    (await client.actions[action]!(input)) as T;
  const folder = mkdtempSync(join(tmpdir(), 'peerwarden-dc-'));
  folders.push(folder);
  const shares = join(folder, 'shares');
  mkdirSync(shares);
  writeFileSync(join(shares, THEIRS.name), THEIRS.bytes);
  const options: OtherOptions = {
    folder,
    shares,
    hub: url,
    address: `${net}.3`,
    nick: 'theirs',
    password: PASSWORDS.theirs,
    active: true,
  };
  return { hub, act, options };
};

type Act = Awaited<ReturnType<typeof network>>['act'];
type Hits = { nick: string; tth: string; path: string }[];
type Listed = { files: { name: string; tth: string }[] };

/** Our client searches, fetches their whole list, and downloads their file. */
const weTakeTheirs = async (act: Act): Promise<void> => {
  const [hit] = await eventually('our search is answered', async () => {
    const hits = await act<Hits>('search', { words: 'their meadow' });
    return hits.length > 0 && hits;
  });
  expect(hit!.nick).toBe('theirs');
  const listed = await eventually('their list has the file', async () => {
    const { files } = await act<Listed>('list', { nick: 'theirs' });
    return files.find(({ name }) => name.endsWith(THEIRS.name));
  });
  expect(listed.tth).toBe(hit!.tth);
  const input = { nick: 'theirs', tth: hit!.tth, path: hit!.path };
  expect(await act('download', input)).toMatchObject({ sha256: sha256(THEIRS.bytes) });
};

const joined = (hub: Program) =>
  eventually('they are in the hub', async () =>
    JSON.stringify(await hub.actions['users']!({})).includes('"theirs"'),
  );

const ourFile = async (act: Act) => (await act<{ sha256: string; tth: string }[]>('shares'))[0]!;

/** Their copy of our list is the one we gave, and names our file. */
const expectOurList = async (folder: string, tth: string): Promise<void> => {
  const packed = await eventually('they have our list', async () => {
    const [name] = readdirSync(folder).filter((each) => each.endsWith('.xml.bz2'));
    return name !== undefined && readFileSync(join(folder, name));
  });
  const text = new TextDecoder().decode(bunzip2(new Uint8Array(packed), 1 << 20)!);
  expect(text).toContain(`Name="${OURS.name}" Size="${OURS.size}" TTH="${tth}"`);
};

const expectOurFile = async (path: string, digest: string): Promise<void> => {
  const came = await eventually('they have our file', async () => {
    const bytes = readFileSync(path);
    return bytes.length === OURS.size && bytes;
  });
  expect(sha256(came)).toBe(digest);
};

describe.each(DIALECTS)('in our %s hub', (dialect) => {
  const net = dialect === 'nmdc' ? '127.84.1' : '127.84.2';

  it.for([true, false])(
    'eiskaltdcpp takes ours and gives its own (active: %s)',
    { timeout: TIMEOUT_MS },
    async (active, context) => {
      needEiskalt.check(context);
      const { hub, act, options } = await network(dialect, net);
      const eiskalt = await startEiskalt({ ...options, active });
      others.push(eiskalt);
      await joined(hub);
      await weTakeTheirs(act);
      const huburl = options.hub;
      const { tth, sha256: digest } = await ourFile(act);
      const asked = { searchtype: 0, sizemode: 0, sizetype: 0, size: 0, huburls: huburl };
      const found = await eventually('their search is answered', async () => {
        await eiskalt.call('search.send', { ...asked, searchstring: 'harbour lantern' });
        await pause(1500);
        const results = JSON.stringify(await eiskalt.call('search.getresults', { huburl }));
        return results.includes(tth) && results;
      });
      expect(found).toContain(OURS.name);
      await eiskalt.call('list.download', { huburl, nick: 'ours' });
      await expectOurList(join(options.folder, 'FileLists'), tth);
      const directory = `${eiskalt.downloads}/`;
      await eiskalt.call('queue.add', { directory, filename: OURS.name, size: OURS.size, tth });
      await eiskalt.call('queue.matchlists', {});
      await expectOurFile(join(eiskalt.downloads, OURS.name), digest);
    },
  );

  it('ncdc takes ours and gives its own', { timeout: TIMEOUT_MS }, async (context) => {
    needNcdc.check(context);
    const { hub, act, options } = await network(dialect, net);
    const ncdc = await startNcdc(options);
    others.push(ncdc);
    await joined(hub);
    await weTakeTheirs(act);
    const { tth, sha256: digest } = await ourFile(act);
    await ncdc.type('/browse ours');
    await expectOurList(join(options.folder, 'ncdc', 'fl'), tth);
    await pause(1000);
    // Tab 2 is the hub, 3 our list, 4 the search.
    await ncdc.press('\x1b2');
    await ncdc.type('/search -t any harbour');
    await pause(2000);
    await ncdc.press('\x1b4');
    await ncdc.press('d');
    await expectOurFile(join(ncdc.downloads, OURS.name), digest);
  });
});
