// conn.log is read as bytes; what comes of it must be what the reader of all other logs makes of it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zeek } from '../../src/sources/sensors/zeek.ts';
import { fixture, readText } from './reading.ts';

const whole = new TextDecoder().decode(fixture('zeek/conn-http-dns.log'));
const log = whole.slice(0, whole.indexOf('#close'));
/** Another separator of sets than Zeek's own: then lines are read as text. */
const slowly = (text: string): string => text.replace('#set_separator\t,', '#set_separator\t;');
const heading = log.slice(0, log.indexOf('\n1795326729') + 1);
const lines = log.slice(heading.length).trimEnd().split('\n');

const ways = (line: string) => {
  const [quick, slow] = [heading, slowly(heading)].map((head) => {
    const { observations, evidence } = readText(zeek, `${head}${line}\n`);
    return { observations, notUnderstood: evidence.notUnderstood };
  });
  return { quick, slow };
};

describe('connections of Zeek', () => {
  it.each(lines.map((line, i) => [i + 1, line] as const))('line %i', (_, line) => {
    const { quick, slow } = ways(line);
    expect(quick).toEqual(slow);
  });

  it('are the same with any field changed', () => {
    const cells = fc.constantFrom(
      '',
      '-',
      '(empty)',
      '0',
      '0.0.0.0',
      '::',
      'x',
      '\\x09',
      '1.5',
      'icmp',
    );
    fc.assert(
      fc.property(fc.constantFrom(...lines), fc.nat(21), cells, (line, place, cell) => {
        const fields = line.split('\t');
        const changed = fields.with(place % fields.length, cell).join('\t');
        const { quick, slow } = ways(changed);
        expect(quick).toEqual(slow);
      }),
      { numRuns: 500 },
    );
  });
});
