// `peerwarden audit files`: folders and mounted shares by what their files are, who owns them and what they cost.
import { type Command, InvalidArgumentError } from 'commander';
import { loadPolicy } from '../../intake/policy.ts';
import type { FileAudit } from '../../model/file-audit.ts';
import type { Report } from '../../model/report.ts';
import { isSystemId } from '../../model/systems.ts';
import type { AuditStep } from '../../pipeline/audit/audit-files.ts';
import type { WireContent } from '../../pipeline/audit/contents.ts';
import { choiceOf } from '../choice.ts';
import { tellFaults } from '../faults.ts';
import { interruptible } from '../interrupt.ts';
import { lineProgress } from '../line-progress.ts';
import { observationRow } from '../observation-row.ts';
import { writeOutput } from '../output.ts';
import { FORMATS, systemName, textLook } from '../render.ts';
import { loadReport } from '../report-file.ts';
import { Sink } from '../sink.ts';

interface AuditFilesOptions {
  readonly policy?: string;
  readonly state?: string;
  readonly report?: string[];
  readonly clamd?: string;
  readonly host?: string;
  readonly observations?: string;
  readonly oneFileSystem?: boolean;
  readonly touch?: boolean;
  readonly jobs?: number;
  readonly format: string;
  readonly output?: string;
  readonly progress?: boolean;
}

export const registerAuditFiles = (audit: Command): void => {
  audit
    .command('files')
    .summary('folders by what their files are, who owns them, what they cost')
    .description(
      'Walks folders and mounted shares. Files are told by their content, not their names: sound, video, archives and disk images above policy’s sizes, content under a false name, downloads that are not whole, clients’ own records decoded, files that a torrent here describes or that crossed the network, archives in volumes, copies; with owners, quota and cost.\nNothing is followed out of the folders, opened that is no file, unpacked, executed or changed; access times stay.',
    )
    .argument('<path...>', 'folders')
    .option(
      '--policy <file>',
      'sizes, quota, price and what to ignore (files, tariff, assumptions)',
    )
    .option('--state <folder>', 'remember what was read: the next audit reads only what changed')
    .option(
      '--report <file...>',
      'reports of `analyze --format json`: their contents are looked for',
    )
    .option('--clamd <socket>', 'let clamd scan whole downloads: its socket, or host:port')
    .option(
      '--host <name>',
      'name or address of the machine that the folders belong to, for `analyze`',
    )
    .option('--one-file-system', 'stay on the file system of each folder')
    .option('--touch', 'read files even where that changes their access time')
    .option(
      '--jobs <count>',
      'walkers at work at the same time (default: as many as cores, at most 4)',
      jobs,
    )
    .option('--observations <file>', 'write every finding there as a line of JSON, for `analyze`')
    .option('--format <format>', `one of ${FORMATS.join(', ')}`, 'text')
    .option('--output <file>', 'write it there instead of standard output')
    .option('--no-progress', 'no progress on standard error')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], options: AuditFilesOptions) => {
      process.exitCode = await run(paths, options);
    });
};

const EXAMPLES = `
Examples:
  peerwarden audit files /srv/home /srv/shared --policy site.yaml --state /var/lib/peerwarden
  peerwarden audit files /srv/home --report monday.json --format html --output files.html
  peerwarden audit files /home --host 10.20.1.11 --observations files.ndjson && peerwarden analyze files.ndjson monday.pcap

As root, access times stay also of folders and of files of others; else such files are listed as not read.
Exit codes: 0 nothing raised, 1 an owner's files speak of file sharing, 2 usage or nothing readable, 3 internal error.`;

const run = async (paths: readonly string[], options: AuditFilesOptions): Promise<number> => {
  const format = choiceOf('--format', options.format, FORMATS);
  const policy = options.policy === undefined ? null : await loadPolicy(options.policy);
  const reports = await Promise.all((options.report ?? []).map(loadReport));
  const sink = options.observations === undefined ? null : new Sink(options.observations);
  const show = options.progress === false ? null : lineProgress(process.stderr);
  const { auditFiles, isRaised } = await import('../../pipeline/audit/audit-files.ts');
  const { audit, faults } = await auditFiles({
    ...{ paths, policy },
    state: options.state ?? null,
    oneFileSystem: options.oneFileSystem === true,
    touch: options.touch === true,
    jobs: options.jobs ?? null,
    host: options.host ?? null,
    wire: reports.flatMap(wireContents),
    scan: options.clamd === undefined ? null : await scanner(options.clamd),
    signal: interruptible(),
    onProgress: (step) => show?.(() => stepText(step)),
    onObservation: (observation) => {
      const row = observationRow(observation, observation.path ?? '');
      sink?.write(`${JSON.stringify(row)}\n`);
    },
  });
  sink?.close();
  tellFaults(faults);
  const units = policy?.tariff?.units ?? 'SI';
  await writeOutput(await rendered(audit, format, units, options.output), options.output);
  return audit.cases.some(isRaised) ? 1 : 0;
};

const scanner = async (socket: string) =>
  (await import('../../intake/audit/clamd.ts')).clamdScanner(socket);

const stepText = ({ doing, files, done }: AuditStep): string =>
  doing === 'listing'
    ? `${files.toLocaleString('en')} files in ${done.toLocaleString('en')} folders`
    : `${files.toLocaleString('en')} files; ${doing}: ${done.toLocaleString('en')}`;

const rendered = async (
  audit: FileAudit,
  format: (typeof FORMATS)[number],
  units: 'SI' | 'binary',
  output: string | undefined,
): Promise<string> => {
  switch (format) {
    case 'json':
      return `${JSON.stringify(audit, null, 2)}\n`;
    case 'csv':
      return (await import('../../report/file-audit-csv.ts')).renderFileAuditCsv(audit);
    case 'html':
      return (await import('../../report/file-audit-html.ts')).renderFileAuditHtml(audit, {
        units,
        nameOf: systemName,
      });
    case 'text':
      return (await import('../../report/file-audit.ts')).renderFileAuditText(audit, {
        ...textLook(output === undefined ? process.stdout : null),
        units,
        nameOf: systemName,
      });
  }
};

/** What cases moved, and what they offered. */
const wireContents = ({ cases }: Report): WireContent[] =>
  cases.flatMap(({ subject, activity: system, content, exposure }) =>
    isSystemId(system)
      ? [...content, ...exposure.offers].map(({ id, name, size }) => ({
          ...{ id, size, system, name: name ?? '' },
          who: [subject.address, subject.device, subject.user].filter(Boolean).join(', '),
        }))
      : [],
  );

const jobs = (text: string): number => {
  const count = Number(text);
  if (/^\d{1,2}$/.test(text) && count >= 1 && count <= JOBS_MAX) return count;
  throw new InvalidArgumentError(`Give a number from 1 to ${JOBS_MAX}.`);
};

const JOBS_MAX = 64;
