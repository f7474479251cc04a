// What is refused of forbidden systems: their names, the programs that say who they are, and requests that only they make.
import type { Refusal } from '../../model/control.ts';
import {
  type DenyRequests,
  type Except,
  type Intent,
  intentName,
  type NameRule,
} from '../intent.ts';
import { type DeniedGroup, deniedNames } from '../names/denied-names.ts';
import { plainText } from '../plain-text.ts';
import { acl, aclName, deny, literal, remark } from './text.ts';

export const denialLines = (sorted: readonly Intent[], refused: Refusal[]): string[] => {
  const excepts = sorted.filter((intent) => intent.kind === 'except');
  const { groups, alive, refused: notSaid } = deniedNames(sorted, ABILITY);
  refused.push(...notSaid);
  return [
    ...excepts.flatMap((except) => [
      remark(`${except.owner}: may use ${except.systems.join(' ')}`),
      ...acl(exceptName(except), 'src', [except.who.text]),
    ]),
    ...(alive.length === 0
      ? []
      : [
          remark(`${alive.map(({ owner }) => owner).join(', ')}: always alive`),
          ...acl('peerwarden_alive', 'dstdomain', alive.map(domain)),
        ]),
    ...groups.flatMap((group, i) => nameLines(group, i, alive.length > 0)),
    ...sorted
      .filter((intent) => intent.kind === 'deny-requests')
      .flatMap((denial) => requestLines(denial, excepts, refused)),
  ];
};

const ABILITY = { notBelow: null, notByClient: null, notAliveBelow: null };

/** A leading dot means the name and all below it, as in the registry. */
const domain = ({ name, below }: NameRule): string => (below ? `.${name}` : name);

/** Names with the same exceptions stand in one list. */
const nameLines = ({ owner, names }: DeniedGroup, i: number, someAlive: boolean): string[] => {
  const lists = new Map<string, { names: NameRule[]; excepted: readonly Except[] }>();
  for (const { excepted, ...rule } of names) {
    const key = excepted.map(exceptName).join(' ');
    const list = lists.get(key) ?? { names: [], excepted };
    list.names.push(rule);
    lists.set(key, list);
  }
  return [...lists.values()].flatMap(({ names: some, excepted }, list) => {
    const name = aclName('names', `${i}`, `${list}`);
    return [
      remark(owner),
      ...acl(name, 'dstdomain -n', withoutCovered(some).map(domain)),
      deny(name, ...(someAlive ? ['!peerwarden_alive'] : []), ...excepted.map(unless)),
    ];
  });
};

/** Squid refuses a list in which one name covers another. */
const withoutCovered = (rules: readonly NameRule[]): NameRule[] =>
  rules.filter(
    (rule) =>
      !rules.some(
        (other) =>
          other !== rule &&
          other.below &&
          (other.name === rule.name || rule.name.endsWith(`.${other.name}`)),
      ),
  );

const requestLines = (
  denial: DenyRequests,
  excepts: readonly Except[],
  refused: Refusal[],
): string[] => {
  const excepted = excepts.filter(({ systems }) => systems.includes(denial.system)).map(unless);
  const spelled = (
    texts: readonly { text: string; spare: string | null }[],
    pattern: (text: string) => string,
  ) =>
    texts.flatMap(({ text, spare }) => {
      const safe = literal(text);
      if (spare === null && safe !== null) return [pattern(safe)];
      const reason = spare ?? 'it has characters that squid.conf cannot hold safely';
      refused.push({ intent: `${intentName(denial)} ${plainText(text)}`, reason });
      return [];
    });
  const list = (kind: 'agents' | 'urls', type: string, patterns: readonly string[]): string[] => {
    if (patterns.length === 0) return [];
    const name = aclName(kind, denial.system);
    return [
      remark(`${denial.owner}: ${denial.system}`),
      ...acl(name, type, patterns),
      deny(name, ...excepted),
    ];
  };
  return [
    ...list(
      'agents',
      'browser -i',
      spelled(denial.agents, (text) => `^${text}`),
    ),
    ...list(
      'urls',
      'url_regex -i',
      spelled(denial.urls, (text) => text),
    ),
  ];
};

const exceptName = ({ owner }: Except): string => aclName('except', owner);

const unless = (except: Except): string => `!${exceptName(except)}`;
