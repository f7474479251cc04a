// `peerwarden analyze`: the main job. Evidence in, report out.

import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { PeerwardenError } from '../../model/errors.ts';
import type { Store } from '../../model/ports.ts';
import type { Report } from '../../model/report.ts';
import type { UnitSystem } from '../../model/units.ts';
import { type AnalyzeRequest, analyze } from '../../pipeline/analyze.ts';
import { learnedOf } from '../../pipeline/learned.ts';
import { choiceOf } from '../choice.ts';
import {
  addEvidenceOptions,
  type EvidenceOptions,
  evidenceRequest,
  evidenceWords,
} from '../evidence-options.ts';
import { tellFaults } from '../faults.ts';
import { FlowWriter } from '../flow-writer.ts';
import { writeOutput } from '../output.ts';
import { FORMATS, type Format, renderReport } from '../render.ts';

interface AnalyzeOptions extends EvidenceOptions {
  readonly format: string;
  readonly output?: string;
  readonly flows?: string;
  readonly pseudonyms?: boolean;
  readonly state?: string;
  readonly units: string;
}

export const registerAnalyze = (program: Command): void => {
  addEvidenceOptions(
    program
      .command('analyze')
      .summary('who shares files here, how sure, at what cost')
      .description(
        'Reads captures and logs, in any mix, and reports who shares files peer to peer or hides traffic in tunnels:\nwho, since when, how much, how sure and why. Formats are recognised by content, never by name.',
      ),
  )
    .option('--format <format>', `one of ${FORMATS.join(', ')}`, 'text')
    .option('--output <file>', 'write the report there instead of standard output')
    .option('--flows <file>', 'also write every identified flow there, one JSON object a line')
    .option(
      '--pseudonyms',
      'replace addresses, names and files, so that the report can be shown to others',
    )
    .option(
      '--state <folder>',
      'keep the report and the course of its cases there, for `explain` and for later runs',
    )
    .option('--units <units>', 'SI (kB = 1,000 bytes) or binary (KiB = 1,024)', 'SI')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], options: AnalyzeOptions) => {
      process.exitCode = await run(paths, options);
    });
};

const EXAMPLES = `
Examples:
  peerwarden analyze capture.pcap
  peerwarden analyze monday/ --policy site.yaml --format html --output report.html
  tcpdump -i eth0 -w - | peerwarden analyze -
  peerwarden analyze capture.pcapng access.log firewall.log --format json | jq '.cases[].id'

Exit codes: 0 nothing raised, 1 cases raised, 2 usage or nothing readable, 3 internal error or nothing could be written,
130 stopped by Ctrl-C before anything was raised.`;

/** Exit code of the command. */
const run = async (paths: readonly string[], options: AnalyzeOptions): Promise<number> => {
  const format = choiceOf('--format', options.format, FORMATS);
  const units = choiceOf<UnitSystem>('--units', options.units, ['SI', 'binary']);
  if (options.pseudonyms === true && (options.flows !== undefined || options.state !== undefined)) {
    throw new PeerwardenError('PW_USAGE', {
      message: '--pseudonyms does not go with --flows or --state, which keep the real addresses.',
      remedy:
        'Run once for the report that is shown to others, and once for the files that are kept.',
    });
  }
  // Opened first: what stands in its way is told before anything is read, not after.
  const store = options.state === undefined ? null : await openState(options.state);
  try {
    return await analyzeAndTell(paths, options, { format, units }, store);
  } finally {
    await store?.close();
  }
};

/** The database is loaded by those who want it. */
const openState = async (folder: string): Promise<Store> => {
  const { openStore } = await import('../../store/store.ts');
  return openStore(folder);
};

interface Look {
  readonly format: Format;
  readonly units: UnitSystem;
}

const analyzeAndTell = async (
  paths: readonly string[],
  options: AnalyzeOptions,
  { format, units }: Look,
  store: Store | null,
): Promise<number> => {
  const request = await evidenceRequest(paths, options);
  const flows = options.flows === undefined ? null : new FlowWriter(options.flows);
  // What is kept carries the hash of its evidence; what is only looked at waits for none (ADR 4).
  const digest =
    options.digest === true ||
    format !== 'text' ||
    options.output !== undefined ||
    options.state !== undefined;
  const full: AnalyzeRequest = {
    ...request,
    digest,
    ...(flows && { onFlow: (flow) => flows.write(flow) }),
    ...(store && { baselines: store.baselines, identities: store.identities }),
  };
  const { report, judged, faults } = await analyze(full);
  flows?.close();
  tellFaults(faults);
  const told: Report = { ...report, command: commandOf(paths, options, format, units) };
  // A report that cannot be kept is shown all the same, before the fault.
  // A part of the evidence teaches nothing: the rest would count as read.
  const whole = request.since === null && request.until === null && report.complete;
  const unkept = await store?.keep(told, whole ? learnedOf(judged) : undefined).then(
    () => null,
    (fault: unknown) => fault,
  );
  const text = await renderReport(told, format, {
    units,
    pseudonymKey: options.pseudonyms === true ? randomBytes(16).toString('hex') : null,
    stream: options.output === undefined ? process.stdout : null,
  });
  await writeOutput(text, options.output);
  if (unkept) throw unkept;
  return report.cases.some((one) => one.probability >= 0.5 && !one.sanctioned) ? 1 : 0;
};

/** The run as words that can be run again. */
const commandOf = (
  paths: readonly string[],
  options: AnalyzeOptions,
  format: Format,
  units: UnitSystem,
): string[] => [
  'analyze',
  ...evidenceWords(paths, options),
  ...(format === 'text' ? [] : ['--format', format]),
  ...(units === 'SI' ? [] : ['--units', units]),
  ...(options.state === undefined ? [] : ['--state', options.state]),
];
