import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TARGETS } from '../../src/controls/index.ts';
import { type CaseForControl, intentsOf } from '../../src/controls/intents.ts';
import type { FirstPacket } from '../../src/controls/model.ts';
import { hosts } from '../../src/controls/names/hosts.ts';
import { nftables } from '../../src/controls/nftables/nftables.ts';
import { quarantined, verdictOf } from '../../src/controls/nftables/verdict.ts';
import { contextOf } from '../../src/controls/site.ts';
import { inNetwork, parseAddress, parseNetwork } from '../../src/model/address.ts';
import { LIMITS } from '../../src/model/limits.ts';
import { exceptionEnds, type Policy, policySchema } from '../../src/model/policy.ts';
import { type Schedule, scheduled, WEEK_DAYS } from '../../src/model/schedule.ts';
import { servicePorts } from '../../src/model/services.ts';
import { DAY_MS, MINUTE_MS } from '../../src/model/time.ts';
import { caseOf, NOW, SYSTEMS } from './site.ts';

const INSIDE = ['10.20.0.0/16', '2001:db8:20::/64'];
const insideHost = fc.constantFrom(
  '10.20.0.1',
  '10.20.0.10',
  '10.20.1.11',
  '10.20.1.12',
  '10.20.1.40',
  '2001:db8:20::11',
  '2001:db8:20::40',
);
const outsideHost = fc.constantFrom('192.0.2.1', '198.51.100.7', '2001:db8:ffff::1');
const insideNetwork = fc.oneof(
  insideHost,
  fc.constantFrom('10.20.1.0/24', '10.20.0.0/16', '2001:db8:20::/64', '10.20.1.8/29'),
);
const service = fc.oneof(
  fc.constantFrom('http', 'https', 'dns', 'ssh', '3128/tcp', '6881/udp', '22000/tcp'),
  fc
    .tuple(
      fc.integer({ min: 1, max: 65_535 }),
      fc.integer({ min: 0, max: 3000 }),
      fc.constantFrom('tcp', 'udp'),
    )
    .map(([from, more, transport]) => `${from}-${Math.min(65_535, from + more)}/${transport}`),
);
const may = fc.array(
  fc.constantFrom('bittorrent', 'gnutella', 'soulseek', 'file-sharing', 'syncthing'),
  { minLength: 1, maxLength: 3 },
);
const words = fc.array(
  fc.constantFrom('file-sharing', 'bittorrent', 'soulseek', 'sync', 'syncthing', 'gnutella'),
  { maxLength: 3 },
);

const dayTime = fc.constantFrom('00:00', '06:30', '08:00', '12:10', '18:00', '22:00');
const when = fc.record(
  {
    days: fc.subarray([...WEEK_DAYS], { minLength: 1 }),
    from: dayTime,
    until: dayTime,
    zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Pacific/Auckland'),
  },
  { requiredKeys: ['days'] },
);
const lastDay = fc.constantFrom('2026-11-21', '2026-11-22', '2027-01-31');

const always = {
  to: fc.oneof(fc.constantFrom('internet', 'inside'), insideNetwork, outsideHost),
  service: fc.array(service, { minLength: 1, maxLength: 3 }),
  from: fc.oneof(fc.constantFrom('inside', 'proxy'), insideNetwork, outsideHost),
};

const policy = fc
  .record(
    {
      networks: fc.record({
        inside: fc.constant(INSIDE),
        servers: fc.array(insideHost, { maxLength: 2 }),
        resolvers: fc.array(insideHost, { maxLength: 1 }),
        proxies: fc.array(insideHost, { maxLength: 2 }),
        gateways: fc.array(insideHost, { maxLength: 1 }),
      }),
      permit: fc.array(
        fc.oneof(
          { arbitrary: fc.record(always), weight: 2 },
          { arbitrary: fc.record({ ...always, until: lastDay }), weight: 1 },
          { arbitrary: fc.record({ ...always, when }), weight: 1 },
        ),
        { minLength: 1, maxLength: 5 },
      ),
      systems: fc.record({ forbid: words, sanction: words }),
      exceptions: fc.array(
        fc.record(
          { who: insideNetwork, may, until: lastDay, when, why: fc.constant('agreed') },
          { requiredKeys: ['who', 'may', 'until', 'why'] },
        ),
        { maxLength: 3 },
      ),
      responses: fc.array(
        fc.record({
          when: fc.constantFrom('raised' as const, 'certain' as const),
          do: fc.constantFrom('quarantine' as const, 'report' as const, 'throttle' as const),
          for: fc.constantFrom('30min', '8h'),
          approve: fc.boolean(),
        }),
        { maxLength: 3 },
      ),
    },
    { requiredKeys: ['networks', 'permit'] },
  )
  .map((value) => policySchema.parse(value));

/** Everything that evidence says about a subject is an adversary's, were it to reach the plan. */
const hostile = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '"; drop table',
    '10.20.0.10\n}',
    '10.20.1.11/8',
    '$INSIDE4',
    '::ffff:10.20.0.10',
    '2001:DB8:20:0::40',
  ),
);
const suspect = fc
  .record({
    address: fc.oneof(insideHost, outsideHost, hostile),
    more: fc.array(fc.oneof(insideHost, hostile), { maxLength: 2 }),
    role: fc.constantFrom('host' as const, 'router' as const, 'resolver' as const),
    inside: fc.boolean(),
    activity: fc.constantFrom('bittorrent', 'tor', 'gnutella'),
    user: hostile,
  })
  .map(({ address, more, role, inside, activity, user }) =>
    caseOf(address, {
      activity,
      subject: { addresses: [address, ...more], role, inside, user, device: user },
    }),
  );

const packet = fc.record({
  source: insideHost,
  destination: fc.oneof(insideHost, outsideHost),
  transport: fc.constantFrom('tcp' as const, 'udp' as const),
  port: fc.oneof(
    fc.constantFrom(53, 80, 443, 3128, 6346, 6881, 6889, 22_000),
    fc.integer({ min: 1, max: 65_535 }),
  ),
  at: fc.oneof(fc.constant(NOW), fc.integer({ min: NOW, max: NOW + 120 * DAY_MS })),
});

/** Few of them are permitted by a policy drawn at random: enough to judge some sixty in each run of a test. */
const packets = fc.array(packet, { minLength: 90, maxLength: 120 });

const sameFamily = ({ source, destination }: FirstPacket): boolean =>
  source.includes(':') === destination.includes(':');

const compile = (
  each: Policy,
  cases: readonly CaseForControl[],
  order = <T>(list: readonly T[]): readonly T[] => list,
) => {
  const context = contextOf(each, NOW);
  const intents = order(intentsOf({ policy: each, cases, systems: SYSTEMS, context }));
  const file = (name: string) =>
    nftables.compile(intents, context).files.find((made) => made.name === name)?.text ?? null;
  return { intents, context, file };
};

const within = (address: string, network: string): boolean =>
  inNetwork(parseAddress(address)!, parseNetwork(network)!);

const isInside = (address: string): boolean => INSIDE.some((network) => within(address, network));

/** What a schedule means is tested in test/model; made once, because a zone costs time. */
const schedules = new Map<string, (at: number) => boolean>();
const isOpen = (hours: Schedule, at: number): boolean => {
  const name = JSON.stringify(hours);
  const holds = schedules.get(name) ?? scheduled(hours);
  schedules.set(name, holds);
  return holds(at);
};

/** What the policy's words mean, written down a second time without the compiler. */
const permits = ({ permit, networks }: Policy, first: FirstPacket): boolean =>
  (permit ?? []).some(({ from, to, service: services, until, when: hours }) => {
    const { source, destination, transport, port, at } = first;
    if (until !== undefined && at >= exceptionEnds({ until })) return false;
    if (hours !== undefined && !isOpen(hours, at)) return false;
    const isProxy = (networks?.proxies ?? []).some((network) => within(source, network));
    const comes =
      from === 'inside' ? isInside(source) : from === 'proxy' ? isProxy : within(source, from!);
    const goes =
      to === 'internet'
        ? !isInside(destination)
        : to === 'inside'
          ? isInside(destination)
          : within(destination, to);
    const served = services.flatMap((text) => servicePorts(text) ?? []);
    const open = served.some(
      (range) => range.transport === transport && port >= range.from && port <= range.to,
    );
    return sameFamily(first) && comes && goes && open;
  });

const excepted = ({ exceptions }: Policy, { source, at }: FirstPacket): boolean =>
  (exceptions ?? []).some(
    (each) =>
      exceptionEnds(each) > at &&
      within(source, each.who) &&
      (each.when === undefined || isOpen(each.when, at)),
  );

/** A plan writes schedules out for a bounded time, and closes a second early. */
const written = ({ at }: FirstPacket): boolean =>
  at < NOW + (LIMITS.scheduleDays - 1) * DAY_MS && at % MINUTE_MS < 59_000;

describe('no control ever covers what policy permits', () => {
  it('default-deny and port list let every permitted service through', () => {
    let judged = 0;
    fc.assert(
      fc.property(policy, packets, (each, many) => {
        const { file } = compile(each, []);
        const [deny, list] = [file('default-deny.nft')!, file('port-list.nft')];
        for (const first of many.filter((one) => permits(each, one) && written(one))) {
          judged++;
          expect(verdictOf(deny, first).verdict).toBe('accept');
          if (list !== null) expect(verdictOf(list, first).verdict).toBe('accept');
        }
      }),
      { numRuns: 200 },
    );
    expect(judged).toBeGreaterThan(20);
  });

  it('default-deny lets nothing else outward but excepted hosts, and nothing inward', () => {
    fc.assert(
      fc.property(policy, packet, outsideHost, (each, first, stranger) => {
        const text = compile(each, []).file('default-deny.nft')!;
        const outward = !isInside(first.destination) && sameFamily(first);
        if (outward && !permits(each, first) && !excepted(each, first))
          expect(verdictOf(text, first).verdict).toBe('drop');
        const inward = { ...first, source: stranger, destination: first.source };
        expect(verdictOf(text, inward).verdict).toBe('drop');
      }),
      { numRuns: 300 },
    );
  });

  it('excepted hosts go outward, and keep the ports of their systems in the list', () => {
    let judged = 0;
    fc.assert(
      fc.property(policy, packets, (each, many) => {
        const { file, intents } = compile(each, []);
        const [deny, list] = [file('default-deny.nft')!, file('port-list.nft')];
        for (const first of many.filter(
          (one) => excepted(each, one) && written(one) && sameFamily(one),
        )) {
          judged++;
          expect(verdictOf(deny, first).verdict).toBe('accept');
          const by = list === null ? null : verdictOf(list, first);
          if (by?.verdict !== 'drop') continue;
          const words = parseAddress(first.source)!;
          for (const intent of intents)
            if (
              intent.kind === 'except' &&
              inNetwork(words, intent.who) &&
              intent.expires! > first.at &&
              (intent.when === null || isOpen(intent.when, first.at))
            )
              expect(intent.systems).not.toContain(by.by.split(': ').at(-1));
        }
      }),
      { numRuns: 200 },
    );
    expect(judged).toBeGreaterThan(20);
  });

  it('quarantine holds only inside hosts that nothing protects', () => {
    fc.assert(
      fc.property(policy, fc.array(suspect, { maxLength: 5 }), (each, cases) => {
        const { file } = compile(each, cases);
        const { servers, resolvers, proxies, gateways } = each.networks ?? {};
        const safe = [servers, resolvers, proxies, gateways].flatMap((list) => list ?? []);
        for (const name of ['quarantine.nft', 'quarantine-to-approve.nft'])
          for (const address of quarantined(file(name) ?? '')) {
            expect(isInside(address)).toBe(true);
            expect(safe.some((network) => within(address, network))).toBe(false);
            expect(
              (each.exceptions ?? []).some(
                ({ who, until }) => exceptionEnds({ until }) > NOW && within(address, who),
              ),
            ).toBe(false);
          }
      }),
      { numRuns: 300 },
    );
  });

  it('the hosts file holds no name of a system that policy allows', () => {
    fc.assert(
      fc.property(policy, (each) => {
        const { intents, context } = compile(each, []);
        const text = hosts.compile(intents, context).files[0]?.text ?? '';
        const forbidden = new Set(
          intents.flatMap((intent) => (intent.kind === 'deny-names' ? [intent.system] : [])),
        );
        for (const { id, dnsNames } of SYSTEMS)
          if (!forbidden.has(id))
            for (const name of dnsNames.filter((dns) => /^[.a-z]+$/i.test(dns)))
              expect(text.split('\n').some((line) => line.endsWith(name.toLowerCase()))).toBe(
                false,
              );
      }),
    );
  });
});

describe('every target', () => {
  it('is deterministic, and the order of intents does not matter', () => {
    fc.assert(
      fc.property(
        policy,
        fc.array(suspect, { maxLength: 4 }),
        fc.infiniteStream(fc.nat()),
        (each, cases, dice) => {
          const { intents, context } = compile(each, cases);
          const shuffled = intents
            .map((intent) => ({ intent, at: dice.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ intent }) => intent);
          for (const target of TARGETS)
            expect(target.compile(shuffled, context)).toEqual(target.compile(intents, context));
        },
      ),
    );
  });

  it('takes every kind of intent or refuses it with a reason; text from evidence reaches no file', () => {
    fc.assert(
      fc.property(policy, fc.array(suspect, { maxLength: 4 }), (each, cases) => {
        const { intents, context } = compile(each, cases);
        for (const target of TARGETS) {
          const { files, refused } = target.compile(intents, context);
          for (const intent of intents.filter(({ kind }) => !target.expresses.includes(kind)))
            expect(
              refused.some(
                ({ intent: name, reason }) => name.startsWith(intent.kind) && reason !== '',
              ),
            ).toBe(true);
          for (const { name, text } of files) {
            expect(target.fileNames).toContain(name);
            expect(text).toMatch(/^[\x20-\x7e\n]*$/);
            expect(text).not.toContain('drop table');
          }
        }
      }),
    );
  });
});
