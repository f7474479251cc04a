// `peerwarden policy`: the one policy file checked, explained to people, and compared with another.
import type { Command } from 'commander';
import { type Advice, adviceOn } from '../../controls/advice.ts';
import { loadPolicy } from '../../intake/policy.ts';
import type { Policy } from '../../model/policy.ts';
import { isoTime } from '../../model/time.ts';
import { clean } from '../../report/clean.ts';
import { paperHtml, paperMarkdown } from '../../report/paper.ts';
import { type AcceptableUse, acceptableUse } from '../../report/policy/acceptable-use.ts';
import { comparePolicies, type SectionChange } from '../../report/policy/compare.ts';
import { type PolicySection, policyStatements } from '../../report/policy/statements.ts';
import { SYSTEMS } from '../../systems/index.ts';
import { choiceOf } from '../choice.ts';
import { writeOutput } from '../output.ts';

interface FormatOptions {
  readonly format: string;
  readonly output?: string;
}

export const registerPolicy = (program: Command): void => {
  const policy = program
    .command('policy')
    .summary('check a policy, explain it to people, compare two')
    .description(
      'Checks a policy file and says what in it is unlikely to be meant, writes it as an acceptable-use text that people can read, or says what another version of it changes.',
    )
    .addHelpText('after', EXAMPLES);
  policy
    .command('check')
    .summary('is the file a policy, and is it what was meant?')
    .description(
      'Reads a policy as all commands do. Faults are told with their line, column and the nearest right word; what is not wrong and yet unlikely to be meant is told as advice.',
    )
    .argument('<file>', 'the policy (YAML)')
    .option('--format <format>', 'text or json', 'text')
    .action(async (file: string, options: FormatOptions) => {
      await writeOutput(await check(file, options), undefined);
    });
  policy
    .command('explain')
    .summary('the same policy as a text for the people it is for')
    .description(
      'Writes the policy as an acceptable-use text: what may be used, what is not allowed, who is excepted until when and why, and what happens. Each sentence names the place of the policy it stands for.',
    )
    .argument('<file>', 'the policy (YAML)')
    .option('--format <format>', 'md, html or json', 'md')
    .option('--output <file>', 'write there instead of standard output')
    .action(async (file: string, options: FormatOptions) => {
      await writeOutput(await explain(file, options), options.output);
    });
  policy
    .command('diff')
    .summary('what changes from one policy to another')
    .description(
      'Compares what two policies mean, not how they are written: rules that went (-) and rules that came (+).',
    )
    .argument('<before>', 'the policy that holds')
    .argument('<after>', 'the policy that is to hold')
    .option('--format <format>', 'text or json', 'text')
    .action(async (before: string, after: string, options: FormatOptions) => {
      await writeOutput(await diff(before, after, options), undefined);
    });
};

const EXAMPLES = `
Examples:
  peerwarden policy check peerwarden.yaml
  peerwarden policy explain peerwarden.yaml --format html --output acceptable-use.html
  peerwarden policy diff peerwarden.yaml peerwarden.new.yaml

Exit codes: 0 done, 2 usage, or no such file, or no policy; 3 internal error.`;

const check = async (file: string, options: FormatOptions): Promise<string> => {
  const format = choiceOf('--format', options.format, ['text', 'json']);
  const advice = adviceOn(await loadPolicy(file), SYSTEMS, Date.now());
  if (format === 'json') return json({ policy: file, valid: true, advice });
  return `${[`${file} is a policy.`, ...advice.map(adviceLine)].join('\n')}\n`;
};

const adviceLine = ({ path, text }: Advice): string => `  ${path}: ${clean(text)}`;

const explain = async (file: string, options: FormatOptions): Promise<string> => {
  const format = choiceOf('--format', options.format, ['md', 'html', 'json']);
  const policy = await loadPolicy(file);
  const use: AcceptableUse = {
    site: policy.site ?? null,
    date: isoTime(Date.now()).slice(0, 10),
    sections: sectionsOf(policy),
  };
  if (format === 'json') return json(use);
  return format === 'html' ? paperHtml(acceptableUse(use)) : paperMarkdown(acceptableUse(use));
};

const diff = async (before: string, after: string, options: FormatOptions): Promise<string> => {
  const format = choiceOf('--format', options.format, ['text', 'json']);
  const [old, now] = [await loadPolicy(before), await loadPolicy(after)];
  const changes = comparePolicies(sectionsOf(old), sectionsOf(now));
  if (format === 'json') return json({ before, after, changes });
  if (changes.length === 0) return 'Both policies mean the same.\n';
  return `${changes.map(changeText).join('\n\n')}\n`;
};

const changeText = ({ title, gone, come }: SectionChange): string =>
  [
    title,
    ...gone.map(({ path, text }) => `- ${clean(text)}  (${path})`),
    ...come.map(({ path, text }) => `+ ${clean(text)}  (${path})`),
  ].join('\n');

const sectionsOf = (policy: Policy): readonly PolicySection[] =>
  policyStatements(policy, { nameOf, now: Date.now() });

const nameOf = (id: string): string => SYSTEMS.find((system) => system.id === id)?.name ?? id;

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
