// What the targets of resolvers have in common: forbidden names do not exist (NXDOMAIN, RFC 8020), for every type of record.
import type { Control, ControlFile } from '../../model/control.ts';
import { type Intent, intentName, sortIntents } from '../intent.ts';
import type { ControlModel } from '../model.ts';
import { type ControlContext, refuseOthers, type Target } from '../target.ts';
import { textOf } from './dead-names.ts';
import { type DeniedNames, deniedNames, type NameAbility } from './denied-names.ts';

export interface ResolverTarget extends Omit<Target, 'compile'> {
  readonly ability: NameAbility;
  /** Lines of the control without its head; comments begin with `comment`. */
  files(denied: DeniedNames, context: ControlContext): Control['files'];
  readonly rollback: Control['rollback'];
  readonly warnings: readonly string[];
  readonly check: string;
  readonly apply: readonly string[];
  readonly undo: readonly string[];
  readonly read: (text: string) => ControlModel;
}

/** A target of a resolver from its parts; nothing is written when nothing is denied. */
export const resolverTarget = (parts: ResolverTarget): Target => {
  const { id, title, expresses, cannot, fileNames } = parts;
  return Object.freeze({
    id,
    title,
    expresses,
    cannot,
    fileNames,
    model: (files: readonly ControlFile[]) => parts.read(textOf(files)),
    compile: (unsorted: readonly Intent[], context: ControlContext): Control => {
      const intents = sortIntents(unsorted);
      const denied = deniedNames(intents, parts.ability);
      const some = denied.groups.length > 0;
      return {
        target: id,
        files: some ? parts.files(denied, context) : [],
        rollback: parts.rollback,
        refused: [
          ...refuseOthers(parts, intents),
          ...denied.refused,
          ...hoursRefused(intents, denied, parts),
        ],
        warnings: some ? parts.warnings : [],
        check: some ? parts.check : null,
        apply: some ? parts.apply : [],
        undo: parts.undo,
        proof: 'not run',
      };
    },
  });
};

/** A resolver knows no time: who is excepted at some hours is excepted at all of them. */
const hoursRefused = (
  intents: readonly Intent[],
  { groups }: DeniedNames,
  { title }: Pick<Target, 'title'>,
) =>
  intents
    .filter((intent) => intent.kind === 'except')
    .filter((intent) => intent.when !== null)
    .filter((intent) =>
      groups.some(({ names }) => names.some(({ excepted }) => excepted.includes(intent))),
    )
    .map((intent) => ({
      intent: intentName(intent),
      reason: `${title} knows no hours: the names stay alive for it at all times`,
    }));

export const HEAD = [
  'Names of forbidden systems do not exist. Generated: change the policy, not this file.',
  'Programs that know addresses, or ask another resolver, pass by this.',
];
