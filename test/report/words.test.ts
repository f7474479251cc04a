import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bar, cellWidth, cutCells, gauge, wrapCells } from '../../src/report/cells.ts';
import { clean } from '../../src/report/clean.ts';
import { quoteWord } from '../../src/report/reproduce.ts';
import { weigh } from '../../src/report/weighing.ts';
import {
  finePercentText,
  percentText,
  roundText,
  spanText,
  weightText,
} from '../../src/report/words.ts';
import { hostileTexts } from './hostile.ts';
import { sampleReport } from './sample.ts';

describe('words', () => {
  it.each([
    [0.9999999, '> 99.9 %'],
    [0.98, '98 %'],
    [0.979999, '97 %'],
    [0.8, '80 %'],
    [0.7999, '79 %'],
    [0.02, '2 %'],
    [0.0001, '< 0.1 %'],
    [1, '> 99.9 %'],
    [0, '< 0.1 %'],
  ])('%d is %s, never rounded up', (share, text) => expect(percentText(share)).toBe(text));

  it('tells the last steps apart', () => expect(finePercentText(0.99973)).toBe('99.97 %'));

  it('says a weight as what other hosts would show', () => {
    expect(weightText(36)).toBe('At most about 1 in 4,000 other hosts would show this.');
    expect(weightText(-7)).toContain('do not do this show it 5 times as often');
    expect(weightText(0)).toContain('equally often');
  });

  it('rounds to what the reader can hold', () => {
    expect(roundText(3981)).toBe('4,000');
    expect(roundText(62.5)).toBe('63');
  });

  it('names the day once', () => {
    expect(spanText('2026-11-16T08:14:00Z', '2026-11-16T17:31:00Z')).toBe('16 Nov 08:14 – 17:31');
    expect(spanText('2025-12-31T23:00:00Z', '2026-01-01T01:00:00Z')).toBe(
      '31 Dec 2025 23:00 – 1 Jan 2026 01:00',
    );
  });
});

describe('weighing', () => {
  it('adds up to the probability of every case of the sample', () => {
    const report = sampleReport();
    for (const found of report.cases) expect(weigh(report, found).remainder).toBe(0);
  });

  it('says what is left over', () => {
    const report = sampleReport();
    const found = { ...report.cases[0]!, probability: 0.05 };
    expect(weigh(report, found).remainder).toBeCloseTo(-3.9, 1);
  });
});

describe('cells', () => {
  it('counts wide characters twice and marks not at all', () => {
    expect(cellWidth('漢字')).toBe(4);
    expect(cellWidth('e\u0301')).toBe(1);
    expect(cutCells('漢字仮名', 5)).toBe('漢字…');
  });

  it('breaks words that no line can hold', () => {
    expect(wrapCells('abcdefgh ij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  });

  it('shows every share above nothing, and fullness only when full', () => {
    expect(bar(0.0001, 10)).toBe('▏');
    expect(bar(0, 10)).toBe('');
    expect(gauge(0.9999, 4)).toBe('███░');
  });
});

describe('clean', () => {
  it('shows what would hide or steer', () => {
    expect(clean('a\u001b[31m\u202eb\n')).toBe('a␛[31m⟨202E⟩b␊');
    expect(clean('می\u200cخواهم')).toBe('می\u200cخواهم');
    expect(clean('ad\u200cmin')).toBe('ad⟨200C⟩min');
  });

  it('is done once', () => {
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        for (const text of texts) expect(clean(clean(text))).toBe(clean(text));
      }),
    );
  });

  it('quotes for the shell', () => {
    expect(quoteWord("it's; rm")).toBe(`'it'\\''s; rm'`);
    expect(quoteWord('a/b-1.pcap')).toBe('a/b-1.pcap');
  });
});
