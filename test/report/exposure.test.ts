// What a case offers and what is known of its clients' weaknesses: in every rendering, clean, and gone under pseudonyms.
import { parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import { type Report, reportSchema } from '../../src/model/report.ts';
import { renderExplanation } from '../../src/report/explanation.ts';
import { exposureText } from '../../src/report/exposure.ts';
import { renderHtml } from '../../src/report/html.ts';
import { pseudonymise } from '../../src/report/pseudonyms.ts';
import { renderText } from '../../src/report/text.ts';
import { nameOf, sampleReport } from './sample.ts';

const AT = '2026-11-16T08:14:00.000Z';
const NAME = 'Gehaltsabrechnung \u001b[31m<img src=x onerror=alert(1)>.pdf';

const withExposure = (): Report => {
  const report = sampleReport();
  const found = report.cases.find(({ confidence }) => confidence !== 'lead');
  const one = { size: 98_000, since: AT, until: AT, told: ['203.0.113.77'] };
  found!.exposure.tested = {
    names: 120,
    documents: 9,
    since: AT,
    until: AT,
    reach: 'every user of its hubs',
    told: { addresses: ['203.0.113.77'], more: false },
    counts: { likely: 1, possible: 1, weak: 1 },
    sensitive: [
      {
        ...one,
        name: NAME,
        id: 'tth:XYZ',
        topics: ['pay'],
        word: 'gehalt',
        sure: 'likely',
        ways: ['told'],
      },
      {
        ...one,
        name: 'plan.zip',
        id: '',
        topics: ['rules'],
        word: 'plan',
        sure: 'possible',
        ways: ['disk'],
      },
      {
        ...one,
        name: 'Policy of Truth.mp3',
        id: '',
        topics: ['rules'],
        word: 'policy',
        sure: 'weak',
        ways: ['told'],
      },
    ],
    places: [{ kind: 'server', path: '\\\\srv-rosalind\\team', names: 3, since: AT, until: AT }],
  };
  found!.weaknesses = [
    {
      ...{ client: 'eMule', version: '0.42d', kind: 'code of others is run', product: 'eMule' },
      ...{ published: '2004-04-03', id: 'CVE-2004-1892', fixed: null, source: 'CVE list' },
      sure: 'affected',
    },
  ];
  return reportSchema.parse(report);
};

const report = withExposure();
const caseId = report.cases.find(({ exposure }) => exposure.tested)!.id;

describe('what a case offers to others', () => {
  it('is one line in the terminal, without what only sounds like it', () => {
    const text = renderText(report, { width: 100, nameOf });
    const flat = text.replace(/\s+/g, ' ');
    expect(flat).toContain('and 1 other name that may be sensitive (1 likely)');
    expect(flat).toContain('a server of the house (\\\\srv-rosalind\\team)');
    expect(flat).toContain(
      'Known weakness of eMule 0.42d: code of others is run (CVE-2004-1892, 2004-04-03).',
    );
    expect(text).not.toContain('Policy of Truth');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what may not be there
    expect(text).not.toMatch(/\u001b\[31m<img/);
  });

  it('is a list in the explanation and in HTML, where no name becomes markup', () => {
    const told = renderExplanation(report, caseId, { width: 100, nameOf })!;
    expect(told.replace(/\s+/g, ' ')).toContain('Who could fetch it: every user of its hubs.');
    expect(told).toContain('Policy of Truth.mp3');
    const html = renderHtml(report, { nameOf });
    expect(html).not.toContain('<img');
    expect(html).toContain('Names that may be sensitive: 3');
    expect(
      JSON.stringify(parse(html), (key, value) => (key === 'parentNode' ? undefined : value)),
    ).toContain('CVE-2004-1892');
  });

  it('says nothing where nothing is sensitive', () => {
    const [found] = sampleReport().cases;
    expect(exposureText(found!)).toBeNull();
  });

  it('keeps what kind of name it was under pseudonyms, and neither name, word, path nor peer', () => {
    const hidden = JSON.stringify(pseudonymise(report, 'a key'));
    for (const secret of [
      'Gehaltsabrechnung',
      'gehalt',
      'rosalind',
      'plan.zip',
      '203.0.113.77',
      'tth:XYZ',
    ])
      expect(hidden, secret).not.toContain(secret);
    expect(hidden).toContain('"topics":["pay"]');
    expect(reportSchema.safeParse(JSON.parse(hidden)).success).toBe(true);
  });
});
