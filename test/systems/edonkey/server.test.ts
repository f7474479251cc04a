import fc from 'fast-check';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { edonkeyClient } from '../../../src/systems/edonkey/client.ts';
import { edonkeyServer } from '../../../src/systems/edonkey/server.ts';
import { edonkeyUdp } from '../../../src/systems/edonkey/udp.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import {
  frame,
  hex,
  inspectDatagrams,
  inspectStream,
  join,
  readDatagrams,
  readStream,
} from '../streams.ts';

const HASH = '62930bbeb2c41311bb5849fa70ca8415';
// Login: user hash, id 0, port 4662, nick "bob", version 60, eMule 0.50a.
const LOGIN = frame(
  0xe3,
  0x01,
  hex(`12ea81b4de0e4edf751a0dbca4f56f2b 00000000 3612 03000000
  02 0100 01 0300 626f62
  03 0100 11 3c000000
  03 0100 fb 00c80000`),
);
const MESSAGE = hex('e3 08000000 38 0500 68656c6c6f');
const LOW_ID = hex('e3 05000000 40 05000000');
const OFFER = frame(
  0xe3,
  0x15,
  hex(`01000000
  ${HASH} 00000000 0000 02000000 02 0100 01 0300 612e62 03 0100 02 e8030000`),
);
// (free AND linux)
const SEARCH = frame(0xe3, 0x16, hex('00 00 01 0400 66726565 01 0500 6c696e7578'));
const FOUND = hex(`e3 1e000000 42 ${HASH} 02 c6336409 3612 05000000 3612`);
const SERVERS = hex('e3 0e000000 32 02 c633640a 3512 cb00710b 3512');

describe('edonkey/server', () => {
  it('recognises a login and the answers', () => {
    expect(inspectStream(edonkeyServer, LOGIN)).toBe(YES);
    expect(inspectStream(edonkeyServer, LOGIN.slice(0, 40))).toBe(MORE);
    expect(inspectStream(edonkeyServer, OFFER, LOW_ID, { midstream: true })).toBe(YES);
  });

  it('is told from a connection between clients, both ways', () => {
    const hello = frame(0xe3, 0x01, join(hex('10'), LOGIN.slice(6)));
    expect(inspectStream(edonkeyServer, hello)).toBe(NO);
    expect(inspectStream(edonkeyClient, hello)).toBe(YES);
    expect(inspectStream(edonkeyClient, LOGIN)).toBe(NO);
  });

  it('does not take a message whose length does not fit its text', () => {
    expect(inspectStream(edonkeyServer, hex('e3 08000000 38 0600 68656c6c6f'))).toBe(NO);
  });

  it('reads who logs in, what is offered, sought and found', () => {
    const { facts, told } = readStream(
      edonkeyServer,
      join(LOGIN, OFFER, OFFER, SEARCH),
      join(MESSAGE, LOW_ID, FOUND, SERVERS),
    );
    expect(facts.ends[0]).toMatchObject({
      nick: 'bob',
      client: 'eMule',
      version: '0.50a',
      listens: 4662,
      role: 'firewalled',
      shareFiles: 2,
      shareBytes: 2000,
    });
    expect(facts.ends[1].role).toBe('server');
    expect(facts.offers).toHaveLength(2);
    expect(facts.searches).toEqual(['free linux']);
    expect(facts.carrier).toEqual({ message: 'hello' });
    expect(told.map(({ address, port }) => `${address}:${port}`)).toEqual([
      '10.0.0.1:4662',
      '198.51.100.9:4662',
      '198.51.100.10:4661',
      '203.0.113.11:4661',
    ]);
  });

  it('reads packed offers', () => {
    const packed = frame(0xd4, 0x15, zlibSync(OFFER.slice(6)));
    expect(readStream(edonkeyServer, packed).facts.offers).toEqual([
      { id: `ed2k:${HASH}`, name: 'a.b', size: 1000 },
    ]);
  });

  it('neither throws nor reads past the end on any bytes', () => {
    const start = fc.constantFrom(LOGIN, OFFER, SEARCH, FOUND, SERVERS);
    fc.assert(
      fc.property(start, fc.nat(80), fc.uint8Array({ maxLength: 99 }), (known, keep, tail) => {
        const bytes = join(known.slice(0, keep), tail);
        inspectStream(edonkeyServer, bytes, bytes);
        readStream(edonkeyServer, bytes, bytes, 5);
      }),
    );
  });
});

describe('edonkey/udp', () => {
  const STATUS = hex('e3 96 3412 aa55');
  const REASK = hex(`c5 90 ${HASH}`);
  const ACK = hex('c5 91 0500');
  const FOUND_UDP = hex(`e3 9b ${HASH} 01 c6336409 3612`);

  it('takes a challenge, a counted list or a search tree alone', () => {
    expect(inspectDatagrams(edonkeyUdp, STATUS)).toBe(YES);
    expect(inspectDatagrams(edonkeyUdp, FOUND_UDP)).toBe(YES);
    expect(inspectDatagrams(edonkeyUdp, hex('e3 98 01 0500 6c696e7578'))).toBe(YES);
  });

  it('takes short messages only in company', () => {
    expect(inspectDatagrams(edonkeyUdp, REASK)).toBe(MORE);
    expect(inspectDatagrams(edonkeyUdp, REASK, ACK)).toBe(YES);
    expect(inspectDatagrams(edonkeyUdp, REASK, hex('e4 61 4012'))).toBe(YES);
    expect(inspectDatagrams(edonkeyUdp, REASK, hex('16 fefd'))).toBe(NO);
  });

  it.each([
    ['a QUIC initial packet', 'c5 00000001 08 1122334455667788 00'],
    ['a search tree that ends early', 'e3 98 01 0900 6c696e7578'],
    ['a list whose count does not fit', `e3 9b ${HASH} 02 c6336409 3612`],
  ])('does not take %s', (_, bytes) => {
    expect(inspectDatagrams(edonkeyUdp, hex(bytes))).toBe(NO);
  });

  it('reads searches, sources and files', () => {
    const { facts, told } = readDatagrams(
      edonkeyUdp,
      [0, REASK],
      [0, hex('e3 98 01 0500 6c696e7578')],
      [1, FOUND_UDP],
    );
    expect(facts.searches).toEqual(['linux']);
    expect(facts.contents).toEqual([{ id: `ed2k:${HASH}` }]);
    expect(told.map(({ address, port }) => `${address}:${port}`)).toEqual(['198.51.100.9:4662']);
  });

  it('neither throws nor reads past the end on any bytes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0xe3, 0xc5, 0xe4, 0xe5),
        fc.uint8Array({ maxLength: 80 }),
        (first, tail) => {
          const bytes = join(Uint8Array.of(first), tail);
          if (bytes.length >= 2) inspectDatagrams(edonkeyUdp, bytes, bytes);
          readDatagrams(edonkeyUdp, [0, bytes], [1, bytes]);
        },
      ),
    );
  });
});
