// What may be asked of the proxy at all: the permitted ports, CONNECT where TLS is spoken, names instead of addresses, signed in.
import type { Refusal } from '../../model/control.ts';
import { isoTime } from '../../model/time.ts';
import { type Intent, intentName, type PermitService, type ProxyUse } from '../intent.ts';
import { isWithin } from '../site.ts';
import type { ControlContext } from '../target.ts';
import { acl, deny, remark } from './text.ts';

/** Web servers without TLS; CONNECT to it is a tunnel, or a WebSocket of a page without TLS. */
const PLAIN_WEB_PORT = 80;

/** Lines of the ports that permits open for the proxy; none where no permit speaks of it. */
export const portLines = (
  intents: readonly Intent[],
  context: ControlContext,
  refused: Refusal[],
): string[] => {
  const permits = intents
    .filter((intent) => intent.kind === 'permit')
    .filter((permit) => opensForProxy(permit, context));
  const ports = tcpPorts(permits);
  if (ports.length === 0) {
    for (const intent of intents.filter(({ kind }) => kind === 'default-deny'))
      refused.push({ intent: intentName(intent), reason: 'no permit opens a port for the proxy' });
    return [];
  }
  for (const permit of permits)
    for (const reason of notSaid(permit)) refused.push({ intent: intentName(permit), reason });
  const tunnels = ports.filter((range) => range !== `${PLAIN_WEB_PORT}`);
  return [
    remark(`${owners(permits)}: ports that may be asked for`),
    ...acl('peerwarden_ports', 'port', ports),
    deny('!peerwarden_ports'),
    remark(`${owners(permits)}: CONNECT not to ${PLAIN_WEB_PORT}, where no TLS is spoken`),
    ...acl('peerwarden_connect', 'method', ['CONNECT']),
    ...acl('peerwarden_connect_ports', 'port', tunnels),
    tunnels.length > 0
      ? deny('peerwarden_connect', '!peerwarden_connect_ports')
      : deny('peerwarden_connect'),
  ];
};

const owners = (permits: readonly PermitService[]): string =>
  permits.map(({ owner }) => owner).join(', ');

/** Outward, and from where the proxy is. Where policy names no proxy, `from: proxy` is empty, and meant all the same. */
const opensForProxy = ({ from, to }: PermitService, { goingOut, inside }: ControlContext) => {
  const outward = to === 'internet' || to.some((network) => !isWithin(network, inside));
  const proxies = goingOut.filter(({ role }) => role === 'proxy');
  return outward && (from.length === 0 || proxies.some(({ network }) => isWithin(network, from)));
};

const tcpPorts = (permits: readonly PermitService[]): string[] => [
  ...new Set(
    permits
      .flatMap(({ ports }) => ports)
      .filter(({ transport }) => transport === 'tcp')
      .map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)),
  ),
];

/** What a port of Squid does not say of a permit. */
const notSaid = ({ to, when, expires }: PermitService): string[] => [
  ...(to === 'internet' ? [] : ['Squid opens its ports to all servers: the firewall keeps to one']),
  ...(when === null ? [] : ['a schedule cannot be expressed by this target: always open here']),
  ...(expires === null
    ? []
    : [`Squid knows no dates: plan again after ${isoTime(expires).slice(0, 10)}`]),
];

/** Lines of how the proxy is to be used; signing in comes last, so that nobody is asked for a name in vain. */
export const useLines = (uses: readonly ProxyUse[]): string[] =>
  uses.flatMap(({ owner, namesOnly, authentication, perHost }) => [
    ...(namesOnly
      ? [
          remark(`${owner}.addresses: only names may be asked for`),
          ...acl('peerwarden_addresses', 'dstdom_regex -n', ['^[0-9.]+$', '^[[]', ':']),
          deny('peerwarden_addresses'),
        ]
      : []),
    ...(perHost === null ? [] : poolLines(owner, perHost)),
    ...(authentication
      ? [
          remark(`${owner}.authentication: nobody passes unnamed`),
          ...acl('peerwarden_signed_in', 'proxy_auth', ['REQUIRED']),
          deny('!peerwarden_signed_in'),
        ]
      : []),
  ]);

/** A delay pool of class 3 with its last bucket alone: one a host, by all bits of an IPv4 address. */
const poolLines = (owner: string, perHost: number): string[] => {
  const bytes = Math.max(1, Math.round(perHost / 8));
  return [
    remark(`${owner}.perHost: ${bytes} bytes a second for each host`),
    'delay_pools 1',
    'delay_class 1 3',
    'delay_access 1 allow all',
    `delay_parameters 1 none none ${bytes}/${bytes}`,
  ];
};
