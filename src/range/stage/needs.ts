// What a stage in network namespaces needs of the machine, said before anything is made.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PeerwardenError } from '../../model/errors.ts';

/** Program → the Debian package that brings it. */
const PACKAGES: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  tc: 'iproute2',
  nft: 'nftables',
  setpriv: 'util-linux',
  ethtool: 'ethtool',
  tcpdump: 'tcpdump',
  ulogd: 'ulogd2',
  conntrack: 'conntrack',
  dnsmasq: 'dnsmasq-base',
  squid: 'squid',
};

export const STAGE_PROGRAMS = ['ip', 'tc', 'nft', 'setpriv', 'ethtool', 'tcpdump'] as const;
export const LOG_PROGRAMS = ['ulogd', 'conntrack'] as const;

/** @throws PeerwardenError PW_RANGE_NEEDS when the machine lacks one of the programs or this process is not root. */
export const checkNeeds = (programs: readonly string[]): void => {
  const missing = programs.filter((program) => !present(program));
  const root = process.getuid?.() === 0;
  if (missing.length === 0 && root) return;
  const packages = [...new Set(missing.map((program) => PACKAGES[program] ?? program))];
  const lacks = [
    ...(process.platform === 'linux' ? [] : ['Linux']),
    ...(root ? [] : ['root, to make network namespaces']),
    ...missing.map((program) => `the program ${program}`),
  ];
  throw new PeerwardenError('PW_RANGE_NEEDS', {
    message: `Network namespaces need what is not here: ${lacks.join('; ')}.`,
    remedy: [
      ...(packages.length > 0 ? [`On Debian: apt-get install ${packages.join(' ')}.`] : []),
      ...(root ? [] : ['Run it as root; nothing outside its own namespaces is touched.']),
    ].join(' '),
  });
};

/** Programs of the system are often kept off a user's path. */
const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];

const present = (program: string): boolean =>
  FOLDERS.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
