// Several lists as one: each name once, what another covers left out.
import type { NameRule } from '../intent.ts';

export interface MergedNames {
  readonly rules: readonly NameRule[];
  /** Names that stood in more than one list, or below one that stands. */
  readonly covered: number;
}

export const mergeNames = (lists: readonly (readonly NameRule[])[]): MergedNames => {
  const below = new Set(lists.flatMap((rules) => rules.filter((each) => each.below)).map(nameOf));
  const kept = new Map<string, NameRule>();
  let count = 0;
  for (const rule of lists.flat()) {
    count++;
    if (isCovered(rule, below)) continue;
    kept.set(`${rule.below ? '.' : ''}${rule.name}`, rule);
  }
  const rules = [...kept.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { rules, covered: count - rules.length };
};

const nameOf = ({ name }: NameRule): string => name;

const isCovered = ({ name, below: whole }: NameRule, below: ReadonlySet<string>): boolean => {
  if (!whole && below.has(name)) return true;
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1))
    if (below.has(name.slice(dot + 1))) return true;
  return false;
};

/** The rule of a merged list that a name falls under, or null. */
export const listed = (rules: readonly NameRule[]): ((name: string) => NameRule | null) => {
  const exact = new Map(rules.filter(({ below }) => !below).map((rule) => [rule.name, rule]));
  const below = new Map(rules.filter((rule) => rule.below).map((rule) => [rule.name, rule]));
  return (text) => {
    const name = text.toLowerCase().replace(/\.$/, '');
    const own = exact.get(name) ?? below.get(name);
    if (own) return own;
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      const rule = below.get(name.slice(dot + 1));
      if (rule) return rule;
    }
    return null;
  };
};
