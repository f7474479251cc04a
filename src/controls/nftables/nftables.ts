// Linux nftables on the router: default-deny from the permits, the list of known ports, timed quarantine of hosts.
// Reference: nft(8), nftables 1.0; checked with `nft -c`, proved in network namespaces (test/controls/nftables.e2e.test.ts).
//
// Everything lives in one table of its own, `inet peerwarden`, so that roll-back is deleting that table: other tables are
// never read or changed, and what they drop stays dropped.
//
//   default-deny.nft        chain outward: permits, then nothing      ┐ one of the two; loading one
//   port-list.nft           chain outward: known ports refused        ┘ replaces the other at once
//   quarantine.nft          chain and sets of hosts cut off for a time; loading the two above leaves them alone
//   quarantine-to-approve.nft   the same for hosts where policy wants a person to agree first
import type { Control, ControlFile } from '../../model/control.ts';
import { type Intent, sortIntents } from '../intent.ts';
import { type ControlContext, refuseOthers, type Target } from '../target.ts';
import { compileDefaultDeny } from './default-deny.ts';
import { nftablesModel } from './model.ts';
import { compilePortList } from './port-list.ts';
import { compileQuarantine } from './quarantine.ts';
import { TABLE } from './text.ts';

const contract = {
  id: 'nftables',
  title: 'Linux packet filter (nftables) on the router',
  expresses: ['default-deny', 'permit', 'except', 'deny-ports', 'quarantine'],
  cannot: {
    'deny-names': 'a packet filter sees addresses and ports, not names',
    'deny-listed': 'a packet filter sees addresses and ports, not names',
    'deny-requests': 'a packet filter sees addresses and ports, not requests',
    'proxy-use':
      'a packet filter sees addresses and ports; how the proxy is used is for the proxy to say',
    'allow-names': 'a packet filter sees addresses and ports, not names',
    throttle: 'slowing a host down is not compiled for nftables',
    block:
      'a block without an end is not compiled for nftables; policy can say quarantine with a time',
  },
  fileNames: [
    'default-deny.nft',
    'port-list.nft',
    'quarantine.nft',
    'quarantine-to-approve.nft',
    'rollback.nft',
  ],
} as const satisfies Omit<Target, 'compile'>;

const compile = (unsorted: readonly Intent[], context: ControlContext): Control => {
  const intents = sortIntents(unsorted);
  const parts = [
    compileDefaultDeny(intents, context),
    compilePortList(intents, context),
    compileQuarantine(intents, context),
  ];
  const files = parts.flatMap((part) => part.files);
  return {
    target: contract.id,
    files,
    rollback: [ROLLBACK],
    refused: [...refuseOthers(contract, intents), ...parts.flatMap((part) => part.refused)],
    warnings: parts.flatMap((part) => part.warnings),
    check: [...files, ROLLBACK].map(({ name }) => `nft -c -f ${name}`).join(' && '),
    apply: recommended(files).map((name) => `nft -f ${name}`),
    undo: [`nft -f ${ROLLBACK.name}`],
    proof: 'not run',
  };
};

/** `delete` fails on a table that is not there; `add` before it makes the roll-back work in any state. */
const ROLLBACK: ControlFile = {
  name: 'rollback.nft',
  text: `# Takes out everything that Peerwarden put in; other tables are not touched.\nadd table ${TABLE}\ndelete table ${TABLE}\n`,
};

/** The stronger of the two chains, then the quarantine; what waits for approval is never applied without a person. */
const recommended = (files: readonly ControlFile[]): string[] => {
  const names = files.map(({ name }) => name);
  const chain = ['default-deny.nft', 'port-list.nft'].find((name) => names.includes(name));
  return [...(chain ? [chain] : []), ...names.filter((name) => name === 'quarantine.nft')];
};

export const nftables = Object.freeze({
  ...contract,
  compile,
  model: nftablesModel,
}) satisfies Target;
