// The one policy file of a site (design: policy). Strict: a key that is not known is an error with the nearest right word.
import { z } from 'zod';
import { FAMILIES, type Family, isSystemId, type SystemId } from './systems.ts';

const cidr = z
  .string()
  .regex(/^[0-9a-fA-F.:]+(\/\d{1,3})?$/, 'an address or a network such as 10.20.0.0/16');
const duration = z.string().regex(/^\d+\s?(s|min|h|d)$/, 'a duration such as 30min, 8h or 3d');
const systemOrFamily = z.string().refine((text) => isSystemId(text) || text in FAMILIES, {
  error: 'a system id or a family; `peerwarden systems` lists them',
});
const service = z
  .string()
  .regex(
    /^([a-z][a-z0-9-]*|\d{1,5}(-\d{1,5})?\/(tcp|udp))$/,
    'a service name such as https, or 3128/tcp',
  );

const permit = z.strictObject({
  to: z.union([z.literal('internet'), z.literal('inside'), cidr]),
  service: z.array(service).min(1),
  from: z.union([z.literal('inside'), z.literal('proxy'), cidr]).optional(),
});

const exception = z.strictObject({
  who: cidr,
  may: z.array(systemOrFamily).min(1),
  until: z.iso.date(),
  why: z.string().min(1),
});

const tariff = z.strictObject({
  currency: z.string().min(1).max(8),
  units: z.enum(['SI', 'binary']).default('SI'),
  /** Volume included each month, such as `50 GB`. */
  included: z.string().optional(),
  /** Price beyond it, such as `0.12 per MB`. */
  overage: z.string().regex(/^\d+(\.\d+)?\s+per\s+(kB|MB|GB|TB)$/, 'a price such as 0.12 per MB'),
  hoursPerDay: z.number().positive().max(24).default(8),
  daysPerMonth: z.number().positive().max(31).default(20),
});

export const policySchema = z.strictObject({
  site: z.string().min(1).optional(),
  networks: z
    .strictObject({
      inside: z.array(cidr).optional(),
      servers: z.array(cidr).optional(),
      proxies: z.array(cidr).optional(),
      resolvers: z.array(cidr).optional(),
      scan: z.array(cidr).optional(),
    })
    .optional(),
  /** Capacity of the Internet link, such as `10 Mbit/s`; impact is shown as a share of it. */
  link: z
    .string()
    .regex(/^\d+(\.\d+)?\s?[kMG]?bit\/s$/, 'a rate such as 10 Mbit/s')
    .optional(),
  permit: z.array(permit).optional(),
  systems: z
    .strictObject({
      forbid: z.array(systemOrFamily).optional(),
      sanction: z.array(systemOrFamily).optional(),
    })
    .optional(),
  exceptions: z.array(exception).optional(),
  priors: z.record(z.string(), z.number().gt(0).lt(1)).optional(),
  tariff: tariff.optional(),
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
  targets: z.array(z.string()).optional(),
});

export type Policy = z.infer<typeof policySchema>;
export type Permit = z.infer<typeof permit>;
export type Tariff = z.infer<typeof tariff>;

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
