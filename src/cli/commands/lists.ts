// `peerwarden lists`: public block lists, dated, merged and measured before anybody relies on them.
import type { Command } from 'commander';
import type { NameRule } from '../../controls/intent.ts';
import type { BlockList } from '../../controls/lists/block-list.ts';
import { listed, mergeNames } from '../../controls/lists/merge.ts';
import { loadBlockList } from '../../intake/block-lists.ts';
import { loadPolicy } from '../../intake/policy.ts';
import { sitePolicies } from '../../intake/site-policy.ts';
import { networksOf } from '../../model/policy.ts';
import { analyze } from '../../pipeline/analyze.ts';
import { clean } from '../../report/clean.ts';
import { groupText } from '../../report/words.ts';
import { SYSTEMS } from '../../systems/index.ts';
import { choiceOf } from '../choice.ts';
import { tableLines } from '../columns.ts';
import { tellFaults } from '../faults.ts';
import { writeOutput } from '../output.ts';
import { textLook } from '../render.ts';

interface ListsOptions {
  readonly against?: string[];
  readonly policy?: string;
  readonly format: string;
  readonly output?: string;
}

interface ListRow {
  readonly file: string;
  readonly dated: string | null;
  readonly names: number;
  readonly notUnderstood: Readonly<Record<string, number>>;
}

interface Measured {
  /** Hosts that asked for a listed name. */
  readonly hosts: number;
  /** Of them, those that have a raised case: the list told of them too. */
  readonly withCase: number;
  /** Listed names that only hosts without a case asked for: what a block would have cost them. */
  readonly falseHits: readonly { readonly name: string; readonly hosts: number }[];
  /** Hosts with a raised case that asked for no listed name: what the list misses. */
  readonly missed: readonly string[];
}

interface ListsReport {
  readonly lists: readonly ListRow[];
  readonly names: number;
  readonly covered: number;
  /** Names of the registry of systems that the lists have. */
  readonly known: number;
  readonly measured?: Measured;
}

export const registerLists = (program: Command): void => {
  program
    .command('lists')
    .summary('block lists of names: how old, how long, what they hit and what they hit wrongly')
    .description(
      'Reads block lists (hosts, dnsmasq, RPZ, AdGuard, v2fly and plain), merges them, and counts what in them is no name. With --against, measures them on evidence: which hosts asked for a listed name, which of them have a case, which names only innocent hosts asked for. A policy imports lists with `names.lists`; what it permits stays alive.',
    )
    .argument('<file...>', 'block lists')
    .option('--against <path...>', 'captures and logs to measure them on')
    .option('--policy <file>', 'the policy that the evidence is judged by')
    .option('--format <format>', 'text, json or names (the merged list, one name a line)', 'text')
    .option('--output <file>', 'write there instead of standard output')
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], options: ListsOptions) => {
      await lists(files, options);
    });
};

const EXAMPLES = `
Examples:
  peerwarden lists p2p-hosts.txt trackers.rpz
  peerwarden lists p2p-hosts.txt --against dns.log span.pcap
  peerwarden lists p2p-hosts.txt trackers.rpz --format names > merged.txt

Exit codes: 0 shown, 2 usage or an unreadable list, 3 internal error.`;

const lists = async (files: readonly string[], options: ListsOptions): Promise<void> => {
  const format = choiceOf('--format', options.format, ['text', 'json', 'names']);
  const read = await Promise.all(
    files.map(async (file) => ({ file, list: await loadBlockList(file) })),
  );
  const { rules, covered } = mergeNames(read.map(({ list }) => list.rules));
  if (format === 'names') {
    await writeOutput(rules.map(nameLine).join(''), options.output);
    return;
  }
  const has = listed(rules);
  const report: ListsReport = {
    lists: read.map(({ file, list }) => rowOf(file, list)),
    names: rules.length,
    covered,
    known: SYSTEMS.flatMap(({ dnsNames }) => dnsNames).filter(
      (name) => has(name.replace(/^\*?\./, '')) !== null,
    ).length,
    ...(options.against && { measured: await measure(rules, options.against, options.policy) }),
  };
  const text = format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : reportText(report);
  await writeOutput(text, options.output);
};

const nameLine = ({ name, below }: NameRule): string => `${below ? '.' : ''}${name}\n`;

const rowOf = (file: string, { dated, rules, notUnderstood }: BlockList): ListRow => ({
  file,
  dated,
  names: rules.length,
  notUnderstood,
});

/** Names asked for by name servers' logs and captures, and hosts named in requests. */
const measure = async (
  rules: readonly NameRule[],
  paths: readonly string[],
  policyPath: string | undefined,
): Promise<Measured> => {
  const has = listed(rules);
  const used = policyPath ?? (await sitePolicies(paths)).use;
  const policy = used === null ? null : await loadPolicy(used);
  const hostsOf = new Map<string, Set<string>>();
  const { report, faults } = await analyze({
    paths,
    policy,
    inside: networksOf(policy?.networks?.inside),
    since: null,
    until: null,
    digest: false,
    signal: new AbortController().signal,
    onObservation: (observation) => {
      const name =
        observation.kind === 'lookup'
          ? observation.query
          : observation.kind === 'request'
            ? observation.host
            : undefined;
      if (name === undefined || has(name) === null || !('source' in observation)) return;
      const hosts = hostsOf.get(name) ?? new Set();
      if (observation.source) hosts.add(observation.source);
      hostsOf.set(name, hosts);
    },
  });
  tellFaults(faults);
  const guilty = new Set(
    report.cases
      .filter(({ sanctioned, confidence }) => !sanctioned && confidence !== 'lead')
      .flatMap(({ subject }) => [subject.address, ...subject.addresses]),
  );
  const asked = new Set([...hostsOf.values()].flatMap((hosts) => [...hosts]));
  return {
    hosts: asked.size,
    withCase: [...asked].filter((host) => guilty.has(host)).length,
    falseHits: [...hostsOf]
      .filter(([, hosts]) => [...hosts].every((host) => !guilty.has(host)))
      .map(([name, hosts]) => ({ name, hosts: hosts.size }))
      .sort((a, b) => b.hosts - a.hosts || (a.name < b.name ? -1 : 1)),
    missed: [...guilty].filter((host) => !asked.has(host)).sort(),
  };
};

const reportText = ({ lists: read, names, covered, known, measured }: ListsReport): string => {
  const { width } = textLook(process.stdout);
  const rows = read.map(({ file, dated, names: count, notUnderstood }) => [
    clean(file),
    dated ?? 'no date',
    groupText(count),
    Object.entries(notUnderstood)
      .map(([reason, number]) => `${groupText(number)} × ${reason}`)
      .join('; '),
  ]);
  const parts = [
    tableLines(['LIST', 'DATED', 'NAMES', 'NOT TAKEN'], rows, width).join('\n'),
    `Merged: ${groupText(names)} names; ${groupText(covered)} stood in several lists or below another. ${groupText(known)} of the names that Peerwarden knows are among them.`,
    ...(measured ? [measuredText(measured)] : []),
  ];
  return `${parts.join('\n\n')}\n`;
};

const SHOWN_MAX = 20;

const measuredText = ({ hosts, withCase, falseHits, missed }: Measured): string =>
  [
    `Measured: ${hosts} hosts asked for a listed name, ${withCase} of them have a case; ${missed.length} hosts with a case asked for none.`,
    ...(falseHits.length === 0
      ? ['No listed name was asked for by innocent hosts only.']
      : [
          `${falseHits.length} listed names were asked for by hosts without a case only:`,
          ...falseHits
            .slice(0, SHOWN_MAX)
            .map(({ name, hosts: count }) => `  ${clean(name)} (${count} hosts)`),
          ...(falseHits.length > SHOWN_MAX ? [`  and ${falseHits.length - SHOWN_MAX} more`] : []),
        ]),
  ].join('\n');
