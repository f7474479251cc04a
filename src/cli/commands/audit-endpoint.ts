// `peerwarden audit endpoint`: programs of file sharing and tunnels on machines, from inventories or on this machine.
import type { Command } from 'commander';
import { loadPolicy } from '../../intake/policy.ts';
import { PeerwardenError } from '../../model/errors.ts';
import { auditEndpoint, type EndpointAudit } from '../../pipeline/audit-endpoint.ts';
import { VERSION } from '../../pipeline/version.ts';
import {
  renderEndpointCsv,
  renderEndpointHtml,
  renderEndpointText,
} from '../../report/endpoint.ts';
import { choiceOf } from '../choice.ts';
import { tellFaults } from '../faults.ts';
import { interruptible } from '../interrupt.ts';
import { observationRow } from '../observation-row.ts';
import { writeOutput } from '../output.ts';
import { FORMATS, type Format, systemName, textLook } from '../render.ts';
import { Sink } from '../sink.ts';

interface EndpointOptions {
  readonly policy?: string;
  readonly host?: string;
  readonly root?: string;
  readonly users?: boolean;
  readonly format: string;
  readonly output?: string;
  readonly observations?: string;
  readonly progress?: boolean;
}

export const registerAuditEndpoint = (audit: Command): void => {
  audit
    .command('endpoint')
    .summary('programs on machines: installed, started, running, listening')
    .description(
      'Reads inventories of machines (osquery, package lists, programs of Windows, processes, sockets, services, firewall rules, in any mix), or this machine itself when none are given, and lists the programs of file sharing, tunnels and overlays: where, which version, whether they run and listen. Names are compared whole, never by a part. Nothing that is found is executed.',
    )
    .argument(
      '[path...]',
      'inventories, folders, patterns; - is standard input; none is this machine',
    )
    .option('--policy <file>', 'the policy (YAML): what is forbidden, what is sanctioned')
    .option(
      '--host <name>',
      'the machine that the inventories are of, where they do not say (default: the name of the file)',
    )
    .option('--root <folder>', 'instead of this machine, its disk or another’s, mounted there')
    .option('--users', 'show whose programs they are')
    .option('--format <format>', `one of ${FORMATS.join(', ')}`, 'text')
    .option('--output <file>', 'write it there instead of standard output')
    .option(
      '--observations <file>',
      'also write every program there, one JSON object a line, for `peerwarden analyze`',
    )
    .option('--no-progress', 'no progress on standard error')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], options: EndpointOptions) => {
      process.exitCode = await run(paths, options);
    });
};

const EXAMPLES = `
Examples:
  sudo peerwarden audit endpoint --users
  peerwarden audit endpoint inventories/ --policy site.yaml --format csv > programs.csv
  ssh ws-042 dpkg -l | peerwarden audit endpoint - --host ws-042
  peerwarden audit endpoint osqueryd.results.log --observations programs.ndjson
  peerwarden analyze programs.ndjson capture.pcap leases/

Exit codes: 0 no program that is not permitted, 1 some, 2 usage or nothing readable, 3 internal error.`;

const run = async (paths: readonly string[], options: EndpointOptions): Promise<number> => {
  const format = choiceOf('--format', options.format, FORMATS);
  if (paths.includes('-') && process.stdin.isTTY)
    throw new PeerwardenError('PW_USAGE', {
      message: '- is standard input, and that is the terminal.',
      remedy: 'Pipe an inventory into it: dpkg -l | peerwarden audit endpoint -',
    });
  if (paths.length === 0 && options.root === undefined && process.platform !== 'linux')
    throw new PeerwardenError('PW_USAGE', {
      message: 'The machine itself is read on Linux only.',
      remedy: 'Give inventories; `peerwarden formats` lists their forms.',
    });
  const policy = options.policy === undefined ? null : await loadPolicy(options.policy);
  const sink = options.observations === undefined ? null : new Sink(options.observations);
  const progress = options.progress === false ? undefined : progressText(process.stderr);
  const audit = await auditEndpoint({
    paths,
    policy,
    root: options.root ?? '',
    users: options.users === true,
    signal: interruptible(),
    ...(options.host === undefined ? {} : { host: options.host }),
    ...(progress === undefined ? {} : { onProgress: progress }),
    ...(sink && {
      onObservation: (seen, path) => sink.write(`${JSON.stringify(observationRow(seen, path))}\n`),
    }),
  });
  progress?.('');
  sink?.close();
  tellFaults(audit.faults);
  await writeOutput(rendered(audit, format, options), options.output);
  const raised = audit.report.cases.some((one) => one.probability >= 0.5 && !one.sanctioned);
  return raised || audit.rows.some(({ standing }) => standing === 'forbidden') ? 1 : 0;
};

const rendered = (audit: EndpointAudit, format: Format, { output }: EndpointOptions): string => {
  switch (format) {
    case 'text': {
      const look = textLook(output === undefined ? process.stdout : null);
      return renderEndpointText(audit, { ...look, nameOf: systemName });
    }
    case 'csv':
      return renderEndpointCsv(audit);
    case 'html':
      return renderEndpointHtml(audit, { nameOf: systemName });
    case 'json': {
      const { rows, machines, programs, dropped, report } = audit;
      const { created, complete, evidence, unread, cases } = report;
      const told = {
        created,
        complete,
        machines,
        programs,
        dropped,
        rows,
        evidence,
        unread,
        cases,
      };
      const tool = { name: 'peerwarden', version: VERSION };
      return `${JSON.stringify({ schema: 'peerwarden.audit-endpoint/1', tool, ...told }, null, 2)}\n`;
    }
  }
};

/** One line on a terminal, wiped in the end; nothing elsewhere. */
const progressText = (stream: NodeJS.WriteStream): ((text: string) => void) | undefined => {
  if (!stream.isTTY) return undefined;
  return (text) => {
    const shown = text.replace(/[^\x20-\x7e]/g, '?').slice(0, (stream.columns ?? 80) - 1);
    stream.write(`\r\x1b[K${shown}`);
  };
};
