// covers: I1 I2 I3 I4 I5 I6 I10 I11 I12
// The impact of a report: that of the example office, that of the range's adware, and that of an adversary.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { assumedOf } from '../../src/impact/assumed.ts';
import { type ReportImpactDocument, reportImpact } from '../../src/impact/report-impact.ts';
import { parsePolicy } from '../../src/intake/policy.ts';
import { exactly } from '../../src/model/range.ts';
import type { Report } from '../../src/model/report.ts';
import { renderImpactCsv } from '../../src/report/impact-csv.ts';
import { renderImpactHtml } from '../../src/report/impact-html.ts';
import { renderImpactText } from '../../src/report/impact-text.ts';
import { pseudonymise } from '../../src/report/pseudonyms.ts';
import { sampleReport, withStrings } from '../report/sample.ts';

const folder = mkdtempSync(join(tmpdir(), 'peerwarden-impact-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const peerwarden = (...words: string[]) =>
  spawnSync(process.execPath, ['dist/cli/main.js', ...words], { encoding: 'utf8' });

/** The report of evidence in this repository, as the program writes it. */
const reportOf = (...words: string[]): Report =>
  JSON.parse(peerwarden('analyze', ...words, '--no-progress', '--format', 'json').stdout);

const office = reportOf('examples/office');

const impactOf = (report: Report, policy: string | null = null): ReportImpactDocument =>
  reportImpact(report, {
    policy: policy === null ? null : parsePolicy(policy, 'test.yaml'),
    assumed: assumedOf(undefined, new Map([['hourCost', exactly(50)]])),
  });

const scopesOf = ({ scopes }: ReportImpactDocument, wanted: 'site' | 'user' | 'case') =>
  scopes.filter(({ kind }) => kind === wanted);

const figure = (
  document: ReportImpactDocument,
  kind: 'site' | 'user' | 'case',
  id: string,
  at = 0,
) => scopesOf(document, kind)[at]?.figures.find((one) => one.id === id);

describe('the impact of a report', () => {
  it('is that of each raised case, each person and the site, and adds up', () => {
    const document = impactOf(office);
    const raised = office.cases.filter(
      ({ probability, sanctioned }) => probability >= 0.5 && !sanctioned,
    );
    expect(scopesOf(document, 'case').map(({ of }) => of)).toEqual(raised.map(({ id }) => id));
    const sum = scopesOf(document, 'case')
      .map((_, at) => figure(document, 'case', 'I3-month', at)!.low)
      .reduce((all, one) => all + one, 0);
    expect(figure(document, 'site', 'I3-month')!.low).toBeCloseTo(sum, 6);
    const hours = scopesOf(document, 'user').map(
      (_, at) => figure(document, 'user', 'I11', at)!.high,
    );
    expect(figure(document, 'site', 'I11')!.high).toBeCloseTo(
      hours.reduce((all, one) => all + one, 0),
      3,
    );
    expect(figure(document, 'site', 'I11-cost')).toMatchObject({ unit: 'AUD' });
  });

  it('tells the bill without what they did, and without these hosts', () => {
    const { bill, use } = office.impact!;
    expect(use.withoutHosts.bytes).toBeLessThanOrEqual(use.withoutActivity.bytes);
    expect(use.withoutActivity.bytes).toBeLessThan(use.all.bytes);
    // What the cases add to the bill is what they cost one by one: the price is the same for each byte.
    const single = office.cases.reduce((sum, { impact }) => sum + (impact.cost?.perMonth ?? 0), 0);
    expect(bill!.perMonth - bill!.withoutActivity).toBeCloseTo(single, 0);
  });

  it('is reckoned anew by another policy', () => {
    const policy = 'link: 100 kbit/s\ntariff: { kind: flat, currency: EUR, perMonth: 90 }';
    const document = impactOf(office, policy);
    expect(document.currency).toBe('EUR');
    expect(figure(document, 'site', 'I3-bill')).toMatchObject({ low: 90, unit: 'EUR' });
    expect(figure(document, 'site', 'I4-share')!.low).toBeGreaterThan(1);
    expect(figure(document, 'case', 'I3-month')).toMatchObject({ low: 0 });
  });

  it('has its inputs in every figure, and ranges that are ranges', () => {
    for (const { figures } of impactOf(office).scopes)
      for (const { low, high, text } of figures) {
        expect(text.length).toBeGreaterThan(5);
        expect(Number.isFinite(low) && Number.isFinite(high) && low <= high).toBe(true);
      }
  });

  it('tells of spyware: host, programs, to whom, how much, what', () => {
    const log = join(folder, 'access.log');
    const agent = 'Gator/4.0 Blast Thread {56A31F5B-6B18-42FD-8D2B-E2D638C03832}';
    const line = (minute: number, path: string): string =>
      `10.20.1.21 - maria [16/Nov/2026:08:${minute}:00 +0000] "GET http://gatorcme.gator.com${path} HTTP/1.1" 200 4000 "-" "${agent}" TCP_MISS:HIER_DIRECT\n`;
    writeFileSync(log, line(10, '/gatorcme/core/col.zip') + line(11, '/x') + line(50, '/y'));
    const document = impactOf(reportOf(log, '--inside', '10.0.0.0/8'));
    expect(document.spyware).toEqual([
      {
        ...{ host: '10.20.1.21', user: 'maria', bytesSent: 0, bytesReceived: 12_000 },
        // The log's program is not kept with the case.
        programs: [],
        destinations: ['gatorcme.gator.com'],
        moreDestinations: 0,
        kinds: [
          expect.stringContaining('number of the installation'),
          expect.stringContaining('sites visited'),
        ],
      },
    ]);
    expect(figure(document, 'user', 'I11-pop-ups')).toMatchObject({ unit: 'h' });
    for (const text of [renderImpactText(document), renderImpactHtml(document)])
      expect(text).toContain('gatorcme.gator.com');
  });

  it('accuses nobody: leads, sanctioned and settled cases have no figures', () => {
    const report = structuredClone(office);
    report.cases.forEach((found, at) => {
      if (at === 0) found.state = 'false alarm';
      else if (at === 1) found.sanctioned = true;
      else found.probability = 0.4;
    });
    expect(impactOf(report).scopes.map(({ kind }) => kind)).toEqual(['site']);
  });

  it('reads reports of earlier versions, and says what they lack', () => {
    const { impact: _, ...earlier } = office;
    const document = impactOf(earlier);
    expect(document.missing.join(' ')).toContain('earlier version');
    expect(scopesOf(document, 'case').length).toBeGreaterThan(0);
    expect(impactOf(sampleReport()).scopes.length).toBeGreaterThan(1);
  });

  it('names nobody when the report is pseudonymous', () => {
    const text = JSON.stringify(impactOf(pseudonymise(office, 'key')));
    for (const { address } of office.hosts) expect(text).not.toContain(`"${address}"`);
  });
});

describe('what is printed', () => {
  const EVIL = '<script>x</script>\u001b[31m=cmd|calc\u202e';
  const hostile = impactOf(
    withStrings(office, (old, field) =>
      ['user', 'device', 'site', 'name', 'currency', 'link'].includes(field) ||
      field === 'assumptions'
        ? EVIL
        : old,
    ),
  );

  it('steers no terminal', () => {
    expect(renderImpactText(hostile).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  it('runs nothing in a browser or a spreadsheet', () => {
    expect(renderImpactHtml(hostile)).not.toMatch(/<script|style="|onload|\u202e/);
    for (const cell of renderImpactCsv(hostile).split(/[,\n]/))
      expect(cell).not.toMatch(/^"?[=+@]/);
  });

  it('fits the terminal, and draws the link', () => {
    const document = impactOf(office);
    for (const line of renderImpactText(document, { width: 90 }).split('\n'))
      expect([...line].length).toBeLessThanOrEqual(90);
    expect(renderImpactHtml(document)).toContain('<svg role="img"');
  });
});

describe('peerwarden impact --report', () => {
  it('writes a page to a file', () => {
    const [path, file] = [join(folder, 'office.json'), join(folder, 'impact.html')];
    writeFileSync(path, JSON.stringify(office));
    const words = ['--report', path, '--format', 'html', '--output', file];
    expect(peerwarden('impact', ...words)).toMatchObject({ status: 0, stdout: '' });
    expect(readFileSync(file, 'utf8')).toContain('What 5 raised cases cost');
  });
});
