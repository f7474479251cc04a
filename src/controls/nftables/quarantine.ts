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
  return { files, refused };
};

interface Element {
  readonly family: 'ip' | 'ip6';
  readonly address: string;
  readonly seconds: number;
  readonly owner: string;
}

/** One element an address, the longest time asked for; whole hosts are refused, never halves of them. */
const elementsOf = (
  measures: readonly HostMeasure[],
  context: ControlContext,
  refused: Refusal[],
): Element[] => {
  const byAddress = new Map<string, Element>();
  for (const measure of measures) {
    const addresses = measure.addresses.map(parseAddress);
    const full = byAddress.size + addresses.length > LIMITS.controlElementsMax;
    const reason = full
      ? `more than ${LIMITS.controlElementsMax} addresses`
      : reasonAgainst(measure, addresses, context);
    if (reason !== null) refused.push({ intent: intentName(measure), reason });
    else for (const each of addresses) addElement(byAddress, each!, measure);
  }
  return [...byAddress.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
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
  addresses: readonly (Words | null)[],
  context: ControlContext,
): string | null => {
  if (role !== 'host')
    return `the subject is a ${role.replace(/[^a-z-]/g, ' ')}: cutting it off would cut off others`;
  if (!inside) return 'the subject is not known to be inside';
  for (const words of addresses) {
    if (!words) return 'an address of the subject cannot be read';
    if (!context.inside.some((network) => inNetwork(words, network)))
      return `${addressText(words)} is not inside (${context.insideFrom})`;
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
