import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { napsterServer } from '../../../src/systems/napster/server.ts';
import { type Direction, MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { staysInside } from '../conversation.ts';
import { recordingSink } from '../recording-sink.ts';
import { ascii, hex, inspectStream, join } from '../streams.ts';

/** Made from the specification (napster.txt §2): length and type, lowest byte first, then the text. */
const message = (type: number, text: string): Uint8Array =>
  join(
    Uint8Array.of(text.length & 255, text.length >> 8, type & 255, type >> 8),
    Uint8Array.from(text, (char) => char.charCodeAt(0)),
  );

// 1c 00 length 28 │ 02 00 login │ foo badpass 6699 "nap v0.8" 3
const LOGIN = join(hex('1d00 0200'), ascii('foo badpass 6699 "nap v0.8" 3'));
const HASH = '10fe9e623b1962da85eea61df7ac1f69';

const CLIENT = join(
  LOGIN,
  message(100, `"generic band - generic song.mp3" ${HASH} 443332 128 44100 60`),
  message(
    870,
    `"C:\\MP3\\" "a.mp3" ${HASH.replace('1', '2')} 10 128 44100 6 "b c.mp3" ${HASH.replace('1', '3')} 20 128 44100 6`,
  ),
  message(
    200,
    'FILENAME CONTAINS "Sneaker Pimps" MAX_RESULTS 75 FILENAME CONTAINS "tesko suicide"',
  ),
  message(203, 'mred "C:\\Program Files\\Napster\\generic cowboy song.mp3"'),
  message(218, ''),
);
const SERVER = join(
  message(3, 'anon@napster.com'),
  message(621, 'welcome'),
  message(204, `lefty 207893446 6699 "cowboy song.mp3" ${HASH} 3`),
  message(501, `mred 3232235777 0 "x.mp3" ${HASH} 3`),
  message(212, `foouser "browsed song.mp3" ${HASH.replace('1', '4')} 443332 128 44100 60`),
);

const read = (pieces: readonly (readonly [Direction, Uint8Array])[]) => {
  const sink = recordingSink('tcp');
  const taking: [Direction, boolean][] = [];
  const reader = napsterServer.open(
    Object.assign(sink, {
      takesPart: (direction: Direction, takes: boolean) => void taking.push([direction, takes]),
    }),
  );
  for (const [direction, bytes] of pieces) reader.push(direction, bytes, 0, bytes.length);
  return { sink, taking };
};

describe('napster/server', () => {
  it('recognises a login, also behind a question for the nick, and of a new user', () => {
    expect(inspectStream(napsterServer, LOGIN)).toBe(YES);
    expect(inspectStream(napsterServer, join(message(7, 'foo'), LOGIN))).toBe(YES);
    expect(inspectStream(napsterServer, join(message(920, '1'), LOGIN))).toBe(YES);
    const register = message(6, 'foo foo 0 "nap v0.8" 3 email@here.com');
    expect(inspectStream(napsterServer, register)).toBe(YES);
    expect(inspectStream(napsterServer, message(7, 'foo'))).toBe(MORE);
  });

  it('says MORE for every beginning of it', () => {
    for (let size = 1; size < LOGIN.length; size++)
      expect(inspectStream(napsterServer, LOGIN.subarray(0, size))).toBe(MORE);
  });

  it('refuses what only looks alike', () => {
    for (const text of [
      'foo badpass 6699 nap 3',
      'foo badpass port "nap v0.8" 3',
      'foo badpass 6699 "nap v0.8"',
      'foo badpass 6699 "nap v0.8" 3x',
      'foo badpass 669999 "nap v0.8" 3',
      'foo\u0001 badpass 6699 "nap v0.8" 3',
      '{"login":"foo","pass":"bar"}',
    ])
      expect(inspectStream(napsterServer, message(2, text)), text).toBe(NO);
    expect(inspectStream(napsterServer, message(3, 'foo badpass 6699 "nap v0.8" 3'))).toBe(NO);
    expect(inspectStream(napsterServer, ascii('GET / HTTP/1.1\r\n'))).toBe(NO);
    expect(inspectStream(napsterServer, new Uint8Array(), LOGIN, { first: 1 })).toBe(NO);
    expect(inspectStream(napsterServer, LOGIN, new Uint8Array(), { midstream: true })).toBe(NO);
  });

  it('reads who it is, what is shared, looked for and told, however the stream is cut', () => {
    const { sink } = read([
      [0, CLIENT],
      [1, SERVER],
    ]);
    expect(sink.facts.ends[0]).toEqual({
      nick: 'foo',
      client: 'nap',
      version: '0.8',
      listens: 6699,
    });
    expect(sink.facts.ends[1]).toEqual({ role: 'server' });
    expect(sink.facts.offers).toEqual([
      { id: `md5:${HASH}`, name: 'generic band - generic song.mp3', size: 443_332 },
      { id: `md5:${HASH.replace('1', '2')}`, name: 'C:\\MP3\\a.mp3', size: 10 },
      { id: `md5:${HASH.replace('1', '3')}`, name: 'C:\\MP3\\b c.mp3', size: 20 },
    ]);
    expect(sink.facts.searches).toEqual(['Sneaker Pimps tesko suicide']);
    expect(sink.facts.contents.map(({ name }) => name)).toEqual([
      'C:\\Program Files\\Napster\\generic cowboy song.mp3',
      'cowboy song.mp3',
      'x.mp3',
      'browsed song.mp3',
    ]);
    // The number's lowest byte is the first of the address; port 0 is told of nobody.
    expect(sink.told.map(({ address, port, toldBy }) => [address, port, toldBy])).toEqual([
      ['10.0.0.1', 6699, 0],
      ['198.51.100.12', 6699, 1],
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (size) => {
        const pieces: [Direction, Uint8Array][] = [];
        for (const [direction, bytes] of [
          [0, CLIENT],
          [1, SERVER],
        ] as const)
          for (let at = 0; at < bytes.length; at += size)
            pieces.push([direction, bytes.subarray(at, at + size)]);
        expect(read(pieces).sink.facts).toEqual(sink.facts);
      }),
    );
  });

  it('leaves out a server that answers with something else', () => {
    const answer = join(hex('ffff ffff'), ascii('what?'));
    expect(
      read([
        [0, LOGIN],
        [1, answer],
      ]).taking,
    ).toEqual([[1, false]]);
    expect(
      read([
        [0, LOGIN],
        [1, SERVER],
      ]).taking,
    ).toEqual([]);
  });

  it('takes any bytes and never looks past the end', () => {
    staysInside(napsterServer, [LOGIN, CLIENT, message(7, 'foo')]);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom<Direction>(0, 1), fc.uint8Array({ maxLength: 64 }))),
        (pieces) => void read(pieces),
      ),
    );
  });
});
