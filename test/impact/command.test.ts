import { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { registerImpact } from '../../src/cli/commands/impact.ts';
import type { ImpactRow } from '../../src/impact/row.ts';

const SAMPLE = 'fixtures/report/sample.json';

/** Runs the command as the command line does; gives what it printed. */
const impact = async (...words: string[]): Promise<string> => {
  let printed = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text, ...rest) => {
    printed += String(text);
    for (const done of rest) if (typeof done === 'function') done();
    return true;
  });
  const program = new Command();
  registerImpact(program);
  for (const command of [program, ...program.commands])
    command.exitOverride().configureOutput({ writeErr: () => {} });
  try {
    await program.parseAsync(['impact', ...words], { from: 'user' });
  } finally {
    write.mockRestore();
  }
  return printed;
};

describe('peerwarden impact', () => {
  it('prints the paper’s example as JSON and as a table', async () => {
    const document = JSON.parse(await impact('--example', 'paper', '--format', 'json'));
    expect(document.example).toBe('paper');
    const ids = document.rows.map(({ id }: ImpactRow) => id);
    expect(ids).toEqual(expect.arrayContaining(['I1', 'I2', 'I3-hour', 'I3-month', 'I3-year']));
    await expect(await impact('--example', 'paper')).toMatchFileSnapshot('paper.golden.txt');
  });

  it('reckons with one’s own figures, or those of a policy', async () => {
    const words = [
      '--rate',
      '20kB/s',
      '--link',
      '2 Mbit/s',
      '--hours',
      '8',
      '--days',
      '20',
      '--price',
      '0.12 per MB',
    ];
    const text = await impact(...words);
    expect(text).toMatch(/I3-month +1,350\.00 +1,382\.40/);
    expect(text).not.toContain('as printed');
    const office = [
      '--rate',
      '20kB/s',
      '--policy',
      'fixtures/policy/office.yaml',
      '--format',
      'json',
    ];
    const { rows } = JSON.parse(await impact(...office));
    expect(rows).toContainEqual(expect.objectContaining({ id: 'I1', si: 1.6 }));
    // 11,520 MB a month stay within the 50 GB included.
    expect(rows).toContainEqual(expect.objectContaining({ id: 'I3-month', unit: 'AUD', si: 0 }));
  });

  it('reckons the other calculators with one’s own numbers and assumptions', async () => {
    const words = ['--share', '40GB', '--works', '12', '--machines', '2', '--format', 'json'];
    const { estimates } = JSON.parse(
      await impact(
        ...words,
        '--assume',
        'diskRate=50',
        '--assume',
        'hashRate=100',
        '--assume',
        'claimPerWork=10-20',
      ),
    );
    const one = (id: string) => estimates.find((figure: { id: string }) => figure.id === id);
    expect(one('I5-disk')).toMatchObject({ low: 800, high: 1200, unit: 's' });
    expect(one('I6-films')).toMatchObject({ low: 61.5384615 });
    expect(one('I10-claims')).toMatchObject({ low: 0, high: 240 });
    // Two machines, half an hour to six hours each.
    expect(one('I11')).toMatchObject({ low: 1, high: 12 });
    const text = await impact(
      '--rate',
      '4kB/s',
      '--sources',
      '20',
      '--link',
      '2 Mbit/s',
      '--busy',
      '20',
    );
    expect(text).toMatch(/I4-left +68 %/);
    expect(text).toMatch(/I4-wait +[\d.]+ to [\d.]+ ms/);
  });

  it('lists its assumptions, and writes each format', async () => {
    expect(await impact('--assumptions')).toContain('hourCost');
    expect(JSON.parse(await impact('--assumptions', '--format', 'json')).length).toBeGreaterThan(
      10,
    );
    expect(await impact('--example', 'paper', '--format', 'csv')).toContain(
      'I3-hour,8.4,8.4375,8.64,',
    );
    expect(await impact('--example', 'paper', '--format', 'html')).toContain(
      '<h1>The paper’s example</h1>',
    );
    const report = ['--report', SAMPLE, '--format'];
    expect(JSON.parse(await impact(...report, 'json'))).toMatchObject({
      schema: 'peerwarden.impact/1',
    });
    expect(await impact(...report, 'csv')).toContain('scope,of,activities,figure');
    expect(await impact(...report, 'text', '--assume', 'hourCost=40-60')).toContain('I11-cost');
  });

  it.each([
    [[], 'impact needs a rate or an example'],
    [['--rate', 'fast'], 'Write it like 20kB/s'],
    [['--rate', '0 kB/s'], 'Write it like 20kB/s'],
    [['--rate', '1 kB/s', '--sources', '-1'], 'Give a number above 0'],
    [['--rate', '1 kB/s', '--hours', '25'], 'Give at most 24|is more than there are'],
    [['--example', 'papers'], 'Allowed choices are paper'],
    [['--report', 'nothing.json'], 'There is no such file'],
    [['--report', SAMPLE, '--rate', '4kB/s'], '--rate has no meaning with --report'],
    [['--report', SAMPLE, '--days-used', '4'], '--days-used has no meaning'],
    [['--assume', 'hourcost=1'], 'Did you mean hourCost'],
    [['--assume', 'hourCost=1-'], 'Write it like hourCost=2'],
    [['--assume', 'hourCost'], 'Write it like hourCost=2'],
    [['--assume', 'unlicensedShare=140'], 'Write it like'],
    [['--rate', '1 kB/s', '--link', '1 Mbit/s', '--busy', '101'], 'percents from 0 to 100'],
    [['--assumptions', '--format', 'csv'], 'cannot be written as csv'],
  ])('says what is wrong with %j', async (words, said) => {
    await expect(impact(...words)).rejects.toThrow(new RegExp(said));
  });
});
