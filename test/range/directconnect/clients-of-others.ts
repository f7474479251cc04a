// Drives the real clients of Debian on loopback: eiskaltdcpp-daemon by JSON-RPC, ncdc by keys in a pseudo-terminal.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { bunzip2 } from '../../../src/wire/codec/bzip2-read.ts';

export interface OtherClient {
  readonly downloads: string;
  stop(): Promise<void>;
}

export interface OtherOptions {
  /** Made by the caller, empty. */
  readonly folder: string;
  readonly address: string;
  readonly nick: string;
  readonly password: string;
  readonly hub: string;
  readonly shares: string;
  readonly active: boolean;
}

export interface Eiskalt extends OtherClient {
  call(method: string, parameters: object): Promise<unknown>;
}

export const startEiskalt = async (options: OtherOptions): Promise<Eiskalt> => {
  const { folder, address, nick, password, hub, shares, active } = options;
  const downloads = join(folder, 'downloads');
  mkdirSync(downloads);
  const setting = (name: string, type: string, value: string | number) =>
    `<${name} type="${type}">${value}</${name}>`;
  const settings = [
    setting('Nick', 'string', nick),
    setting('DownloadDirectory', 'string', `${downloads}/`),
    setting('TempDownloadDirectory', 'string', `${folder}/unfinished/`),
    setting('BindAddress', 'string', address),
    setting('ExternalIp', 'string', address),
    setting('InPort', 'int', 3412),
    setting('UDPPort', 'int', 3412),
    setting('TLSPort', 'int', 3413),
    // 0 active, 3 passive.
    setting('IncomingConnections', 'int', active ? 0 : 3),
    ...['UseTLS', 'RequireTLS', 'UseDHT', 'AutoDetectIncomingConnection'].map((name) =>
      setting(name, 'int', 0),
    ),
  ];
  write(
    folder,
    'DCPlusPlus.xml',
    `<DCPlusPlus><Settings>${settings.join('')}</Settings></DCPlusPlus>`,
  );
  write(
    folder,
    'Favorites.xml',
    `<Favorites><Hubs><Hub Name="hub" Connect="0" Nick="${nick}" Password="${password}" Server="${hub}" Encoding="UTF-8"/></Hubs></Favorites>`,
  );
  const words = ['-c', folder, '-l', folder, '-P', '3121', '-L', address];
  const child = spawn('eiskaltdcpp-daemon', words, { stdio: 'ignore', env: homeOf(folder) });
  const call = (method: string, parameters: object): Promise<unknown> =>
    remoteCall(address, method, parameters);
  const client: Eiskalt = { downloads, call, stop: () => ended(child) };
  await orStop(client, async () => {
    await eventually('eiskaltdcpp answers', () => call('show.version', {}));
    // It hashes nothing that is added while it still starts.
    await pause(3000);
    await call('share.add', { directory: `${shares}/`, virtname: 'share' });
    await call('share.refresh', {});
    await eventually('eiskaltdcpp has hashed its share', async () => {
      const listed = JSON.stringify(await call('share.list', { separator: ';' }));
      const status = (await call('hash.status', {})) as { filesleft: number };
      return status.filesleft === 0 && /[1-9][0-9.]* [KM]iB/.test(listed);
    });
    await call('hub.add', { huburl: hub, enc: 'UTF-8' });
  });
  return client;
};

export interface Ncdc extends OtherClient {
  /** Types a line. */
  type(line: string): Promise<void>;
  /** Presses keys: `\x1b2` is Alt and 2. */
  press(keys: string): Promise<void>;
}

export const startNcdc = async (options: OtherOptions): Promise<Ncdc> => {
  const { folder, address, nick, password, hub, shares, active } = options;
  const downloads = join(folder, 'downloads');
  const own = join(folder, 'ncdc');
  mkdirSync(downloads);
  mkdirSync(own);
  const command = `stty rows 45 cols 150; exec ncdc -n -c ${own}`;
  const child = spawn('script', ['-q', '-f', '-c', command, '/dev/null'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...homeOf(folder), TERM: 'xterm', LANG: 'C.UTF-8', SHELL: '/bin/sh' },
  });
  child.stdin.on('error', () => {});
  const press = async (keys: string): Promise<void> => {
    child.stdin.write(keys);
    await pause(400);
  };
  const type = (line: string): Promise<void> => press(`${line}\r`);
  const client: Ncdc = {
    downloads,
    type,
    press,
    async stop() {
      await type('/quit');
      await ended(child);
    },
  };
  await orStop(client, async () => {
    await eventually('ncdc runs', async () => existsSync(join(own, 'version')));
    await pause(1000);
    for (const [name, value] of [
      ['nick', nick],
      ['download_dir', downloads],
      ['tls_policy', 'disabled'],
      ['local_address', address],
      ['active_ip', address],
      ['active_port', '30002'],
      ['active', String(active)],
    ])
      await type(`/set ${name} ${value}`);
    await type(`/share files ${shares}`);
    await eventually('ncdc has hashed its share', async () =>
      readFileSync(join(own, 'stderr.log'), 'utf8').includes('Completed hashing'),
    );
    // Its own list is written some time after, from five seconds up to a minute; a refresh writes it soon.
    await type('/refresh');
    await eventually(
      'ncdc has written its list',
      async () => {
        const list = bunzip2(new Uint8Array(readFileSync(join(own, 'files.xml.bz2'))), 1 << 20);
        return list !== null && new TextDecoder().decode(list).includes('TTH=');
      },
      90,
    );
    await type(`/open lab ${hub}`);
    await pause(1500);
    await type(`/password ${password}`);
  });
  return client;
};

/** A client that does not get ready is not left running. */
const orStop = async (client: OtherClient, ready: () => Promise<void>): Promise<void> => {
  try {
    await ready();
  } catch (error) {
    await client.stop();
    throw error;
  }
};

/** Asks until the answer is neither false nor undefined nor an error; rejects after `seconds`. */
export const eventually = async <T>(
  what: string,
  ask: () => Promise<T | false | undefined>,
  seconds = 60,
): Promise<T> => {
  const end = performance.now() + seconds * 1000;
  let last: unknown;
  while (performance.now() < end) {
    try {
      const answer = await ask();
      if (answer !== false && answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    await pause(300);
  }
  throw new Error(`did not come about: ${what}`, { cause: last });
};

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

const homeOf = (folder: string) => ({ PATH: process.env['PATH'] ?? '', HOME: folder });

const write = (folder: string, name: string, body: string): void =>
  writeFileSync(
    join(folder, name),
    `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n${body}\n`,
  );

const remoteCall = (address: string, method: string, params: object): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const asked = request(
      { host: address, port: 3121, method: 'POST', agent: false, timeout: 8000 },
      (answer) => {
        let text = '';
        answer.on('data', (part) => {
          text += part;
        });
        answer.on('end', () => {
          try {
            resolve((JSON.parse(text) as { result: unknown }).result);
          } catch (error) {
            reject(error);
          }
        });
      },
    );
    asked.on('error', reject).on('timeout', () => asked.destroy(new Error('no answer')));
    asked.end(JSON.stringify({ jsonrpc: '2.0', id: '1', method, params }));
  });

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const force = setTimeout(() => child.kill('SIGKILL'), 3000);
    child.once('exit', () => {
      clearTimeout(force);
      resolve();
    });
    child.kill('SIGTERM');
  });
