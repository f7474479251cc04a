// A real Squid as the office's web proxy: minimal configuration, no cache, bound to one address, everything in one folder.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PeerwardenError } from '../../model/errors.ts';
import type { Endpoint } from '../host.ts';

export interface SquidOptions {
  /** It listens on this address and speaks to servers from it. */
  readonly address: string;
  /** 3128 by custom. */
  readonly port: number;
  /** Made when missing; configuration, logs and pid file. Squid's own user gets it. */
  readonly folder: string;
  /** Basic authentication (RFC 7617) is asked for when given: name → password. */
  readonly users?: Readonly<Record<string, string>>;
  /** What it resolves: name → address. */
  readonly names?: Readonly<Record<string, string>>;
  /** The DNS server it asks for other names; its own address by default, where as a rule nobody answers. */
  readonly resolver?: string;
  /** Clients and servers it serves, as CIDR; loopback, private and documentation networks by default. */
  readonly allowed?: readonly string[];
  /** Ports that CONNECT may name; 443 by default, as Debian's squid.conf has it. */
  readonly connectPorts?: readonly number[];
  /** Words before the command: `['ip', 'netns', 'exec', 'pw1']`. */
  readonly prefix?: readonly string[];
}

export interface RunningSquid {
  readonly endpoint: Endpoint;
  /** Path of access.log, in Squid's native format. A CONNECT is written when its tunnel ends. */
  readonly accessLog: string;
  /** Ends it and resolves when it is gone; the folder stays. */
  stop(): Promise<void>;
}

/** Starts Squid; resolves when it accepts connections. Throws PW_RANGE_NEEDS when it does not start. */
export const startSquid = async (options: SquidOptions): Promise<RunningSquid> => {
  const { address, port, folder, prefix = [] } = options;
  const program = squidPath();
  if (program === null) throw notStarted('it is not installed');
  const configuration = await writeFolder(options);
  // -N: one process in the foreground. -n: shared memory apart from every other Squid of the machine.
  const service = `pw${process.pid}x${(started++).toString(36)}`;
  const squid = [program, '-N', '-n', service, '-f', configuration];
  const [command, ...words] = [...prefix, ...diesWithUs(await squidUser()), ...squid];
  const child = spawn(command!, words, { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(late);
  };
  try {
    await listening(child, join(folder, 'cache.log'));
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint: { address, port }, accessLog: join(folder, 'access.log'), stop };
};

/**
 * Squid ends when this process is gone, however (prctl(2), PR_SET_PDEATHSIG). To change its user would undo that, so it
 * is started as the user that Debian made for it.
 */
const diesWithUs = (user: User | null): string[] => [
  'setpriv',
  ...(user ? [`--reuid=${user.user}`, `--regid=${user.group}`, '--clear-groups'] : []),
  '--pdeathsig',
  'KILL',
];

let started = 0;
const START_MS = 10_000;
const STOP_MS = 3000;

/** Where the program is; daemons are often kept off a user's path. */
export const squidPath = (): string | null => {
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']) {
    try {
      accessSync(join(folder, 'squid'), constants.X_OK);
      return join(folder, 'squid');
    } catch {
      // Not here.
    }
  }
  return null;
};

const writeFolder = async (options: SquidOptions): Promise<string> => {
  const { folder, users = {}, names = {} } = options;
  await mkdir(folder, { recursive: true });
  const write = (name: string, lines: readonly string[]): Promise<void> =>
    writeFile(join(folder, name), `${lines.join('\n')}\n`);
  await write(
    'hosts',
    Object.entries(names).map(([name, address]) => `${address} ${name}`),
  );
  // basic_ncsa_auth takes the MD5 of a password too, which needs no program of its own to make.
  await write(
    'passwords',
    Object.entries(users).map(
      ([name, password]) => `${name}:${createHash('md5').update(password).digest('hex')}`,
    ),
  );
  await write('squid.conf', configurationOf(options));
  const owner = await squidUser();
  if (owner) await chown(folder, owner.user, owner.group);
  await chmod(folder, 0o755);
  return join(folder, 'squid.conf');
};

const SQUID_USER = 'proxy';

interface User {
  readonly user: number;
  readonly group: number;
}

/** Who Squid runs as when root starts it; null when it runs as who started it. */
const squidUser = async (): Promise<User | null> => {
  if (process.getuid?.() !== 0) return null;
  const line = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .find((entry) => entry.startsWith(`${SQUID_USER}:`));
  const [, , user, group] = line?.split(':') ?? [];
  return user && group ? { user: Number(user), group: Number(group) } : null;
};

const ALLOWED = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '192.0.2.0/24',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '198.18.0.0/15',
];

const configurationOf = (options: SquidOptions): string[] => {
  const { address, port, folder, users, allowed = ALLOWED, connectPorts = [443] } = options;
  return [
    `http_port ${address}:${port}`,
    `tcp_outgoing_address ${address}`,
    'visible_hostname proxy.corp.example',
    `pid_filename ${folder}/squid.pid`,
    `coredump_dir ${folder}`,
    `access_log stdio:${folder}/access.log squid`,
    `cache_log ${folder}/cache.log`,
    'cache_store_log none',
    'netdb_filename none',
    'pinger_enable off',
    'cache deny all',
    'cache_mem 8 MB',
    // Squid makes a table entry for each descriptor that the system would allow it: a million here and there.
    'max_filedescriptors 4096',
    'shutdown_lifetime 0 seconds',
    `hosts_file ${folder}/hosts`,
    `dns_nameservers ${options.resolver ?? address}`,
    // A name that nobody resolves is unknown after two seconds, not after half a minute.
    'dns_retransmit_interval 1 second',
    'dns_timeout 2 seconds',
    `acl inside src ${allowed.join(' ')}`,
    `acl served dst ${allowed.join(' ')}`,
    `acl tunnelled port ${connectPorts.join(' ')}`,
    'acl CONNECT method CONNECT',
    'http_access deny !inside',
    'http_access deny CONNECT !tunnelled',
    ...(users ? authentication(folder) : []),
    // Last, because it resolves: who is not let in learns nothing of names.
    'http_access deny !served',
    'http_access allow inside',
    'http_access deny all',
  ];
};

const authentication = (folder: string): string[] => [
  `auth_param basic program /usr/lib/squid/basic_ncsa_auth ${folder}/passwords`,
  'auth_param basic children 2 startup=1 idle=1',
  'auth_param basic realm corp',
  'acl known proxy_auth REQUIRED',
  'http_access deny !known',
];

/** Its log says so; a connection could not be tried from outside its network namespace. */
const listening = async (child: ChildProcess, log: string): Promise<void> => {
  const until = performance.now() + START_MS;
  while (performance.now() < until) {
    const text = await readFile(log, 'utf8').catch(() => '');
    if (text.includes('Accepting HTTP Socket connections')) return;
    const fatal = /FATAL: .*/.exec(text)?.[0];
    if (child.exitCode !== null || child.pid === undefined || fatal)
      throw notStarted(fatal ?? `it ended with ${child.exitCode}`);
    await sleep(POLL_MS);
  }
  throw notStarted('it did not listen in time');
};

const POLL_MS = 50;

const notStarted = (why: string): PeerwardenError =>
  new PeerwardenError('PW_RANGE_NEEDS', {
    message: `Squid did not start: ${why}.`,
    remedy: 'Install the package squid, and give it a folder of its own and a free port.',
  });
