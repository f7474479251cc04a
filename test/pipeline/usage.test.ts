// covers: I3 D1 D5
// Who used how much: hosts and people by period, on the example of an office and on made-up leases.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/intake/policy.ts';
import { analyze } from '../../src/pipeline/analyze.ts';
import { type Period, type Usage, usageOf } from '../../src/pipeline/usage.ts';
import { renderUsageCsv, renderUsageHtml, renderUsageText } from '../../src/report/usage.ts';

const folder = mkdtempSync(join(tmpdir(), 'peerwarden-usage-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const POLICY = parsePolicy(
  'networks: { inside: [10.20.0.0/16] }\ntariff: { currency: AUD, overage: 0.12 per MB }\n',
  'policy',
);

const usage = async (
  of: Usage['of'],
  by: Period,
  files: Readonly<Record<string, string>>,
): Promise<Usage> => {
  const paths = Object.entries(files).map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  });
  const request = {
    policy: POLICY,
    inside: [],
    since: null,
    until: null,
    digest: false,
    signal: new AbortController().signal,
  };
  return usageOf(of, by, await analyze({ ...request, paths }), POLICY);
};

const AT = Date.UTC(2026, 10, 16, 8) / 1000;
const line = (seconds: number, client: string, bytes: number, user = '-'): string =>
  `${AT + seconds}.000   1000 ${client} TCP_MISS/200 ${bytes} GET http://www.example.org/ ${user} HIER_DIRECT/203.0.113.15 text/html`;

describe('usage', () => {
  it('is of hosts by hour, with cost, the largest first', async () => {
    const log = [
      line(10, '10.20.1.11', 1_000_000),
      line(20, '10.20.1.12', 3_000_000),
      line(3700, '10.20.1.11', 2_000_000),
    ];
    const { rows, currency } = await usage('hosts', 'hour', {
      'access.log': `${log.join('\n')}\n`,
    });
    expect(currency).toBe('AUD');
    expect(rows.map(({ period, who, borderIn, cost }) => [period, who, borderIn, cost])).toEqual([
      ['2026-11-16T08:00:00.000Z', '10.20.1.12', 3_000_000, 0.36],
      ['2026-11-16T08:00:00.000Z', '10.20.1.11', 1_000_000, 0.12],
      ['2026-11-16T09:00:00.000Z', '10.20.1.11', 2_000_000, 0.24],
    ]);
  });

  it('is of people where one alone had the machine in the hour, and else of nobody', async () => {
    const log = [
      line(10, '10.20.1.11', 1_000_000, 'maria'),
      line(3700, '10.20.1.11', 2_000_000, 'maria'),
      line(3800, '10.20.1.11', 4_000_000, 'josef'),
      line(4000, '10.20.1.12', 8_000_000),
    ];
    const { rows, unattributed } = await usage('users', 'all', {
      'access.log': `${log.join('\n')}\n`,
    });
    const known = rows.filter(({ who }) => who !== '');
    expect(known).toMatchObject([{ who: 'maria', borderIn: 1_000_000, with: '10.20.1.11' }]);
    expect(unattributed).toBe(14_000_000);
    // A table for spreadsheets sums up to the log.
    expect(rows.reduce((sum, { borderIn }) => sum + borderIn, 0)).toBe(15_000_000);
  });

  it('follows a person from machine to machine by sign-ins', async () => {
    const sign = (time: string, user: string, address: string): string =>
      `Nov 16 ${time} gate sshd[77]: Accepted password for ${user} from ${address} port 40122 ssh2`;
    const { rows } = await usage('users', 'all', {
      'auth.log': `${sign('07:59:00', 'maria', '10.20.1.11')}\n${sign('08:50:00', 'maria', '10.20.1.12')}\n`,
      'access.log': `${line(10, '10.20.1.11', 1_000_000)}\n${line(3700, '10.20.1.12', 2_000_000)}\n`,
    });
    expect(rows).toMatchObject([
      { who: 'maria', borderIn: 3_000_000, with: '10.20.1.11 10.20.1.12' },
    ]);
  });

  it('is shown as text, as a table for spreadsheets without formulas, and as a page without scripts', async () => {
    const log = `${line(10, '10.20.1.11', 1_000_000, '=cmd%7Ccalc')}\n`;
    const shown = await usage('users', 'day', { 'access.log': log });
    expect(renderUsageText(shown)).toContain('=cmd|calc');
    expect(renderUsageCsv(shown)).toContain(",'=cmd|calc,");
    const page = renderUsageHtml(shown);
    expect(page).toContain('=cmd|calc');
    expect(page).not.toMatch(/<script| on\w+=/);
  });
});
