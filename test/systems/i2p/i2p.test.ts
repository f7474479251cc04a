import { describe, expect, it } from 'vitest';
import { reseed } from '../../../src/systems/i2p/reseed.ts';
import { sam } from '../../../src/systems/i2p/sam.ts';
import type { HttpRequest } from '../../../src/wire/dissector.ts';
import { accused, connection, identify, noise } from '../../harness/identify.ts';
import { nameOf, takesAnyStream } from '../flow-fixture.ts';
import { ascii } from '../streams.ts';

/** Unanswered connections of one host; synthetic, of the sizes that were met in the lab. */
const openings = (sizes: readonly number[], peers: number, bytes = noise) =>
  identify(
    sizes.flatMap((size, i) =>
      connection(
        1000 + 100 * i,
        `10.0.0.1 ${40_000 + i}`,
        `192.0.2.${1 + (i % peers)} 2345${i % peers}`,
        [[0, bytes(size, i + 1)]],
      ),
    ),
  ).flows.map((flow) => flow.system);

const SIZES = [82, 269, 245, 171, 103, 86, 274, 243, 250, 101];
const text = (length: number) =>
  ascii('sensor.temperature 21.5 1795327164 host=office '.repeat(9)).slice(0, length);

describe('i2p', () => {
  it('names many random openings of its sizes to several peers', () => {
    expect(new Set(openings(SIZES, 4))).toEqual(new Set(['i2p']));
  });

  it('names none that are few, of one size, to one server, larger, above 95 bytes, or text', () => {
    for (const named of [
      openings(SIZES.slice(0, 7), 4),
      openings(
        SIZES.map(() => 120),
        4,
      ),
      openings(SIZES, 2),
      openings(
        SIZES.map((size) => size + 200),
        4,
      ),
      openings(
        SIZES.map((size) => Math.max(size, 96)),
        4,
      ),
      openings(SIZES, 4, text),
    ])
      expect(new Set(named)).toEqual(new Set([null]));
  });

  it('raises no case for reports that are answered', () => {
    const reports = SIZES.flatMap((size, i) =>
      connection(1000 + 100 * i, `10.0.0.1 ${40_000 + i}`, `192.0.2.${1 + (i % 4)} 7000`, [
        [0, noise(size, i + 1)],
        [1, ascii('OK\n')],
      ]),
    );
    expect(accused(reports)).toEqual([]);
  });

  it('knows SAM and reseeding', () => {
    expect(
      nameOf(
        ascii('HELLO VERSION MIN=3.0 MAX=3.3\n'),
        ascii('HELLO REPLY RESULT=OK VERSION=3.3\n'),
      ),
    ).toBe('i2p/sam i2p');
    expect(nameOf(ascii('HELLO VERSIONING\x01\n'))).toBe('unknown null');
    takesAnyStream(sam, ascii('HELLO VERSION\n'));
    const asked = (path: string) => reseed.request({ path } as HttpRequest);
    expect([
      asked('/i2pseeds.su3?netid=2'),
      asked('/netDb/i2pseeds.su3'),
      asked('/i2pseeds.su3.html'),
    ]).toEqual([true, true, false]);
  });
});
