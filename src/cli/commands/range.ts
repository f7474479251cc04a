// `peerwarden range`: the systems of 2003, alive: play them, measure them, record them.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { LIMITS } from '../../model/limits.ts';
import { writeOutput } from '../output.ts';
import { listDocument, listText } from '../range/list.ts';
import { type RangeRecordOptions, rangeRecord } from '../range/record.ts';
import { type RangeRunOptions, rangeRun } from '../range/run.ts';
import { tellStep, untilStopped } from '../range/until-stopped.ts';
import { textLook } from '../render.ts';

export const registerRange = (program: Command): void => {
  const range = program
    .command('range')
    .summary('the systems of 2003, alive: play, measure and record them')
    .description(
      'Small, honest, working programs of the systems that the paper names, written from public specifications. They speak on loopback or in network namespaces that they make themselves, never to a public address; what they share is generated; everything ends with the command.',
    )
    .addHelpText('after', EXAMPLES);
  addList(range);
  addRun(range);
  addPlay(range);
  addRecord(range);
};

const EXAMPLES = `
Examples:
  $ peerwarden range list
  $ peerwarden range play napster
  $ peerwarden range run gnutella --peers 200
  # peerwarden range record napster --output cases/napster

Exit codes: 0 done, 1 what it shows did not happen, 2 usage or what the machine does not give, 3 internal error,
130 stopped by Ctrl-C.`;

const addList = (range: Command): void => {
  range
    .command('list')
    .summary('scenarios and experiments')
    .description(
      'Lists the scenarios that can be played and recorded and the experiments that can be run.',
    )
    .addOption(
      new Option('--format <format>', 'form of the list').choices(['text', 'json']).default('text'),
    )
    .addHelpText('after', '\nExample:\n  $ peerwarden range list --format json')
    .action(async ({ format }: { format: 'text' | 'json' }) => {
      const { width } = textLook(process.stdout);
      const text =
        format === 'json' ? `${JSON.stringify(listDocument(), null, 2)}\n` : listText(width);
      await writeOutput(text, undefined);
    });
};

const addRun = (range: Command): void => {
  range
    .command('run')
    .summary('measure a discovery model on a network of peers in this process')
    .description(
      'Runs an experiment, or all experiments of a system, with every peer on a loopback address of its own: what is found, at what price in messages and time, and what blocking does. The figures are measured, the answer is computed from them.',
    )
    .argument('<name>', 'an experiment, or a system: gnutella')
    .option(
      '--peers <count>',
      'peers (the experiment knows how many it wants)',
      count(LIMITS.rangePeersMax),
    )
    .addOption(seed())
    .addOption(timeout())
    .addOption(
      new Option('--format <format>', 'form of the result')
        .choices(['text', 'json', 'svg'])
        .default('text'),
    )
    .option('--output <file>', 'where to write (default: standard output)')
    .addHelpText('after', RUN_EXAMPLES)
    .action(async (name: string, options: RangeRunOptions) => await rangeRun(name, options));
};

const RUN_EXAMPLES = `
Examples:
  $ peerwarden range run gnutella --peers 200
  $ peerwarden range run gnutella-ttl --format svg --output gnutella-ttl.svg`;

const addPlay = (range: Command): void => {
  range
    .command('play')
    .summary('play a scenario on loopback and tell each step')
    .description(
      'Plays a scenario on loopback addresses of this machine and tells each step as it happens.',
    )
    .argument('<scenario>', 'its name: napster')
    .option('--no-mark', 'leave out the honest client name in handshakes')
    .addOption(seed())
    .addOption(timeout())
    .addHelpText('after', '\nExample:\n  $ peerwarden range play napster')
    .action(async (name: string, options: PlayOptions) => {
      await untilStopped(async (signal) => {
        const { scenarioOf } = await import('../range/found.ts');
        const { play } = await import('../../range/play.ts');
        const bounds = { seed: options.seed, timeoutMs: options.timeout * 1000, signal };
        await play(scenarioOf(name), { ...bounds, marked: options.mark, say: tellStep });
      });
    });
};

interface PlayOptions {
  readonly mark: boolean;
  readonly seed: number;
  readonly timeout: number;
}

const addRecord = (range: Command): void => {
  range
    .command('record')
    .summary('record a scenario with its truth, in network namespaces (root)')
    .description(
      'Plays a scenario in an office of network namespaces that it makes itself and writes what a span port inside saw as a case: capture.pcap, flows.csv with the true label of every flow, truth.json, logs/. Needs root, iproute2, nftables, ethtool, tcpdump, ulogd2, conntrack and dnsmasq; nothing outside its own namespaces is touched.',
    )
    .argument('<scenario>', 'its name: napster')
    .requiredOption(
      '--output <folder>',
      'the case: a new folder, or an earlier recording to replace',
    )
    .option('--no-mark', 'leave out the honest client name in handshakes')
    .addOption(seed())
    .addOption(
      new Option('--rate <rate>', 'uplink of each host, in words of tc')
        .argParser(rate)
        .default('16mbit'),
    )
    .addOption(
      new Option('--firewall <policy>', "the router's")
        .choices(['open', 'strict', 'nat'])
        .default('open'),
    )
    .addOption(timeout())
    .addHelpText('after', RECORD_EXAMPLES)
    .action(async (name: string, options: RangeRecordOptions) => await rangeRecord(name, options));
};

const RECORD_EXAMPLES = `
Examples:
  # peerwarden range record napster --output cases/napster
  # peerwarden range record gnutella --output cases/gnutella --no-mark --seed 7
  $ peerwarden analyze cases/gnutella/capture.pcap`;

const seed = (): Option =>
  new Option('--seed <number>', 'the same number gives the same names, contents and choices')
    .argParser(count(2 ** 32 - 1))
    .default(1);

const timeout = (): Option =>
  new Option('--timeout <seconds>', 'ends it after so long')
    .argParser(count(24 * 3600))
    .default(LIMITS.rangeRunMs / 1000);

/** tc(8), "Rates"; below a kilobit a second no scenario ends. */
const rate = (text: string): string => {
  if (/^\d{1,6}(\.\d+)?([kmg]i?)(bit|bps)$/.test(text) && Number.parseFloat(text) > 0) return text;
  throw new InvalidArgumentError('It is a rate like 512kbit or 16mbit.');
};

const count =
  (most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= most) return value;
    throw new InvalidArgumentError(`It is a whole number from 1 to ${most.toLocaleString('en')}.`);
  };
