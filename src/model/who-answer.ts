// Who had an address, or which machines somebody used: `peerwarden.who/1`, one document a question. It may grow, never
// shrink. Times are ISO 8601 UTC.
import { z } from 'zod';

const time = z.string().meta({ description: 'ISO 8601, UTC' });
const count = z.number().int().nonnegative();

const line = z.object({
  kind: z.enum(['device', 'user']).meta({ description: 'what held it' }),
  name: z.string(),
  mac: z.string().nullable(),
  held: z
    .string()
    .meta({ description: 'the address, or the device where the person was signed in' }),
  via: z
    .string()
    .nullable()
    .meta({ description: 'what leads there, when it was not asked about itself' }),
  from: time,
  until: time.nullable().meta({ description: 'null while nothing has ended it' }),
  endAssumed: z
    .boolean()
    .meta({ description: 'true when nobody was seen to sign out, so that the end is a guess' }),
  source: z.object({ path: z.string(), line: count.optional(), format: z.string() }),
});

export const whoAnswerSchema = z
  .object({
    schema: z.literal('peerwarden.who/1'),
    tool: z.object({ name: z.literal('peerwarden'), version: z.string() }),
    created: time,
    complete: z.boolean().meta({ description: 'false when reading was interrupted' }),
    whom: z.string(),
    kinds: z
      .array(z.enum(['address', 'mac', 'device', 'user']))
      .meta({ description: 'what it was found to be; a name may be a device and a person' }),
    from: time.nullable(),
    until: time.nullable().meta({ description: 'the same as from, for one instant' }),
    lines: z.array(line),
    linesMore: count.meta({ description: 'lines that are not shown' }),
    doubts: z.array(z.string()),
    evidence: z.array(
      z.object({
        path: z.string(),
        format: z.string(),
        sha256: z.string().nullable(),
        firstSeen: time.nullable(),
        lastSeen: time.nullable(),
      }),
    ),
    unread: z.array(z.object({ path: z.string(), message: z.string() })),
  })
  .meta({ title: 'Peerwarden answer about who', description: 'peerwarden.who/1' });

export type WhoAnswer = z.infer<typeof whoAnswerSchema>;
export type WhoLine = WhoAnswer['lines'][number];
