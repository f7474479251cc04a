// covers: M4
// Napster's experiments on small networks: their figures are what the model says.
import { describe, expect, it } from 'vitest';
import { napsterCentral } from '../../../src/range/napster/central-search.ts';
import { napsterDeadServer } from '../../../src/range/napster/dead-server.ts';
import { fieldOf } from './field.ts';

const FULL = process.env['PEERWARDEN_RANGE_PEERS'];
const PEERS = FULL ? Number(FULL) : 30;

describe('napster-central', () => {
  it('finds everybody who shares, with one question and its answers', async () => {
    const field = fieldOf(PEERS);
    try {
      const { rows, answer, columns } = await napsterCentral.run(field);
      if (FULL) process.stdout.write(`${JSON.stringify(rows)}\n${answer}\n`);
      expect(rows.every((row) => row.length === columns.length)).toBe(true);
      expect(rows.at(-1)?.[0]).toBe(PEERS);
      for (const [peers, sharers, found, messages] of rows as number[][]) {
        if (peers! <= 100) expect(found).toBe(sharers);
        // A question, an end, and one message for each file.
        expect(messages).toBeGreaterThanOrEqual(found! + 2);
        expect(messages).toBeLessThanOrEqual(102 + 1);
      }
      expect(answer).toContain(`With ${PEERS} peers`);
    } finally {
      field.close();
    }
  });
});

describe('napster-dead-server', () => {
  it('stops searches and logins, and leaves running transfers alone', async () => {
    const field = fieldOf(PEERS);
    try {
      const { rows, answer } = await napsterDeadServer.run(field);
      if (FULL) process.stdout.write(`${JSON.stringify(rows)}\n${answer}\n`);
      const [alive, gone] = rows as [[string, ...number[]], [string, ...number[]]];
      expect(alive[1]).toBeGreaterThan(0);
      expect(gone.slice(1, 3)).toEqual([0, 0]);
      expect(gone[3]).toBeGreaterThan(0);
      expect(gone[4]).toBe(gone[3]);
    } finally {
      field.close();
    }
  });
});
