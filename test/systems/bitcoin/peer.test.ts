import { describe, expect, it } from 'vitest';
import { peer } from '../../../src/systems/bitcoin/peer.ts';
import { NO, YES } from '../../../src/wire/dissector.ts';
import { connection, identify, judge } from '../../harness/identify.ts';
import { takesAnyStream } from '../flow-fixture.ts';
import { ascii, hex, inspectStream, join, readStream } from '../streams.ts';

/** Synthetic, after the reference: header and the fields of "version" up to the program. */
const version = (magic: string, program: string) =>
  join(
    hex(magic),
    ascii('version\0\0\0\0\0'),
    hex('66000000 12345678'),
    new Uint8Array(80),
    Uint8Array.of(program.length),
    ascii(program),
    new Uint8Array(5),
  );

describe('bitcoin/peer', () => {
  const there = version('f9beb4d9', '/Satoshi:27.0.0/');
  const back = join(
    version('f9beb4d9', '/btcwire:0.5.0/'),
    hex('f9beb4d9'),
    ascii('verack\0\0\0\0\0\0'),
  );

  it('names nodes, reads network and programs however cut, and shows a case that is no offence', () => {
    for (const cut of [1, 40, 1000]) {
      const { facts } = readStream(peer, there, back, cut);
      expect(facts.carrier).toEqual({ network: 'Bitcoin' });
      expect(facts.ends.map((end) => end.client)).toEqual(['/Satoshi:27.0.0/', '/btcwire:0.5.0/']);
    }
    const { cases } = judge(
      identify(
        connection(1000, '10.0.0.1 4000', '192.0.2.1 8333', [
          [0, there],
          [1, back],
        ]),
      ).flows,
    );
    expect(cases.map((built) => built.case.sanctioned)).not.toContain(false);

    expect(inspectStream(peer, version('fbc0b6db', 'x'))).toBe(YES);
  });

  it('refuses other magic numbers, commands and lengths', () => {
    expect(inspectStream(peer, version('f9beb4da', 'x'))).toBe(NO);
    expect(
      inspectStream(
        peer,
        there.map((b, i) => (i === 5 ? 0x45 : b)),
      ),
    ).toBe(NO);
    expect(
      inspectStream(
        peer,
        there.map((b, i) => (i === 12 ? 0x61 : b)),
      ),
    ).toBe(NO);
    expect(
      inspectStream(
        peer,
        there.map((b, i) => (i === 19 ? 0x7f : b)),
      ),
    ).toBe(NO);
    takesAnyStream(peer, there.slice(0, 24));
  });
});
