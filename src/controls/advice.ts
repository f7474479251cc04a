// What is not wrong in a policy and yet unlikely to be meant. Each with the place that would change it.
import { exceptionEnds, networksOf, type Policy, permitEnds } from '../model/policy.ts';
import { overlapsAny, servicePorts } from '../model/services.ts';
import { isSystemId, SYSTEM_IDS } from '../model/systems.ts';
import type { System } from '../systems/system.ts';
import { forbiddenBy, portsOf } from './judge.ts';
import { isWithin } from './site.ts';

export interface Advice {
  /** Path of the policy: `permit[2]`. */
  readonly path: string;
  readonly text: string;
}

/** `now` in epoch ms. */
export const adviceOn = (
  policy: Policy,
  systems: readonly System[],
  now: number,
): readonly Advice[] => [
  ...ended(policy, now),
  ...bothWays(policy),
  ...openedForForbidden(policy, systems),
  ...idleExceptions(policy),
  ...outsideInside(policy),
  ...missing(policy),
];

const ended = ({ permit = [], exceptions = [] }: Policy, now: number): Advice[] => [
  ...permit.flatMap((each, i) =>
    permitEnds(each) <= now
      ? [{ path: `permit[${i}]`, text: `ended with ${each.until}, and permits nothing now` }]
      : [],
  ),
  ...exceptions.flatMap((each, i) =>
    exceptionEnds(each) <= now
      ? [{ path: `exceptions[${i}]`, text: `ended with ${each.until}, and excepts nobody now` }]
      : [],
  ),
];

const bothWays = ({ systems }: Policy): Advice[] =>
  (systems?.sanction ?? []).flatMap((word, i) =>
    systems?.forbid?.includes(word)
      ? [
          {
            path: `systems.sanction[${i}]`,
            text: `${word} is also forbidden, which outweighs this`,
          },
        ]
      : [],
  );

const openedForForbidden = (policy: Policy, systems: readonly System[]): Advice[] => {
  const forbidden = systems.filter(({ id }) => forbiddenBy(policy, id) !== null);
  return (policy.permit ?? []).flatMap(({ service }, i) =>
    service.flatMap((text): Advice[] => {
      // A service by its name is what it is; a bare port may be somebody's.
      const ports = /^\d/.test(text) ? (servicePorts(text) ?? []) : [];
      const users = forbidden.filter((system) =>
        ports.some((port) => overlapsAny(port, portsOf(system))),
      );
      if (users.length === 0) return [];
      const names = users.map(({ name }) => name).join(', ');
      return [
        { path: `permit[${i}]`, text: `${text} is also a port of ${names}, which policy forbids` },
      ];
    }),
  );
};

const idleExceptions = (policy: Policy): Advice[] =>
  (policy.exceptions ?? []).flatMap(({ may }, i) =>
    may
      .filter((word) =>
        (isSystemId(word) ? [word] : SYSTEM_IDS).every((id) => forbiddenBy(policy, id) === null),
      )
      .map((word) => ({
        path: `exceptions[${i}]`,
        text: `${word} is not forbidden, so that this excepts nobody from anything`,
      })),
  );

const outsideInside = ({ networks }: Policy): Advice[] => {
  const inside = networksOf(networks?.inside);
  if (inside.length === 0) return [];
  return (['servers', 'proxies', 'resolvers'] as const).flatMap((role) =>
    networksOf(networks?.[role]).flatMap((network, i) =>
      isWithin(network, inside)
        ? []
        : [{ path: `networks.${role}[${i}]`, text: `${network.text} is not in networks.inside` }],
    ),
  );
};

const missing = (policy: Policy): Advice[] => [
  ...(policy.networks?.inside
    ? []
    : [
        {
          path: 'networks.inside',
          text: 'is missing: private ranges are taken for the network, and no public address of yours is judged',
        },
      ]),
  ...(policy.permit
    ? []
    : [
        {
          path: 'permit',
          text: 'is missing: no port outward is a violation, and plans have no default deny',
        },
      ]),
];
