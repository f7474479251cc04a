// Gnutella's formats as bytes: what the specifications show, what comes back, and what strangers may send.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGgep, writeGgep } from '../../../src/range/gnutella/ggep.ts';
import { GuidTable, UNKNOWN } from '../../../src/range/gnutella/guid-table.ts';
import { asHost } from '../../../src/range/gnutella/handshake.ts';
import {
  guidText,
  MessageReader,
  message,
  payloadLength,
  QUERY,
} from '../../../src/range/gnutella/message.ts';
import { readPong, scpPing, writePong } from '../../../src/range/gnutella/pong.ts';
import {
  readPush,
  readQuery,
  writePush,
  writeQuery,
  writeQuery04,
} from '../../../src/range/gnutella/query.ts';
import { readQueryHit, writeQueryHit } from '../../../src/range/gnutella/query-hit.ts';
import { RouteTable, routeHash, tableUpdate } from '../../../src/range/gnutella/route-table.ts';
import { sha1Urn } from '../../../src/range/gnutella/urn.ts';

const guid = Uint8Array.from({ length: 16 }, (_, at) => at);
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const SHA1 = sha1Urn(new Uint8Array(0));

describe('messages', () => {
  it('have 23 bytes before their payload', () => {
    expect(hexOf(message(guid, QUERY, 7, writeQuery04('ferry')))).toBe(
      `000102030405060708090a0b0c0d0e0f${'80'}07${'00'}08000000` + // type, TTL, hops, length
        '0000' + // minimum speed
        '666572727900', // ferry
    );
  });

  it('come out whole however the stream is cut', () => {
    const stream = Buffer.concat([
      message(guid, 0, 7, new Uint8Array(0)),
      message(guid, QUERY, 3, writeQuery('harbour lights', SHA1, true)),
      message(guid, 0x99, 1, new Uint8Array(300)),
    ]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 20 }), (cuts) => {
        const lengths: number[] = [];
        const reader = new MessageReader((bytes) => lengths.push(bytes.length));
        let at = 0;
        for (const cut of [...cuts, stream.length]) {
          expect(reader.feed(Uint8Array.from(stream.subarray(at, at + cut)))).toBe(true);
          at += cut;
        }
        expect(lengths).toEqual([23, 23 + 2 + 15 + SHA1.length + 1, 323]);
      }),
    );
  });

  it('longer than allowed end the stream', () => {
    const bytes = message(guid, 0, 7, new Uint8Array(0));
    bytes[21] = 2; // 131072 bytes announced
    expect(payloadLength(bytes)).toBe(131_072);
    expect(new MessageReader(() => {}).feed(bytes)).toBe(false);
    bytes[22] = 0xff;
    expect(payloadLength(bytes)).toBeGreaterThan(0);
  });
});

describe('payloads', () => {
  const address = fc.ipV4();
  const port = fc.integer({ min: 1, max: 65_535 });
  const text = fc
    .string({ unit: 'grapheme', maxLength: 40 })
    .filter((each) => !each.includes('\0'));
  const count = fc.integer({ min: 0, max: 0xffff_ffff });

  it('pongs come back, with the hosts they name', () => {
    const peer = fc.record({ address, port });
    const pong = fc.record({
      address,
      port,
      files: count,
      kilobytes: count,
      hosts: fc.array(peer, { maxLength: 10 }),
    });
    fc.assert(
      fc.property(pong, (each) => {
        expect(readPong(writePong(each))).toEqual(each);
      }),
    );
    expect(hexOf(scpPing(true))).toBe('c383534350' + '4101'); // C3, last + 3 letters, SCP, 1 byte, 1
  });

  it('queries come back', () => {
    fc.assert(
      fc.property(text, fc.boolean(), (words, urn) => {
        const query = readQuery(writeQuery(words, urn ? SHA1 : null, false));
        if (Buffer.byteLength(words) < 512)
          expect(query).toEqual({ speed: 0x8000, words, urn: urn ? SHA1 : null, wantsUrn: true });
        expect(readQuery(writeQuery04(words))?.words).toBe(words);
      }),
    );
  });

  it('query hits come back, with and without the vendor block', () => {
    const result = fc.record({
      index: count,
      size: count,
      name: text,
      urn: fc.constantFrom(null, SHA1),
    });
    const hit = fc.record({
      address,
      port,
      speed: count,
      results: fc.array(result, { maxLength: 20 }),
      vendor: fc.constantFrom('', 'LIME', 'GTKG'),
      push: fc.boolean(),
      servent: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    });
    fc.assert(
      fc.property(hit, (each) => {
        const back = readQueryHit(writeQueryHit(each));
        expect(back).toEqual({ ...each, push: each.vendor !== '' && each.push });
      }),
    );
  });

  it('pushes and extensions come back', () => {
    const push = { servent: guid, index: 7, address: '198.51.100.7', port: 6346 };
    expect(readPush(writePush(push))).toEqual(push);
    const extension = fc.record({
      id: fc.stringMatching(/^[A-Z]{1,15}$/),
      data: fc.uint8Array({ maxLength: 5000 }),
    });
    fc.assert(
      fc.property(fc.array(extension, { minLength: 1, maxLength: 8 }), (each) => {
        expect(readGgep(writeGgep(each), 0)).toEqual(each);
      }),
    );
  });

  it('of strangers never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        readPong(bytes);
        readQuery(bytes);
        readQueryHit(bytes);
        readPush(bytes);
        readGgep(Uint8Array.of(0xc3, ...bytes), 0);
        new RouteTable().take(bytes);
        new MessageReader(() => {}).feed(bytes);
        asHost(Buffer.from(bytes).toString('latin1'));
      }),
      { numRuns: 2000 },
    );
  });

  it('of real shape with bytes changed never throw', () => {
    const results = [{ index: 1, size: 2, name: 'Slow Ferry.mp3', urn: SHA1 }];
    const hit = { address: '127.0.0.1', port: 6346, speed: 1, results, vendor: 'LIME', push: true };
    const good = writeQueryHit({ ...hit, servent: guid });
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, byte, end) => {
        const bytes = good.slice(0, end);
        if (at < end) bytes[at] = byte;
        readQueryHit(bytes);
      }),
    );
  });
});

describe('query routing', () => {
  it('hashes words as the specification does', () => {
    // The values of the appendix to QRP 1.0, which other servents check themselves with.
    expect(
      ['', 'eb', 'ebc', 'ebck', 'ebckl', 'ebcklm', 'ebcklme'].map((word) => routeHash(word, 13)),
    ).toEqual([0, 6791, 7082, 6698, 3179, 3235, 6438]);
    expect(['n', 'nd', 'ndf', 'ndfl', 'ndfla'].map((word) => routeHash(word, 16))).toEqual([
      65003, 54193, 4953, 58201, 34830,
    ]);
    expect(['ol2j34lj', '3nja9', '3NJA9'].map((word) => routeHash(word, 10))).toEqual([
      318, 581, 581,
    ]);
  });

  it('lets through what is in the table, and all before one came', () => {
    const table = new RouteTable();
    expect(table.mayHave(['anything'])).toBe(true);
    for (const payload of tableUpdate(['harbour', 'lights', SHA1]))
      expect(table.take(payload)).toBe(true);
    expect(table.mayHave(['harbour', 'lights'])).toBe(true);
    expect(table.mayHave([SHA1])).toBe(true);
    expect(table.mayHave(['harbour', 'nowhere'])).toBe(false);
  });

  it('comes in parts, in their order', () => {
    const words = Array.from({ length: 6000 }, (_, at) => `word${at}`);
    const [reset, ...parts] = tableUpdate(words);
    expect(parts.length).toBeGreaterThan(1);
    const table = new RouteTable();
    for (const payload of [reset!, ...parts]) expect(table.take(payload)).toBe(true);
    expect(words.every((word) => table.mayHave([word]))).toBe(true);
    const torn = new RouteTable();
    torn.take(reset!);
    expect(torn.take(parts[1]!)).toBe(false);
    expect(torn.mayHave(['word1'])).toBe(false);
  });

  it('takes a deflate bomb for what it is', () => {
    const table = new RouteTable();
    const bomb = tableUpdate([]);
    expect(table.take(Uint8Array.of(0, 16, 0, 0, 0, 7))).toBe(true); // 16 entries
    expect(table.take(bomb[1]!)).toBe(false);
  });
});

describe('the table of GUIDs', () => {
  const numbered = (number: number): Uint8Array => {
    const bytes = new Uint8Array(16);
    new DataView(bytes.buffer).setUint32(0, number);
    return bytes;
  };

  it('knows who asked, and duplicates', () => {
    const table = new GuidTable();
    const numbers = Array.from({ length: 5000 }, (_, number) => number);
    expect(numbers.every((number) => table.add(numbered(number), 0, number % 7))).toBe(true);
    expect(numbers.some((number) => table.add(numbered(number), 0, 9))).toBe(false);
    expect(numbers.every((number) => table.origin(numbered(number), 0) === number % 7)).toBe(true);
    expect(table.origin(numbered(5000), 0)).toBe(UNKNOWN);
  });

  it('is bounded: the oldest are forgotten, the newest are not', () => {
    const table = new GuidTable(64);
    for (let number = 0; number < 1000; number++) table.add(numbered(number), 0, 1);
    expect(table.origin(numbered(0), 0)).toBe(UNKNOWN);
    for (let number = 1000 - 32; number < 1000; number++)
      expect(table.origin(numbered(number), 0)).toBe(1);
  });

  it('keeps the latest origin when told to', () => {
    const table = new GuidTable(64);
    table.set(guid, 0, 3);
    table.set(guid, 0, 4);
    expect(table.origin(guid, 0)).toBe(4);
    expect(guidText(guid)).toBe('000102030405060708090a0b0c0d0e0f');
  });
});
