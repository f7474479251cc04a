// Names that a proof asks a resolver for: each that is to be dead with one below it, and each that is to stay alive.

import type { Intent, NameRule } from '../intent.ts';
import { deniedNames } from './denied-names.ts';

export interface AskedName {
  readonly name: string;
  readonly wanted: 'dead' | 'alive';
}

/** `unlikely` is a label that nobody uses, for what lies below. */
export const askedNames = (
  intents: readonly Intent[],
  unlikely = 'peerwarden-proof',
): AskedName[] => {
  const { groups, alive } = deniedNames(intents, EVERYTHING);
  const dead = groups.flatMap(({ names }) => names.flatMap((rule) => spelled(rule, unlikely)));
  return [
    ...[...new Set(dead)].sort().map((name) => ({ name, wanted: 'dead' as const })),
    ...[...new Set(alive.map(({ name }) => name))].map((name) => ({
      name,
      wanted: 'alive' as const,
    })),
  ];
};

const EVERYTHING = { notBelow: null, notByClient: null, notAliveBelow: null };

const spelled = ({ name, below }: NameRule, unlikely: string): string[] =>
  below ? [name, `${unlikely}.${name}`] : [name];
