// covers: S3
import fc from 'fast-check';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { edonkeyClient } from '../../../src/systems/edonkey/client.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { captureFlows, recognise } from '../capture-flows.ts';
import { frame, hex, inspectStream, join, readStream } from '../streams.ts';

// Hello of aMule 2.3.3: user hash, id 1, port 4662, six tags, no server.
const HELLO = hex(`
  e3 62000000 01 10 12ea81b4de0e4edf751a0dbca4f56f2b 01000000 3612 07000000
  02 0100 01 0a00 6e6f64652d636f727031
  03 0100 11 3c000000
  03 0100 f9 40124012
  03 0100 fb 800d0403
  03 0100 fa 16321334
  03 0100 fe 38040000
  03 0100 ef 01000000
  00000000 0000`);
const HASH = '62930bbeb2c41311bb5849fa70ca8415';
const START_UPLOAD = hex(`e3 11000000 54 ${HASH}`);
const ACCEPT = hex('e3 01000000 55');
const NAME_ANSWER = hex(`e3 1c000000 59 ${HASH} 0900 663330306b2e62696e`);
// Source exchange 2, version 4: one peer at 198.51.100.9:4662, one with a low id.
const SOURCES = frame(
  0xc5,
  0x84,
  hex(`04 ${HASH} 0200
  096433c6 3612 00000000 0000 11111111110e11111111111111116f11 00
  05000000 3612 00000000 0000 22222222220e22222222222222226f22 00`),
);
// Two shared files with names and sizes.
const FILES_BODY = `02000000
  ${HASH} 00000000 0000 02000000 02 0100 01 0500 612e6d7033 03 0100 02 00000100
  ${'ab'.repeat(16)} 00000000 0000 02000000 82 01 0500 622e617669 83 02 00000200`;
const SHARED = frame(0xe3, 0x4b, hex(FILES_BODY));

describe('edonkey/client recognises', () => {
  it('a Hello whose tags end where the frame does', () => {
    expect(inspectStream(edonkeyClient, HELLO)).toBe(YES);
  });

  it('a connection seen from its middle, when a frame begins there', () => {
    expect(inspectStream(edonkeyClient, START_UPLOAD, ACCEPT, { midstream: true })).toBe(YES);
  });

  it('nothing before a frame is whole enough', () => {
    expect(inspectStream(edonkeyClient, HELLO.slice(0, 20))).toBe(MORE);
    expect(inspectStream(edonkeyClient, HELLO.slice(0, 20), undefined, { ended: true })).toBe(NO);
  });

  it.each([
    ['Bitcoin Cash (E3E1F3E8)', 'e3e1f3e8 76657273696f6e0000000000 64000000'],
    ['a pcap file over TCP', 'd4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000'],
    [
      'a Hello without the hash length',
      'e3 20000000 01 11 12ea81b4de0e4edf751a0dbca4f56f2b 01000000',
    ],
    ['an unknown opcode', 'e3 02000000 77 00'],
    ['a known opcode of a wrong length', `e3 12000000 54 ${HASH} 00`],
    ['one frame of any length, then something else', `e3 06000000 4e 0300 616263 16030100`],
  ])('not %s', (_, bytes) => {
    expect(inspectStream(edonkeyClient, hex(bytes))).toBe(NO);
  });
});

describe('edonkey/client reads', () => {
  it('who the clients are and where they listen', () => {
    const { facts, told } = readStream(edonkeyClient, HELLO);
    expect(facts.ends[0]).toEqual({
      identity: '12ea81b4de0e4edf751a0dbca4f56f2b',
      role: 'firewalled',
      listens: 4662,
      nick: 'node-corp1',
      client: 'aMule',
      version: '2.3.3',
    });
    expect(told.map(({ port, transport, system }) => [port, transport, system])).toEqual([
      [4662, 'tcp', 'edonkey'],
      [4672, 'udp', 'kad'],
    ]);
  });

  it('names, sources and every file of a share', () => {
    const { facts, told } = readStream(
      edonkeyClient,
      START_UPLOAD,
      join(NAME_ANSWER, SOURCES, SHARED),
    );
    expect(facts.contents).toEqual([
      { id: `ed2k:${HASH}` },
      { id: `ed2k:${HASH}`, name: 'f300k.bin' },
    ]);
    expect(told.map(({ address, port }) => `${address}:${port}`)).toEqual(['198.51.100.9:4662']);
    expect(facts.offers).toEqual([
      { id: `ed2k:${HASH}`, name: 'a.mp3', size: 65_536 },
      { id: `ed2k:${'ab'.repeat(16)}`, name: 'b.avi', size: 131_072 },
    ]);
    expect(facts.ends[1]).toMatchObject({ shareFiles: 2, shareBytes: 196_608 });
  });

  it('packed frames, and survives a bomb', () => {
    const packed = frame(0xd4, 0x4b, zlibSync(hex(FILES_BODY)));
    expect(inspectStream(edonkeyClient, join(HELLO, packed))).toBe(YES);
    expect(readStream(edonkeyClient, packed).facts.offers).toHaveLength(2);
    const bomb = frame(0xd4, 0x4b, zlibSync(new Uint8Array(16 << 20)));
    expect(readStream(edonkeyClient, bomb).facts.offers).toEqual([]);
  });

  it('the rest after a damaged frame not at all, but keeps what came before', () => {
    const { facts } = readStream(edonkeyClient, join(HELLO, hex('00 00 00'), HELLO));
    expect(facts.ends[0].nick).toBe('node-corp1');
    expect(facts.anomalies).toEqual({ 'edonkey-frame': 1 });
  });

  it('both connections of the capture', () => {
    const flows = captureFlows(
      new URL('../../../fixtures/edonkey/amule-clients.pcap', import.meta.url).pathname,
    );
    const named = flows.map((flow) => recognise(flow, [edonkeyClient]));
    expect(named.map((one) => one?.dissector.id)).toEqual(['edonkey/client', 'edonkey/client']);
    expect(named.map((one) => one?.sink.facts.ends[0].nick)).toEqual(['node-corp1', 'node-corp2']);
    expect(named[0]!.sink.facts.contents.at(-1)).toEqual({
      id: `ed2k:${HASH}`,
      name: 'f300k.bin',
      size: 300_000,
    });
  });
});

describe('edonkey/client on any bytes', () => {
  it('neither throws nor reads past the end', () => {
    const start = fc.constantFrom(HELLO, SOURCES, SHARED, NAME_ANSWER, new Uint8Array());
    fc.assert(
      fc.property(start, fc.nat(200), fc.uint8Array({ maxLength: 200 }), (known, keep, tail) => {
        const bytes = join(known.slice(0, keep), tail);
        inspectStream(edonkeyClient, bytes);
        readStream(edonkeyClient, bytes, bytes, 7);
      }),
    );
  });

  it('tells the same however the stream is cut', () => {
    const bytes = join(HELLO, NAME_ANSWER, SOURCES, SHARED, START_UPLOAD);
    const whole = readStream(edonkeyClient, bytes);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: bytes.length }), (pieceBytes) => {
        const cut = readStream(edonkeyClient, bytes, undefined, pieceBytes);
        expect(cut.facts).toEqual(whole.facts);
        expect(cut.told).toEqual(whole.told);
      }),
    );
  });
});
