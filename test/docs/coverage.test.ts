// Coverage claims: every requirement has a row, and a row that claims anything names tests that name its id.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { claims, requirements, STATES } from '../../scripts/docs/coverage.mjs';
import { COMMANDS } from '../../src/cli/commands/index.ts';

interface Claim {
  readonly command?: string;
  readonly tests?: string[];
  readonly state: string;
  readonly open?: string;
}

const rows = claims() as Record<string, Claim>;
const ids = requirements().map(([id]) => id!);

/** Rows of each table in the requirements. */
const TABLES = { M: 6, S: 10, I: 12, D: 9, P: 8, T: 13 };

describe('docs/coverage.yaml', () => {
  it('has every id of the requirements, and no other', () => {
    const expected = Object.entries(TABLES).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, at) => `${letter}${at + 1}`),
    );
    expect(ids).toEqual(expected);
    expect(Object.keys(rows).sort()).toEqual([...ids].sort());
  });

  it.each(Object.entries(rows))('%s claims only what its tests name', (id, claim) => {
    expect(STATES).toContain(claim.state);
    for (const key of Object.keys(claim))
      expect(['command', 'tests', 'state', 'open']).toContain(key);
    const commands = COMMANDS.map(({ name }) => name);
    for (const command of claim.command?.split(', ') ?? []) expect(commands).toContain(command);
    if (claim.state === 'not yet') {
      expect(claim.tests ?? []).toEqual([]);
      return;
    }
    expect(claim.command).toBeTruthy();
    expect(claim.tests?.length).toBeGreaterThan(0);
    for (const path of claim.tests!) {
      expect([path, existsSync(path)]).toEqual([path, true]);
      expect([path, named(readFileSync(path, 'utf8'), id)]).toEqual([path, true]);
    }
  });
});

/** The id in a `// covers:` comment or in the title of a test. */
const named = (text: string, id: string): boolean =>
  [
    ...text.matchAll(/^\/\/ covers:(.*)$|\b(?:describe|it|test)(?:\.\w+)?\(\s*['"`](.*)['"`]/gm),
  ].some((match) => new RegExp(`\\b${id}\\b`).test(match[1] ?? match[2] ?? ''));
