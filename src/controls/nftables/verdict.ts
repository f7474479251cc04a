// Reads the few words of nft that the compiler writes and says what a chain does with the first packet of a connection.
// An unknown word is an error of ours: the model never guesses, and is compared with nft itself in the tests.
import { inNetwork, type Network, parseAddress, parseNetwork } from '../../model/address.ts';
import type { FirstPacket } from '../model.ts';

export type Verdict = 'accept' | 'drop';

/** Verdict of the chain in `text`, with the comment of the rule that gave it (`policy` when none did). */
export const verdictOf = (text: string, packet: FirstPacket): { verdict: Verdict; by: string } => {
  const names = definitions(text);
  const policy = /policy (accept|drop);/.exec(text)![1] as Verdict;
  for (const line of text.split('\n')) {
    const rule = /^ {4}(.*?) ?counter (accept|drop) comment "([^"]*)"$/.exec(line);
    if (rule && matches(rule[1]!, packet, names))
      return { verdict: rule[2] as Verdict, by: rule[3]! };
  }
  return { verdict: policy, by: 'policy' };
};

/** Addresses that a quarantine file cuts off. */
export const quarantined = (text: string): string[] =>
  [...text.matchAll(/^add element inet peerwarden quarantine[46] \{ (\S+) timeout \d+s \}$/gm)].map(
    (match) => match[1]!,
  );

const definitions = (text: string): Map<string, string> =>
  new Map(
    [...text.matchAll(/^define (\w+) = \{ (.*) \}$/gm)].map((match) => [match[1]!, match[2]!]),
  );

const matches = (match: string, packet: FirstPacket, names: Map<string, string>): boolean => {
  let rest = match.trim();
  while (rest !== '') {
    const word = WORDS.map((each) => ({ each, hit: each.pattern.exec(rest) })).find(
      ({ hit }) => hit,
    );
    if (!word?.hit) throw new Error(`not in the model: ${rest}`);
    if (!word.each.holds(word.hit, packet, names)) return false;
    rest = rest.slice(word.hit[0].length).trim();
  }
  return true;
};

type Holds = (hit: RegExpExecArray, packet: FirstPacket, names: Map<string, string>) => boolean;

const WORDS: readonly { readonly pattern: RegExp; readonly holds: Holds }[] = [
  { pattern: /^ct state (established,related|invalid)/, holds: () => false },
  { pattern: /^ct direction original/, holds: () => true },
  { pattern: /^meta time < (\d+)/, holds: ([, seconds], { at }) => at < Number(seconds) * 1000 },
  {
    pattern: /^meta time \$(\w+)/,
    holds: ([, name], { at }, names) =>
      names
        .get(name!)!
        .split(', ')
        .some((each) => {
          const [from, to] = each.split('-').map(Number);
          return at >= from! * 1000 && at <= to! * 1000;
        }),
  },
  {
    pattern: /^(ip6?) ([sd])addr (!= )?(?:\{ ([^}]*) \}|\$(\w+))/,
    holds: ([, family, end, not, list, name], packet, names) => {
      const address = parseAddress(end === 's' ? packet.source : packet.destination)!;
      const text = end === 's' ? packet.source : packet.destination;
      if (text.includes(':') !== (family === 'ip6')) return false;
      const networks = (list ?? names.get(name!)!)
        .split(', ')
        .map((each) => parseNetwork(each) as Network);
      return networks.some((network) => inNetwork(address, network)) !== (not !== undefined);
    },
  },
  {
    pattern: /^(tcp|udp) dport \{ ([^}]*) \}/,
    holds: ([, transport, list], packet) =>
      transport === packet.transport &&
      list!.split(', ').some((each) => {
        const [from, to] = each.split('-').map(Number);
        return packet.port >= from! && packet.port <= (to ?? from!);
      }),
  },
];
