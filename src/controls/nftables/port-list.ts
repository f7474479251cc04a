// The list of known ports (P4, second best): for networks that cannot yet refuse by default.
import type { Refusal } from '../../model/control.ts';
import { overlapsAny, type PortRange } from '../../model/services.ts';
import {
  type DenyPorts,
  type Except,
  type Intent,
  intentName,
  type PermitService,
} from '../intent.ts';
import type { ControlContext } from '../target.ts';
import { permitRules, reasonAgainstTimes, refusalOf } from './default-deny.ts';
import {
  chainFile,
  type IpFamily,
  insideDefinitions,
  logRule,
  networkList,
  ofFamily,
  ownerText,
  type Part,
  portMatches,
  remarks,
  rule,
  scheduleDefinitions,
  scheduleWarnings,
  timeMatch,
  warningRemarks,
} from './text.ts';

/**
 * Original direction only: a client may by chance use such a port as its own, and the answer to it would be lost.
 * Unlike a test for new connections this also ends transfers that run when the file is loaded.
 */
const ORIGINAL = 'ct direction original';

/** The file, when a forbidden system has ports that can be closed. */
export const compilePortList = (intents: readonly Intent[], context: ControlContext): Part => {
  const denials = intents.filter((intent) => intent.kind === 'deny-ports');
  const refused = denials.flatMap(sparedPorts);
  const closed = denials.flatMap(openPorts);
  if (closed.length === 0) return { files: [], refused, warnings: [] };
  const excepts = intents.filter((intent) => intent.kind === 'except');
  const open = excepts.filter((except) => reasonAgainstTimes(except, context) === null);
  const timed = [...open, ...intents.filter((intent) => isHeld(intent, context))];
  const rules = [
    ...open.flatMap((except) => exceptRules(except, denials)),
    ...permittedFirst(intents, closed, context),
    ...denials.flatMap((denial) => denialRules(denial, context)),
  ];
  const chain = { name: 'outward', priority: 'filter', policy: 'accept' } as const;
  const head = [
    ...HEAD,
    ...warningRemarks(scheduleWarnings(timed, context)),
    ...insideDefinitions(context),
    ...scheduleDefinitions(timed, context),
  ];
  const text = chainFile(head, chain, { rules });
  return { files: [{ name: 'port-list.nft', text }], refused, warnings: [] };
};

const HEAD = remarks(
  'Peerwarden: known ports of forbidden systems, refused as this router forwards them. Generated: change the policy, not this file.',
  'WARNING: such a list stops only programs left at their defaults. It misses every program that picks its port at random',
  '(most of today), is told another port, tunnels through 80 or 443 or the proxy, or encrypts on a permitted port.',
  'It is no proof that a network is free of them. Use default-deny.nft where you can.',
);

const openPorts = ({ ports }: DenyPorts): PortRange[] =>
  ports.filter(({ spare }) => spare === null);

const sparedPorts = (denial: DenyPorts): Refusal[] =>
  denial.ports.flatMap(({ from, to, transport, spare }) => {
    const ports = from === to ? `${from}` : `${from}-${to}`;
    return spare === null
      ? []
      : [{ intent: `${intentName(denial)} ${ports}/${transport}`, reason: spare }];
  });

const denialRules = (denial: DenyPorts, { log }: ControlContext): string[] =>
  portMatches(openPorts(denial)).flatMap((match) => [
    ...(log ? [`    ${ORIGINAL} ${match} ${logRule(`peerwarden ${denial.system}:`).trim()}`] : []),
    rule(`${ORIGINAL} ${match}`, 'drop', `${denial.owner}: ${denial.system}`),
  ]);

/** Permits that share a port with the list; the others need no rule, because the chain accepts what it does not name. */
const permittedFirst = (
  intents: readonly Intent[],
  closed: readonly PortRange[],
  context: ControlContext,
): string[] =>
  intents.flatMap((intent) => {
    if (!isHeld(intent, context)) return [];
    const ports = intent.ports.filter((port) => overlapsAny(port, closed));
    return permitRules({ ...intent, ports }, context);
  });

const isHeld = (intent: Intent, context: ControlContext): intent is PermitService =>
  intent.kind === 'permit' && refusalOf(intent, context) === null;

/** Excepted hosts may use, and be reached on, the ports of their systems. */
const exceptRules = (except: Except, denials: readonly DenyPorts[]): string[] => {
  const { who, systems } = except;
  const ports = denials.filter(({ system }) => systems.includes(system)).flatMap(openPorts);
  if (ports.length === 0) return [];
  const family: IpFamily = ofFamily([who], 'ip').length > 0 ? 'ip' : 'ip6';
  return portMatches(ports).flatMap((match) =>
    ['saddr', 'daddr'].map((end) =>
      rule(
        `${family} ${end} { ${networkList([who])} } ${match}${timeMatch(except)}`,
        'accept',
        ownerText(except),
      ),
    ),
  );
};
