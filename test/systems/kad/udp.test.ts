import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { kadUdp } from '../../../src/systems/kad/udp.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { captureFlows, recognise } from '../capture-flows.ts';
import { hex, inspectDatagrams, join, readDatagrams } from '../streams.ts';

const FIXTURES = new URL('../../../fixtures/kad/', import.meta.url).pathname;
const MESSAGES = new Map(
  readFileSync(`${FIXTURES}messages.hex`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ') as [string, string])
    .map(([name, bytes]) => [name, hex(bytes)] as const),
);
const message = (name: string): Uint8Array => MESSAGES.get(name)!;

// Kad's order of 62930bbe b2c41311 bb5849fa 70ca8415.
const TARGET = 'be0b93621113c4b2fa4958bb1584ca70';
const FILE = 'ed2k:62930bbeb2c41311bb5849fa70ca8415';
const KEYWORD_SEARCH = hex(`e4 33 ${TARGET} 0080 01 0500 6c696e7578`);
const SOURCE_SEARCH = hex(`e4 34 ${TARGET} 0000 e093040000000000`);
const RESULTS = hex(`e4 3b ${'11'.repeat(16)} ${'22'.repeat(16)} 0200
  ${TARGET} 02 02 0100 01 0500 612e6d7033 03 0100 02 00000100
  ${'33'.repeat(16)} 01 02 0100 01 0500 622e617669`);
// A source at 198.51.100.9, TCP 4662, UDP 4672.
const SOURCES = hex(`e4 3b ${'11'.repeat(16)} ${TARGET} 0100
  ${'44'.repeat(16)} 04 09 0100 ff 01 03 0100 fe 096433c6 08 0100 fd 3612 08 0100 fc 4012`);
const PUBLISH = hex(`e4 43 ${'22'.repeat(16)} 0100
  ${TARGET} 02 02 0100 01 0500 612e6d7033 03 0100 02 00000100`);
const PUBLISH_SOURCE = hex(`e4 44 ${TARGET} ${'55'.repeat(16)} 01 08 0100 fd 3612`);

describe('kad/udp recognises', () => {
  it.each(['bootstrap-answer', 'hello', 'contacts'])('%s alone', (name) => {
    expect(inspectDatagrams(kadUdp, message(name))).toBe(YES);
  });

  it.each([
    ['a search for a keyword', KEYWORD_SEARCH],
    ['a search for sources', SOURCE_SEARCH],
    ['results', RESULTS],
    ['a publication', PUBLISH],
    ['a published source', PUBLISH_SOURCE],
  ])('%s alone', (_, bytes) => {
    expect(inspectDatagrams(kadUdp, bytes)).toBe(YES);
  });

  it('short messages only in company', () => {
    expect(inspectDatagrams(kadUdp, message('ping'))).toBe(MORE);
    expect(inspectDatagrams(kadUdp, message('ping'), message('pong'))).toBe(YES);
    expect(inspectDatagrams(kadUdp, message('firewall-check'))).toBe(MORE);
    expect(inspectDatagrams(kadUdp, message('ping'), hex('0102'))).toBe(NO);
  });

  it.each([
    ['a QUIC handshake packet', `e4 00000001 08 1122334455667788 00 ${'00'.repeat(40)}`],
    ['a lookup for an unknown purpose', `e4 21 07 ${TARGET} ${TARGET}`],
    ['a lookup of a wrong length', `e4 21 02 ${TARGET} ${TARGET} 00`],
    ['contacts whose count does not fit', `e4 29 ${TARGET} 01`],
    ['a packed message without zlib', `e5 29 0000 ${TARGET}`],
  ])('not %s', (_, bytes) => {
    expect(inspectDatagrams(kadUdp, hex(bytes))).toBe(NO);
  });
});

describe('kad/udp reads', () => {
  it('nodes, their ports and that they are firewalled', () => {
    const { facts, told } = readDatagrams(kadUdp, [0, message('hello')]);
    expect(facts.ends[0]).toEqual({
      identity: '84c88b27fd00d36a930fbf7784cf1207',
      listens: 4662,
      role: 'firewalled',
    });
    expect(told).toMatchObject([{ address: '10.0.0.1', port: 4662, transport: 'tcp' }]);
  });

  it('every contact', () => {
    const { told } = readDatagrams(kadUdp, [1, message('contacts')]);
    expect(
      told.map(({ address, port, transport, system }) => [address, port, transport, system]),
    ).toEqual([
      ['198.51.100.12', 4672, 'udp', 'kad'],
      ['198.51.100.12', 4662, 'tcp', 'edonkey'],
      ['198.51.100.13', 4672, 'udp', 'kad'],
      ['198.51.100.13', 4662, 'tcp', 'edonkey'],
    ]);
  });

  it('the user hash of a firewall check in the order of eDonkey', () => {
    const { facts } = readDatagrams(kadUdp, [0, message('firewall-check')]);
    const hash = String(facts.carrier?.clientUserHash);
    // The markers of eMule: byte 5 is 0e, byte 14 is 6f.
    expect([hash.slice(10, 12), hash.slice(28, 30)]).toEqual(['0e', '6f']);
  });

  it('who is asked, from a lookup', () => {
    const { facts } = readDatagrams(kadUdp, [0, hex(`e4 21 02 ${TARGET} ${'ab'.repeat(16)}`)]);
    expect(facts.ends[1].identity).toBe('ab'.repeat(16));
  });

  it('searches, results, sources and publications', () => {
    const { facts, told } = readDatagrams(
      kadUdp,
      [0, KEYWORD_SEARCH],
      [0, SOURCE_SEARCH],
      [1, RESULTS],
      [1, SOURCES],
      [0, PUBLISH],
      [0, PUBLISH_SOURCE],
    );
    expect(facts.searches).toEqual(['linux']);
    expect(facts.contents).toEqual([
      { id: FILE, size: 300_000 },
      { id: FILE, name: 'a.mp3', size: 65_536 },
      { id: `ed2k:${'33'.repeat(16)}`, name: 'b.avi' },
      { id: FILE },
    ]);
    expect(facts.offers).toEqual([{ id: FILE, name: 'a.mp3', size: 65_536 }, { id: FILE }]);
    expect(told.map(({ address, port, transport }) => `${address}:${port}/${transport}`)).toEqual([
      '198.51.100.9:4662/tcp',
      '198.51.100.9:4672/udp',
      '10.0.0.1:4662/tcp',
    ]);
  });

  it('packed messages', () => {
    const packed = join(hex('e5 29'), zlibSync(message('contacts').slice(2)));
    expect(inspectDatagrams(kadUdp, packed)).toBe(YES);
    expect(readDatagrams(kadUdp, [1, packed]).told).toHaveLength(4);
    const damaged = readDatagrams(kadUdp, [1, hex('e5 29 789c ffffffffffffffffffffffff')]);
    expect(damaged.facts.anomalies).toEqual({ 'kad-packed': 1 });
  });

  it('all flows of the capture', () => {
    const named = captureFlows(`${FIXTURES}amule-kad.pcap`).map((flow) =>
      recognise(flow, [kadUdp]),
    );
    expect(named).toHaveLength(8);
    expect(named.every((one) => one?.sink.facts.ends[1].identity?.length === 32)).toBe(true);
  });
});

describe('kad/udp on any bytes', () => {
  it('neither throws nor reads past the end', () => {
    const start = fc.constantFrom(...MESSAGES.values(), RESULTS, SOURCES, PUBLISH, KEYWORD_SEARCH);
    fc.assert(
      fc.property(start, fc.nat(99), fc.uint8Array({ maxLength: 60 }), (known, keep, tail) => {
        const bytes = join(known.slice(0, Math.max(2, keep)), tail);
        inspectDatagrams(kadUdp, bytes, bytes);
        readDatagrams(kadUdp, [0, bytes], [1, bytes]);
      }),
    );
  });

  it('takes no random datagram for a message', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 64 }), (tail) => {
        if (inspectDatagrams(kadUdp, join(Uint8Array.of(0xe4), tail)) === YES) taken++;
      }),
      { numRuns: 2000, seed: 7 },
    );
    expect(taken).toBeLessThanOrEqual(1);
  });
});
