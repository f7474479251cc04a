// `peerwarden explain`: the reasoning of one case, step by step, for the person it is about as well.

import type { Command } from 'commander';
import { PeerwardenError } from '../../model/errors.ts';
import type { Report } from '../../model/report.ts';
import { analyze } from '../../pipeline/analyze.ts';
import { renderExplanation } from '../../report/explanation.ts';
import { explanationDocument } from '../../report/explanation-json.ts';
import { FileReportStore } from '../../store/report-store.ts';
import { caseOf } from '../case-of.ts';
import { choiceOf } from '../choice.ts';
import {
  addEvidenceOptions,
  type EvidenceOptions,
  evidenceRequest,
  evidenceWords,
} from '../evidence-options.ts';
import { tellFaults } from '../faults.ts';
import { writeOutput } from '../output.ts';
import { programName } from '../program-name.ts';
import { systemFound, systemName, textLook } from '../render.ts';
import { checkedReport, loadReport } from '../report-file.ts';

interface ExplainOptions extends EvidenceOptions {
  readonly report?: string;
  readonly state?: string;
  readonly format: string;
  readonly output?: string;
}

export const registerExplain = (program: Command): void => {
  addEvidenceOptions(
    program
      .command('explain')
      .summary('why a case was raised, step by step')
      .description(
        'Shows how sure a case is and why: what was assumed, what each finding adds or takes away, which innocent explanation was weighed, what could not be seen, and how to check it all without us.\nThe evidence is read again, or the report of an earlier analysis is used.',
      )
      .argument('<case>', 'id of a case, as `analyze` prints it, such as bittorrent-10.20.1.11'),
    '[path...]',
  )
    .option('--report <file>', 'a report that `analyze --format json` wrote, instead of evidence')
    .option('--state <folder>', 'where `analyze --state` kept its report, instead of evidence')
    .option('--format <format>', 'text or json', 'text')
    .option('--output <file>', 'write it there instead of standard output')
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, paths: string[], options: ExplainOptions) => {
      await explain(id, paths, options);
    });
};

const EXAMPLES = `
Examples:
  peerwarden explain bittorrent-10.20.1.11 capture.pcap
  peerwarden explain bittorrent-10.20.1.11 monday/ --policy site.yaml
  peerwarden analyze monday/ --format json --output report.json
  peerwarden explain bittorrent-10.20.1.11 --report report.json

Exit codes: 0 explained, 2 usage, no such case or nothing readable, 3 internal error.`;

const explain = async (
  id: string,
  paths: readonly string[],
  options: ExplainOptions,
): Promise<void> => {
  const format = choiceOf('--format', options.format, ['text', 'json']);
  const report = await reportOf(id, paths, options);
  const found = caseOf(report, id);
  const stream = options.output === undefined ? process.stdout : null;
  const text =
    format === 'json'
      ? `${JSON.stringify(explanationDocument(report, found, programName()), null, 2)}\n`
      : renderExplanation(report, id, {
          ...textLook(stream),
          nameOf: systemName,
          howFound: systemFound,
          program: programName(),
        });
  await writeOutput(text ?? '', options.output);
};

const reportOf = async (
  id: string,
  paths: readonly string[],
  options: ExplainOptions,
): Promise<Report> => {
  const given = [paths.length > 0, options.report !== undefined, options.state !== undefined];
  if (given.filter(Boolean).length !== 1) throw oneOf(id, given.includes(true));
  if (options.report !== undefined) return loadReport(options.report);
  if (options.state !== undefined) return kept(options.state);
  const digest = options.digest === true || options.format === 'json';
  const { report, faults } = await analyze({ ...(await evidenceRequest(paths, options)), digest });
  tellFaults(faults);
  return { ...report, command: ['analyze', ...evidenceWords(paths, options)] };
};

const kept = async (folder: string): Promise<Report> => {
  const report = await new FileReportStore(folder).load();
  if (report !== null) return checkedReport(report, folder);
  throw new PeerwardenError('PW_STATE_UNREADABLE', {
    path: folder,
    message: 'No report is kept there.',
    remedy: 'Run `peerwarden analyze PATH… --state` with this folder first.',
  });
};

const oneOf = (id: string, several: boolean): PeerwardenError =>
  new PeerwardenError('PW_USAGE', {
    message: several
      ? 'explain takes evidence, or --report, or --state: one of them.'
      : 'explain needs to know where the case comes from.',
    remedy: `Give the evidence (peerwarden explain ${id} capture.pcap), or --report report.json, or --state with the folder that analyze was given.`,
  });
