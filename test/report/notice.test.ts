// The answer to notices as text and as the page that is printed, from the fixtures and from hostile text.
import { createHash } from 'node:crypto';
import { parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import { readNoticeFiles } from '../../src/intake/notice-files.ts';
import { type NoticeAnswer, noticeAnswerSchema } from '../../src/model/notice-answer.ts';
import { MINUTE_MS } from '../../src/model/time.ts';
import type { WhoAnswer } from '../../src/model/who-answer.ts';
import { answerNotices } from '../../src/pipeline/answer-notices.ts';
import { renderNoticeHtml } from '../../src/report/notice-html.ts';
import { NOTICE_STYLE, NOTICE_STYLE_HASH } from '../../src/report/notice-style.ts';
import { renderNoticeText } from '../../src/report/notice-text.ts';
import { renderWhoCsv, renderWhoText } from '../../src/report/who.ts';
import { PAYLOADS } from './hostile.ts';

const answerOf = async (...names: readonly string[]): Promise<NoticeAnswer> => {
  const { files } = await readNoticeFiles(names.map((name) => `fixtures/notices/${name}`));
  const { answer } = await answerNotices({
    files,
    toleranceMs: MINUTE_MS,
    paths: ['fixtures/notices/site'],
    policy: null,
    inside: [],
    since: null,
    until: null,
    digest: true,
    signal: new AbortController().signal,
  });
  return {
    ...answer,
    tool: { name: 'peerwarden', version: '0' },
    created: '2026-11-23T08:00:00.000Z',
  };
};

const ALL = [
  'acns.xml',
  'two-sources.xml',
  'details.txt',
  'no-port.txt',
  'no-zone.txt',
  'mail-base64.eml',
  'mail-quoted.eml',
];

describe('the answer', () => {
  it('keeps its contract and its words', async () => {
    const answer = await answerOf(...ALL);
    expect(noticeAnswerSchema.parse(answer)).toEqual(answer);
    expect(
      answer.answers.map(({ notice, attributed, reason, to }) => [
        notice.path.split('/').at(-1),
        attributed,
        reason?.code ?? null,
        to?.device ?? null,
        to?.user ?? null,
      ]),
    ).toEqual([
      ['acns.xml', true, null, 'pc-11', 'maria'],
      ['two-sources.xml', true, null, 'pc-11', 'maria'],
      ['two-sources.xml', false, 'nat', null, null],
      ['details.txt', true, null, 'pc-12', null],
      ['no-port.txt', false, 'nat', null, null],
      ['no-port.txt', false, 'nat', null, null],
      ['no-zone.txt', false, 'clock', null, null],
      ['mail-base64.eml', true, null, 'pc-12', null],
      ['mail-quoted.eml', true, null, 'pc-11', 'maria'],
    ]);
    await expect(renderNoticeText(answer)).toMatchFileSnapshot('goldens/notice.txt');
    await expect(`${JSON.stringify(answer, null, 2)}\n`).toMatchFileSnapshot('goldens/notice.json');
  });

  it('is a page', async () => {
    const page = renderNoticeHtml(await answerOf('two-sources.xml', 'details.txt'));
    await expect(page).toMatchFileSnapshot('goldens/notice.html');
  });

  it('names nobody where it is not attributed', async () => {
    const { answers } = await answerOf('no-zone.txt', 'no-port.txt');
    const text = JSON.stringify(answers);
    for (const name of ['pc-11', 'pc-12', 'maria', 'visitor-31', '02:20:'])
      expect(text).not.toContain(name);
  });
});

describe('the page', () => {
  it('allows its own style and nothing else', () => {
    const hash = createHash('sha256').update(NOTICE_STYLE).digest('base64');
    expect(NOTICE_STYLE_HASH).toBe(`sha256-${hash}`);
    expect(NOTICE_STYLE).not.toMatch(/url\(|@import/);
  });

  it('shows text of an adversary as text', async () => {
    const answer = await answerOf('acns.xml');
    for (const hostile of PAYLOADS) {
      const one = answer.answers[0]!;
      const told: NoticeAnswer = {
        ...answer,
        site: hostile,
        unread: [{ path: hostile, message: hostile }],
        evidence: answer.evidence.map((piece) => ({ ...piece, path: hostile })),
        answers: [0, 1].map(() => ({
          ...one,
          notice: { ...one.notice, path: hostile, reference: hostile, complainant: hostile },
          claim: {
            ...one.claim,
            timeText: hostile,
            network: hostile,
            contents: [{ ids: [hostile], title: hostile, name: hostile, size: 1 }],
          },
          to: { address: hostile, device: hostile, mac: hostile, user: hostile },
          steps: one.steps.map((step) => ({ ...step, text: hostile })),
          doubts: [hostile],
        })),
      };
      const { elements, attributes } = shapeOf(renderNoticeHtml(told));
      expect([...elements].filter((name) => !ELEMENTS.has(name))).toEqual([]);
      expect([...attributes].filter((name) => !ATTRIBUTES.has(name))).toEqual([]);
      expect(renderNoticeText(told).replaceAll('\n', '')).not.toMatch(STEERS);
    }
  });
});

describe('who', () => {
  it('shows text of an adversary as text', () => {
    for (const hostile of PAYLOADS) {
      const answer: WhoAnswer = {
        schema: 'peerwarden.who/1',
        tool: { name: 'peerwarden', version: '0' },
        created: '2026-11-23T08:00:00.000Z',
        complete: true,
        whom: hostile,
        kinds: ['user'],
        from: null,
        until: null,
        lines: [
          {
            kind: 'user',
            name: hostile,
            mac: null,
            held: hostile,
            via: hostile,
            from: '2026-11-23T08:00:00.000Z',
            until: null,
            endAssumed: false,
            source: { path: hostile, format: 'squid' },
          },
        ],
        linesMore: 0,
        doubts: [hostile],
        evidence: [],
        unread: [],
      };
      expect(renderWhoText(answer).replaceAll('\n', '')).not.toMatch(STEERS);
      expect(renderWhoCsv(answer).split('\r\n')).toHaveLength(3);
    }
  });
});

/** Controls, and the override that turns the reading direction. */
const STEERS = /[\p{Cc}\u202e]/u;

const ELEMENTS = new Set(
  'html head meta title style body main section article header p h1 h2 table caption thead tbody tr th td a bdi span dl div dt dd ol ul li strong code #text #documentType'.split(
    ' ',
  ),
);
const ATTRIBUTES = new Set(
  'lang charset http-equiv content name class id href scope data-head aria-labelledby title'.split(
    ' ',
  ),
);

interface Node {
  readonly nodeName: string;
  readonly attrs?: readonly { readonly name: string; readonly value: string }[];
  readonly childNodes?: readonly Node[];
}

const shapeOf = (page: string): { elements: Set<string>; attributes: Set<string> } => {
  const elements = new Set<string>();
  const attributes = new Set<string>();
  const walk = (node: Node): void => {
    elements.add(node.nodeName);
    for (const { name, value } of node.attrs ?? []) {
      attributes.add(name);
      if (name === 'href') expect(value).toMatch(/^#claim-\d+$/);
    }
    node.childNodes?.forEach(walk);
  };
  for (const child of (parse(page) as unknown as Node).childNodes ?? []) walk(child);
  return { elements, attributes };
};
