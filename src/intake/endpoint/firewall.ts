// Exceptions that installers and people made in the firewall of a Linux machine, where they name a program: rules of ufw
// (in its own files), comments of nftables (asked of `nft`, which needs rights).
//
//   ### tuple ### allow any 51413 0.0.0.0/0 any 0.0.0.0/0 Transmission - in comment=7472616e73
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Machine, readPlaceText } from './place.ts';
import type { ProgramDraft } from './processes.ts';

export const firewallExceptions = async (machine: Machine): Promise<ProgramDraft[]> => {
  const rules = await Promise.all(
    ['/etc/ufw/user.rules', '/etc/ufw/user6.rules'].map(async (path) =>
      ufwExceptions(await readPlaceText(machine, path, RULES_BYTES_MAX), path),
    ),
  );
  return [...rules.flat(), ...(machine.root === '' ? nftExceptions(await nftRules()) : [])];
};

/** action, protocol, port, to, source port, from, profile of the application, its source profile, direction. */
const TUPLE =
  /^### tuple ### (?:route:)?(allow|limit) (\w+) ([\d,:any]+) \S+ \S+ \S+(?: (\S+) \S+)? in(?:_\S+)?(?: comment=([0-9a-f]+))?$/;

export const ufwExceptions = (text: string, path: string): ProgramDraft[] =>
  text.split('\n').flatMap((line): ProgramDraft[] => {
    const [, action, transport, port, profile, comment] = TUPLE.exec(line) ?? [];
    if (action === undefined) return [];
    const named = profile !== undefined && profile !== '-' ? decodeURIComponentSafe(profile) : '';
    const program = named || textOfHex(comment ?? '');
    if (program === '') return [];
    const ends =
      /^\d{1,5}$/.test(port!) && transport !== 'any' ? { sourcePort: port!, transport } : {};
    return [{ program, path, ...ends, presence: 'let-in' }];
  });

/** Rules with a comment that accept: the comment is taken for the name of a program. */
export const nftExceptions = (json: string): ProgramDraft[] => {
  let listed: unknown;
  try {
    listed = (JSON.parse(json || '{}') as { nftables?: unknown }).nftables;
  } catch {
    return [];
  }
  return (Array.isArray(listed) ? listed : []).flatMap((one: unknown): ProgramDraft[] => {
    const rule = (one as { rule?: { comment?: unknown; expr?: unknown } } | null)?.rule;
    const accepts = Array.isArray(rule?.expr) && rule.expr.some((part: unknown) => isAccept(part));
    return typeof rule?.comment === 'string' && accepts
      ? [{ program: rule.comment, path: 'nft', presence: 'let-in' }]
      : [];
  });
};

const isAccept = (part: unknown): boolean =>
  typeof part === 'object' && part !== null && 'accept' in part;

const nftRules = async (): Promise<string> => {
  try {
    return (await run('/usr/sbin/nft', ['-j', 'list', 'ruleset'], RUN)).stdout;
  } catch {
    return '';
  }
};

/** ufw writes blanks of a profile's name as %20. */
const decodeURIComponentSafe = (text: string): string => text.replaceAll('%20', ' ');

const textOfHex = (hex: string): string =>
  new TextDecoder().decode(
    Uint8Array.from(hex.match(/../g) ?? [], (two) => Number.parseInt(two, 16)),
  );

const run = promisify(execFile);
const RUN = { timeout: 20_000, maxBuffer: 32 << 20 } as const;
const RULES_BYTES_MAX = 8 << 20;
