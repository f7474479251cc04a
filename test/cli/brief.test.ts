// covers: P8
// `peerwarden brief` from the cases of the example office: what each paper says, and that nothing in a report becomes markup.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { peerwarden, temporaryFolder } from './running.ts';

const folder = temporaryFolder();
const report = join(folder, 'report.json');
const office = new URL('../../examples/office', import.meta.url).pathname;
const policy = join(office, 'peerwarden.yaml');

beforeAll(async () => {
  await peerwarden(['analyze', office, '--format', 'json', '--output', report]);
}, 60_000);

const brief = async (paper: string, ...words: readonly string[]): Promise<string> => {
  const { code, out, err } = await peerwarden([
    ...['brief', paper, '--report', report, '--policy', policy],
    ...words,
  ]);
  expect([code, err]).toEqual([0, '']);
  return out;
};

describe('papers from the cases of an office', () => {
  it('register the risks, with what stops each', async () => {
    const text = await brief('risks');
    for (const words of ['BitTorrent. Uploading', 'Gnutella. Shared', 'nftables', '\\> 99.9 %'])
      expect(text).toContain(words);
  });

  it('tell all users what is not allowed, and name nobody', async () => {
    const { cases } = JSON.parse(readFileSync(report, 'utf8')) as Report;
    const text = await brief('notice');
    expect(text).toContain('BitTorrent on 2 machines');
    for (const { subject } of cases)
      for (const name of [subject.address, subject.user, subject.device])
        if (name !== null) expect(text).not.toContain(name);
  });

  it('give those who pay the figures of the report', async () => {
    const { impact } = JSON.parse(readFileSync(report, 'utf8')) as Report;
    const text = await brief('managers');
    expect(text).toContain(`AUD ${impact!.bill!.withoutActivity.toFixed(2)} without`);
    expect(text).toContain('5 machines shared files');
  });

  it('are pages for print too, in which nothing of a report is markup', async () => {
    const hostile = JSON.parse(readFileSync(report, 'utf8'));
    hostile.cases[0].subject.user = '<img src=x onerror=alert(1)>';
    hostile.cases[0].weaknesses = [];
    const path = join(folder, 'hostile.json');
    writeFileSync(path, JSON.stringify(hostile));
    const words = ['brief', 'managers', '--report', path];
    const page = await peerwarden([...words, '--format', 'html']);
    expect(page.out).toContain('&lt;img src=x');
    expect(page.out).not.toContain('<img');
    expect((await peerwarden(words)).out).toContain('\\<img src=x');
  });
});
