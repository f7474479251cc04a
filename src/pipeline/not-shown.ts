// What this evidence could not have shown, said in every report: an empty list of cases is not an empty network.

import type { Evidence } from '../model/evidence.ts';
import { SOURCE_GROUPS } from '../sources/index.ts';
import type { Judged } from './judgement.ts';

/** Formats that tell what is on a machine; `local-machine` is the machine itself. */
const INVENTORIES: ReadonlySet<string> = new Set([
  'local-machine',
  ...SOURCE_GROUPS.flatMap(({ id, sources }) => (id === 'inventories' ? sources : [])).map(
    ({ id }) => id,
  ),
]);

export const notShown = (
  evidence: readonly Evidence[],
  { subjects, hosts, notFollowed }: Judged,
): string[] => {
  const captures = evidence.filter((one) => one.format === 'pcap' || one.format === 'pcapng');
  const logs = evidence.filter((one) => !captures.includes(one));
  const unknown = [...hosts.hosts.keys()].some(
    (address) => subjects.placeOf(address) === 'unknown',
  );
  return [
    ...(captures.length > 0
      ? [
          'Encrypted file sharing of which no tracker, node list, neighbour or earlier flow told an address: it stays unreadable.',
          'Traffic that does not pass the place where the capture was made, such as between two hosts on one switch.',
        ]
      : [
          'What connections carry: no capture was given, and logs show addresses and ports, not content.',
        ]),
    ...(logs.length === 0
      ? ['Which person used an address: no proxy, sign-in or lease log was given.']
      : []),
    ...(captures.some((one) => (one.quality.cut ?? 0) > 0)
      ? ['The rest of packets that the capture cut short.']
      : []),
    ...(evidence.some((one) => one.quality.incomplete)
      ? ['What lies behind the place where reading ended early.']
      : []),
    ...(notFollowed > 0
      ? [
          `What some addresses did: ${notFollowed} observations came after the bounds on what is followed were reached.`,
        ]
      : []),
    ...(unknown
      ? [
          'Which end of a connection is inside: name your networks with --inside or in the policy. Until then both ends are judged.',
        ]
      : []),
    evidence.some((one) => INVENTORIES.has(one.format))
      ? 'Whether a program that is there was used: an inventory shows what is on a machine at one moment.'
      : 'Programs that were installed but not used while the evidence was recorded.',
  ];
};
