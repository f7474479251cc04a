// A real aMule in a network namespace of its own, on a line to this process, which has the other addresses:
//
//   203.0.113.n+1 … n+5 (hosts of the range, here) ── pair of interfaces ── 203.0.113.n+6 (aMule)
import {
  type ChildProcess,
  execFile as execFileBack,
  execFileSync,
  spawn,
} from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { conductFor } from '../../../src/range/conduct.ts';
import { idOfAddress } from '../../../src/range/edonkey/bytes.ts';
import { type Endpoint, Host } from '../../../src/range/host.ts';
import { boundedLine } from '../../../src/range/line.ts';
import { needs } from '../../harness/tools.ts';

export const needAmule = needs('amuled', 'amulecmd', 'ip', 'nft', 'tcpdump', 'tshark', 'root');

export interface AmuleOptions {
  readonly obfuscation: 'off' | 'required';
  readonly server: Endpoint;
  /** What it shares, by name. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** False: the namespace's firewall lets no connection in. */
  readonly reachable?: boolean;
}

export interface Amule {
  readonly address: string;
  /** Hex. */
  readonly userHash: string;
  /** Says a command as a user of amulecmd would, and gives what it prints. */
  say(command: string): Promise<string>;
  /** A file that it has loaded whole, once it has. */
  loaded(name: string, ms: number): Promise<Uint8Array>;
  log(): string;
}

export interface Wire {
  host(number: number): Host;
  start(options: AmuleOptions): Promise<Amule>;
  /** Captures what passes until it is called; then which protocols tshark names, by port of the range. */
  capture(): Promise<() => Promise<string[]>>;
  /** True when bytes lie unread at a connection of aMule's and it takes none of them: it lost their notice (UPLINK). */
  deaf(): Promise<boolean>;
  close(): Promise<void>;
}

const execFile = promisify(execFileBack);
/**
 * Bytes a second: a line of its time. aMule 2.3.3 loses the notice of bytes that come while it handles those before
 * (seen as a full receive queue that it never reads again); to bytes that come as slowly as then, it does not happen.
 */
const UPLINK = 60_000;
const PASSWORD = 'range';
/** With eMule's marks in the sixth and the fifteenth byte. */
const USER_HASH = 'a1b2c3d4e50ea1b2c3d4e5f6a1b26fc3';
const SHARED_TCP_PORT_TAG = 0x97;
const UDP_FLAGS_TAG = 0x92;

export const makeWire = (): Wire => {
  // Interface names hold 15 characters at most (IFNAMSIZ).
  const id = `pwe${randomBytes(3).toString('hex')}`;
  const net = 8 * (randomBytes(1)[0]! >> 3);
  const address = (number: number): string => `203.0.113.${net + number}`;
  const ip = (line: string): void => void execFileSync('ip', line.split(' '), { stdio: 'pipe' });
  const hosts = new Map<number, Host>();
  const children: ChildProcess[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'range-amule-'));
  ip(`netns add ${id}`);
  ip(`link add ${id}a type veth peer name up0 netns ${id}`);
  for (let number = 1; number <= 5; number++) {
    const bits = number === 1 ? 29 : 32;
    ip(`addr add ${address(number)}/${bits} dev ${id}a`);
  }
  ip(`link set ${id}a up`);
  ip(`-n ${id} addr add ${address(6)}/29 dev up0`);
  ip(`-n ${id} link set lo up`);
  ip(`-n ${id} link set up0 up`);
  return {
    host(number) {
      const known = hosts.get(number);
      if (known) return known;
      const host = new Host({
        name: `host${number}`,
        address: address(number),
        conduct: conductFor(['203.0.113.0/24']),
        seed: 1,
        line: boundedLine(UPLINK),
      });
      hosts.set(number, host);
      return host;
    },
    async start(options) {
      if (options.reachable === false)
        execFileSync('ip', ['netns', 'exec', id, 'nft', '-f', '-'], { input: NOTHING_IN });
      return await startAmule({ id, address: address(6), folder, children }, options);
    },
    async capture() {
      const path = join(folder, 'capture.pcap');
      const child = spawn('tcpdump', ['-i', `${id}a`, '-U', '-w', path], { stdio: 'pipe' });
      children.push(child);
      await new Promise((listening) => child.stderr.once('data', listening));
      return async () => {
        child.kill('SIGINT');
        await new Promise((done) => child.once('exit', done));
        const fields = ['-T', 'fields', '-e', '_ws.col.Protocol'];
        const { stdout } = await execFile('tshark', ['-r', path, ...fields]);
        return [...new Set(stdout.split('\n').filter(Boolean))];
      };
    },
    async deaf() {
      const before = await unread(id);
      await sleep(DEAF_MS);
      const after = await unread(id);
      return [...before].some(([ends, bytes]) => after.get(ends) === bytes);
    },
    async close() {
      for (const host of hosts.values()) host.close();
      for (const child of children) {
        if (child.exitCode === null) child.kill('SIGKILL');
        if (child.exitCode === null) await new Promise((done) => child.once('exit', done));
      }
      for (const line of [`link del ${id}a`, `netns del ${id}`])
        try {
          ip(line);
        } catch {
          // It went with the other.
        }
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Longer than any pause that a busy machine makes between two turns of aMule. */
const DEAF_MS = 5_000;

/** Bytes that wait to be read at each TCP connection of a namespace, by its ends; only where some wait. */
const unread = async (id: string): Promise<Map<string, number>> => {
  const { stdout } = await execFile('ip', ['netns', 'exec', id, 'ss', '-Htan']);
  const waiting = new Map<string, number>();
  for (const line of stdout.split('\n')) {
    const [state, bytes, , near, far] = line.trim().split(/\s+/);
    if (state !== 'LISTEN' && Number(bytes) > 0) waiting.set(`${near} ${far}`, Number(bytes));
  }
  return waiting;
};

/** A packet filter of the namespace, as a home router without a forwarded port. */
const NOTHING_IN = `table inet home {
  chain in {
    type filter hook input priority 0; policy accept;
    iifname "up0" tcp flags & (syn | ack) == syn reject with tcp reset
  }
}`;

const startAmule = async (
  place: { id: string; address: string; folder: string; children: ChildProcess[] },
  { obfuscation, server, files }: AmuleOptions,
): Promise<Amule> => {
  const { id, folder } = place;
  for (const part of ['Temp', 'Incoming']) mkdirSync(join(folder, part));
  for (const [name, bytes] of Object.entries(files))
    writeFileSync(join(folder, 'Incoming', name), bytes);
  writeFileSync(join(folder, 'amule.conf'), configuration(folder, obfuscation === 'required'));
  writeFileSync(join(folder, 'server.met'), serverList(server));
  // A version byte, then the hash.
  writeFileSync(join(folder, 'preferences.dat'), Buffer.from(`14${USER_HASH}`, 'hex'));
  const child = spawn('ip', ['netns', 'exec', id, 'amuled', '-c', folder, '-o'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  place.children.push(child);
  let log = '';
  const keep = (bytes: Buffer): void => {
    log = (log + bytes.toString()).slice(-65_536);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const say = async (command: string): Promise<string> => {
    const words = ['-h', '127.0.0.1', '-p', '4712', '-P', PASSWORD, '-c', command];
    const { stdout } = await execFile('ip', ['netns', 'exec', id, 'amulecmd', ...words], {
      env: { ...process.env, HOME: folder },
      timeout: 10_000,
    });
    return stdout;
  };
  const amule: Amule = {
    address: place.address,
    userHash: USER_HASH,
    say,
    log: () =>
      log
        .split('\n')
        .filter((line) => !/xternal conn|Connecting client|Access granted/.test(line))
        .join('\n'),
    async loaded(name, ms) {
      const path = join(folder, 'Incoming', name);
      await until(
        () => existsSync(path),
        ms,
        async () => `aMule did not load ${name}: ${await say('show dl')}\n${amule.log()}`,
      );
      return readFileSync(path);
    },
  };
  await until(
    () =>
      say('status').then(
        (text) => text.includes('eD2k'),
        () => false,
      ),
    20_000,
    () => `aMule does not answer: ${log}`,
  );
  return amule;
};

export const until = async (
  holds: () => boolean | Promise<boolean>,
  ms: number,
  otherwise: () => string | Promise<string>,
): Promise<void> => {
  for (const end = Date.now() + ms; ; ) {
    if (await holds()) return;
    if (Date.now() > end) throw new Error(await otherwise());
    await sleep(200);
  }
};

/** What aMule keeps of a server: id, port, and the tags that tell of obfuscation. */
const serverList = ({ address, port }: Endpoint): Uint8Array => {
  const bytes = Buffer.alloc(1 + 4 + 10 + 2 * 8);
  bytes.writeUInt8(0xe0, 0);
  bytes.writeUInt32LE(1, 1);
  bytes.writeUInt32LE(idOfAddress(address), 5);
  bytes.writeUInt16LE(port, 9);
  bytes.writeUInt32LE(2, 11);
  const tags = [
    [SHARED_TCP_PORT_TAG, port],
    [UDP_FLAGS_TAG, 0x600],
  ] as const;
  for (const [i, [name, value]] of tags.entries()) {
    bytes.writeUInt8(3, 15 + 8 * i);
    bytes.writeUInt16LE(1, 16 + 8 * i);
    bytes.writeUInt8(name, 18 + 8 * i);
    bytes.writeUInt32LE(value, 19 + 8 * i);
  }
  return bytes;
};

const configuration = (folder: string, obfuscated: boolean): string => {
  const bit = obfuscated ? 1 : 0;
  return `[eMule]
AppVersion=2.3.3
Nick=amule
Port=4662
UDPPort=4672
UDPEnable=1
Autoconnect=1
Reconnect=0
ConnectToKad=0
ConnectToED2K=1
UPnPEnabled=0
TempDir=${join(folder, 'Temp')}
IncomingDir=${join(folder, 'Incoming')}
FilterLanIPs=0
ParanoidFilter=0
IPFilterClients=0
IPFilterServers=0
IPFilterAutoLoad=0
SmartIdCheck=0
MaxUpload=20000
MaxDownload=20000
SlotAllocation=1000
NewVersionCheck=0
AutoServerlist=0
AddServerListFromServer=0
AddServerListFromClient=0
[ExternalConnect]
AcceptExternalConnections=1
ECAddress=127.0.0.1
ECPort=4712
ECPassword=${createHash('md5').update(PASSWORD).digest('hex')}
[Obfuscation]
IsClientCryptLayerSupported=${bit}
IsCryptLayerRequested=${bit}
IsClientCryptLayerRequired=${bit}
[WebServer]
Enabled=0
`;
};
