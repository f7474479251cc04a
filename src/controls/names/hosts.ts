// Hosts file: names of forbidden systems answered with dead addresses, on one machine (P6).
// Format: hosts(5). Dead addresses: 0.0.0.0 and :: (RFC 1122 §3.2.1.3, RFC 4291 §2.5.2), which fail at once; 127.0.0.1 would
// ask whatever listens there.
//
// It cannot say "all names below": of a registry name with a leading dot only the name itself is written, the rest is
// refused and told. The block stands between two marks; roll-back takes out the marks and what is between them.
import type { Control, ControlFile, Refusal } from '../../model/control.ts';
import { isoTime } from '../../model/time.ts';
import { type Intent, intentName, sortIntents } from '../intent.ts';
import { plainText } from '../plain-text.ts';
import { type ControlContext, refuseOthers, type Target } from '../target.ts';
import { hostsModel, textOf } from './dead-names.ts';
import { deniedNames } from './denied-names.ts';
import { cannotOfNames, NAME_INTENTS } from './names-target.ts';

const contract = {
  id: 'hosts',
  title: 'hosts file of a machine',
  expresses: NAME_INTENTS,
  cannot: cannotOfNames('a hosts file'),
  fileNames: ['peerwarden.hosts', 'rollback.sed'],
} as const satisfies Omit<Target, 'compile'>;

const ABILITY = {
  notBelow: 'a hosts file cannot name all below; only the name itself is written',
  // It is put on machines one by one.
  notByClient: null,
  notAliveBelow: null,
};

const compile = (unsorted: readonly Intent[], _context: ControlContext): Control => {
  const intents = sortIntents(unsorted);
  const { groups, refused } = deniedNames(intents, ABILITY);
  const lines = groups.flatMap(({ owner, names }) => [
    `# ${owner}`,
    ...names.flatMap(({ name }) => [`0.0.0.0 ${name}`, `:: ${name}`]),
  ]);
  const text = `${[BEGIN, ...HEAD, ...leaveOff(intents), ...lines, END].join('\n')}\n`;
  const file = { name: 'peerwarden.hosts', text };
  return {
    target: contract.id,
    files: lines.length > 0 ? [file] : [],
    rollback: [{ name: 'rollback.sed', text: ROLLBACK }],
    refused: [...refuseOthers(contract, intents), ...refused, ...scheduledExceptions(intents)],
    warnings: [],
    check: lines.length > 0 ? CHECK : null,
    apply: lines.length > 0 ? [UNDO_AND_END_LINE, 'cat peerwarden.hosts >> /etc/hosts'] : [],
    undo: ['sed -i -f rollback.sed /etc/hosts'],
    proof: 'not run',
  };
};

export const hosts = Object.freeze({
  ...contract,
  compile,
  model: (files: readonly ControlFile[]) => hostsModel(textOf(files)),
}) satisfies Target;

const BEGIN = '# BEGIN peerwarden';
const END = '# END peerwarden';

const ROLLBACK = `# Takes out the block that Peerwarden put in: sed -i -f rollback.sed /etc/hosts\n/^${BEGIN}$/,/^${END}$/d\n`;

/** An earlier block is taken out first, and a last line without an end gets one, so that `cat` begins on a line of its own. */
const UNDO_AND_END_LINE = "sed -i -f rollback.sed -e '$a\\' /etc/hosts";

/** No tool checks a hosts file; this checks the form that hosts(5) wants: one dead address and one name a line. */
const CHECK = `awk 'NF && !/^#/ && (NF != 2 || $1 != "0.0.0.0" && $1 != "::") { exit 1 }' peerwarden.hosts`;

const HEAD = [
  '# Names of forbidden systems, answered with dead addresses. Generated: change the policy, not this file.',
  '# Programs that know addresses, or ask a resolver of their own, pass by this.',
];

/** A hosts file works on the machine it is put on; machines of exceptions must not get it. */
const leaveOff = (intents: readonly Intent[]): string[] =>
  intents.flatMap((intent) =>
    intent.kind === 'except' && intent.when === null
      ? [
          `# Leave this off ${intent.who.text} until ${isoTime(intent.expires ?? 0).slice(0, 10)}: ${plainText(intent.owner)}`,
        ]
      : [],
  );

const scheduledExceptions = (intents: readonly Intent[]): Refusal[] =>
  intents.flatMap((intent) =>
    intent.kind === 'except' && intent.when !== null
      ? [{ intent: intentName(intent), reason: 'a schedule cannot be expressed by this target' }]
      : [],
  );
