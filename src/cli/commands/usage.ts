// `peerwarden users` and `peerwarden hosts`: who used how much, with what of it was file sharing and what it cost.

import type { Command } from 'commander';
import { analyze } from '../../pipeline/analyze.ts';
import { PERIODS, type Usage, usageOf } from '../../pipeline/usage.ts';
import { renderUsageCsv, renderUsageHtml, renderUsageText } from '../../report/usage.ts';
import { choiceOf } from '../choice.ts';
import { addEvidenceOptions, type EvidenceOptions, evidenceRequest } from '../evidence-options.ts';
import { tellFaults } from '../faults.ts';
import { writeOutput } from '../output.ts';
import { systemName, textLook } from '../render.ts';

interface UsageOptions extends EvidenceOptions {
  readonly by: string;
  readonly format: string;
  readonly output?: string;
}

export const registerUsers = (program: Command): void =>
  register(program, 'users', {
    summary: 'volumes, systems and cost per person and period',
    description:
      'Shows how much each person moved across the border and inside, by period, with the systems found and the cost. People are known from proxies, leases, sign-ins and VPNs; a machine that several used in an hour is nobody’s in that hour, and said so.',
  });

export const registerHosts = (program: Command): void =>
  register(program, 'hosts', {
    summary: 'volumes, systems and cost per host and period',
    description:
      'Shows how much each host moved across the border and inside, by period, with the systems found and the cost.',
  });

const register = (
  program: Command,
  of: Usage['of'],
  { summary, description }: { readonly summary: string; readonly description: string },
): void => {
  addEvidenceOptions(program.command(of).summary(summary).description(description))
    .option('--by <period>', PERIODS.join(', '), 'all')
    .option('--format <format>', 'text, csv, html or json', 'text')
    .option('--output <file>', 'write it there instead of standard output')
    .addHelpText('after', examples(of))
    .action(async (paths: string[], options: UsageOptions) => {
      await show(of, paths, options);
    });
};

const examples = (of: Usage['of']): string => `
Examples:
  peerwarden ${of} access.log leases/
  peerwarden ${of} monday/ --by day --format csv > ${of}.csv
  peerwarden ${of} monday/ --policy site.yaml --format html --output ${of}.html

Exit codes: 0 shown, 2 usage or nothing readable, 3 internal error.`;

const show = async (
  of: Usage['of'],
  paths: readonly string[],
  options: UsageOptions,
): Promise<void> => {
  const by = choiceOf('--by', options.by, PERIODS);
  const format = choiceOf('--format', options.format, ['text', 'csv', 'html', 'json']);
  const request = await evidenceRequest(paths, options);
  const analysis = await analyze({ ...request, digest: false });
  const usage = usageOf(of, by, analysis, request.policy);
  const units = request.policy?.tariff?.units ?? 'SI';
  const stream = options.output === undefined ? process.stdout : null;
  const text = {
    text: () => renderUsageText(usage, { ...textLook(stream), units, nameOf: systemName }),
    csv: () => renderUsageCsv(usage),
    html: () => renderUsageHtml(usage, { units, nameOf: systemName }),
    json: () => `${JSON.stringify({ schema: 'peerwarden.usage/1', ...usage }, null, 2)}\n`,
  }[format]();
  await writeOutput(text, options.output);
  tellFaults(analysis.faults);
};
