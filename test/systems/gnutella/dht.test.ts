import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gnutellaDht } from '../../../src/systems/gnutella/dht.ts';
import { NO, YES } from '../../../src/wire/dissector.ts';
import { bytesOf, join, runDatagrams, textBytes } from './flow.ts';
import { GUID } from './messages.ts';

const KUID = '11223344 55667788 99aabbcc ddeeff00 11223344';
/** gtk-gnutella at 198.51.100.`host`:6346 (port in network order). */
const contact = (host: number): Uint8Array =>
  join(
    textBytes('GTKG'),
    bytesOf(`0100 ${KUID} 04 c63364 ${host.toString(16).padStart(2, '0')} 18ca`),
  );

const dht = (operation: number, flags: number, body: Uint8Array): Uint8Array => {
  const rest = join(Uint8Array.of(operation), contact(2), Uint8Array.of(1, flags, 0, 0), body);
  return join(GUID, Uint8Array.of(0x44, 0, 0, rest.length, 0, 0, 0), rest);
};
const SHA1 = bytesOf('7ae5 33a1 f034 a599 cba5 4d1e 0553 36a1 b10c 3ca1');
const ALOC = textBytes('ALOC');
const ask = (datagram: Uint8Array, padding = 0) =>
  runDatagrams(gnutellaDht, [[0, datagram]], padding);

describe('gnutella/dht', () => {
  it('reads the sender and the contacts of an answer', () => {
    const read = ask(dht(6, 0, join(bytesOf('04 01020304 02'), contact(3), contact(4))));
    expect(read.verdict).toBe(YES);
    expect(read.ends[0]).toMatchObject({ client: 'gtk-gnutella', listens: 6346 });
    expect(read.endpoints).toEqual([
      '198.51.100.2 6346 udp gnutella 0',
      '198.51.100.3 6346 udp gnutella 0',
      '198.51.100.4 6346 udp gnutella 0',
    ]);
  });

  it('does not tell of a sender behind a firewall', () => {
    expect(ask(dht(1, 1, new Uint8Array(0))).endpoints).toEqual([]);
  });

  it('reads what is looked for, and what the sender itself publishes', () => {
    const looked = ask(dht(7, 1, join(SHA1, bytesOf('00'), ALOC)));
    expect(looked.contents).toEqual([{ id: 'urn:sha1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB' }]);
    const value = (host: number) => join(contact(host), SHA1, ALOC, bytesOf('0100 0002 aabb'));
    const stored = ask(dht(3, 1, join(bytesOf('04 01020304 02'), value(2), value(2))));
    expect(stored.offers).toHaveLength(2);
  });

  it('leaves alone other operations, vendors, lengths', () => {
    const sound = dht(1, 0, new Uint8Array(0));
    expect(ask(sound).verdict).toBe(YES);
    for (const at of [16, 19, 23, 24, 50]) {
      const broken = sound.slice();
      broken[at] = 0;
      expect(ask(broken).verdict).toBe(NO);
    }
    expect(ask(sound.slice(0, 60)).verdict).toBe(NO);
  });

  it('never throws and never looks past the end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.uint8Array({ maxLength: 120 }),
        (operation, body) => {
          const datagram = dht(operation, 0, body);
          expect(ask(datagram, 0)).toEqual(ask(datagram, 255));
        },
      ),
      { numRuns: 500 },
    );
  });
});
