#!/usr/bin/env node
// The command line. Each command is one file in commands/; it is loaded only when asked for, so that none pays for others.

import { Command, CommanderError } from 'commander';
import { PeerwardenError } from '../model/errors.ts';
import { VERSION } from '../pipeline/version.ts';
import { COMMANDS } from './commands/index.ts';
import { tell, tellFaults } from './faults.ts';
import { outputFault } from './output.ts';

/** Exit codes (design: interfaces). */
const USAGE = 2;
const INTERNAL = 3;

/** There was a result, and it could not be written. */
const UNWRITTEN: ReadonlySet<string> = new Set(['PW_OUTPUT_FAILED', 'PW_STATE_UNWRITTEN']);

const START = `
Start here:
  peerwarden analyze capture.pcap
  peerwarden COMMAND --help      examples and exit codes of a command`;

const program = new Command('peerwarden')
  .description(
    'Finds peer-to-peer file sharing on your own network: who, since when, how sure and why, what it costs, and what stops it.',
  )
  .version(VERSION)
  .showHelpAfterError('(peerwarden --help lists the commands)')
  .configureHelp({ subcommandTerm: (command) => command.name() })
  .addHelpText('after', START)
  .exitOverride();

const main = async (): Promise<void> => {
  // A reader that goes away (`| head`) is no fault.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', outputFailed);
  const asked = process.argv.slice(2).find((word) => !word.startsWith('-'));
  const wanted = COMMANDS.filter(({ name }) => name === asked);
  for (const { register } of wanted.length > 0 ? wanted : COMMANDS) (await register())(program);
  await program.parseAsync();
};

const outputFailed = (error: NodeJS.ErrnoException): void => {
  if (error.code === 'EPIPE') process.exit(0);
  failed(outputFault('-', error));
  process.exit();
};

/** Errors name the file, the place and the remedy; what we did wrong ourselves is code 3 and shows where. */
const failed = (error: unknown): void => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : USAGE;
    return;
  }
  if (error instanceof PeerwardenError) {
    if (error.cause instanceof AggregateError) tellFaults(error.cause.errors as PeerwardenError[]);
    tell(error);
    process.exitCode = UNWRITTEN.has(error.code) ? INTERNAL : USAGE;
    return;
  }
  process.stderr.write(
    `peerwarden: internal error, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = INTERNAL;
};

await main().catch(failed);
