// Which systems a policy forbids, and which of their ports and names must stay open all the same.
import { isListed, type Policy } from '../model/policy.ts';
import { overlapsAny, type PortRange, SERVICE_NAMES, servicePorts } from '../model/services.ts';
import { FAMILIES, familyOf, type SystemId } from '../model/systems.ts';
import type { KnownPort, System } from '../systems/system.ts';
import type { NameRule } from './intent.ts';

/** Policy path that forbids a system, or null. A system named outweighs its family; without `forbid`, the default families. */
export const forbiddenBy = (policy: Policy, id: SystemId): string | null => {
  const { forbid, sanction } = policy.systems ?? {};
  const family = familyOf(id);
  const path = (word: string) => `systems.forbid[${forbid!.indexOf(word)}]`;
  if (forbid?.includes(id)) return path(id);
  if (isListed(sanction, id, family)) return null;
  if (forbid?.includes(family)) return path(family);
  return forbid === undefined && FAMILIES[family].raised ? `default: family ${family}` : null;
};

/** Ports of a forbidden system as ranges per transport; the paper's are blocked as TCP and UDP. */
export const portsOf = (system: System): PortRange[] =>
  system.ports.flatMap((known) =>
    transportsOf(known).map((transport) => ({
      transport,
      from: known.port,
      to: known.until ?? known.port,
    })),
  );

const transportsOf = ({ transport, paper }: KnownPort): readonly ('tcp' | 'udp')[] =>
  transport === 'both' || paper ? ['tcp', 'udp'] : [transport];

/** Why a port of a forbidden system must not be closed for everyone, or null. */
export const sparePort = (range: PortRange, allowed: readonly System[]): string | null => {
  const service = SERVICE_NAMES.find((name) => overlapsAny(range, servicePorts(name) ?? []));
  if (service) return `the port is also that of ${service}: a port list cannot tell them apart`;
  const system = allowed.find((each) => overlapsAny(range, portsOf(each)));
  return system ? `the port is also used by ${system.id}, which policy does not forbid` : null;
};

/** Why a name of a forbidden system must not be blocked, or null. */
export const spareName = (name: string, allowed: readonly System[]): string | null => {
  const system = allowed.find((each) => each.dnsNames.some((other) => covers(other, name)));
  return system ? `the name is also used by ${system.id}, which policy does not forbid` : null;
};

/** Names of a list that may be answered as dead, and how many may not, by reason. */
export const spareListed = (
  rules: readonly NameRule[],
  allowed: readonly System[],
): { rules: readonly NameRule[]; spared: Readonly<Record<string, number>> } => {
  const spared: Record<string, number> = {};
  const kept = rules.filter(({ name, below: whole }) => {
    const reason = spareName(whole ? `.${name}` : name, allowed);
    if (reason !== null) spared[reason] = (spared[reason] ?? 0) + 1;
    return reason === null;
  });
  return { rules: kept, spared };
};

/** Why a program that names itself so must be let through, or null. */
export const spareAgent = (agent: string, allowed: readonly System[]): string | null => {
  const begins = (a: string, b: string) => a.toLowerCase().startsWith(b.toLowerCase());
  const system = allowed.find(({ userAgents }) =>
    userAgents.some((other) => begins(agent, other) || begins(other, agent)),
  );
  return system ? `the program is also one of ${system.id}, which policy does not forbid` : null;
};

/** True when one of the two names stands for the other too: equal, or below a name with a leading dot. */
const covers = (a: string, b: string): boolean => bare(a) === bare(b) || below(a, b) || below(b, a);

const bare = (name: string): string => name.replace(/^\*?\./, '').toLowerCase();

const below = (parent: string, child: string): boolean =>
  /^\*?\./.test(parent) && bare(child).endsWith(`.${bare(parent)}`);
