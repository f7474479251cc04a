// Names of people and machines that a report knows, longest spelling and the short one that logs use.
import type { Report } from '../../model/report.ts';

export const namesIn = ({ hosts, users, cases }: Report): string[] => {
  const people = [...hosts, ...cases.map(({ subject }) => subject)];
  const names = [
    ...people.flatMap(({ device, user }) => [device, device?.split('.')[0], ...userForms(user)]),
    ...users.flatMap(({ user }) => userForms(user)),
    ...cases.flatMap(({ nicknames }) => nicknames ?? []),
    ...cases.flatMap(({ content, exposure }) =>
      [...content, ...exposure.offers].map(({ name }) => name),
    ),
  ];
  return [...new Set(names.filter((name): name is string => typeof name === 'string'))];
};

/** `ana` of `CORP\ana` and `ana@corp`. */
const userForms = (user: string | null): (string | undefined)[] =>
  user === null ? [] : [user, user.split('\\').at(-1)?.split('@')[0]];
