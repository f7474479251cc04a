// `peerwarden case … --false-alarm`: a case that should not be one, as a fixture that others may see: its packets and
// lines under other names, and beside them what was found and why that is wrong.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { PeerwardenError } from '../../model/errors.ts';
import { type Analysis, analyze } from '../../pipeline/analyze.ts';
import { FileReportStore } from '../../store/report-store.ts';
import { caseOf } from '../case-of.ts';
import { addEvidenceOptions, type EvidenceOptions, evidenceRequest } from '../evidence-options.ts';
import { Candidates } from '../extract/candidates.ts';
import { LineSelection } from '../extract/line-selection.ts';
import { PacketSelection } from '../extract/packet-selection.ts';
import { activityIn, readAgain, refuseWhatReadsOnce } from '../extract/read-again.ts';
import { CaseLines } from '../false-alarm/case-lines.ts';
import { CasePackets } from '../false-alarm/case-packets.ts';
import { PayloadMask } from '../false-alarm/masked-payload.ts';
import { namesIn } from '../false-alarm/names.ts';
import { PseudonymAddresses } from '../false-alarm/pseudonym-addresses.ts';
import { type Alarm, writeAlarm } from '../false-alarm/write-alarm.ts';
import { tellFaults } from '../faults.ts';
import { outputFault } from '../output-fault.ts';
import { checkedReport } from '../report-file.ts';

interface CaseOptions extends EvidenceOptions {
  readonly falseAlarm?: string;
  readonly state?: string;
  readonly output: string;
}

export const registerCase = (program: Command): void => {
  addEvidenceOptions(
    program
      .command('case')
      .summary('report a case that is a false alarm')
      .description(DESCRIPTION)
      .argument('<case>', 'id of a case, as `analyze` prints it, such as bittorrent-10.20.1.11'),
    '[path...]',
  )
    .option('--false-alarm <why>', 'what the traffic really is, in a sentence')
    .option(
      '--state <folder>',
      'where `analyze --state` kept its report: the evidence that it names is read',
    )
    .option('--output <folder>', 'where to write the two files', '.')
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, paths: string[], options: CaseOptions) => {
      await reportFalseAlarm(id, paths, options);
    });
};

const DESCRIPTION = `Writes the case as a fixture for the project: its packets (.pcap) or log lines (.log), and a .json with your sentence and what was found. Nothing is sent.
Changed: addresses, in headers and wherever they stand in contents as text or bytes, link-layer addresses, dates of packets, and the names of hosts, people, nicknames and files that the report knows; everywhere the same.
Kept: ports, lengths, times between packets, host names of sites, and of contents the first bytes of each direction of a connection, as few as still raise the alarm; the rest is zeros. Contents may name people in words that the report does not know: look at the files before you give them away.`;

const EXAMPLES = `
Examples:
  peerwarden case bittorrent-10.20.1.11 capture.pcap --false-alarm "our backup agent, it encrypts by itself"
  peerwarden case dns-tunnel-10.20.1.12 --state /var/lib/peerwarden --false-alarm "look-ups of the virus scanner" --output alarms

Give the evidence and the options of the analysis, so that it is the same case.

Exit codes: 0 written, 2 usage, no such case or nothing readable, 3 internal error or not written.`;

const reportFalseAlarm = async (
  id: string,
  given: readonly string[],
  options: CaseOptions,
): Promise<void> => {
  const why = options.falseAlarm?.trim() ?? '';
  if (why === '') throw whatIsIt(id);
  const paths = await pathsOf(id, given, options);
  await refuseWhatReadsOnce('case', id, paths);
  const request = await evidenceRequest(paths, options);
  const candidates = new Candidates(activityIn(id));
  const analysis = await analyze({
    ...request,
    digest: false,
    onObservation: (observation) => candidates.see(observation),
  });
  tellFaults(analysis.faults);
  const alarm = alarmOf(id, why, analysis, candidates);
  await readAgain(request, takerOf(id, analysis, candidates, alarm));
  if (request.signal.aborted) throw stoppedEarly(options.output);
  if (alarm.packets.count === 0 && alarm.lines.count === 0) throw nothingOf(id);
  await mkdir(options.output, { recursive: true }).catch((cause: unknown) => {
    throw outputFault(options.output, cause);
  });
  for (const line of await writeAlarm(alarm, (name) => join(options.output, name)))
    process.stderr.write(`${line}\n`);
};

/** Evidence as given, or that of the report that was kept. */
const pathsOf = async (
  id: string,
  given: readonly string[],
  { state }: CaseOptions,
): Promise<readonly string[]> => {
  if (given.length > 0 === (state !== undefined)) throw oneOf(id, given.length > 0);
  if (state === undefined) return given;
  const report = await new FileReportStore(state).load();
  if (report === null) throw nothingKept(state);
  const checked = checkedReport(report, state);
  caseOf(checked, id);
  return checked.evidence.map(({ path }) => path);
};

const alarmOf = (id: string, why: string, { report }: Analysis, candidates: Candidates): Alarm => {
  const found = caseOf(report, id);
  const addresses = new PseudonymAddresses();
  const names = namesIn(report);
  return {
    why,
    report,
    found,
    mask: new PayloadMask(addresses, names),
    packets: new CasePackets(addresses),
    lines: new CaseLines(addresses, names),
    dropped: candidates.dropped,
  };
};

const takerOf = (
  id: string,
  { report }: Analysis,
  candidates: Candidates,
  { packets, lines }: Alarm,
): Parameters<typeof readAgain>[1] => {
  const found = caseOf(report, id);
  const flows = candidates.of(found.subject.addresses);
  const selection = new PacketSelection(flows);
  const lineSelection = new LineSelection(report, found, flows);
  return {
    beginCapture: () => {},
    record: (packet, code) => {
      if (code === 0 && selection.has(packet)) packets.add(packet);
    },
    line: (path) => (bytes, start, end, number, observations) => {
      if (lineSelection.has(path(), number, observations)) lines.add(bytes.subarray(start, end));
    },
  };
};

const whatIsIt = (id: string): PeerwardenError =>
  new PeerwardenError('PW_USAGE', {
    message: 'case needs --false-alarm with what the traffic really is.',
    remedy: `Write it as peerwarden case ${id} capture.pcap --false-alarm "our backup agent"; to see why a case was raised, peerwarden explain ${id}.`,
  });

const oneOf = (id: string, several: boolean): PeerwardenError =>
  new PeerwardenError('PW_USAGE', {
    message: several
      ? 'case takes evidence, or --state: one of them.'
      : 'case needs to know where the case comes from.',
    remedy: `Give the evidence (peerwarden case ${id} capture.pcap --false-alarm "…"), or --state with the folder that analyze was given.`,
  });

const nothingKept = (path: string): PeerwardenError =>
  new PeerwardenError('PW_STATE_UNREADABLE', {
    path,
    message: 'No report is kept there.',
    remedy: 'Run `peerwarden analyze PATH… --state` with this folder first.',
  });

const nothingOf = (id: string): PeerwardenError =>
  new PeerwardenError('PW_USAGE', {
    message: `No packet and no line given here belongs to ${id}.`,
    remedy: 'Give the captures and logs that the case was found in.',
  });

const stoppedEarly = (path: string): PeerwardenError =>
  new PeerwardenError('PW_OUTPUT_FAILED', {
    path,
    message: 'Stopped before everything was read: no file is written.',
    remedy: 'Run it again, with --since and --until for less.',
  });
