// covers: I7
// What is kept of what a client offers: those that say most, within bounds, whatever the order.
import { describe, expect, it } from 'vitest';
import { byWeight, Exposed } from '../../../src/cases/exposure/exposed.ts';
import { wordList } from '../../../src/cases/exposure/name-sense.ts';
import { LIMITS } from '../../../src/model/limits.ts';

const list = wordList();
const offered = (name: string, at = 1000, to = '203.0.113.1') =>
  ({ name, at, until: at + 500, to, way: 'told' }) as const;

describe('what a client offers', () => {
  it('counts names once, with first and last time, and everybody who was told', () => {
    const exposed = new Exposed();
    exposed.see(offered('cv.pdf', 5000), list);
    exposed.see(offered('cv.pdf', 2000, '203.0.113.2'), list);
    exposed.see(offered('song.mp3', 9000), list);
    exposed.see(
      { ...offered('plan.doc', 3000), path: '\\\\srv1\\team\\plan.doc', way: 'disk' },
      list,
    );
    expect(exposed).toMatchObject({ names: 3, documents: 2, since: 2000, until: 9500 });
    expect(exposed.counts).toEqual({ likely: 1, possible: 0, weak: 0 });
    const [one] = [...exposed.sensitive.values()];
    expect(one).toMatchObject({ name: 'cv.pdf', since: 2000, until: 5500, sure: 'likely' });
    expect([...one!.to].sort()).toEqual(['203.0.113.1', '203.0.113.2']);
    expect([...exposed.places.values()]).toMatchObject([
      { kind: 'server', path: '\\\\srv1\\team', names: 1 },
    ]);
  });

  it('keeps what says most when a hostile share has very many names', () => {
    const exposed = new Exposed();
    for (let i = 0; i < LIMITS.exposedShownMax + 50; i++)
      exposed.see(offered(`Policy of Truth ${i}.mp3`), list);
    for (let i = 0; i < 5000; i++) exposed.see(offered(`noise ${i}.bin`), list);
    exposed.see(offered('salaries.xls'), list);
    expect(exposed.sensitive.size).toBe(LIMITS.exposedShownMax);
    expect([...exposed.sensitive.values()].sort(byWeight)[0]!.name).toBe('salaries.xls');
    expect(exposed.counts).toMatchObject({ likely: 1, weak: LIMITS.exposedShownMax + 50 });
  });

  it('joins the addresses of one device', () => {
    const one = new Exposed();
    const other = new Exposed();
    one.see(offered('cv.pdf'), list);
    other.see(offered('passwords.txt', 50), list);
    one.merge(other);
    expect(one).toMatchObject({ names: 2, since: 50 });
    expect([...one.sensitive.keys()].sort()).toEqual(['cv.pdf', 'passwords.txt']);
  });
});
