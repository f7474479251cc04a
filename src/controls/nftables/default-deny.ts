// Default-deny outward: what no permit names is refused, and no new connection comes inward (P4).
import type { Network } from '../../model/address.ts';
import type { Refusal } from '../../model/control.ts';
import { type Except, type Intent, intentName, type PermitService } from '../intent.ts';
import { isWithin } from '../site.ts';
import type { ControlContext } from '../target.ts';
import { defaultDenyWarnings } from './default-deny-warnings.ts';
import {
  chainFile,
  IP_FAMILIES,
  type IpFamily,
  insideDefinitions,
  insideVariable,
  logRule,
  networkList,
  ofFamily,
  openSpans,
  ownerText,
  type Part,
  portMatches,
  remarks,
  rule,
  scheduleDefinitions,
  scheduleWarnings,
  type Timed,
  timeMatch,
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
    ...excepts.flatMap((except) => refusalOfExcept(except, context) ?? []),
  ];
  const held = permits.filter((permit) => refusalOf(permit, context) === null);
  const open = excepts.filter((except) => refusalOfExcept(except, context) === null);
  const warnings = [
    ...scheduleWarnings([...held, ...open], context).map(
      (warning) => `${warning} A connection that is open when its hours end goes on.`,
    ),
    ...defaultDenyWarnings(held, context),
  ];
  const rules = [
    rule('ct state established,related', 'accept', 'answers and errors of what was permitted'),
    ...innerRules(context),
    rule('ct state invalid', 'drop', 'belongs to no connection'),
    ...held.flatMap((permit) => permitRules(permit, context)),
    ...open.flatMap((except) => exceptRules(except, context)),
    ...(context.log ? [logRule('peerwarden default-deny:')] : []),
    rule('', 'drop', 'permit: everything else outward, and everything new inward'),
  ];
  const chain = { name: 'outward', priority: 'filter', policy: 'drop' } as const;
  const text = chainFile(
    [
      ...head(context, excepts.length > 0),
      ...warningRemarks(warnings),
      ...insideDefinitions(context),
      ...scheduleDefinitions([...held, ...open], context),
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
export const permitRules = (permit: PermitService, context: ControlContext): string[] =>
  IP_FAMILIES.flatMap((family) => {
    const source = networkList(ofFamily(permit.from, family));
    const target = destination(permit.to, family, context);
    if (source === '' || target === null) return [];
    return portMatches(permit.ports).map((match) =>
      rule(
        `${family} saddr { ${source} } ${target}${match}${timeMatch(permit)}`,
        'accept',
        ownerText(permit),
      ),
    );
  });

/** Why an exception cannot be compiled, or null. */
const refusalOfExcept = (except: Except, context: ControlContext): Refusal | null => {
  const reason = isInside(except.who, context)
    ? reasonAgainstTimes(except, context)
    : 'who is not within networks.inside';
  return reason === null ? null : { intent: intentName(except), reason };
};

/** Also of the port list, which refuses what it would open beside this chain. */
export const reasonAgainstTimes = (timed: Timed, context: ControlContext): string | null =>
  timed.when !== null && openSpans(timed, context).length === 0
    ? 'its schedule does not open before it ends, or within the time that is written out'
    : null;

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
  return reasonAgainstTimes(permit, context);
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
const exceptRules = (except: Except, context: ControlContext): string[] => {
  const { who } = except;
  const family: IpFamily = ofFamily([who], 'ip').length > 0 ? 'ip' : 'ip6';
  const match = `${family} saddr { ${networkList([who])} } ${outside(family, context).trim()}${timeMatch(except)}`;
  return [rule(match, 'accept', ownerText(except))];
};
