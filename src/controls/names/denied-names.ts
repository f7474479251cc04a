// Which names a target of the name service is to answer as dead, after everything that must stay alive.
// Form of a name: RFC 952, RFC 1123 §2.1.
import type { Refusal } from '../../model/control.ts';
import {
  type DenyListed,
  type DenyNames,
  type Except,
  type Intent,
  intentName,
  type NameRule,
  sortIntents,
} from '../intent.ts';
import { plainText } from '../plain-text.ts';

/** What a target can say beyond single names. */
export interface NameAbility {
  /** Null when it can answer for all names below one; else why not. */
  readonly notBelow: string | null;
  /** Null when it can answer clients differently; else why not. */
  readonly notByClient: string | null;
  /** Null when it can keep a name alive below one that is dead; else why not. */
  readonly notAliveBelow: string | null;
}

export interface DeniedName extends NameRule {
  /** Exceptions that let somebody use a system that needs the name. */
  readonly excepted: readonly Except[];
}

export interface DeniedGroup {
  /** Who asks for it: policy path and system. */
  readonly owner: string;
  readonly names: readonly DeniedName[];
}

export interface DeniedNames {
  readonly groups: readonly DeniedGroup[];
  /** Names that stay alive though one above them is dead. */
  readonly alive: readonly (NameRule & { readonly owner: string })[];
  readonly refused: readonly Refusal[];
}

/** Each name once, in one order whatever the order of the intents; what cannot be said exactly is refused. */
export const deniedNames = (unsorted: readonly Intent[], ability: NameAbility): DeniedNames => {
  const intents = sortIntents(unsorted);
  const refused: Refusal[] = [];
  const allowed = allowedOf(intents);
  const exceptionsOf = exceptionsByName(intents);
  const written = new Set<string>();
  const groups = intents.flatMap((denial): DeniedGroup[] => {
    if (denial.kind === 'deny-listed')
      return listedGroup(denial, { ability, allowed, exceptionsOf, refused }, written);
    if (denial.kind !== 'deny-names') return [];
    const judging = { denial, ability, allowed, exceptionsOf, refused };
    const names = denial.names
      .flatMap(({ name, spare }) => writable(name, spare, judging))
      .filter((rule) => isNew(rule, written))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    if (names.length === 0) return [];
    return [{ owner: plainText(`${denial.owner}: ${denial.system}`), names }];
  });
  const dead = groups.flatMap(({ names }) => names);
  const alive = allowed.filter((rule) => dead.some((above) => holds(above, rule)));
  return { groups, alive, refused };
};

/** Lists are long: what is refused of one is told by reason, with how many. */
const listedGroup = (
  denial: DenyListed,
  { ability, allowed, exceptionsOf, refused }: Omit<Judging, 'denial'>,
  written: Set<string>,
): DeniedGroup[] => {
  const left: Record<string, number> = { ...denial.spared };
  const names = denial.rules.flatMap((rule): DeniedName[] => {
    const said = judged(rule, { ability, allowed, exceptionsOf });
    if (said.refused !== null) left[said.refused] = (left[said.refused] ?? 0) + 1;
    return said.kept !== null && isNew(said.kept, written) ? [said.kept] : [];
  });
  for (const [reason, count] of Object.entries(left))
    refused.push({ intent: `${intentName(denial)}: ${count} of its names`, reason });
  return names.length === 0 ? [] : [{ owner: plainText(denial.owner), names }];
};

const isNew = (rule: NameRule, written: Set<string>): boolean => {
  const key = `${rule.below ? '.' : ''}${rule.name}`;
  return !written.has(key) && written.add(key) !== undefined;
};

/** A name may be that of several systems: an exception for one of them keeps it alive. */
const exceptionsByName = (intents: readonly Intent[]) => {
  const needed = intents.flatMap((except) =>
    except.kind === 'except'
      ? intents
          .filter((each): each is DenyNames => each.kind === 'deny-names')
          .filter(({ system }) => except.systems.includes(system))
          .flatMap(({ names }) => names.flatMap(({ name }) => ruleOf(name) ?? []))
          .map((rule) => ({ except, rule }))
      : [],
  );
  return (rule: NameRule): readonly Except[] => [
    ...new Set(
      needed
        .filter((each) => holds(each.rule, rule) || holds(rule, each.rule))
        .map(({ except }) => except),
    ),
  ];
};

type Allowed = NameRule & { readonly owner: string };

const allowedOf = (intents: readonly Intent[]): Allowed[] =>
  intents.flatMap((intent) =>
    intent.kind === 'allow-names'
      ? intent.names.flatMap((text) => {
          const rule = ruleOf(text);
          return rule === null ? [] : [{ ...rule, owner: intent.owner }];
        })
      : [],
  );

interface Judging {
  readonly denial: DenyNames;
  readonly ability: NameAbility;
  readonly allowed: readonly Allowed[];
  exceptionsOf(rule: NameRule): readonly Except[];
  readonly refused: Refusal[];
}

/** What is written of a name of the registry; says what of it is refused. */
const writable = (
  text: string,
  spare: string | null,
  { denial, ability, allowed, exceptionsOf, refused }: Judging,
): DeniedName[] => {
  const refuse = (reason: string): never[] => {
    refused.push({ intent: `${intentName(denial)} ${plainText(text)}`, reason });
    return [];
  };
  if (spare !== null) return refuse(spare);
  if (text.includes('*')) return refuse('there are no wildcards inside a name');
  const rule = ruleOf(text);
  if (rule === null) return refuse('this is no host name');
  const said = judged(rule, { ability, allowed, exceptionsOf });
  if (said.refused !== null) refuse(said.refused);
  return said.kept === null ? [] : [said.kept];
};

interface Judged {
  readonly kept: DeniedName | null;
  /** What of the rule is not said, or null. */
  readonly refused: string | null;
}

const judged = (
  rule: NameRule,
  { ability, allowed, exceptionsOf }: Omit<Judging, 'denial' | 'refused'>,
): Judged => {
  const none = (refused: string): Judged => ({ kept: null, refused });
  const above = allowed.find((each) => holds(each, rule));
  if (above) return none(`${above.owner} keeps it alive`);
  const inside = allowed.find((each) => holds(rule, each));
  if (inside && ability.notAliveBelow !== null)
    return none(`${inside.owner} keeps ${inside.name} alive, and ${ability.notAliveBelow}`);
  const excepted = exceptionsOf(rule);
  if (excepted.length > 0 && ability.notByClient !== null)
    return none(
      `${excepted.map(({ owner }) => plainText(owner)).join(', ')} lets somebody use it, and ${ability.notByClient}`,
    );
  if (!rule.below || ability.notBelow === null)
    return { kept: { ...rule, excepted }, refused: null };
  return { kept: { name: rule.name, below: false, excepted }, refused: ability.notBelow };
};

/** True when what is said of `above` is said of all of `rule` too. */
const holds = (above: NameRule, rule: NameRule): boolean =>
  (above.name === rule.name && (above.below || !rule.below)) ||
  (above.below && rule.name.endsWith(`.${above.name}`));

const ruleOf = (text: string): NameRule | null => {
  const name = text.replace(/^\./, '').toLowerCase();
  return isHostName(name) ? { name, below: text.startsWith('.') } : null;
};

/** Two labels at least, letters, digits and hyphens (RFC 1123 §2.1), no address, nothing that means this machine. */
export const isHostName = (name: string): boolean =>
  name.length <= 253 &&
  /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name) &&
  !/(^|\.)(localhost|localdomain|local|arpa)$/.test(name);
