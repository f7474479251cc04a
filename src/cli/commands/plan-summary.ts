// What `peerwarden plan` prints: for each target its files, the commands, what it refused, grouped by reason, and its warnings.
import type { Plan, PlannedTarget } from '../../controls/plan.ts';
import type { Refusal } from '../../model/control.ts';

export const planSummary = (folder: string, { targets, missing }: Plan): string =>
  [
    `Plan written to ${folder}; nothing was applied.`,
    ...targets.map(targetText),
    ...missing.map((id) => `${id}\n  not compiled: this version has no such target`),
  ]
    .join('\n\n')
    .concat('\n');

const targetText = ({ target, control }: PlannedTarget): string => {
  const lines = [
    `${target.id}: ${target.title}`,
    ...entry(
      'files',
      control.files.map(({ name }) => name),
    ),
    ...entry('check', control.check === null ? [] : [control.check]),
    ...entry('apply', control.apply),
    ...entry('undo', control.undo),
    ...entry('refused', control.refused.length === 0 ? [] : reasons(control.refused)),
    ...(control.warnings.length === 0 ? [] : entry('warnings', control.warnings)),
  ];
  return lines.join('\n');
};

const entry = (name: string, lines: readonly string[]): string[] =>
  lines.length === 0
    ? [`  ${name.padEnd(8)} -`]
    : lines.map((line, i) => `  ${(i ? '' : name).padEnd(8)} ${line}`);

/** Every reason once, with the first intents it was given for; refused.json holds them all. */
const reasons = (refused: readonly Refusal[]): string[] => {
  const byReason = new Map<string, string[]>();
  for (const { intent, reason } of refused)
    byReason.set(reason, [...(byReason.get(reason) ?? []), intent]);
  return [...byReason].map(([reason, intents]) => {
    const rest = intents.length > 2 ? ` and ${intents.length - 2} more` : '';
    return `${intents.slice(0, 2).join('; ')}${rest}: ${reason}`;
  });
};
