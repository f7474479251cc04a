import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { napsterTransfer } from '../../../src/systems/napster/transfer.ts';
import { type Direction, MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { recordingSink } from '../recording-sink.ts';
import { ascii, inspectStream, join } from '../streams.ts';

const HASH = '10fe9e623b1962da85eea61df7ac1f69';
const ONE = ascii('1');
const GET = ascii('GETmynick "C:\\MP3\\generic song.mp3" 0');
const SEND = ascii('SENDmynick "C:\\MP3\\generic song.mp3" 443332');

const inspect = (there: Uint8Array, back: Uint8Array = ONE) =>
  inspectStream(napsterTransfer, there, back, { first: 1 });

const read = (pieces: readonly (readonly [Direction, Uint8Array])[]) => {
  const names: (string | null)[] = [];
  const sink = recordingSink('tcp');
  const flow = Object.assign(sink, {
    name: (protocol: string, system: string | null) => void names.push(protocol, system),
  });
  const reader = napsterTransfer.open(flow);
  for (const [direction, bytes] of pieces) reader.push(direction, bytes, 0, bytes.length);
  reader.close?.();
  return { facts: sink.facts, names };
};

describe('napster/transfer', () => {
  it('recognises both ways of giving a file, and a list with its answer', () => {
    expect(inspect(GET)).toBe(YES);
    expect(inspect(SEND)).toBe(YES);
    expect(inspect(ascii('GETLIST'))).toBe(MORE);
    expect(
      inspect(ascii('GETLIST'), ascii(`1lefty\n"a song.mp3" ${HASH} 10 128 44100 6\n\n`)),
    ).toBe(YES);
    expect(inspect(ascii(`SENDLIST lefty\n"a song.mp3" ${HASH} 10 128 44100 6\n`))).toBe(YES);
  });

  it('says MORE for every beginning', () => {
    expect(inspect(new Uint8Array())).toBe(MORE);
    for (const whole of [GET, SEND])
      for (let size = 1; whole[size - 1] !== 0x20 || whole[size - 2] !== 0x22; size++)
        expect(inspect(whole.subarray(0, size)), String(size)).toBe(MORE);
  });

  it('refuses what only looks alike', () => {
    for (const text of [
      'GET / HTTP/1.1\r\n',
      'GET "file" 0',
      'GETnick file 0',
      'GETnick "" 0',
      'GETnick "file" zero',
      'GETnick "file" 0\r\n',
      'GETLISTS',
      'SEND',
    ].map((one) => (one === 'SEND' ? 'SENT' : one)))
      expect(inspect(ascii(text)), text).toBe(NO);
    // A greeting that goes on, a client that speaks first, a list that is none.
    expect(inspect(new Uint8Array(), ascii('1 ready'))).toBe(NO);
    expect(inspectStream(napsterTransfer, GET, ONE)).toBe(NO);
    expect(inspect(ascii('GETLIST'), ascii('1\n'))).toBe(NO);
    expect(inspect(ascii('GETLIST'), ascii('1lefty\nno list'))).toBe(NO);
  });

  it('reads nick, file and size of either way', () => {
    const file = { id: '', name: 'C:\\MP3\\generic song.mp3', size: 443_332 };
    const got = read([
      [1, ONE],
      [0, GET],
      [1, ascii('443332')],
      [1, Uint8Array.of(0xff, 0xfb, 0x90, 0, 0, 0)],
    ]);
    expect(got.facts).toMatchObject({
      ends: [{ nick: 'mynick' }, {}],
      contents: [file],
      offers: [file],
    });
    const sent = read([
      [1, ONE],
      [0, SEND],
      [1, ascii('0')],
    ]);
    expect(sent.facts).toMatchObject({
      ends: [{ nick: 'mynick' }, {}],
      contents: [file],
      offers: [file],
    });
    expect([...got.names, ...sent.names]).toEqual([]);
    const refused = read([
      [1, ONE],
      [0, GET],
      [1, ascii('FILE NOT SHARED')],
    ]);
    expect(refused.facts.contents).toEqual([{ id: '', name: file.name }]);
  });

  it('reads every line of a list', () => {
    const list = ascii(
      `1lefty\n"a song.mp3" ${HASH} 10 128 44100 6\n"b.mp3" ${HASH.replace('1', '2')} 20 128 44100 6\n\n`,
    );
    const { facts } = read([
      [1, list],
      [0, ascii('GETLIST')],
    ]);
    expect(facts.ends[1].nick).toBe('lefty');
    expect(facts.offers.map(({ name, size }) => [name, size])).toEqual([
      ['a song.mp3', 10],
      ['b.mp3', 20],
    ]);
  });

  it('names transfers of users of WinMX', () => {
    const names = (asked: string) =>
      read([
        [1, ONE],
        [0, ascii(asked)],
        [1, ascii('12345678901')],
      ]).names;
    const winmx = ['winmx/transfer', 'winmx'];
    expect(names('GETno_spaces_753_83943 "C:\\Shared\\song.mp3" 0')).toEqual(winmx);
    expect(names('GETmike_2003 "C:\\Program Files\\WinMX\\song.mp3" 0')).toEqual(winmx);
    expect(names('GETmike_2003 "C:\\Shared\\song.mp3" 0')).toEqual([]);
    expect(names('GETmike "C:\\Program Files\\WinMX\\song.mp3" 0')).toEqual([]);
  });

  it('says the same however the stream is cut', () => {
    const answer = join(ONE, ascii('443332'), Uint8Array.of(0xff, 0xfb, 0x90, 0, 0, 0));
    const whole = read([
      [1, ONE],
      [0, GET],
      [1, answer.subarray(1)],
    ]).facts;
    for (let size = 1; size < 12; size++) {
      const pieces: [Direction, Uint8Array][] = [[1, ONE]];
      for (let at = 0; at < GET.length; at += size) pieces.push([0, GET.subarray(at, at + size)]);
      for (let at = 1; at < answer.length; at += size)
        pieces.push([1, answer.subarray(at, at + size)]);
      expect(read(pieces).facts).toEqual(whole);
    }
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(GET, SEND, ascii('GETLIST'), ascii('SENDLIST a\n"')),
        fc.uint8Array({ maxLength: 80 }),
        fc.uint8Array({ maxLength: 80 }),
        (begin, there, back) => {
          inspect(join(begin, there), join(ONE, back));
          inspect(there, join(ONE, back));
          read([
            [1, join(ONE, back)],
            [0, join(begin, there)],
            [1, back],
          ]);
        },
      ),
    );
  });
});
