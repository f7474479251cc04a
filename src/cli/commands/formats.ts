// `peerwarden formats`: what can be given as evidence.

import type { Command } from 'commander';
import { FLOW_EXPORTS } from '../../sources/flow-records/index.ts';
import { SOURCE_GROUPS } from '../../sources/index.ts';
import { LINK_TYPES } from '../../wire/link.ts';
import { ENCAPSULATIONS } from '../../wire/packet.ts';
import { choiceOf } from '../choice.ts';
import { labelledLines, tableLines } from '../columns.ts';
import { linkLayerName } from '../link-layers.ts';
import { writeOutput } from '../output.ts';
import { textLook } from '../render.ts';

export const registerFormats = (program: Command): void => {
  program
    .command('formats')
    .summary('what can be read: captures, compressions, logs')
    .description(
      'Lists what is read as evidence. Formats are recognised by content, never by the name of a file; a file in no known format is said to be so and left out.',
    )
    .option('--format <format>', 'text or json', 'text')
    .addHelpText('after', EXAMPLES)
    .action(async ({ format }: { readonly format: string }) => {
      const json = choiceOf('--format', format, ['text', 'json']) === 'json';
      const text = json
        ? `${JSON.stringify(formatsDocument(), null, 2)}\n`
        : formatsText(textLook(process.stdout).width);
      await writeOutput(text, undefined);
    });
};

const EXAMPLES = `
Examples:
  peerwarden formats
  peerwarden formats --format json | jq -r '.logs[].id'

Exit codes: 0 shown, 2 usage, 3 internal error.`;

const CAPTURES = [
  { id: 'pcap', title: 'Microseconds, nanoseconds and modified (Linux), both byte orders' },
  { id: 'pcapng', title: 'All standard blocks, several sections and interfaces, any resolution' },
] as const;

const COMPRESSIONS = [
  { id: 'gzip', title: 'Around any capture or log' },
  { id: 'zstd', title: 'Around any capture or log' },
] as const;

const formatsDocument = () => ({
  captures: CAPTURES,
  linkLayers: [...LINK_TYPES].map((number) => ({ number, name: linkLayerName(number) })),
  encapsulations: ENCAPSULATIONS,
  compressions: COMPRESSIONS,
  flowExports: FLOW_EXPORTS,
  logs: SOURCE_GROUPS.flatMap(({ id: group, sources }) =>
    sources.map(({ id, title }) => ({ id, title, group })),
  ),
});

const formatsText = (width: number): string => {
  const { captures, linkLayers, encapsulations, compressions, flowExports } = formatsDocument();
  const table = (head: string, rows: readonly { id: string; title: string }[]): string[] =>
    tableLines(
      [head, ''],
      rows.map(({ id, title }) => [id, title]),
      width,
    );
  const layers = linkLayers.map(({ number, name }) => `${name} (${number})`).join(', ');
  const lines = [
    ...table('CAPTURES', captures),
    '',
    ...labelledLines('link layers', layers, width),
    ...labelledLines('inside them', `VLAN tags, ${encapsulations.join(', ')}`, width),
    '',
    ...table('COMPRESSIONS', compressions),
    '',
    ...table('FLOW EXPORTS', flowExports),
    ...SOURCE_GROUPS.flatMap(({ title, sources }) => ['', ...table(title.toUpperCase(), sources)]),
  ];
  return `${lines.join('\n')}\n`;
};
