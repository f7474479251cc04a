// The answer to copyright notices, `peerwarden.notice/1`: one document a run, for machines, and for the page that is printed.
// It may grow, never shrink. Times are ISO 8601 UTC.
import { z } from 'zod';
import { SYSTEM_IDS } from './systems.ts';

const time = z.string().meta({ description: 'ISO 8601, UTC' });
const count = z.number().int().nonnegative();
const systemId = z.enum(SYSTEM_IDS as [string, ...string[]]);

const source = z.object({
  path: z.string(),
  line: count.optional(),
  offset: count.optional().meta({ description: 'byte offset of the first packet record' }),
  format: z.string(),
});

const step = z.object({
  kind: z.enum(['notice', 'translation', 'address', 'lease', 'sign-in', 'content', 'case']),
  text: z.string(),
  from: time.nullable(),
  until: time.nullable().meta({ description: 'null while nothing has ended it' }),
  source: source.nullable().meta({ description: 'where it is written; null for what follows' }),
});

const content = z.object({
  ids: z.array(z.string()),
  title: z.string().nullable(),
  name: z.string().nullable(),
  size: count.nullable(),
});

const claim = z.object({
  timeText: z.string().nullable().meta({ description: 'the time as the notice writes it' }),
  at: time.nullable().meta({ description: 'null when it cannot be read without doubt' }),
  zoned: z.boolean().meta({ description: 'false when the notice names no zone' }),
  addressText: z.string().nullable(),
  address: z.string().nullable(),
  port: z.number().int().min(1).max(65_535).nullable(),
  network: z.string().nullable().meta({ description: 'the notice’s own word' }),
  system: systemId.nullable(),
  contents: z.array(content),
});

const answer = z.object({
  notice: z.object({
    path: z.string(),
    sha256: z.string(),
    form: z.enum(['acns', 'text']),
    reference: z.string().nullable(),
    status: z.string().nullable(),
    complainant: z.string().nullable(),
    provider: z.string().nullable(),
  }),
  claim,
  attributed: z.boolean(),
  to: z
    .object({
      address: z.string(),
      device: z.string().nullable(),
      mac: z.string().nullable(),
      user: z.string().nullable(),
    })
    .nullable()
    .meta({ description: 'who had the address; null when that cannot be said safely' }),
  reason: z
    .object({
      code: z.enum(['incomplete', 'nat', 'clock', 'lease', 'address', 'evidence']),
      text: z.string(),
      candidates: count.nullable().meta({ description: 'how many could be meant; never who' }),
    })
    .nullable()
    .meta({ description: 'why it cannot be attributed safely; null when it can' }),
  cases: z.array(z.string()).meta({ description: 'ids of cases of this evidence about the same' }),
  steps: z.array(step).meta({ description: 'the chain of evidence, in order' }),
  doubts: z.array(z.string()),
});

export const noticeAnswerSchema = z
  .object({
    schema: z.literal('peerwarden.notice/1'),
    tool: z.object({ name: z.literal('peerwarden'), version: z.string() }),
    created: time,
    site: z.string().nullable(),
    toleranceSeconds: z.number().nonnegative(),
    complete: z.boolean().meta({ description: 'false when reading was interrupted' }),
    evidence: z.array(
      z.object({
        path: z.string(),
        format: z.string(),
        sha256: z.string().nullable(),
        records: count,
        firstSeen: time.nullable(),
        lastSeen: time.nullable(),
      }),
    ),
    unread: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .meta({ description: 'notices, parts of notices and evidence that could not be read' }),
    answers: z.array(answer).meta({ description: 'one for each address and time of each notice' }),
  })
  .meta({ title: 'Peerwarden answer to notices', description: 'peerwarden.notice/1' });

export type NoticeAnswer = z.infer<typeof noticeAnswerSchema>;
export type AnsweredClaim = NoticeAnswer['answers'][number];
export type AnswerStep = AnsweredClaim['steps'][number];
