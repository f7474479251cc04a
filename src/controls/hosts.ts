// Hosts file: names of forbidden systems answered with dead addresses, on one machine (P6).
// Format: hosts(5); RFC 952 and RFC 1123 §2.1 for what a name is. Dead addresses: 0.0.0.0 and :: (RFC 1122 §3.2.1.3,
// RFC 4291 §2.5.2), which fail at once; 127.0.0.1 would ask whatever listens there.
//
// It cannot say "all names below": of a registry name with a leading dot only the name itself is written, the rest is
// refused and told. The block stands between two marks; roll-back takes out the marks and what is between them.
import type { Control, Refusal } from '../model/control.ts';
import { isoTime } from '../model/time.ts';
import { type DenyNames, type Intent, intentName, sortIntents } from './intent.ts';
import { plainText } from './plain-text.ts';
import { type ControlContext, refuseOthers, type Target } from './target.ts';

const contract = {
  id: 'hosts',
  title: 'hosts file of a machine',
  expresses: ['deny-names', 'except'],
  cannot: {
    'default-deny': 'a hosts file can only answer for names it lists',
    permit: 'a hosts file knows no services; what is not listed stays as it is',
    'deny-ports': 'a hosts file knows names, not ports',
    quarantine: 'a hosts file cuts off no host',
    block: 'a hosts file cuts off no host',
    throttle: 'a hosts file slows nothing down',
  },
  fileNames: ['peerwarden.hosts', 'rollback.sed'],
} as const satisfies Omit<Target, 'compile'>;

const compile = (unsorted: readonly Intent[], _context: ControlContext): Control => {
  const intents = sortIntents(unsorted);
  const refused: Refusal[] = refuseOthers(contract, intents);
  const denials = intents.filter((intent) => intent.kind === 'deny-names');
  refused.push(...scheduledExceptions(intents));
  const lines = blockLines(denials, refused);
  const text = `${[BEGIN, ...HEAD, ...leaveOff(intents), ...lines, END].join('\n')}\n`;
  const file = { name: 'peerwarden.hosts', text };
  return {
    target: contract.id,
    files: lines.length > 0 ? [file] : [],
    rollback: [{ name: 'rollback.sed', text: ROLLBACK }],
    refused,
    warnings: [],
    check: lines.length > 0 ? CHECK : null,
    apply: lines.length > 0 ? [UNDO_AND_END_LINE, 'cat peerwarden.hosts >> /etc/hosts'] : [],
    undo: ['sed -i -f rollback.sed /etc/hosts'],
    proof: 'not run',
  };
};

export const hosts = Object.freeze({ ...contract, compile }) satisfies Target;

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

const blockLines = (denials: readonly DenyNames[], refused: Refusal[]): string[] => {
  const written = new Set<string>();
  return denials.flatMap((denial) => {
    const names = denial.names
      .flatMap(({ name, spare }) => writable(denial, name, spare, refused) ?? [])
      .filter((name) => !written.has(name))
      .sort();
    for (const name of names) written.add(name);
    if (names.length === 0) return [];
    const lines = [...new Set(names)].flatMap((name) => [`0.0.0.0 ${name}`, `:: ${name}`]);
    return [`# ${plainText(`${denial.owner}: ${denial.system}`)}`, ...lines];
  });
};

/** The exact name to write, or null; says what of it is refused. */
const writable = (
  denial: DenyNames,
  name: string,
  spare: string | null,
  refused: Refusal[],
): string | null => {
  const refuse = (reason: string): void => {
    refused.push({ intent: `${intentName(denial)} ${plainText(name)}`, reason });
  };
  const exact = name.replace(/^\./, '').toLowerCase();
  if (spare !== null) refuse(spare);
  else if (exact.includes('*')) refuse('a hosts file knows no wildcards');
  else if (!isHostName(exact)) refuse('this is no host name');
  else {
    if (name.startsWith('.'))
      refuse('a hosts file cannot name all below; only the name itself is written');
    return exact;
  }
  return null;
};

/** Two labels at least, letters, digits and hyphens (RFC 1123 §2.1), no address, nothing that means this machine. */
const isHostName = (name: string): boolean =>
  name.length <= 253 &&
  /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name) &&
  !/(^|\.)(localhost|localdomain|local|arpa)$/.test(name);
