// Error codes both ways: each is raised somewhere and documented; the docs name no other. The same for limits.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorUses } from '../../scripts/docs/errors.mjs';
import { limitGroups } from '../../scripts/docs/limits.mjs';
import { ERROR_CODES } from '../../src/model/errors.ts';
import { LIMITS } from '../../src/model/limits.ts';
import { sourceFiles } from '../architecture/source-files.ts';

describe('error codes', () => {
  it('are raised in the code', () => {
    const unused = Object.entries(errorUses()).filter(([, files]) => files.length === 0);
    expect(unused.map(([code]) => code)).toEqual([]);
  });

  it('that the code raises are in the table', () => {
    const raised = sourceFiles().flatMap(({ text }) => [...text.matchAll(/'(PW_[A-Z_]*[A-Z])'/g)]);
    expect(
      raised.map((match) => match[1]!).filter((code) => !Object.hasOwn(ERROR_CODES, code)),
    ).toEqual([]);
  });

  it('are documented, each once, and no other', () => {
    const page = readFileSync('docs/reference/errors.md', 'utf8');
    const rows = [...page.matchAll(/^\| `(PW_[A-Z_]+)` \|/gm)].map((match) => match[1]!);
    expect(rows).toEqual(Object.keys(ERROR_CODES));
  });
});

describe('limits', () => {
  it('have a reason each, in the source and in the docs', () => {
    const groups = limitGroups() as [string[], string][];
    expect(groups.flatMap(([names]) => names)).toEqual(Object.keys(LIMITS));
    expect(groups.filter(([, reason]) => reason.length < 20)).toEqual([]);
  });
});
