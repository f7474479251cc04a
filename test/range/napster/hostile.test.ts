// Hostile bytes: codecs read anything without a throw, a server fed with garbage stays alive and bounded.

import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NAPSTER } from '../../../src/range/napster/index.ts';
import {
  addressNumber,
  encode,
  fields,
  MessageReader,
  numberAddress,
  quoted,
  TEXT_BYTES_MAX,
} from '../../../src/range/napster/message.ts';
import { parseQuery, queryText } from '../../../src/range/napster/query.ts';
import { entryText, parseEntry } from '../../../src/range/napster/share.ts';
import { Random } from '../../../src/range/random.ts';
import { loopbackStage } from '../../../src/range/stage/loopback.ts';

const latin = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  maxLength: 300,
});
const name = latin.map((text) => text.replaceAll('"', '')).filter((text) => text.length > 0);

describe('messages', () => {
  it('are those of the specification', () => {
    // <length 26> <type 2> foo badpass 6699 "nap v0.8" 3 (message 2)
    const login = encode(2, 'foo badpass 6699 "nap v0.8" 3');
    expect(Buffer.from(login.subarray(0, 4)).toString('hex')).toBe('1d000200');
    expect(fields('lefty "generic band - generic song.mp3" 7')).toEqual([
      'lefty',
      'generic band - generic song.mp3',
      '7',
    ]);
    expect(
      parseEntry(
        '"generic band - generic song.mp3" b92870e0d41bc8e698cf2f0a1ddfeac7 443332 128 44100 60',
      ),
    ).toMatchObject({ name: 'generic band - generic song.mp3', size: 443332, seconds: 60 });
    expect(
      parseQuery(
        'FILENAME CONTAINS "Sneaker Pimps" MAX_RESULTS 75 FILENAME CONTAINS "tesko suicide" BITRATE "AT LEAST" "128"',
      ),
    ).toEqual({
      words: ['sneaker', 'pimps', 'tesko', 'suicide'],
      resultsMax: 75,
      bounds: [{ what: 'BITRATE', compare: 'AT LEAST', value: 128 }],
    });
    expect(
      parseQuery('MAX_RESULTS 100 FILENAME CONTAINS "Ventolin" LINESPEED "EQUAL TO" 10'),
    ).toMatchObject({ words: ['ventolin'], bounds: [{ what: 'LINESPEED', value: 10 }] });
    expect(addressNumber('1.2.3.4')).toBe(0x04030201);
  });

  it('come out as they went in, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 0xffff }), latin), { maxLength: 10 }),
        fc.integer({ min: 1, max: 50 }),
        (messages, step) => {
          const stream = Buffer.concat(messages.map(([type, text]) => encode(type, text)));
          const reader = new MessageReader();
          const read = [];
          for (let at = 0; at < stream.length; at += step)
            read.push(...(reader.feed(stream.subarray(at, at + step)) ?? []));
          expect(read).toEqual(messages.map(([type, text]) => ({ type, text })));
        },
      ),
    );
  });

  it('of any bytes are read without a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), latin, (bytes, text) => {
        for (const message of new MessageReader().feed(bytes) ?? [])
          expect(message.text.length).toBeLessThanOrEqual(TEXT_BYTES_MAX);
        expect(fields(text).length).toBeLessThanOrEqual(32);
        parseQuery(text);
        parseEntry(text);
      }),
    );
  });

  it('carry names and addresses through', () => {
    fc.assert(
      fc.property(name, fc.ipV4(), (file, address) => {
        expect(fields(`nick ${quoted(file)} 7`)).toEqual(['nick', file, '7']);
        expect(numberAddress(addressNumber(address))).toBe(address);
        const entry = { name: file, md5: 'aa', size: 1, bitrate: 2, frequency: 3, seconds: 4 };
        expect(parseEntry(entryText(entry))).toEqual(entry);
        expect(parseQuery(queryText([file]))?.words ?? []).toBeInstanceOf(Array);
      }),
    );
  });
});

describe('a server and a client under garbage', () => {
  it('stay alive, drop what is no message and answer the next question', async () => {
    const stage = loopbackStage({ roles: NAPSTER.roles });
    const random = new Random('garbage');
    try {
      const server = await stage.start('ext1', 'napster/server');
      const address = stage.address('ext1');
      const client = await stage.start('corp1', 'napster/client', {
        nick: 'one',
        server: `${address}:8888`,
        share: [{ seed: 1, size: 1000 }],
      });
      for (let round = 0; round < 40; round++) {
        const toClient = round % 2 === 1;
        const socket = connect(
          toClient ? { host: stage.address('corp1'), port: 6699 } : { host: address, port: 8888 },
        );
        socket.on('error', () => {}).resume();
        await once(socket, 'connect');
        socket.write(garbage(random, round));
        socket.end();
        await once(socket, 'close');
      }
      const counts = (await server.do('counts')) as { users: number; files: number };
      expect(counts).toMatchObject({ users: 1, files: 1 });
      expect(await client.do('stats')).toEqual({ users: 1, files: 1 });
    } finally {
      await stage.close();
    }
  });

  it('a user may not fill the index: the same file counts once, a list has its end', async () => {
    const stage = loopbackStage({ roles: NAPSTER.roles });
    try {
      const server = await stage.start('ext1', 'napster/server');
      const socket = connect({ host: stage.address('ext1'), port: 8888 });
      socket.on('error', () => {}).resume();
      await once(socket, 'connect');
      socket.write(encode(2, 'greedy x 0 "c" 3'));
      const shares = Array.from({ length: 5000 }, (_, at) => encode(100, `"f${at}" aa 1 1 1 1`));
      socket.write(Buffer.concat([...shares, ...shares]));
      socket.end();
      await once(socket, 'close');
      expect(await server.do('counts')).toMatchObject({ users: 0, files: 0 });
    } finally {
      await stage.close();
    }
  });
});

/** Plain noise, messages with senseless texts after a login, lengths that promise too much, transfer verbs cut short. */
const garbage = (random: Random, round: number): Uint8Array => {
  const noise = random.bytes(random.between(1, 4000));
  if (round % 8 < 2) return noise;
  if (round % 8 < 4) return Buffer.concat([Buffer.from('GET'), noise]);
  if (round % 8 < 6)
    return Buffer.from(random.pick(['SEND', 'GETnick "x" 1', 'S', 'SENDa "b" 99']));
  const texts = ['', '"', 'one "', 'one "x" 1 2 3', String.fromCharCode(...noise.subarray(0, 50))];
  const messages = Array.from({ length: 60 }, () =>
    encode(random.pick([100, 102, 200, 203, 211, 218, 500, 603, 608, 626]), random.pick(texts)),
  );
  return Buffer.concat([encode(2, `n${round} x 0 "c" 3`), ...messages, noise]);
};
