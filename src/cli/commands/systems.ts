// `peerwarden systems`: what is known of each system that is looked for.

import type { Command } from 'commander';
import { PeerwardenError } from '../../model/errors.ts';
import { SYSTEMS } from '../../systems/index.ts';
import type { System } from '../../systems/system.ts';
import { choiceOf } from '../choice.ts';
import { nearestName } from '../nearest.ts';
import { writeOutput } from '../output.ts';
import { textLook } from '../render.ts';
import { systemTable, systemText } from '../system-text.ts';

interface SystemsOptions {
  readonly format: string;
}

export const registerSystems = (program: Command): void => {
  program
    .command('systems')
    .summary('what is looked for: how each system works, its risk, how it is found and stopped')
    .description(
      'Lists the systems that are looked for, or tells all that is known of one: how it finds peers and moves files, its weakness and risk, how it is found and stopped, ports, names, traces on disk, advisories, and the sources with their dates.',
    )
    .argument('[id]', 'id of a system, such as bittorrent')
    .option('--format <format>', 'text or json', 'text')
    .addHelpText('after', EXAMPLES)
    .action(async (id: string | undefined, { format }: SystemsOptions) => {
      const json = choiceOf('--format', format, ['text', 'json']) === 'json';
      const { width } = textLook(process.stdout);
      const shown = id === undefined ? SYSTEMS : systemOf(id);
      const text = json
        ? `${JSON.stringify('id' in shown ? systemDocument(shown) : shown.map(systemDocument), null, 2)}\n`
        : 'id' in shown
          ? systemText(shown, width)
          : systemTable(shown, width);
      await writeOutput(text, undefined);
    });
};

const EXAMPLES = `
Examples:
  peerwarden systems
  peerwarden systems bittorrent
  peerwarden systems --format json | jq -r '.[] | .dnsNames[]'

Exit codes: 0 shown, 2 usage or no such system, 3 internal error.`;

const systemOf = (text: string): System => {
  const ids = SYSTEMS.map(({ id }) => id as string);
  const wanted = text.toLowerCase();
  const found = SYSTEMS.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
  if (found) return found;
  const nearest = nearestName(text, [...ids, ...SYSTEMS.map(({ name }) => name.toLowerCase())]);
  const meant = SYSTEMS.find(({ id, name }) => id === nearest || name.toLowerCase() === nearest);
  throw new PeerwardenError('PW_SYSTEM_UNKNOWN', {
    message: `There is no system ${text}. There are: ${ids.join(', ')}.`,
    remedy: meant ? `Did you mean ${meant.id}?` : '`peerwarden systems` lists them.',
  });
};

/** The data of a system, without the code that recognises it. */
const systemDocument = (system: System): Record<string, unknown> => {
  const {
    dissectors: _d,
    http: _h,
    tls: _t,
    websocket: _w,
    shapes: _s,
    groups: _g,
    ...known
  } = system;
  return known;
};
