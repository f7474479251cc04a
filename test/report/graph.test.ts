import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAR_KINDS } from '../../src/model/case.ts';
import { contactGraph, contactsSection } from '../../src/report/graph.ts';
import { sampleReport } from './sample.ts';

const found = sampleReport().cases.find(({ contacts }) => contacts)!;
const numbers = (svg: string, name: string) =>
  [...svg.matchAll(new RegExp(` ${name}="(-?[0-9.]+)"`, 'g'))].map((match) => Number(match[1]));

describe('the picture of who talked with whom', () => {
  it('says in words what it draws', () => {
    const svg = contactGraph(found, 'SI').toString();
    expect(svg).toContain('role="img"');
    expect(svg).toMatch(
      /<title>3 peers around 10\.20\.1\.11, 1 server above, and 408 more\.<\/title><desc>tracker 198\.51\.100\.7/,
    );
    expect(svg).toContain('and 408 more</text>');
    expect(contactsSection(found, 'SI')!.toString()).toContain('It asked 2 trackers for peers.');
  });

  it('is left out where the report knows of no far ends', () => {
    const { contacts: _, ...without } = found;
    expect(contactsSection(without, 'SI')).toBeNull();
  });

  it('keeps every mark inside, and no two peers in one place', () => {
    const far = fc.record({
      address: fc.ipV4(),
      kind: fc.constantFrom(...FAR_KINDS),
      bytesOut: fc.nat(),
      bytesIn: fc.nat(),
      flows: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(far, { minLength: 1, maxLength: 40 }), fc.nat(), (shown, more) => {
        const svg = contactGraph({ ...found, contacts: { shown, more } }, 'SI').toString();
        const [width, height] = /viewBox="0 0 (\S+) (\S+)"/.exec(svg)!.slice(1).map(Number);
        const [xs, ys] = [numbers(svg, 'cx'), numbers(svg, 'cy')];
        for (const x of xs) expect(x > 0 && x < width!).toBe(true);
        for (const y of ys) expect(y > 0 && y < height!).toBe(true);
        expect(new Set(xs.map((x, i) => `${x} ${ys[i]}`)).size).toBe(xs.length);
      }),
      { numRuns: 100 },
    );
  });
});
