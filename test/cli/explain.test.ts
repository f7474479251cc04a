import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, peerwarden, shell, temporaryFolder } from './running.ts';

const NMDC = fixture('directconnect/nmdc.pcap');
const CASE = 'directconnect-10.20.1.11';

describe('explain', () => {
  const folder = temporaryFolder();
  const report = join(folder, 'report.json');
  const state = join(folder, 'state');

  it('reasons alike from evidence, a report and a state folder', async () => {
    const made = await peerwarden([
      'analyze',
      NMDC,
      '--format',
      'json',
      '--output',
      report,
      '--state',
      state,
    ]);
    expect(made.code).toBe(1);
    const reasoning = async (...words: string[]) => {
      const ran = await peerwarden(['explain', CASE, ...words]);
      expect(ran).toMatchObject({ code: 0, err: '' });
      return ran.out.slice(0, ran.out.indexOf('Check it yourself'));
    };
    const text = await reasoning(NMDC);
    expect(text).toContain('Did 10.20.1.11');
    expect(text).toContain('Before any evidence');
    expect(await reasoning('--report', report)).toBe(text);
    expect(await reasoning('--state', state)).toBe(text);
  });

  it('prints the same arithmetic as JSON', async () => {
    const ran = await peerwarden(['explain', CASE, NMDC, '--format', 'json']);
    const document = JSON.parse(ran.out);
    const [found] = JSON.parse(readFileSync(report, 'utf8')).cases.filter(
      ({ id }: { id: string }) => id === CASE,
    );
    expect(document).toMatchObject({
      schema: 'peerwarden.explanation/1',
      prior: 0.02,
      case: { id: CASE },
    });
    expect(document.probability).toBe(found.probability);
    expect(document.steps.map(({ text }: { text: string }) => text)).toEqual(
      found.findings.map(({ text }: { text: string }) => text),
    );
    expect(document.steps[0].evidence[0].path).toBe(NMDC);
  });

  it.each([
    ['nothing to go by', [CASE], /PW_USAGE.*where the case comes from.*--report.*--state/],
    ['two things to go by', [CASE, NMDC, '--report', 'x'], /PW_USAGE.*one of them/],
    [
      'no report there',
      [CASE, '--report', 'nowhere.json'],
      /PW_USAGE nowhere\.json: There is no such file/,
    ],
    [
      'another kind of file',
      [CASE, '--report', fixture('policy/office.yaml')],
      /cannot be read as JSON/,
    ],
    [
      'an empty state',
      [CASE, '--state', join(folder, 'nothing')],
      /PW_STATE_UNREADABLE.*No report is kept there/,
    ],
    [
      'a case there is not',
      ['directconect-10.20.1.11', NMDC],
      /PW_CASE_UNKNOWN.*There are: .*Did you mean directconnect-10\.20\.1\.11\?/,
    ],
    ['a format there is not', [CASE, NMDC, '--format', 'jsn'], /PW_USAGE.*Did you mean json\?/],
  ])('helps when given %s', async (_what, words, message) => {
    const ran = await peerwarden(['explain', ...words], { cwd: folder });
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toMatch(message);
  });
});

describe('commands that reports print', () => {
  const folder = temporaryFolder();
  const strange = "it's a capture.pcap";

  it('work when they are pasted', async () => {
    await shell(`cp '${NMDC}' "${strange}"; cp '${fixture('policy/office.yaml')}' site.yaml`, {
      cwd: folder,
    });
    const analyzed = await shell(
      `peerwarden analyze --inside 10.20.0.0/16 --policy site.yaml --since 2026-11-22 -- "${strange}"`,
      { cwd: folder },
    );
    const next = analyzed.out.slice(analyzed.out.indexOf('Next ──'));
    const lines = [...next.matchAll(/^ +(peerwarden .*?)(?: {2}.*)?$/gm)].map((match) => match[1]!);
    expect(lines.map((line) => line.split(' ')[1])).toEqual(['explain', 'extract', 'analyze']);
    const explained = await shell(lines[0]!, { cwd: folder });
    expect(explained.code).toBe(0);
    const check = explained.out.slice(explained.out.indexOf('Check it yourself'));
    const more = [...check.matchAll(/^ {3}((?:sha256sum|peerwarden) .*)$/gm)].map(
      (match) => match[1]!,
    );
    expect(more).toHaveLength(4);
    for (const line of [...lines.slice(1), ...more]) {
      const ran = await shell(line, { cwd: folder });
      expect([line, ran.code, ran.err.includes('PW_')]).toEqual([
        line,
        line.includes(' analyze ') ? 1 : 0,
        false,
      ]);
    }
    const [hash] = (await shell(more[0]!, { cwd: folder })).out.split(' ');
    // sha256sum marks a name with a quote in it by a backslash before the hash only when it has a backslash or newline.
    expect(check).toContain(`prints ${hash}`);
  });

  it('name the state folder when there is one, and start with npx where that was used', async () => {
    const ran = await peerwarden(['analyze', NMDC, '--state', 'kept'], {
      cwd: folder,
      env: { npm_command: 'exec' },
    });
    expect(ran.out).toMatch(/npx peerwarden explain directconnect-\S+ --state kept/);
  });

  it('are left out for standard input, which is gone', async () => {
    const ran = await peerwarden(['analyze', '-'], { stdin: readFileSync(NMDC) });
    expect(ran.code).toBe(1);
    expect(ran.out).not.toMatch(/^ +peerwarden /m);
    expect(ran.out).toContain('Standard input cannot be read again');
  });
});
