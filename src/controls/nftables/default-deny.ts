// Default-deny outward: what no permit names is refused, and no new connection comes inward (P4).
import type { Network } from '../../model/address.ts';
import type { Refusal } from '../../model/control.ts';
import { type Except, type Intent, intentName, type PermitService } from '../intent.ts';
import { isWithin } from '../site.ts';
import type { ControlContext } from '../target.ts';
import { defaultDenyWarnings } from './default-deny-warnings.ts';
import {
  chainFile,
  dayText,
  IP_FAMILIES,
  type IpFamily,
  insideDefinitions,
  insideVariable,
  logRule,
  networkList,
  ofFamily,
  type Part,
  portMatches,
  remarks,
  rule,
  untilMatch,
  warningRemarks,
} from './text.ts';

/** The file, when policy has permits. */
export const compileDefaultDeny = (intents: readonly Intent[], context: ControlContext): Part => {
  const deny = intents.find(({ kind }) => kind === 'default-deny');
  if (!deny) return { files: [], refused: [], warnings: [] };
  const permits = intents.filter((intent) => intent.kind === 'permit');
  const excepts = intents.filter((intent) => intent.kind === 'except');
  const refused = [
    ...permits.flatMap((permit) => refusalOf(permit, context) ?? []),
    ...excepts.filter(({ who }) => !isInside(who, context)).map(outsideException),
  ];
  const held = permits.filter((permit) => refusalOf(permit, context) === null);
  const warnings = defaultDenyWarnings(held, context);
  const rules = [
    rule('ct state established,related', 'accept', 'answers and errors of what was permitted'),
    ...innerRules(context),
    rule('ct state invalid', 'drop', 'belongs to no connection'),
    ...held.flatMap((permit) => permitRules(permit, context)),
    ...excepts.flatMap((except) => exceptRules(except, context)),
    ...(context.log ? [logRule('peerwarden default-deny:')] : []),
    rule('', 'drop', 'permit: everything else outward, and everything new inward'),
  ];
  const chain = { name: 'outward', priority: 'filter', policy: 'drop' } as const;
  const text = chainFile(
    [
      ...head(context, excepts.length > 0),
      ...warningRemarks(warnings),
      ...insideDefinitions(context),
    ],
    chain,
    { rules },
  );
  return { files: [{ name: 'default-deny.nft', text }], refused, warnings };
};

const head = ({ insideFrom }: ControlContext, excepted: boolean): string[] =>
  remarks(
    'Peerwarden: default-deny for what this router forwards. Generated: change the policy, not this file.',
    'Only what policy permits goes outward, nothing new comes inward. Traffic between inside networks is left alone.',
    `Inside is taken from ${insideFrom}.`,
    ...(excepted
      ? [
          'Exceptions open their hosts outward as a whole: a packet filter cannot tell a system by its ports.',
        ]
      : []),
    'Connections that are open when this is loaded go on until they end, or until conntrack -F.',
  );

/** Rules of one permit in both address families; also used by the port list, which must leave permits alone. */
export const permitRules = (
  { from, to, ports, owner }: PermitService,
  context: ControlContext,
): string[] =>
  IP_FAMILIES.flatMap((family) => {
    const source = networkList(ofFamily(from, family));
    const target = destination(to, family, context);
    if (source === '' || target === null) return [];
    return portMatches(ports).map((match) =>
      rule(`${family} saddr { ${source} } ${target}${match}`, 'accept', owner),
    );
  });

const outsideException = (except: Except): Refusal => ({
  intent: intentName(except),
  reason: 'who is not within networks.inside',
});

const destination = (
  to: PermitService['to'],
  family: IpFamily,
  context: ControlContext,
): string | null => {
  if (to === 'internet') return outside(family, context);
  const list = networkList(ofFamily(to, family));
  return list === '' ? null : `${family} daddr { ${list} } `;
};

const outside = (family: IpFamily, { inside }: ControlContext): string =>
  ofFamily(inside, family).length > 0 ? `${family} daddr != ${insideVariable(family)} ` : '';

/** Why a permit cannot be compiled, or null. */
export const refusalOf = (permit: PermitService, context: ControlContext): Refusal | null => {
  const reason = reasonAgainst(permit, context);
  return reason === null ? null : { intent: intentName(permit), reason };
};

const reasonAgainst = (permit: PermitService, context: ControlContext): string | null => {
  if (permit.from.length === 0)
    return 'policy says from: proxy and names no proxy; add networks.proxies';
  if (!permit.from.every((network) => isInside(network, context)))
    return 'it would open a way inward: from is not within networks.inside';
  if (permitRules(permit, context).length === 0)
    return 'from and to have no address family in common';
  return null;
};

const isInside = (network: Network, { inside }: ControlContext): boolean =>
  isWithin(network, inside);

const innerRules = (context: ControlContext): string[] =>
  IP_FAMILIES.filter((family) => ofFamily(context.inside, family).length > 0).map((family) => {
    const inside = insideVariable(family);
    return rule(
      `${family} saddr ${inside} ${family} daddr ${inside}`,
      'accept',
      'inside to inside',
    );
  });

/** A packet filter cannot tell the excepted system by its ports, so the host as a whole may go outward until the date. */
const exceptRules = ({ who, owner, expires }: Except, context: ControlContext): string[] => {
  const family: IpFamily = ofFamily([who], 'ip').length > 0 ? 'ip' : 'ip6';
  if (!isInside(who, context) || expires === null) return [];
  const match = `${family} saddr { ${networkList([who])} } ${outside(family, context)}${untilMatch(expires)}`;
  return [rule(match, 'accept', `${owner}: until ${dayText(expires)} 00:00 UTC`)];
};
