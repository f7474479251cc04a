import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellWidth } from '../../src/report/cells.ts';
import { renderExplanation } from '../../src/report/explanation.ts';
import { renderText } from '../../src/report/text.ts';
import { hostileTexts, inTurn, UNSEEN, withoutJoiners } from './hostile.ts';
import { calmReport, nameOf, sampleReport, withStrings } from './sample.ts';

describe('text report', () => {
  it.each([80, 140])('reads well at %i columns', async (width) => {
    const text = renderText(sampleReport(), { width, nameOf });
    await expect(text).toMatchFileSnapshot(`goldens/report-${width}.txt`);
  });

  it('says nobody when nothing is raised', async () => {
    await expect(renderText(calmReport(), { nameOf })).toMatchFileSnapshot('goldens/calm.txt');
  });

  it('says that no host was seen', () => {
    const text = renderText({
      ...sampleReport(),
      hosts: [],
      cases: [],
      evidence: [],
      period: null,
    });
    expect(text).toContain('No host was seen');
  });

  it('says when reading was interrupted', () => {
    expect(renderText({ ...sampleReport(), complete: false })).toContain('Reading was interrupted');
  });

  it('lists in two lines what does not fit in full', () => {
    const report = sampleReport();
    const cases = Array.from({ length: 60 }, (_, i) => ({ ...report.cases[2]!, id: `case-${i}` }));
    const text = renderText({ ...report, cases });
    expect(text.match(/HOW SURE|severity high/g)).toHaveLength(41);
    for (const { id } of cases) expect(text).toContain(id);
  });

  it('uses colour only when asked, and colour changes nothing else', () => {
    const plain = renderText(sampleReport(), { nameOf });
    const coloured = renderText(sampleReport(), { nameOf, colour: true });
    expect(plain).not.toContain('\u001b');
    expect(withoutColour(coloured)).toBe(plain);
  });

  it('never says certain without a figure', () => {
    for (const line of renderText(sampleReport()).split('\n'))
      if (/\bcertain\b/.test(line)) expect(line).toMatch(/\d %/);
  });

  it('lets no text steer the terminal or pass its width', () => {
    const arbitrary = fc.tuple(hostileTexts, fc.integer({ min: 72, max: 160 }));
    fc.assert(
      fc.property(arbitrary, fc.boolean(), ([texts, width], colour) => {
        const report = withStrings(sampleReport(), inTurn(texts));
        const id = report.cases[0]!.id;
        const rendered = [
          renderText(report, { width, colour }),
          renderExplanation(report, id, { width, colour }) ?? '',
        ];
        for (const line of rendered.join('\n').split('\n').map(withoutColour)) {
          expect(withoutJoiners(line)).not.toMatch(UNSEEN);
          if (!COMMAND.test(line)) expect(cellWidth(line), line).toBeLessThanOrEqual(width);
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('explanation', () => {
  it('leads from the prior to the result', async () => {
    const text = renderExplanation(sampleReport(), 'bittorrent-10.20.1.11', { nameOf });
    await expect(text).toMatchFileSnapshot('goldens/explanation.txt');
  });

  it('calls a lead a lead', () => {
    const text = renderExplanation(sampleReport(), 'bittorrent-10.20.1.31', { nameOf });
    expect(text).toContain('no accusation');
  });

  it('knows no case that is not there', () => {
    expect(renderExplanation(sampleReport(), 'bittorrent-192.0.2.1')).toBeNull();
  });
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the codes that paint.ts writes
const withoutColour = (text: string): string => text.replace(/\u001b\[(1|2|22|3[1-4]|39)m/g, '');

/** Lines to paste are not broken. */
const COMMAND = /^ {2,3}(peerwarden|sha256sum) /;
