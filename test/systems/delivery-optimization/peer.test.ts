// covers: T13
import { describe, expect, it } from 'vitest';
import { peer } from '../../../src/systems/delivery-optimization/peer.ts';
import { NO } from '../../../src/wire/dissector.ts';
import { connection, identify, judge } from '../../harness/identify.ts';
import { nameOf, takesAnyStream } from '../flow-fixture.ts';
import { ascii, hex, inspectStream, join, readStream } from '../streams.ts';

/** Synthetic, of the form that was read off traffic: reserved, hash, peer id. */
const hello = (id: string) =>
  join(
    ascii('\x0eSwarm protocol'),
    hex('0000000000100000'),
    hex('8a'.repeat(32)),
    hex(id.repeat(16)),
    hex('00000000'),
  );
const BITFIELD = hex('00000009 05 00000fffffe00003');

describe('delivery-optimization/peer', () => {
  it('names a connection, its content and both ends, and shows a case that is no offence', () => {
    expect(nameOf(hello('b3'), hello('20'))).toBe(
      'delivery-optimization/peer delivery-optimization',
    );
    for (const cut of [1, 16, 1000]) {
      const { facts } = readStream(
        peer,
        join(hello('b3'), BITFIELD),
        join(hello('20'), BITFIELD),
        cut,
      );
      expect(facts.contents[0]).toEqual({ id: `swarm:${'8a'.repeat(32)}` });
      expect(facts.ends.map((end) => end.identity)).toEqual(['b3'.repeat(16), '20'.repeat(16)]);
    }
    const { cases } = judge(
      identify(
        connection(1000, '10.0.0.1 4000', '10.0.0.2 7680', [
          [0, hello('b3')],
          [1, hello('20')],
        ]),
      ).flows,
    );
    expect(cases.map((built) => built.case.sanctioned)).not.toContain(false);
  });

  it('is no BitTorrent and takes any bytes', () => {
    expect(inspectStream(peer, ascii('\x13BitTorrent protocol'))).toBe(NO);
    expect(inspectStream(peer, ascii('\x0eSwarm protocom'))).toBe(NO);
    takesAnyStream(peer, ascii('\x0eSwarm protocol'));
  });
});
