// `peerwarden range list`: the scenarios, the experiments and the roles there are.
import { RANGE, RANGE_EXPERIMENTS, RANGE_SCENARIOS } from '../../range/index.ts';
import { tableLines } from '../columns.ts';

export const listText = (width: number): string =>
  [
    'Scenarios (play, record):',
    '',
    ...tableLines(
      ['scenario', 'models', 'hosts', 'what it shows'],
      RANGE_SCENARIOS.map(({ id, models, hosts, about }) => [
        id,
        models.join(' '),
        String(hosts.length),
        about,
      ]),
      width,
    ),
    '',
    'Experiments (run):',
    '',
    ...tableLines(
      ['experiment', 'models', 'peers', 'question'],
      RANGE_EXPERIMENTS.map(({ id, models, peersDefault, question }) => [
        id,
        models.join(' '),
        String(peersDefault),
        question,
      ]),
      width,
    ),
    '',
  ].join('\n');

export const listDocument = (): unknown =>
  RANGE.map(({ id, roles, scenarios, experiments }) => ({
    system: id,
    roles: roles.map((role) => ({ id: role.id, about: role.about })),
    scenarios: scenarios.map(({ play: _play, ...told }) => told),
    experiments: experiments.map(({ run: _run, ...told }) => told),
  }));
