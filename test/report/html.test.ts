import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { type DefaultTreeAdapterMap, parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { STYLE, STYLE_HASH } from '../../src/report/style.ts';
import { hostileTexts, inTurn, PAYLOADS, UNSEEN, withoutJoiners } from './hostile.ts';
import { calmReport, nameOf, sampleReport, withStrings } from './sample.ts';

type Node = DefaultTreeAdapterMap['node'];

/** Every element of ours, and every attribute that it may have. */
const OURS: Record<string, string> = {
  html: 'lang',
  head: '',
  meta: 'charset http-equiv content name',
  title: '',
  style: '',
  body: '',
  a: 'class href',
  header: 'class',
  main: 'id',
  section: 'aria-labelledby aria-label class',
  footer: '',
  article: 'class id aria-labelledby',
  div: 'class',
  p: 'class',
  span: 'class',
  small: 'class',
  strong: '',
  h1: '',
  h2: 'id',
  h3: 'id',
  h4: '',
  bdi: 'title',
  code: '',
  dl: 'class',
  dt: '',
  dd: '',
  ul: 'class',
  ol: 'class',
  li: '',
  details: 'class',
  summary: '',
  figure: 'class',
  figcaption: 'class',
  table: 'class role aria-label',
  thead: 'role',
  tbody: 'role',
  tr: 'role',
  th: 'role scope',
  td: 'role class data-head',
  svg: 'class role width height viewBox aria-label aria-hidden',
  desc: '',
  g: '',
  rect: 'class x y width height rx',
  line: 'class x1 x2 y1 y2',
  circle: 'class cx cy r',
  text: 'class x y dx text-anchor',
}; // prettier-ignore

const elements = (node: Node): DefaultTreeAdapterMap['element'][] => [
  ...('tagName' in node ? [node] : []),
  ...('childNodes' in node ? node.childNodes.flatMap(elements) : []),
];

const foreignParts = (page: string): string[] => {
  const errors: string[] = [];
  const tree = parse(page, { onParseError: ({ code }) => errors.push(code) });
  const found = elements(tree).flatMap(({ tagName, attrs }) => {
    const allowed = OURS[tagName];
    if (allowed === undefined) return [tagName];
    return attrs
      .filter(
        ({ name, value }) =>
          !allowed.split(' ').includes(name) ||
          (name === 'href' && !/^#[a-z]+(-\d+)?$/.test(value)),
      )
      .map(({ name, value }) => `${tagName}[${name}=${value}]`);
  });
  return [...errors, ...found];
};

describe('html report', () => {
  it('looks as it was looked at', async () => {
    await expect(renderHtml(sampleReport(), { nameOf })).toMatchFileSnapshot('goldens/report.html');
  });

  it('is well formed, of our elements only', () => {
    expect(foreignParts(renderHtml(sampleReport(), { nameOf }))).toEqual([]);
    expect(foreignParts(renderHtml(calmReport(), { nameOf }))).toEqual([]);
  });

  it('allows exactly its own style sheet and nothing from anywhere', () => {
    expect(STYLE_HASH).toBe(`sha256-${createHash('sha256').update(STYLE).digest('base64')}`);
    const page = renderHtml(sampleReport());
    expect(page).toContain(`default-src 'none'; style-src '${STYLE_HASH}'`);
    expect(page).not.toMatch(/<script|url\(|@import|\bsrc=|style="/);
  });

  it.each(PAYLOADS)('keeps %j as text in every field', (payload) => {
    expect(foreignParts(renderHtml(withStrings(sampleReport(), () => payload)))).toEqual([]);
  });

  it('lets no text become markup, nor hide', () => {
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        const page = renderHtml(withStrings(sampleReport(), inTurn(texts)));
        expect(foreignParts(page)).toEqual([]);
        for (const line of page.split('\n')) expect(withoutJoiners(line)).not.toMatch(UNSEEN);
      }),
      { numRuns: 25 },
    );
  });

  it('stays a page when there are very many cases', () => {
    const report = sampleReport();
    const [, , found] = report.cases;
    const cases = Array.from({ length: 300 }, (_, i) => ({ ...found!, id: `bittorrent-${i}` }));
    const page = renderHtml({ ...report, cases });
    expect(page.match(/<article /g)).toHaveLength(100);
    expect(page).toContain('And 200 more');
    expect(foreignParts(page)).toEqual([]);
  });

  it('gives each id once', () => {
    const ids = elements(parse(renderHtml(sampleReport()))).flatMap(({ attrs }) =>
      attrs.filter(({ name }) => name === 'id').map(({ value }) => value),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});
