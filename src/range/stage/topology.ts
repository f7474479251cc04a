// Makes the office out of network namespaces: a router with two bridges, one namespace and one cable a host.
import { mkdirSync, writeFileSync } from 'node:fs';
import { PeerwardenError } from '../../model/errors.ts';
import { run } from './command.ts';
import { NAMESPACE_FILES } from './leftovers.ts';
import type { RunName } from './names.ts';
import { OFFICE, type OfficeHost, officeHost, ROUTER, SERVER } from './office.ts';

export const ROUTER_PLACE = 'rt';

export interface TopologyOptions {
  readonly hosts: readonly OfficeHost[];
  /** Uplink of every host in words of tc (`16mbit`); not shaped when left out. */
  readonly rate?: string;
  readonly ipv6: boolean;
}

/** @throws PeerwardenError PW_RANGE_NEEDS when the machine does not let it */
export const makeTopology = async (name: RunName, options: TopologyOptions): Promise<void> => {
  const places = [ROUTER_PLACE, ...options.hosts.map((host) => host.name)];
  await batch(
    null,
    places.map((place) => `netns add ${name.of(place)}`),
  ).catch((cause: Error) => {
    throw new PeerwardenError('PW_RANGE_NEEDS', {
      message: `No network namespace can be made here (${cause.message}).`,
      remedy: 'It takes root with CAP_SYS_ADMIN; in a container, its host must allow it.',
    });
  });
  await makeRouter(name.of(ROUTER_PLACE), options.ipv6);
  for (const host of options.hosts) await makeHost(name, host, options);
};

const makeRouter = async (namespace: string, ipv6: boolean): Promise<void> => {
  // Without IPv6 the interfaces stay silent: no neighbour discovery of the machinery in a recording.
  await run([
    'ip',
    'netns',
    'exec',
    namespace,
    'sh',
    '-ec',
    [
      ...settings({
        'net/ipv4/ip_forward': 1,
        'net/ipv4/conf/all/send_redirects': 0,
        'net/ipv4/conf/default/send_redirects': 0,
        'net/ipv4/icmp_ratelimit': 0,
        'net/ipv6/conf/all/forwarding': ipv6 ? 1 : 0,
        // Where br_netfilter is loaded (Docker does it), frames between hosts of one bridge would meet the router's rules.
        'net/bridge/bridge-nf-call-iptables': 0,
        'net/bridge/bridge-nf-call-ip6tables': 0,
        ...quietIpv6(ipv6),
      }),
    ].join('\n'),
  ]);
  const lines = ['link set lo up'];
  for (const { bridge, v4, v6 } of Object.values(ROUTER)) {
    lines.push(`link add ${bridge} type bridge mcast_snooping 0`);
    for (const address of v4) lines.push(`addr add ${address} dev ${bridge}`);
    if (ipv6) lines.push(`addr add ${v6}/64 dev ${bridge} nodad`);
    lines.push(`link set ${bridge} up`);
  }
  await batch(namespace, lines);
  for (const { bridge } of Object.values(ROUTER)) await wholePackets(namespace, bridge);
};

const makeHost = async (
  name: RunName,
  host: OfficeHost,
  { rate, ipv6 }: TopologyOptions,
): Promise<void> => {
  const namespace = name.of(host.name);
  const router = name.of(ROUTER_PLACE);
  const cable = `p-${host.name}`;
  await run(['ip', 'netns', 'exec', namespace, 'sh', '-ec', settings(quietIpv6(ipv6)).join('\n')]);
  await batch(null, [
    `link add eth0 netns ${namespace} address ${host.mac} type veth peer name ${cable} netns ${router}`,
  ]);
  await wholePackets(namespace, 'eth0');
  await wholePackets(router, cable);
  await batch(router, [`link set ${cable} master ${ROUTER[host.side].bridge} up`]);
  await batch(namespace, [
    'link set lo up',
    `addr add ${host.v4}/${host.prefix} dev eth0`,
    ...(ipv6 ? [`addr add ${host.v6}/64 dev eth0 nodad`] : []),
    'link set eth0 up',
    `route add default via ${host.gateway}`,
    ...(ipv6 ? [`route add default via ${ROUTER[host.side].v6}`] : []),
  ]);
  if (rate !== undefined) {
    const shape = ['root', 'tbf', 'rate', rate, 'burst', '48kb', 'latency', '300ms'];
    await run(['tc', '-n', namespace, 'qdisc', 'add', 'dev', 'eth0', ...shape]);
  }
  giveResolver(namespace);
};

/** Offloads off: a capture holds packets as they would be on a cable, none above the MTU, with their checksums. */
const wholePackets = async (namespace: string, link: string): Promise<void> => {
  const off = ['tx', 'rx', 'tso', 'gso', 'gro'].flatMap((feature) => [feature, 'off']);
  await run(['ip', 'netns', 'exec', namespace, 'ethtool', '-K', link, ...off]);
};

/** What programs in the namespace find as /etc/resolv.conf. */
const giveResolver = (namespace: string): void => {
  mkdirSync(`${NAMESPACE_FILES}/${namespace}`, { recursive: true });
  writeFileSync(
    `${NAMESPACE_FILES}/${namespace}/resolv.conf`,
    `nameserver ${officeHost(SERVER).v4}\n`,
  );
};

const quietIpv6 = (ipv6: boolean): Record<string, number> => ({
  'net/ipv6/conf/all/disable_ipv6': ipv6 ? 0 : 1,
  'net/ipv6/conf/default/disable_ipv6': ipv6 ? 0 : 1,
  'net/ipv6/conf/default/accept_dad': 0,
});

const settings = (values: Readonly<Record<string, number>>): string[] =>
  Object.entries(values).map(
    ([path, value]) => `[ ! -e /proc/sys/${path} ] || echo ${value} > /proc/sys/${path}`,
  );

/** Lines of `ip`, in a namespace or in the machine's own (null: only to make namespaces and cables between them). */
const batch = async (namespace: string | null, lines: readonly string[]): Promise<void> => {
  const where = namespace === null ? [] : ['-n', namespace];
  await run(['ip', ...where, '-batch', '-'], `${lines.join('\n')}\n`);
};

/** The hosts by name, the server always among them. */
export const officeHosts = (names: readonly string[]): OfficeHost[] => {
  for (const name of names) officeHost(name);
  return OFFICE.filter((host) => host.name === SERVER || names.includes(host.name));
};
