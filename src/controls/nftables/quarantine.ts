// Timed quarantine: hosts of cases, cut off until their time is over, which the kernel itself keeps.
import { addressText, inNetwork, parseAddress, type Words } from '../../model/address.ts';
import type { Refusal } from '../../model/control.ts';
import { LIMITS } from '../../model/limits.ts';
import { type HostMeasure, type Intent, intentName } from '../intent.ts';
import type { ControlContext } from '../target.ts';
import { chainFile, IP_FAMILIES, logRule, type Part, remarks, rule, TABLE } from './text.ts';

/** One file for hosts that may be cut off at once, one for those that a person must agree to. */
export const compileQuarantine = (intents: readonly Intent[], context: ControlContext): Part => {
  const measures = intents.filter((intent): intent is HostMeasure => intent.kind === 'quarantine');
  const refused: Refusal[] = [];
  const files = [
    { name: 'quarantine.nft', approve: false },
    { name: 'quarantine-to-approve.nft', approve: true },
  ].flatMap(({ name, approve }) => {
    const asked = measures.filter((measure) => measure.approve === approve);
    const elements = elementsOf(asked, context, refused);
    if (elements.length === 0) return [];
    return [{ name, text: quarantineText(elements, approve, context) }];
  });
  return { files, refused, warnings: [] };
};

interface Element {
  readonly family: 'ip' | 'ip6';
  readonly address: string;
  readonly seconds: number;
  readonly owner: string;
}

/**
 * One element an address, the longest time asked for. A host that is protected by one address is refused whole; an
 * address that is not inside is refused alone, or one stray IPv6 address would keep its host free.
 */
const elementsOf = (
  measures: readonly HostMeasure[],
  context: ControlContext,
  refused: Refusal[],
): Element[] => {
  const byAddress = new Map<string, Element>();
  for (const measure of measures) {
    const { held, strays } = sorted(measure, context);
    const full = byAddress.size + held.length > LIMITS.controlElementsMax;
    const reason = full
      ? `more than ${LIMITS.controlElementsMax} addresses`
      : reasonAgainst(measure, held, context);
    if (reason !== null) refused.push({ intent: intentName(measure), reason });
    else for (const each of held) addElement(byAddress, each, measure);
    const rest = reason === null && held.length > 0 ? REST_IS_CUT : '';
    for (const stray of strays)
      refused.push({ intent: intentName(measure), reason: `${stray}${rest}` });
  }
  return [...byAddress.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
};

const REST_IS_CUT = '; it stays open, the addresses that are inside are cut off';

/** Addresses of the subject that are inside, and why each of the others is not taken. */
const sorted = ({ addresses }: HostMeasure, { inside, insideFrom }: ControlContext) => {
  const held: Words[] = [];
  const strays = new Set<string>();
  for (const words of addresses.map(parseAddress)) {
    if (!words) strays.add('an address of the subject cannot be read');
    else if (inside.some((network) => inNetwork(words, network))) held.push(words);
    else strays.add(`${addressText(words)} is not inside (${insideFrom})`);
  }
  return { held, strays };
};

const addElement = (byAddress: Map<string, Element>, words: Words, measure: HostMeasure): void => {
  const address = addressText(words);
  const seconds = Math.max(1, Math.round(measure.forMs / 1000));
  if ((byAddress.get(address)?.seconds ?? 0) >= seconds) return;
  const family = address.includes(':') ? 'ip6' : 'ip';
  byAddress.set(address, { family, address, seconds, owner: measure.owner });
};

/** Why a host must not be cut off, or null. */
const reasonAgainst = (
  { inside, role }: HostMeasure,
  addresses: readonly Words[],
  context: ControlContext,
): string | null => {
  if (role !== 'host')
    return `the subject is a ${role.replace(/[^a-z-]/g, ' ')}: cutting it off would cut off others`;
  if (!inside) return 'the subject is not known to be inside';
  for (const words of addresses) {
    const guard = context.protected.find(({ network }) => inNetwork(words, network));
    if (guard) return `${addressText(words)} is protected by ${guard.owner}; decide by hand`;
  }
  return null;
};

const SET = { ip: 'quarantine4', ip6: 'quarantine6' } as const;
const SET_TYPE = { ip: 'ipv4_addr', ip6: 'ipv6_addr' } as const;

const quarantineText = (
  elements: readonly Element[],
  approve: boolean,
  { log }: ControlContext,
): string => {
  const chain = { name: 'quarantine', priority: 'filter - 10', policy: 'accept' } as const;
  const sets = IP_FAMILIES.map(
    (family) => `add set ${TABLE} ${SET[family]} { type ${SET_TYPE[family]}; flags timeout; }`,
  );
  const rules = IP_FAMILIES.flatMap((family) =>
    ['saddr', 'daddr'].flatMap((end) => [
      ...(log
        ? [`    ${family} ${end} @${SET[family]} ${logRule('peerwarden quarantine:').trim()}`]
        : []),
      rule(`${family} ${end} @${SET[family]}`, 'drop', 'quarantine'),
    ]),
  );
  return (
    chainFile(head(approve), chain, { before: sets, rules }) + elements.map(elementText).join('')
  );
};

const head = (approve: boolean): string[] => [
  ...(approve
    ? remarks('FOR APPROVAL: policy wants a person to agree before this is loaded.')
    : []),
  ...remarks(
    'Peerwarden: hosts cut off for a time, as this router forwards them. Generated: change the policy, not this file.',
    'The time of each host begins when this is loaded and ends by itself. A host that is cut off already keeps its time.',
    'Machines in the same segment are reached without passing here.',
  ),
];

const elementText = ({ family, address, seconds, owner }: Element): string =>
  `${remarks(owner).join('')}\nadd element ${TABLE} ${SET[family]} { ${address} timeout ${seconds}s }\n`;
