// The machine-readable contract, `peerwarden.report/1`: one document a run. It may grow, never shrink.
// docs/report.schema.json is generated from this file. Times are ISO 8601 UTC, bytes are IP bytes.
import { z } from 'zod';
import { FAR_KINDS } from './case.ts';
import { FAMILIES, SYSTEM_IDS } from './systems.ts';

const time = z.string().meta({ description: 'ISO 8601, UTC' });
const count = z.number().int().nonnegative();
const systemId = z.enum(SYSTEM_IDS as [string, ...string[]]);
const family = z.enum(Object.keys(FAMILIES) as [string, ...string[]]);

const subject = z.object({
  address: z.string(),
  addresses: z.array(z.string()),
  device: z.string().nullable(),
  user: z.string().nullable(),
  role: z.enum(['host', 'router', 'resolver', 'proxy', 'mail-server']),
  inside: z
    .boolean()
    .meta({ description: 'false when it is not known whether the address is inside' }),
});

const holder = z.object({
  kind: z.enum(['device', 'user']),
  name: z.string(),
  mac: z.string().optional(),
  held: z
    .string()
    .meta({ description: 'the address, or the device where the person was signed in' }),
  from: time,
  until: time.nullable().meta({ description: 'null while nothing has ended it' }),
  format: z.string(),
  evidence: count.optional().meta({ description: 'index into evidence[]' }),
  line: count.optional(),
  earlier: z
    .string()
    .optional()
    .meta({ description: 'SHA-256 of evidence of an earlier run that says so' }),
});

const seen = z.object({
  evidence: count.meta({ description: 'index into evidence[]' }),
  line: count.optional(),
  offset: count.optional().meta({ description: 'byte offset of the first packet record' }),
  at: time,
  text: z.string(),
});

const finding = z.object({
  detector: z.string(),
  technique: z.enum(['D1', 'D2', 'D3', 'D4', 'D5', 'D6', 'D7', 'D8', 'D9']),
  plane: z.enum(['payload', 'endpoint', 'shape', 'behaviour', 'log', 'host', 'file']),
  weight: z
    .number()
    .meta({ description: 'decibans, measured on labelled evidence; negative speaks against' }),
  counted: z
    .number()
    .optional()
    .meta({ description: 'decibans that entered the sum, after the cap on its plane' }),
  for: z.boolean(),
  text: z.string(),
  rival: z.string().nullable(),
  count,
  evidence: z.array(seen),
});

const content = z.object({ id: z.string(), name: z.string().nullable(), size: count.nullable() });

const linkHour = z.object({
  at: time,
  seconds: z.number().int().positive().meta({ description: 'of the hour that evidence covers' }),
  bytesOut: count,
  bytesIn: count,
  activityOut: count.meta({ description: 'of raised cases' }),
  activityIn: count,
  hostsOut: count.meta({ description: 'what else the hosts of those cases sent' }),
  hostsIn: count,
});

const lineUse = z.object({ bytes: count, p95BitsPerSecond: z.number() });

const siteImpact = z.object({
  hosts: count.meta({ description: 'hosts with raised cases that nobody permitted' }),
  periodSeconds: z.number().positive(),
  sampleSeconds: z
    .number()
    .positive()
    .meta({ description: 'how fine the evidence tells what the cases moved; 300 at best' }),
  samples: count.meta({ description: 'samples of five minutes in the period' }),
  use: z.object({ all: lineUse, withoutActivity: lineUse, withoutHosts: lineUse }),
  hours: z.array(linkHour).meta({ description: 'what crossed the border, by hour' }),
  hoursLeftOut: count,
  link: z
    .object({
      link: z.string(),
      busiestHour: time.nullable(),
      activityPercent: z.number().meta({ description: 'of the link, in that hour' }),
      othersPercent: z.number(),
      leftPercent: z.number(),
      eachBitsPerSecond: z
        .number()
        .meta({ description: 'mean rate of a host with a raised case, while it was at it' }),
      usersToFill: count.nullable(),
      hoursFull: count.meta({ description: 'hours at 90 % and above' }),
      hoursFullWithout: count,
    })
    .nullable(),
  bill: z
    .object({
      kind: z.enum(['cap', 'flat', 'tiers', 'p95']),
      currency: z.string(),
      units: z.enum(['SI', 'binary']),
      perMonth: z.number(),
      withoutActivity: z.number(),
      withoutHosts: z.number(),
      assumptions: z.array(z.string()),
    })
    .nullable(),
});

const impact = z.object({
  linkShare: z
    .object({ link: z.string(), peakPercent: z.number(), meanPercent: z.number(), peakAt: time })
    .nullable(),
  cost: z
    .object({
      currency: z.string(),
      amount: z.number(),
      perMonth: z.number(),
      units: z.enum(['SI', 'binary']),
      assumptions: z.array(z.string()),
    })
    .nullable(),
  peakRateBitsPerSecond: z.number(),
  meanRateBitsPerSecond: z.number(),
  borderBytes: count,
  internalBytes: count,
  hours: z
    .array(
      z.object({ at: time, bytesOut: count, bytesIn: count, linkPercent: z.number().nullable() }),
    )
    .optional()
    .meta({ description: 'what crossed the border, by hour, and its share of the link' }),
});

const sureness = z.enum(['likely', 'possible', 'weak']);

const exposure = z.object({
  shareBytes: count.nullable(),
  shareFiles: count.nullable(),
  offers: z.array(content),
  tested: z
    .object({
      names: count.meta({ description: 'distinct names on offer that were tested, at least' }),
      documents: count.meta({ description: 'of them, names that end as documents do' }),
      since: time,
      until: time,
      reach: z.string().meta({ description: 'who can fetch it, by how the system works' }),
      told: z.object({ addresses: z.array(z.string()), more: z.boolean() }),
      counts: z
        .object({ likely: count, possible: count, weak: count })
        .meta({ description: 'names that look sensitive, by how far a name carries' }),
      sensitive: z
        .array(
          z.object({
            name: z.string(),
            id: z.string(),
            size: count.nullable(),
            topics: z.array(z.string()),
            word: z.string().meta({ description: 'what was met; empty where the name tells' }),
            sure: sureness,
            since: time,
            until: time,
            ways: z.array(z.enum(['told', 'exchanged', 'disk'])),
            told: z.array(z.string()).meta({ description: 'who was told of it, as far as seen' }),
          }),
        )
        .meta({ description: 'those that say most first' }),
      places: z.array(
        z.object({
          kind: z.enum(['drive', 'system', 'profile', 'server']),
          path: z.string(),
          names: count,
          since: time,
          until: time,
        }),
      ),
    })
    .optional()
    .meta({ description: 'what the names on offer say; missing when none was seen' }),
});

const model = z.enum(['M1', 'M2', 'M3', 'M4', 'M5', 'M6']);

const contacts = z.object({
  shown: z
    .array(
      z.object({
        address: z.string(),
        kind: z.enum(FAR_KINDS),
        bytesOut: count,
        bytesIn: count,
        flows: count,
      }),
    )
    .meta({ description: 'far ends: those that tell of others first, then by bytes' }),
  more: count.meta({ description: 'far ends that are not listed' }),
});

const reportCase = z.object({
  id: z.string(),
  subject,
  holders: z
    .array(holder)
    .optional()
    .meta({ description: 'who had the addresses of the subject while this went on' }),
  doubts: z.array(z.string()).optional().meta({ description: 'what stays in doubt about who' }),
  activity: systemId,
  family,
  prior: z
    .number()
    .optional()
    .meta({ description: 'prior of this activity, where policy sets another than the report' }),
  probability: z.number().min(0).max(1),
  confidence: z.enum(['lead', 'raised', 'likely', 'certain']),
  state: z.enum(['open', 'acknowledged', 'contained', 'excepted', 'false alarm', 'closed']),
  sanctioned: z.boolean(),
  severity: z.enum(['low', 'medium', 'high']),
  firstSeen: time,
  lastSeen: time,
  bytesOut: count,
  bytesIn: count,
  flows: count,
  peers: count,
  model: model.nullable(),
  discovery: z
    .array(z.object({ model, because: z.string() }))
    .optional()
    .meta({
      description: 'models that were seen at work, with what shows each; M6 is how content moved',
    }),
  contacts: contacts.optional(),
  clients: z.array(z.object({ name: z.string(), version: z.string().nullable() })),
  roles: z.array(z.string()),
  nicknames: z
    .array(z.string())
    .optional()
    .meta({ description: 'what the subject calls itself on the network' }),
  content: z.array(content),
  findings: z.array(finding),
  timeline: z.object({
    sliceSeconds: z.number(),
    slices: z.array(z.object({ at: time, bytesOut: count, bytesIn: count })),
  }),
  impact,
  exposure,
  weaknesses: z
    .array(
      z.object({
        client: z.string(),
        version: z.string().nullable(),
        kind: z.string(),
        product: z.string(),
        published: z.string(),
        id: z.string().nullable(),
        fixed: z.string().nullable().meta({ description: 'first version that is mended' }),
        source: z.string(),
        sure: z
          .enum(['affected', 'perhaps'])
          .meta({ description: 'perhaps: the version, or which versions have it, is not known' }),
      }),
    )
    .optional()
    .meta({ description: 'known weaknesses of the clients seen' }),
});

const evidence = z.object({
  path: z.string(),
  format: z.string(),
  sha256: z.string().nullable(),
  bytes: count,
  records: count,
  notUnderstood: z.record(z.string(), count),
  firstSeen: time.nullable(),
  lastSeen: time.nullable(),
  quality: z.record(z.string(), z.union([z.number(), z.boolean()])).meta({
    description:
      'counts of packets unless named otherwise; clockOffsetMs: how far its clock is ahead of that of another piece',
  }),
  warnings: z.array(z.string()),
  notUnderstoodSamples: z
    .record(z.string(), z.array(z.object({ line: count, text: z.string() })))
    .optional()
    .meta({ description: 'examples of lines not understood, by reason' }),
});

const host = z.object({
  address: z.string(),
  addresses: z.array(z.string()),
  device: z.string().nullable(),
  user: z.string().nullable(),
  bytesOut: count,
  bytesIn: count,
  flows: count,
  systems: z.array(systemId),
});

const user = z.object({
  user: z.string(),
  addresses: z.array(z.string()),
  requests: count,
  denied: count,
  bytesOut: count,
  bytesIn: count,
});

const unusual = z.object({
  kind: z.enum(['sustained', 'shift', 'top']),
  subject: z.enum(['host', 'person', 'site']),
  name: z.string().meta({ description: 'address, account or line; empty for the whole site' }),
  direction: z.enum(['borderOut', 'borderIn', 'internalOut', 'internalIn']),
  from: time,
  until: time,
  bytes: count,
  usual: count.meta({ description: 'bytes that are usual in the same time' }),
  text: z.string(),
});

const violation = z.object({
  address: z.string(),
  transport: z.string(),
  port: count,
  allowed: count,
  denied: count,
  bytes: count,
  destinations: count.meta({ description: 'distinct destinations, at least' }),
  systems: z
    .array(systemId)
    .meta({ description: 'systems known to use the port; a hint, no finding' }),
  scan: z
    .boolean()
    .optional()
    .meta({ description: 'true for one of very many ports or hosts that were tried: a scan' }),
  firstSeen: time,
  lastSeen: time,
});

export const reportSchema = z
  .object({
    schema: z.literal('peerwarden.report/1'),
    tool: z.object({ name: z.literal('peerwarden'), version: z.string() }),
    created: time,
    period: z.object({ from: time, until: time }).nullable(),
    prior: z
      .number()
      .meta({ description: 'share of hosts assumed to do an activity before any evidence' }),
    site: z.string().nullable(),
    command: z
      .array(z.string())
      .optional()
      .meta({ description: 'arguments of the run, so that it can be repeated' }),
    pseudonyms: z
      .boolean()
      .optional()
      .meta({ description: 'true when names and addresses were replaced' }),
    complete: z.boolean().meta({ description: 'false when reading was interrupted' }),
    evidence: z.array(evidence),
    unread: z
      .array(z.object({ path: z.string(), code: z.string(), message: z.string() }))
      .meta({ description: 'evidence that could not be read' }),
    hosts: z.array(host),
    users: z
      .array(user)
      .meta({ description: 'signed-in users of the proxy, largest volume first' }),
    violations: z
      .array(violation)
      .meta({ description: 'connections that policy does not permit; empty without `permit`' }),
    unusual: z
      .array(unusual)
      .optional()
      .meta({ description: 'volumes far above the usual: leads, and never more' }),
    cases: z.array(reportCase),
    impact: siteImpact
      .optional()
      .meta({ description: 'the link and the bill of the site, with and without the cases' }),
    notShown: z.array(z.string()).meta({ description: 'what this evidence cannot show' }),
  })
  .meta({ title: 'Peerwarden report', description: 'peerwarden.report/1' });

export type Report = z.infer<typeof reportSchema>;
export type ReportCase = Report['cases'][number];
export type ReportFinding = ReportCase['findings'][number];
export type ReportHost = Report['hosts'][number];
export type ReportEvidence = Report['evidence'][number];
export type ReportSeen = ReportFinding['evidence'][number];
export type ReportExposure = ReportCase['exposure'];
export type ReportImpact = ReportCase['impact'];
export type ReportSiteImpact = NonNullable<Report['impact']>;
export type ReportLinkHour = ReportSiteImpact['hours'][number];
export type ReportUser = Report['users'][number];
export type ReportUnusual = NonNullable<Report['unusual']>[number];
export type ReportViolation = Report['violations'][number];
