// The page of a drill: whole by itself, valid, honest about what passes, and proof against what programs answer.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import { drillPage } from '../../src/drill/page/html-page.ts';
import { drillText } from '../../src/drill/page/text.ts';
import { needs } from '../harness/tools.ts';
import { row, sampleResult, stopped, worked } from './sample.ts';

const errorsOf = (page: string): string[] => {
  const errors: string[] = [];
  parse(page, { onParseError: ({ code }) => errors.push(code) });
  return errors;
};

describe('the page', () => {
  const page = drillPage(sampleResult());

  it('is valid, has no script and loads nothing', () => {
    expect(errorsOf(page)).toEqual([]);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|src=|url\(|\sstyle=|\son\w+=/i);
    expect([...page.matchAll(/href="([^"]*)"/g)].map((match) => match[1])).toEqual(['#main']);
  });

  it('allows exactly its own style sheet', () => {
    const style = /<style>([\s\S]*)<\/style>/.exec(page)![1]!;
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(`default-src 'none'; style-src 'sha256-${hash}'`);
  });

  it('says in words what each cell means', () => {
    expect(page).toContain('✓ Works');
    expect(page).toContain('✕ Stopped');
    expect(page).toContain('➜ Goes on');
    expect(page).toContain('It takes a control of the proxy.');
    expect(page).toContain('not recognised');
    expect(page).toContain('6699/tcp');
  });

  it('shows what did not go as expected', () => {
    const wrong = sampleResult({
      asExpected: false,
      unexpected: ['napster, with the control: should be stopped, and worked.'],
      rows: [row('napster', 'direct', worked)],
    });
    expect(drillPage(wrong)).toContain('cell-wrong');
    expect(drillPage(wrong)).toContain('should be stopped, and worked');
    expect(drillText(wrong, 80)).toContain('! Works, and should not');
  });

  it('takes no markup from what programs answer', () => {
    const why = '</small><script>alert(1)</script>\u202e\u0007';
    const hostile = sampleResult({ rows: [row('napster', 'direct', { ...stopped, why })] });
    expect(drillPage(hostile)).not.toContain('<script');
    expect(errorsOf(drillPage(hostile))).toEqual([]);
    for (const unseen of ['\u202e', '\u0007']) expect(drillText(hostile, 80)).not.toContain(unseen);
  });

  it('is drawn by a browser under its own policy', { timeout: 180_000 }, async (context) => {
    needs('chromium').check(context);
    const folder = mkdtempSync(join(tmpdir(), 'peerwarden-page-'));
    const [file, png] = [join(folder, 'page.html'), join(folder, 'page.png')];
    writeFileSync(file, page);
    const words = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'];
    words.push('--disable-background-networking', '--enable-logging=stderr');
    words.push(`--user-data-dir=${folder}/profile`, `--screenshot=${png}`, `file://${file}`);
    const said = await new Promise<string>((resolve) => {
      execFile('chromium', words, { timeout: 150_000 }, (_error, _out, err) => resolve(err));
    });
    try {
      expect(said).not.toMatch(/Content Security Policy|CONSOLE/);
      expect(readFileSync(png).subarray(1, 4).toString('latin1')).toBe('PNG');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('the text', () => {
  it('holds the matrix, who was found and the commands', () => {
    const text = drillText(sampleResult(), 80);
    expect(text).toMatch(/napster +✓ Works +✕ Stopped +✓ Works/);
    expect(text).toMatch(/http-tunnel +✓ Works +➜ Goes on +✓ Works/);
    expect(text).toMatch(/corp1 10\.20\.1\.11 +napster +not recognised/);
    expect(text).toContain('Applied: nft -f default-deny.nft. Undone: nft -f rollback.nft');
  });
});
