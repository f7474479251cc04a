// Timed quarantine: hosts of cases, cut off until their time is over, which the kernel itself keeps.
import type { Refusal } from '../../model/control.ts';
import type { HostMeasure, Intent } from '../intent.ts';
import { type MeasuredHost, measuredHosts } from '../measured-hosts.ts';
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
    const elements = measuredHosts(asked, context, refused);
    if (elements.length === 0) return [];
    return [{ name, text: quarantineText(elements, approve, context) }];
  });
  return { files, refused, warnings: [] };
};

const SET = { ip: 'quarantine4', ip6: 'quarantine6' } as const;
const SET_TYPE = { ip: 'ipv4_addr', ip6: 'ipv6_addr' } as const;

const quarantineText = (
  elements: readonly MeasuredHost[],
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

const elementText = ({ family, address, seconds, owner }: MeasuredHost): string =>
  `${remarks(owner).join('')}\nadd element ${TABLE} ${SET[family]} { ${address} timeout ${seconds}s }\n`;
