// What default-deny takes away without a word of policy about it: told beside the rules, never opened by itself.
import type { Network } from '../../model/address.ts';
import { type PortRange, servicePorts } from '../../model/services.ts';
import type { PermitService } from '../intent.ts';
import { isWithin } from '../site.ts';
import type { ControlContext, GoingOut } from '../target.ts';
import { IP_FAMILIES, networkList, ofFamily } from './text.ts';

/** Warnings about a chain that holds the permits in `held`; only words of this file and addresses of the policy. */
export const defaultDenyWarnings = (
  held: readonly PermitService[],
  context: ControlContext,
): string[] => [
  ...new Set(context.goingOut.flatMap((machine) => machineWarning(machine, held, context))),
  ...familyWarnings(context),
  PING,
];

/** `analyze` never counts ICMP as a violation, and a permit has no word for it: the two differ, so it is said. */
const PING =
  'ICMP echo (ping) outward is refused, and no permit can name it; analyze still counts ICMP as permitted. ICMP errors that belong to a permitted connection pass.';

interface Need {
  readonly service: string;
  /** Ports without which the work fails; not all of the service (https without QUIC is enough). */
  readonly ports: readonly string[];
  /** One of these let out is enough as well: a resolver that forwards over TLS, a proxy that has a parent. */
  readonly instead: readonly string[];
}

const NEEDS: Readonly<Record<GoingOut['role'], readonly Need[]>> = {
  // DNS over TCP is not optional (RFC 7766 §5): long answers come no other way.
  resolver: [{ service: 'dns', ports: ['53/udp', '53/tcp'], instead: ['dns-over-tls'] }],
  proxy: [
    { service: 'http', ports: ['80/tcp'], instead: ['proxy'] },
    { service: 'https', ports: ['443/tcp'], instead: ['proxy'] },
  ],
  server: [],
};

const machineWarning = (
  machine: GoingOut,
  held: readonly PermitService[],
  context: ControlContext,
): string[] => {
  const { role, network, owner } = machine;
  const open = held
    .filter(({ from, to }) => isWithin(network, from) && leadsOut(to, network, context))
    .flatMap(({ ports }) => ports);
  const who = networkList([network]);
  const line = (services: readonly string[]) =>
    `permit: { to: internet, service: [${services.join(', ')}], from: ${who.includes(':') ? `"${who}"` : who} }`;
  if (role === 'server')
    return open.length > 0
      ? []
      : [
          `no permit lets the server ${who} (${owner}) out at all, not even for updates or the time; this would: ${line(['https', 'ntp'])}`,
        ];
  const lacking = NEEDS[role].filter((need) => !isMet(need, open));
  const ports = lacking.flatMap((need) => need.ports.filter((port) => !isOpen(port, open)));
  if (lacking.length === 0) return [];
  return [
    `no permit lets the ${role} ${who} (${owner}) out to ${ports.join(', ')}, so it is refused there; this would: ${line(lacking.map(({ service }) => service))}`,
  ];
};

/** True when the permit's destination has addresses outside that the machine can reach in its own address family. */
const leadsOut = (to: PermitService['to'], network: Network, { inside }: ControlContext): boolean =>
  to === 'internet' ||
  IP_FAMILIES.some(
    (family) =>
      ofFamily([network], family).length > 0 &&
      ofFamily(to, family).some((target) => !isWithin(target, inside)),
  );

const isMet = ({ ports, instead }: Need, open: readonly PortRange[]): boolean =>
  ports.every((port) => isOpen(port, open)) ||
  instead.some((service) =>
    (servicePorts(service) ?? []).some((port) => port.transport === 'tcp' && covers(open, port)),
  );

const isOpen = (port: string, open: readonly PortRange[]): boolean =>
  (servicePorts(port) ?? []).every((range) => covers(open, range));

const covers = (open: readonly PortRange[], { transport, from, to }: PortRange): boolean =>
  open.some((each) => each.transport === transport && each.from <= from && to <= each.to);

const familyWarnings = ({ inside, insideFrom }: ControlContext): string[] => {
  if (insideFrom !== 'networks.inside')
    return [
      'networks.inside is not named: only private addresses count as inside, so hosts with public IPv4 or IPv6 addresses are refused altogether.',
    ];
  return IP_FAMILIES.filter((family) => ofFamily(inside, family).length === 0).map((family) => {
    const name = family === 'ip' ? 'IPv4' : 'IPv6';
    return `no ${name} network is named inside: forwarded ${name} is refused altogether; name it in networks.inside to change that.`;
  });
};
