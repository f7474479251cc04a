// Unbound: names of forbidden systems do not exist, but for clients that policy excepts (P6).
// Format: unbound.conf(5), local-zone, local-zone-override. `always_nxdomain` covers the name and all below it. A name alone is
// a transparent zone with dead addresses: other types are answered with no data, names below are resolved. An
// override of always_transparent passes by all of that for the addresses of an exception.

import type { NameRule } from '../intent.ts';
import { unboundModel } from './dead-names.ts';
import type { DeniedGroup } from './denied-names.ts';
import { cannotOfNames, NAME_INTENTS } from './names-target.ts';
import { HEAD, resolverTarget } from './resolver.ts';

export const unbound = resolverTarget({
  id: 'unbound',
  title: 'Unbound',
  expresses: NAME_INTENTS,
  cannot: cannotOfNames('a resolver'),
  fileNames: ['peerwarden.conf'],
  ability: { notBelow: null, notByClient: null, notAliveBelow: null },
  files: ({ groups, alive }) => [
    {
      name: 'peerwarden.conf',
      text: `${[
        ...HEAD.map((line) => `# ${line}`),
        'server:',
        ...groups.flatMap(groupLines),
        ...alive.flatMap(({ owner, name }) => [
          `  # ${owner}`,
          `  local-zone: "${name}." always_transparent`,
        ]),
      ].join('\n')}\n`,
    },
  ],
  rollback: [],
  warnings: [],
  check: 'unbound-checkconf peerwarden.conf',
  apply: [
    'install -m 644 peerwarden.conf /etc/unbound/unbound.conf.d/peerwarden.conf',
    'unbound-checkconf',
    'systemctl restart unbound',
  ],
  read: unboundModel,
  undo: ['rm -f /etc/unbound/unbound.conf.d/peerwarden.conf', 'systemctl restart unbound'],
});

const groupLines = ({ owner, names }: DeniedGroup): string[] => [
  `  # ${owner}`,
  ...names.flatMap((rule) => [
    ...deadLines(rule),
    ...rule.excepted.flatMap(({ owner: by, who }) => [
      `  # ${by}`,
      `  local-zone-override: "${rule.name}." ${who.text} always_transparent`,
    ]),
  ]),
];

const deadLines = ({ name, below }: NameRule): string[] =>
  below
    ? [`  local-zone: "${name}." always_nxdomain`]
    : [
        `  local-zone: "${name}." transparent`,
        `  local-data: "${name}. A 0.0.0.0"`,
        `  local-data: "${name}. AAAA ::"`,
      ];
