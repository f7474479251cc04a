// The versions of what took part, as the programs themselves tell them.
import { release } from 'node:os';
import { VERSION } from '../pipeline/version.ts';
import { run } from '../range/stage/command.ts';
import type { DrillResult } from './result.ts';

const PROGRAMS: readonly (readonly [name: string, words: readonly string[]])[] = [
  ['nftables', ['nft', '--version']],
  ['Squid', ['squid', '-v']],
  ['dnsmasq', ['dnsmasq', '--version']],
  ['ulogd', ['ulogd', '--version']],
  ['tcpdump', ['sh', '-c', 'tcpdump --version 2>&1']],
  ['iproute2', ['ip', '-V']],
];

export const versions = async (): Promise<DrillResult['versions']> => {
  const told = PROGRAMS.map(async ([name, words]) => {
    const text = await run(words).catch(() => 'does not tell its version');
    const [line = ''] = text.trim().split('\n');
    return { name, version: numberIn(line) };
  });
  return [
    { name: 'Peerwarden', version: VERSION },
    { name: 'Node.js', version: process.versions.node },
    { name: 'Linux', version: release() },
    ...(await Promise.all(told)),
  ];
};

/** `Squid Cache: Version 5.7` → `5.7` */
const numberIn = (line: string): string => /\d+(\.\d+)+[a-z0-9.-]*/.exec(line)?.[0] ?? line;
