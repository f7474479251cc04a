import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressOfId,
  idOfAddress,
  Reader,
  swapped,
  Writer,
} from '../../../src/range/edonkey/bytes.ts';
import { hashFile } from '../../../src/range/edonkey/hashing.ts';
import { helloPayload, readHello, readInfo, readLogin } from '../../../src/range/edonkey/hello.ts';
import {
  filesPayload,
  readFiles,
  readSources,
  sourcesPayload,
} from '../../../src/range/edonkey/listing.ts';
import { Assembler, messageBytes } from '../../../src/range/edonkey/messages.ts';
import { EDONKEY, PART_BYTES } from '../../../src/range/edonkey/opcodes.ts';
import { allWords, matches, readQuery, writeQuery } from '../../../src/range/edonkey/search.ts';
import { readSourcesAnswer, sourcesAnswer } from '../../../src/range/edonkey/source-exchange.ts';
import { readTags, writeTags } from '../../../src/range/edonkey/tags.ts';
import { hex } from '../../../src/wire/codec/hex.ts';

const u32 = fc.nat(0xffff_ffff);
const port = fc.nat(0xffff);
const hash = fc.uint8Array({ minLength: 16, maxLength: 16 });
const text = fc.string({ maxLength: 40 });

describe('file hashes', () => {
  it('are those of the published rules for whole parts', () => {
    // Zero bytes, as listed with the description of the ed2k URI scheme: one part, red and blue.
    const part = new Uint8Array(PART_BYTES);
    expect(hex(hashFile(part, 'blue').hash)).toBe('d7def262a127cd79096a108e7a9fc138');
    expect(hex(hashFile(part, 'red').hash)).toBe('fc21d9af828f92a8df64beac3357425d');
    expect(hex(hashFile(new Uint8Array(2 * PART_BYTES), 'blue').hash)).toBe(
      '194ee9e4fa79b2ee9f8829284c466051',
    );
    expect(hex(hashFile(new Uint8Array(2 * PART_BYTES), 'red').hash)).toBe(
      '114b21c63a74b6ca922291a11177dd5c',
    );
  });

  it('list an empty part behind full ones, and nothing for a file of one part', () => {
    expect(hashFile(new Uint8Array(10)).parts).toEqual([]);
    expect(hashFile(new Uint8Array(PART_BYTES)).parts.length).toBe(2);
    expect(hashFile(new Uint8Array(PART_BYTES + 1)).parts.length).toBe(2);
  });
});

describe('formats', () => {
  it('give back tags of the old form', () => {
    const tag = fc.tuple(fc.nat(255), fc.oneof(u32, text));
    fc.assert(
      fc.property(fc.uniqueArray(tag, { maxLength: 10, selector: ([name]) => name }), (tags) => {
        const out = new Writer();
        writeTags(out, tags);
        const from = new Reader(out.done());
        const read = readTags(from);
        expect(from.ok && from.left === 0).toBe(true);
        expect([...read]).toEqual(tags);
      }),
    );
  });

  it('read short names and short texts', () => {
    // Two tags: 0x82 (text, short name) 0x01 "ab"; 0x93 (text of three bytes) 0x02 "xyz".
    const bytes = Buffer.from('020000008201020061629302 78797a'.replaceAll(' ', ''), 'hex');
    expect([...readTags(new Reader(bytes))]).toEqual([
      [1, 'ab'],
      [2, 'xyz'],
    ]);
  });

  it('give back a hello', () => {
    fc.assert(
      fc.property(hash, u32, port, port, fc.nat(7), text, (user, id, tcp, udp, bits, name) => {
        const who = {
          hash: user,
          id,
          port: tcp,
          udpPort: udp,
          name,
          obfuscation: bits,
          serverId: 1,
          serverPort: 2,
          modern: true,
          newExchange: true,
        };
        expect(readHello(new Reader(helloPayload(who, true), 1))).toEqual(who);
      }),
    );
  });

  it('give back lists of files and of sources', () => {
    const file = fc.record({ hash, id: u32, port, name: text, size: u32, sources: fc.nat(9) });
    const source = fc.record({
      id: u32,
      port,
      obfuscation: fc.constant(3),
      userHash: hash.map((bytes) => hex(bytes)),
    });
    fc.assert(
      fc.property(
        fc.array(file, { maxLength: 5 }),
        fc.array(source, { maxLength: 5 }),
        (files, sources) => {
          expect(readFiles(filesPayload(files))).toEqual(files);
          const wanted = new Uint8Array(16);
          const told = readSources(new Reader(sourcesPayload(wanted, sources, true)), true);
          expect(told?.sources).toEqual(sources);
          const exchanged = sourcesAnswer(wanted, sources, { version: 4, versioned: true });
          expect(readSourcesAnswer(exchanged, true)?.sources).toEqual(sources);
        },
      ),
    );
  });

  it('give back addresses', () => {
    expect(idOfAddress('192.0.2.1')).toBe(0x010200c0);
    expect(addressOfId(0x010200c0)).toBe('192.0.2.1');
    expect(swapped(0x010200c0)).toBe(0xc0000201);
  });

  it('never throw on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        readTags(new Reader(bytes));
        readHello(new Reader(bytes));
        readLogin(new Reader(bytes));
        readInfo(new Reader(bytes));
        readFiles(bytes);
        readSources(new Reader(bytes), true);
        readSourcesAnswer(bytes, true);
        readQuery(new Reader(bytes));
        new Assembler(EDONKEY).push(bytes);
      }),
    );
  });
});

describe('messages', () => {
  it('are the same however the stream is cut', () => {
    const payloads = fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(payloads, fc.array(fc.integer({ min: 1, max: 40 })), (wanted, cuts) => {
        const stream = Buffer.concat(wanted.map((bytes) => messageBytes(EDONKEY, 1, bytes)));
        const assembler = new Assembler(EDONKEY);
        const got: string[] = [];
        let at = 0;
        for (const cut of [...cuts, stream.length]) {
          const messages = assembler.push(stream.subarray(at, at + cut));
          at += cut;
          for (const message of messages ?? []) got.push(hex(message.payload));
        }
        expect(got).toEqual(wanted.map((bytes) => hex(bytes)));
      }),
    );
  });

  it('end with what is no message, or longer than any', () => {
    expect(new Assembler(EDONKEY).push(Buffer.from('474554202f20', 'hex'))).toBe(null);
    expect(new Assembler(EDONKEY).push(Buffer.from('e3ffffff7f01', 'hex'))).toBe(null);
    expect(new Assembler(EDONKEY).push(Buffer.from('d4050000000101020304', 'hex'))).toBe(null);
  });
});

describe('searches', () => {
  const file = {
    hash: new Uint8Array(16),
    id: 0,
    port: 0,
    name: 'Slow Ferry.mp3',
    size: 5000,
    sources: 2,
  };

  it('find files with all the words', () => {
    const read = (words: string[]) =>
      readQuery(new Reader(writeQuery(new Writer(), allWords(words)).done()))!;
    expect(matches(read(['slow', 'ferry']), file)).toBe(true);
    expect(matches(read(['slow', 'boat']), file)).toBe(false);
  });

  it('know OR, NOT, formats and sizes', () => {
    const word = (said: string) => ({ kind: 'word', text: said }) as const;
    expect(matches({ kind: 'or', left: word('boat'), right: word('slow') }, file)).toBe(true);
    expect(matches({ kind: 'not', left: word('slow'), right: word('ferry') }, file)).toBe(false);
    expect(matches({ kind: 'meta', tag: 4, text: 'mp3' }, file)).toBe(true);
    expect(matches({ kind: 'number', tag: 2, value: 4999, relation: 1 }, file)).toBe(true);
    expect(matches({ kind: 'number', tag: 2, value: 4999, relation: 2 }, file)).toBe(false);
  });

  it('do not go deeper than the stack', () => {
    expect(readQuery(new Reader(new Uint8Array(10_000)))).toBe(null);
  });
});
