// covers: T7
// `peerwarden notice` on notices in every form, with evidence of a translator that really changed the connections.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noticeAnswerSchema } from '../../src/model/notice-answer.ts';
import { fixture, peerwarden, type RunOptions, temporaryFolder } from './running.ts';

const cwd = fixture('notices');
const folder = temporaryFolder();
const notice = (words: readonly string[], options: RunOptions = {}) =>
  peerwarden(['notice', ...words], { cwd, ...options });

describe('notice', () => {
  it('answers 0 when everything is attributed, with the chain', async () => {
    const ran = await notice(['acns.xml', 'mail-quoted.eml', '--evidence', 'site']);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toContain(
      'Attributed to 10.20.1.11, device pc-11 (02:20:00:00:00:11), person maria.',
    );
    expect(ran.out).toMatch(/site\/nat\.log, line 1 \(conntrack\)/);
    expect(ran.out).toMatch(/site\/dhcpd\.leases, line 8 \(dhcpd-leases\)/);
  });

  it('answers 1 when one is not, as JSON', async () => {
    const ran = await notice(['two-sources.xml', '--evidence', 'site', '--format', 'json']);
    expect(ran).toMatchObject({ code: 1, err: '' });
    const { answers, evidence } = noticeAnswerSchema.parse(JSON.parse(ran.out));
    expect(answers.map(({ attributed, reason }) => [attributed, reason?.code])).toEqual([
      [true, undefined],
      [false, 'nat'],
    ]);
    expect(evidence.every(({ sha256 }) => sha256 !== null)).toBe(true);
  });

  it('reads a notice from standard input, and writes a page', async () => {
    const stdin = readFileSync(join(cwd, 'mail-base64.eml'));
    const page = join(folder, 'answer.html');
    const ran = await notice(['-', '--evidence', 'site', '--format', 'html', '--output', page], {
      stdin,
    });
    expect(ran).toMatchObject({ code: 0, out: '', err: '' });
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>[\s\S]*pc-12[\s\S]*<\/html>\n$/);
  });

  it('names nobody when clocks may be further apart', async () => {
    const near = await notice(['acns.xml', '--evidence', 'site', '--tolerance', '0s']);
    expect(near.code).toBe(0);
    const far = await notice(['acns.xml', '--evidence', 'site', '--tolerance', '2h']);
    expect(far.code).toBe(1);
    expect(far.out).toContain('Cannot be attributed safely: the clock.');
    expect(far.out).not.toContain('maria');
  });

  it('goes on beside a notice that is refused, and says so', async () => {
    const ran = await notice(['entity-bomb.xml', 'acns.xml', '--evidence', 'site']);
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/entity-bomb\.xml.*document type/);
    expect(ran.out).toContain('Attributed to 10.20.1.11');
    expect(ran.out).toContain('Could not be read');
  });

  it.each([
    [['acns.xml'], '--evidence logs/'],
    [['entity-bomb.xml', '--evidence', 'site'], 'document type'],
    [['external-entity.xml', '--evidence', 'site'], 'document type'],
    [['nowhere.xml', '--evidence', 'site'], 'nowhere.xml'],
    [['site/nat.log', '--evidence', 'site'], 'It holds no notice'],
    [['acns.xml', '--evidence', 'nowhere'], 'PW_EVIDENCE_MISSING'],
    [['-', '--evidence', '-'], 'standard input'],
    [['acns.xml', '--evidence', 'site', '--tolerance', 'long'], '60s'],
    [['acns.xml', '--evidence', 'site', '--tolerance', '2d'], 'at most a day'],
  ])('%j is usage', async (words, said) => {
    const ran = await notice(words);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain(said);
    // What an external entity names is never fetched.
    expect(ran.err).not.toContain('hostname');
  });
});
