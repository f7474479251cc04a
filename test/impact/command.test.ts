import { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { registerImpact } from '../../src/cli/commands/impact.ts';
import type { ImpactRow } from '../../src/impact/row.ts';

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

  it.each([
    [[], 'impact needs a rate or an example'],
    [['--rate', 'fast'], 'Write it like 20kB/s'],
    [['--rate', '0 kB/s'], 'Write it like 20kB/s'],
    [['--rate', '1 kB/s', '--sources', '-1'], 'Give a number above 0'],
    [['--rate', '1 kB/s', '--hours', '25'], 'Give at most 24|is more than there are'],
    [['--example', 'papers'], 'Allowed choices are paper'],
  ])('says what is wrong with %j', async (words, said) => {
    await expect(impact(...words)).rejects.toThrow(new RegExp(said));
  });
});
