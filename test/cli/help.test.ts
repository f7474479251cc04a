import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { peerwarden } from './running.ts';

describe('help', () => {
  it('lists the commands in the order of their use', async () => {
    const ran = await peerwarden(['--help']);
    expect(ran).toMatchObject({ code: 0, err: '' });
    const listed = [...ran.out.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map((match) => match[1]!);
    expect(listed.filter((name) => name !== 'help' && name !== 'peerwarden')).toEqual(
      COMMANDS.map(({ name }) => name),
    );
    expect(COMMANDS[0]!.name).toBe('analyze');
  });

  it('stands alone', async () => {
    const ran = await peerwarden([]);
    expect(ran.code).toBe(2);
    expect(ran.out + ran.err).toContain('Usage: peerwarden');
  });

  it.each(COMMANDS.map(({ name }) => name))('of %s shows examples', async (name) => {
    const ran = await peerwarden([name, '--help']);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toMatch(/Examples?:/);
    expect(ran.out).toContain(`peerwarden ${name}`);
  });

  it.each([
    [['anlyze'], 'Did you mean analyze?'],
    [['analyze', 'x', '--frmat', 'json'], 'Did you mean --format?'],
    [['extract'], "missing required argument 'case'"],
  ])('%j is not understood, with a hint', async (words, hint) => {
    const ran = await peerwarden(words);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain(hint);
  });

  it('knows its version', async () => {
    const { version } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    );
    expect((await peerwarden(['--version'])).out).toBe(`${version}\n`);
  });
});
