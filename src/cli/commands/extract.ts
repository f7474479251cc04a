// `peerwarden extract`: the packets and lines of a case, to be read in any other tool. The evidence is read twice: once to
// know what belongs to the case, once to write it.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { PeerwardenError } from '../../model/errors.ts';
import type { ReportCase } from '../../model/report.ts';
import { formatBytes } from '../../model/units.ts';
import { analyze } from '../../pipeline/analyze.ts';
import { caseOf } from '../case-of.ts';
import { choiceOf } from '../choice.ts';
import { addEvidenceOptions, type EvidenceOptions, evidenceRequest } from '../evidence-options.ts';
import { Candidates } from '../extract/candidates.ts';
import { LineSelection } from '../extract/line-selection.ts';
import { LineWriter } from '../extract/line-writer.ts';
import { PacketSelection } from '../extract/packet-selection.ts';
import { PacketWriter } from '../extract/packet-writer.ts';
import { activityIn, readAgain, refuseWhatReadsOnce } from '../extract/read-again.ts';
import { tellFaults } from '../faults.ts';
import { linkLayerName } from '../link-layers.ts';
import { outputFault } from '../output.ts';

interface ExtractOptions extends EvidenceOptions {
  readonly output: string;
  readonly only?: string;
}

export const registerExtract = (program: Command): void => {
  addEvidenceOptions(
    program
      .command('extract')
      .summary('the packets and log lines of a case, for any other tool')
      .description(
        'Writes the packets of every flow that a case counts (both directions, from the first packet on) as a pcap file, and the lines of logs that belong to it, as they were. What it wrote is told on standard error.',
      )
      .argument('<case>', 'id of a case, as `analyze` prints it, such as bittorrent-10.20.1.11'),
  )
    .option(
      '--output <folder>',
      'where to write <case>.pcap and <case>.log; - is standard output',
      '.',
    )
    .option(
      '--only <what>',
      'packets or lines (to standard output: packets, unless there are none)',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, paths: string[], options: ExtractOptions) => {
      await extract(id, paths, options);
    });
};

const EXAMPLES = `
Examples:
  peerwarden extract bittorrent-10.20.1.11 capture.pcap
  peerwarden extract bittorrent-10.20.1.11 monday/ --policy site.yaml --output case-11
  peerwarden extract bittorrent-10.20.1.11 capture.pcap --output - | tshark -r - -q -z conv,ip

Give the evidence and the options of the analysis, so that it is the same case.

Exit codes: 0 written, 2 usage, no such case or nothing readable, 3 internal error or not written.`;

const extract = async (
  id: string,
  paths: readonly string[],
  options: ExtractOptions,
): Promise<void> => {
  const only = options.only && choiceOf('--only', options.only, ['packets', 'lines']);
  await refuseWhatReadsOnce('extract', id, paths);
  if (options.output === '-' && process.stdout.isTTY && only !== 'lines') throw terminalOutput();
  const request = await evidenceRequest(paths, options);
  const candidates = new Candidates(activityIn(id));
  const { report, faults } = await analyze({
    ...request,
    digest: false,
    onObservation: (observation) => candidates.see(observation),
  });
  tellFaults(faults);
  const found = caseOf(report, id);
  const flows = candidates.of(found.subject.addresses);
  const [packetPath, linePath] = targets(found, options.output);
  const packets = new PacketWriter(packetPath, new PacketSelection(flows));
  const lines = new LineWriter(linePath, new LineSelection(report, found, flows));
  if (options.output !== '-') await makeFolder(options.output);
  const what = whatOf(options.output, only, flows.length > 0);
  try {
    await readAgain(request, {
      record: what.packets ? packets.record.bind(packets) : null,
      line: what.lines ? lines.handler.bind(lines) : null,
      beginCapture: () => packets.beginCapture(),
    });
    if (request.signal.aborted) throw stoppedEarly(options.output);
    packets.close();
    lines.close();
  } catch (cause) {
    packets.abandon();
    lines.abandon();
    throw cause;
  }
  tellWritten(found, { packets, lines, dropped: candidates.dropped });
};

const makeFolder = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw outputFault(folder, cause);
  });
};

/** One stream holds one kind of record. */
const whatOf = (
  output: string,
  only: 'packets' | 'lines' | '' | undefined,
  flows: boolean,
): { readonly packets: boolean; readonly lines: boolean } => {
  if (only) return { packets: only === 'packets', lines: only === 'lines' };
  return output === '-' ? { packets: flows, lines: !flows } : { packets: true, lines: true };
};

/** Ids hold addresses, and those of IPv6 colons, which some file systems refuse. */
const targets = ({ id }: ReportCase, output: string): readonly [packets: string, lines: string] => {
  if (output === '-') return ['-', '-'];
  const name = id.replace(/[^\w.-]/g, '_');
  return [join(output, `${name}.pcap`), join(output, `${name}.log`)];
};

interface Written {
  readonly packets: PacketWriter;
  readonly lines: LineWriter;
  readonly dropped: number;
}

/** On standard error, so that standard output stays what was asked for. */
const tellWritten = (found: ReportCase, written: Written): void => {
  const { packets, lines, dropped } = written;
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  for (const sink of packets.sinks.values())
    say(
      `${nameOf(sink.path)}: ${count(sink.packets, 'packet')}, ${formatBytes(sink.bytes)}, ${linkLayerName(sink.linkType)}`,
    );
  if (lines.sink)
    say(
      `${nameOf(lines.sink.path)}: ${count(lines.lines, 'line')}, ${formatBytes(lines.sink.bytes)}`,
    );
  if (packets.sinks.size === 0 && lines.sink === null)
    say(`Nothing is written: no packet and no line given here belongs to ${found.id}.`);
  if (dropped > 0)
    say(`${count(dropped, 'flow')} too many to be followed: their packets are left out.`);
};

const nameOf = (path: string): string => (path === '-' ? 'standard output' : path);

const count = (number: number, one: string): string =>
  `${number.toLocaleString('en')} ${one}${number === 1 ? '' : 's'}`;

/** Half of a case would pass for the whole of it. */
const stoppedEarly = (path: string): PeerwardenError =>
  new PeerwardenError('PW_OUTPUT_FAILED', {
    path: nameOf(path),
    message: 'Stopped before everything was read: no file is written.',
    remedy: 'Run it again, with --since and --until for less.',
  });

const terminalOutput = (): PeerwardenError =>
  new PeerwardenError('PW_USAGE', {
    message: 'Standard output is the terminal, and packets are no text.',
    remedy: 'Pipe them into a program (… --output - | tcpdump -r -), or name a folder.',
  });
