// covers: M1 M2 M3
// The experiments on small networks: that they measure, and that what they measure is so.
import { afterEach, describe, expect, it } from 'vitest';
import { GNUTELLA } from '../../../src/range/gnutella/index.ts';
import { fieldOf } from './field.ts';

const PEERS = 30;
let field: ReturnType<typeof fieldOf>;
afterEach(() => field.close());

const run = async (id: string) => {
  field = fieldOf(PEERS);
  const measured = await GNUTELLA.experiments.find((each) => each.id === id)!.run(field);
  const columns = measured.columns.map((column) => column.id);
  for (const row of measured.rows) expect(row).toHaveLength(columns.length);
  for (const id of [measured.picture.x, ...measured.picture.y]) expect(columns).toContain(id);
  expect(measured.answer).not.toMatch(/NaN|undefined|Infinity/);
  return measured.rows.map((row) =>
    Object.fromEntries(row.map((value, at) => [columns[at]!, value])),
  );
};

describe('gnutella experiments', () => {
  it('gnutella-ttl: more hops reach more, until all are reached', async () => {
    const rows = await run('gnutella-ttl');
    const reached = rows.map((row) => Number(row['reached']));
    expect(rows).toHaveLength(7);
    expect(reached.toSorted((a, b) => a - b)).toEqual(reached);
    expect(reached.at(-1)).toBe(PEERS - 1);
  });

  it('gnutella-ultrapeers: fewer messages for the same peers, fewer still with query routing', async () => {
    const [flat, unrouted, routed] = await run('gnutella-ultrapeers');
    expect(Number(flat!['reached'])).toBe(PEERS - 1);
    expect(Number(routed!['reached'])).toBe(PEERS - 1);
    expect(Number(routed!['queries'])).toBeLessThan(Number(unrouted!['queries']));
    expect(Number(routed!['queries'])).toBeLessThan(Number(flat!['queries']));
  });

  it('gnutella-blocked-address: the network survives, the star does not', async () => {
    const rows = await run('gnutella-blocked-address');
    expect(rows.map((row) => row['cache'])).toEqual(['yes', 'no', 'no', 'no', '–', '–']);
    expect(rows.slice(0, 3).map((row) => row['answered'])).toEqual([100, 100, 100]);
    expect(Number(rows[3]!['answered'])).toBeGreaterThan(50);
    expect(rows.slice(4).map((row) => row['answered'])).toEqual([100, 0]);
    expect(rows.slice(0, 3).map((row) => row['peer'])).toEqual(['yes', 'yes', 'yes']);
    expect(rows[5]!['peer']).toBe('no');
  });

  it('gnutella-discovery: one neighbour leads to all', async () => {
    const rows = await run('gnutella-discovery');
    for (const id of ['floodMessages', 'crawlMessages'])
      for (const row of rows) expect(row[id]).toBeGreaterThan(0);
  });

  it('gnutella-one-to-one: a search is heard by all, a transfer between two by nobody', async () => {
    const [fetch, search] = await run('gnutella-one-to-one');
    expect(fetch).toMatchObject({ heard: 0, messages: 0 });
    expect(search).toMatchObject({ heard: PEERS - 2 });
    expect(Number(search!['messages'])).toBeGreaterThan(PEERS - 2);
  });
});
