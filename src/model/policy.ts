// The one policy file of a site (design: policy). Strict: a key that is not known is an error with the nearest right word.
import { z } from 'zod';
import { type Network, networkMatcher, parseAddress, parseNetwork } from './address.ts';
import { ASSUMPTION_NAMES, fitsAssumption, isAssumptionName } from './assumptions.ts';
import { DAY_TIME, isZoneName, WEEK_DAYS } from './schedule.ts';
import {
  isServiceName,
  isServiceText,
  overlapsAny,
  SERVICE_NAMES,
  servicePorts,
} from './services.ts';
import { FAMILIES, type Family, isSystemId, SYSTEM_IDS, type SystemId } from './systems.ts';
import { DAY_MS, parseDuration } from './time.ts';

const isNetwork = (text: string): boolean => parseNetwork(text) !== null;

const cidr = z
  .string()
  .refine(isNetwork, { error: 'must be an address or a network such as 10.20.0.0/16' });
const duration = z.string().refine((text) => parseDuration(text) !== null, {
  error: 'must be a duration such as 30min, 8h or 3d',
});

/** `params.words` are the right words, from which the loader names the nearest. */
const systemOrFamily = z
  .string()
  .refine((text) => isSystemId(text) || Object.hasOwn(FAMILIES, text), {
    error: 'must be a system id or a family; `peerwarden systems` lists them',
    params: { words: [...SYSTEM_IDS, ...Object.keys(FAMILIES)] },
  });
const service = z.string().refine((text) => isServiceName(text) || isServiceText(text), {
  error: 'must be a service name such as https, or a port such as 3128/tcp or 5000-5010/udp',
  params: { words: SERVICE_NAMES },
});

/** `internet`, `inside` or `proxy`, as far as the place may say them, or a network. */
const place = (...words: readonly string[]) =>
  z.string().refine((text) => words.includes(text) || isNetwork(text), {
    error: `must be ${words.join(', ')}, an address or a network such as 10.20.0.0/16`,
    params: { words },
  });

const tcpEnd = z.string().refine(
  (text) => {
    const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
    const address = host && parseAddress(host.replace(/^\[|\]$/g, ''));
    return Boolean(address) && Number(port) >= 1 && Number(port) <= 65_535;
  },
  { error: 'must be an address and a port such as 198.51.100.7:6881' },
);

const hostName = z
  .string()
  .max(254)
  .regex(
    /^\.?([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/,
    'must be a name such as www.example.org, or .example.org for all below it too',
  );

const dayTime = z.string().regex(DAY_TIME, 'must be a time of day such as 08:00');
const lastDay = z.iso.date({ error: 'must be a date such as 2027-01-31' });

/** Only then (model/schedule.ts). */
const schedule = z
  .strictObject({
    days: z.array(z.enum(WEEK_DAYS)).min(1).optional(),
    from: dayTime.optional(),
    until: dayTime.optional(),
    zone: z
      .string()
      .refine(isZoneName, {
        error: 'must be a time zone such as Europe/Berlin',
        params: { words: Intl.supportedValuesOf('timeZone') },
      })
      .optional(),
  })
  .refine(
    ({ days, from, until }) => days !== undefined || from !== undefined || until !== undefined,
    {
      error: 'must say days, from or until',
    },
  );

const permit = z.strictObject({
  to: place('internet', 'inside'),
  service: z.array(service).min(1),
  /** Without it: from anywhere inside. */
  from: place('inside', 'proxy').optional(),
  /** The last day, UTC. */
  until: lastDay.optional(),
  when: schedule.optional(),
});

const exception = z.strictObject({
  who: cidr,
  may: z.array(systemOrFamily).min(1),
  /** The last day, UTC. */
  until: lastDay,
  when: schedule.optional(),
  why: z.string().min(1),
});

const volume = z.string().regex(/^\d+(\.\d+)?\s?(kB|MB|GB|TB)$/, 'must be a volume such as 50 GB');
const volumePrice = z
  .string()
  .regex(/^\d+(\.\d+)?\s+per\s+(kB|MB|GB|TB)$/, 'must be a price such as 0.12 per MB');
const bitRate = z
  .string()
  .regex(/^(?=.*[1-9])\d+(\.\d+)?\s?[kMG]?bit\/s$/, 'must be a rate such as 10 Mbit/s');

/** What the provider charges for the link. Which keys a kind takes: TARIFF_KEYS. */
const tariff = z
  .strictObject({
    /** `cap`: a volume included and a price beyond it; `flat`: a fee; `tiers`: prices by volume; `p95`: the 95th percentile. */
    kind: z.enum(['cap', 'flat', 'tiers', 'p95']).default('cap'),
    currency: z.string().min(1).max(8),
    units: z.enum(['SI', 'binary']).default('SI'),
    /** Fee a month, whatever is moved. */
    perMonth: z.number().nonnegative().optional(),
    /** `cap`: volume included each month, such as `50 GB`, and the price beyond it, such as `0.12 per MB`. */
    included: volume.optional(),
    overage: volumePrice.optional(),
    /** `tiers`: each volume at its own price, the last without an end. */
    tiers: z
      .array(z.strictObject({ upTo: volume.optional(), price: volumePrice }))
      .min(1)
      .max(32)
      .optional(),
    /** `p95`: the rate paid for in any case, and the price of the 95th percentile a month. */
    committed: bitRate.optional(),
    price: z
      .string()
      .regex(/^\d+(\.\d+)?\s+per\s+Mbit\/s$/, 'must be a price such as 12.50 per Mbit/s')
      .optional(),
    hoursPerDay: z.number().positive().max(24).default(8),
    daysPerMonth: z.number().positive().max(31).default(20),
  })
  .check(({ value, issues }) => {
    const { needs, may } = TARIFF_KEYS[value.kind];
    const fault = (key: string, message: string) =>
      issues.push({ code: 'custom', input: value, path: [key], message });
    const ends = (value.tiers ?? []).slice(0, -1);
    if (ends.some(({ upTo }) => upTo === undefined) || value.tiers?.at(-1)?.upTo !== undefined)
      fault('tiers', 'must have upTo in all but the last');
    for (const key of KIND_KEYS) {
      const given = value[key] !== undefined;
      if (!given && needs === key) fault(key, `is needed by a tariff of kind ${value.kind}`);
      if (given && needs !== key && !may.includes(key))
        fault(key, `has no meaning in a tariff of kind ${value.kind}`);
    }
  });

const KIND_KEYS = ['perMonth', 'included', 'overage', 'tiers', 'committed', 'price'] as const;

interface KindKeys {
  readonly needs: (typeof KIND_KEYS)[number];
  readonly may: readonly string[];
}

const TARIFF_KEYS: Readonly<Record<'cap' | 'flat' | 'tiers' | 'p95', KindKeys>> = {
  cap: { needs: 'overage', may: ['included', 'perMonth'] },
  flat: { needs: 'perMonth', may: [] },
  tiers: { needs: 'tiers', may: ['perMonth'] },
  p95: { needs: 'price', may: ['committed', 'perMonth'] },
};

/** A number, or from low to high. */
const range = z
  .union(
    [z.number().nonnegative(), z.tuple([z.number().nonnegative(), z.number().nonnegative()])],
    { error: 'must be a number, or two such as [1, 4]' },
  )
  .refine((value) => typeof value === 'number' || value[0] <= value[1], {
    error: 'must have the lower figure first',
  });

const assumptions = z
  .record(
    z.string().refine(isAssumptionName, {
      error: 'is no assumption; `peerwarden impact --assumptions` lists them',
      params: { words: ASSUMPTION_NAMES },
    }),
    range,
  )
  .check(({ value, issues }) => {
    for (const [name, given] of Object.entries(value)) {
      const [low, high] = typeof given === 'number' ? [given, given] : given;
      if (isAssumptionName(name) && fitsAssumption(name, { low, high })) continue;
      const message = 'must be above 0, and percents at most 100';
      issues.push({ code: 'custom', input: value, path: [name], message });
    }
  });

/** What may be scanned: private ranges as they are, public ones only when the policy says that they are its own. */
const scanned = z.union([cidr, z.strictObject({ network: cidr, public: z.literal(true) })], {
  error: 'must be a network such as 10.20.0.0/16, or { network: 192.0.2.0/24, public: true }',
});

/** What of files is told (D7); what stands in requirements.md without it. */
const files = z.strictObject({
  audio: volume.optional(),
  video: volume.optional(),
  archive: volume.optional(),
  'disk-image': volume.optional(),
  /** Size from which copies of a file are looked for; 1 MB without it. */
  copies: volume.optional(),
  /** What each owner may use. */
  quota: volume.optional(),
  /** Paths that are not looked at: `*.iso`, `/backup/`, `build/**`. */
  ignore: z.array(z.string().min(1).max(256)).max(256).optional(),
});

export const policySchema = z.strictObject({
  site: z.string().min(1).optional(),
  networks: z
    .strictObject({
      inside: z.array(cidr).optional(),
      servers: z.array(cidr).optional(),
      proxies: z.array(cidr).optional(),
      resolvers: z.array(cidr).optional(),
      gateways: z.array(cidr).optional(),
      scan: z.array(scanned).optional(),
    })
    .optional(),
  /** Capacity of the Internet link, such as `10 Mbit/s`; impact is shown as a share of it. */
  link: bitRate.optional(),
  permit: z.array(permit).optional(),
  systems: z
    .strictObject({
      forbid: z.array(systemOrFamily).optional(),
      sanction: z.array(systemOrFamily).optional(),
    })
    .optional(),
  /** How the web proxy is to be used. */
  proxy: z
    .strictObject({
      /** Nobody passes unnamed. */
      authentication: z.literal('required').optional(),
      /** Requests to bare addresses. */
      addresses: z.literal('denied').optional(),
      /** Most that one host may draw through it. */
      perHost: bitRate.optional(),
    })
    .optional(),
  /** Names that no control ever answers as dead; a leading dot means the name and all below it. */
  names: z
    .strictObject({
      allow: z.array(hostName).optional(),
      /** Block lists that are imported; a path is relative to the policy's folder. */
      lists: z
        .array(z.strictObject({ file: z.string().min(1), why: z.string().optional() }))
        .optional(),
    })
    .optional(),
  exceptions: z.array(exception).optional(),
  priors: z
    .record(
      z.string().refine((text) => text === 'default' || isSystemId(text), {
        error: 'must be a system id or default',
        params: { words: [...SYSTEM_IDS, 'default'] },
      }),
      z.number().gt(0).lt(1),
    )
    .optional(),
  tariff: tariff.optional(),
  /** What the reckoning of impact rests on beside the evidence (model/assumptions.ts). */
  assumptions: assumptions.optional(),
  files: files.optional(),
  /** Words of the house's own that make a name on offer sensitive; `word*` begins a word, `*word` ends one. */
  exposure: z.strictObject({ words: z.array(z.string().min(2).max(64)).max(1000) }).optional(),
  responses: z
    .array(
      z.strictObject({
        when: z.enum(['raised', 'likely', 'certain']).optional(),
        after: duration.optional(),
        family: systemOrFamily.optional(),
        do: z.enum(['report', 'message', 'throttle', 'block', 'quarantine']),
        for: duration.optional(),
        approve: z.boolean().optional(),
      }),
    )
    .optional(),
  /** Ends of TCP connections that `prove --live` may try, such as 198.51.100.7:6881. */
  probes: z.array(tcpEnd).optional(),
  targets: z.array(z.string()).optional(),
});

export type Policy = z.infer<typeof policySchema>;
export type Permit = z.infer<typeof permit>;
export type Tariff = z.infer<typeof tariff>;
export type Exception = z.infer<typeof exception>;
export type Scanned = z.infer<typeof scanned>;
export type Response = NonNullable<Policy['responses']>[number];

/** Epoch ms at which an exception no longer holds: the end of its last day, UTC. */
export const exceptionEnds = (exception: Pick<Exception, 'until'>): number =>
  endOfDay(exception.until);

/** The same of a permit; infinite when it has no end. */
export const permitEnds = ({ until }: Pick<Permit, 'until'>): number =>
  until === undefined ? Number.POSITIVE_INFINITY : endOfDay(until);

const endOfDay = (date: string): number => Date.parse(`${date}T00:00:00Z`) + DAY_MS;

/** Share of hosts assumed to do an activity before any evidence (design: definitions, probability). */
export const DEFAULT_PRIOR = 0.02;

export const priorOf = (policy: Policy | null, activity: SystemId): number =>
  policy?.priors?.[activity] ?? policy?.priors?.['default'] ?? DEFAULT_PRIOR;

/** True when the policy names the system or its family in `list`. A system named outweighs its family. */
export const isListed = (
  list: readonly string[] | undefined,
  id: SystemId,
  family: Family,
): boolean => list !== undefined && (list.includes(id) || list.includes(family));

export const networksOf = (texts: readonly string[] | undefined): readonly Network[] =>
  (texts ?? []).flatMap((text) => parseNetwork(text) ?? []);

/**
 * The proxies that `from: proxy` means: `networks.proxies`, else those of `networks.servers` to which a permit opens a
 * proxy's port. Empty when policy shows none.
 */
export const proxiesOf = (policy: Policy): readonly Network[] => {
  const named = networksOf(policy.networks?.proxies);
  if (named.length > 0) return named;
  const isServer = networkMatcher(networksOf(policy.networks?.servers));
  return (policy.permit ?? [])
    .filter(({ service: texts }) => texts.some(isProxyService))
    .flatMap(({ to }) => networksOf([to]))
    .filter(({ words }) => isServer(words));
};

const isProxyService = (text: string): boolean =>
  (servicePorts(text) ?? []).some((port) => overlapsAny(port, servicePorts('proxy')!));
