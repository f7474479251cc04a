// What listens on the router and on the server: capture at the inside bridge, firewall log, connection events, resolver.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PeerwardenError } from '../../model/errors.ts';
import { run } from './command.ts';
import { type Daemon, holds, startDaemon } from './daemon.ts';
import { LOG_GROUP } from './firewall.ts';
import { OFFICE, ROUTER } from './office.ts';

/** A capture file's header; tcpdump has the interface open when it is written. */
const PCAP_HEADER_BYTES = 24;
/** Neighbour discovery and ARP of the machinery say nothing of what is played. */
const CAPTURED = 'not arp and not (icmp6 and ip6[40] >= 133 and ip6[40] <= 137)';

/** Captures what a span port at the router's inside interface would see. */
export const startCapture = async (router: string, path: string): Promise<Daemon> => {
  const words = ['tcpdump', '-i', ROUTER.inside.bridge, '-s', '0', '-n', '-Z', 'root'];
  // Packet by packet: what waits in a block of the kernel's ring would be lost at the end.
  words.push('--immediate-mode', '-U', '-B', '16384', '-w', path, CAPTURED);
  const daemon = await startDaemon(router, words, () => holds(path, PCAP_HEADER_BYTES), 'SIGINT');
  const stop = async (): Promise<void> => {
    await sleep(SETTLE_MS);
    await daemon.stop();
  };
  return { pid: daemon.pid, stop };
};

/** What is still on its way when a scenario is done. */
const SETTLE_MS = 500;

/** Firewall log lines as netfilter's LOG writes them, through ulogd2. */
export const startFirewallLog = async (
  router: string,
  path: string,
  folder: string,
): Promise<Daemon> => {
  const config = join(folder, 'ulogd.conf');
  const plugins = ulogdFolder();
  const plugin = (name: string): string => `plugin="${plugins}/ulogd_${name}.so"`;
  writeFileSync(
    config,
    [
      '[global]',
      `logfile="${join(folder, 'ulogd.log')}"`,
      'loglevel=5',
      ...['inppkt_NFLOG', 'raw2packet_BASE', 'filter_IFINDEX', 'filter_IP2STR'].map(plugin),
      ...['filter_PRINTPKT', 'output_LOGEMU'].map(plugin),
      'stack=log1:NFLOG,base1:BASE,ifi1:IFINDEX,ip2str1:IP2STR,print1:PRINTPKT,emu1:LOGEMU',
      '[log1]',
      `group=${LOG_GROUP}`,
      '[emu1]',
      `file="${path}"`,
      'sync=1',
      '',
    ].join('\n'),
  );
  const bound = ['ip', 'netns', 'exec', router, 'cat', '/proc/net/netfilter/nfnetlink_log'];
  return await startDaemon(
    router,
    ['ulogd', '-c', config, '-p', join(folder, 'ulogd.pid')],
    // The kernel's list of bound groups: one line each, beginning with its number.
    async () => new RegExp(`^ *${LOG_GROUP} `, 'm').test(await run(bound)),
  );
};

const ulogdFolder = (): string => {
  const found = readdirSync('/usr/lib', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `/usr/lib/${entry.name}/ulogd`)
    .find((folder) => holds(`${folder}/ulogd_inppkt_NFLOG.so`, 1));
  if (found) return found;
  throw new PeerwardenError('PW_RANGE_NEEDS', {
    message: 'The plug-ins of ulogd2 are not where Debian puts them.',
    remedy: 'On Debian: apt-get install ulogd2.',
  });
};

/** Connection events as `conntrack -E` prints them. */
export const startConnectionLog = async (router: string, path: string): Promise<Daemon> => {
  writeFileSync(path, '');
  const listens = async (): Promise<boolean> =>
    // Its socket is in the router's list of netlink sockets as soon as it listens (protocol 12, NETLINK_NETFILTER).
    /^\S+ +12 /m.test(await run(['ip', 'netns', 'exec', router, 'cat', '/proc/net/netlink']));
  const before = await listens();
  return await startDaemon(
    router,
    ['sh', '-c', 'exec conntrack -E -o timestamp,id > "$1"', 'sh', path],
    async () => before || (await listens()),
    'SIGINT',
  );
};

/** The office's resolver: knows its hosts by name (`corp1.corp.example`, `ext1.example.net`), and no other name. */
export const startResolver = async (
  server: string,
  address: string,
  folder: string,
): Promise<Daemon> => {
  const names = join(folder, 'names');
  const pid = join(folder, 'dnsmasq.pid');
  writeFileSync(
    names,
    OFFICE.map(({ v4, name, side }) => `${v4} ${name}.${DOMAIN[side]}\n`).join(''),
  );
  return await startDaemon(
    server,
    [
      'dnsmasq',
      '--keep-in-foreground',
      '--conf-file=/dev/null',
      '--no-resolv',
      '--no-hosts',
      `--addn-hosts=${names}`,
      // Another group than ours would undo that it dies with us (prctl(2), PR_SET_PDEATHSIG).
      '--user=root',
      '--group=root',
      `--pid-file=${pid}`,
      '--bind-interfaces',
      `--listen-address=${address}`,
      '--address=/#/',
    ],
    () => holds(pid, 1),
  );
};

const DOMAIN = { inside: 'corp.example', outside: 'example.net' } as const;
