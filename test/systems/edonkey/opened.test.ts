// covers: T2
// Obfuscated connections of eDonkey, opened with a user hash that some plain message told. The other side of the wire is
// the range's: it was written apart from the dissector, and a real aMule understands it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fromClient,
  type Handshake,
  type Hidden,
  towardsClient,
} from '../../../src/range/edonkey/obfuscation.ts';
import { Random } from '../../../src/range/random.ts';
import { edonkeyOpened } from '../../../src/systems/edonkey/opened.ts';
import { openHidden } from '../../../src/systems/edonkey/opened-reader.ts';
import { type Direction, MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { connection, identify, noise, type Said } from '../../harness/identify.ts';
import { recordingSink } from '../recording-sink.ts';
import { ascii, frame, hex, inspectStream, join } from '../streams.ts';

const EDONKEY = 0xe3;
const EMULE = 0xc5;
const ASKED = hex('2111720b4e0e33445566778899aa6f01');
const ASKER = hex('0a2c02b8ad0e0e9fa59f6106a46f6fd2');
const FILE = hex('62930bbeb2c41311bb5849fa70ca8415');

/** Hash, id 0, port, no tags, no server. */
const peer = (hash: Uint8Array, port = 4662) =>
  join(hash, hex('00000000'), Uint8Array.of(port & 255, port >> 8), hex('00000000 00000000 0000'));
const hello = (hash: Uint8Array) => frame(EDONKEY, 0x01, join(Uint8Array.of(16), peer(hash)));
const answer = (hash: Uint8Array) => frame(EDONKEY, 0x4c, peer(hash));

/** What both ends put on the wire, message by message. */
const hidden = (user: Uint8Array, said: readonly Said[], seed = 1): Said[] => {
  const wire: Said[] = [];
  const random = new Random(seed);
  const asking = towardsClient(user, random, (bytes) => wire.push([0, bytes.slice()]));
  let need = asking.next();
  const greeting = wire[0]![1] as Uint8Array;
  const answering = fromClient(user, random, (bytes) => wire.push([1, bytes.slice()]));
  finish(answering, answering.next(), greeting.subarray(1));
  const streams = finish(asking, need, wire[1]![1] as Uint8Array);
  need = { done: true, value: streams };
  const keys = [streams.outgoing, streams.incoming] as const;
  for (const [who, bytes] of said) wire.push([who, keys[who].apply((bytes as Uint8Array).slice())]);
  return wire;
};

const finish = (
  handshake: Handshake,
  first: IteratorResult<number, Hidden>,
  bytes: Uint8Array,
): Hidden => {
  let step = first;
  for (let at = 0; !step.done; ) {
    const end = at + step.value;
    step = handshake.next(bytes.subarray(at, end));
    at = end;
  }
  return step.value;
};

const TALK: Said[] = [
  [0, hello(ASKER)],
  [1, answer(ASKED)],
  [0, frame(EDONKEY, 0x58, FILE)],
  [1, frame(EDONKEY, 0x59, join(FILE, hex('0a00'), ascii('linux.isoX')))],
];
const A = '10.20.1.11';
const B = '198.51.100.12';
/** Anybody greeted B in clear before. */
const told = (at = 0) =>
  connection(at, `10.20.1.9 40000`, `${B} 5000`, [
    [0, hello(ASKER)],
    [1, answer(ASKED)],
  ]);

describe('edonkey/opened', () => {
  it('opens a connection to whoever was greeted in clear before, and reads on', () => {
    const { flows } = identify([
      ...told(),
      ...connection(1000, `${A} 41000`, `${B} 7001`, hidden(ASKED, TALK)),
    ]);
    const flow = flows.find((one) => one.destinationPort === 7001)!;
    expect(flow).toMatchObject({
      protocol: 'edonkey/obfuscated',
      system: 'edonkey',
      by: 'payload',
    });
    expect(flow.facts?.ends[0]).toMatchObject({ identity: '0a2c02b8ad0e0e9fa59f6106a46f6fd2' });
    expect(flow.facts?.contents).toMatchObject([
      { id: 'ed2k:62930bbeb2c41311bb5849fa70ca8415', name: 'linux.isoX' },
    ]);
    expect(flow.bystander).toBeUndefined();
  });

  it('goes from one to the next: a source that was told in hiding is opened in turn', () => {
    const third = hex('33445566770e99aabbccddeeff006f11');
    // Source exchange: hash of the file, one source, id 203.0.113.7 in hybrid order, port, server, its hash.
    const sources = frame(EMULE, 0x82, join(FILE, hex('0100 077100cb 3612 00000000 0000'), third));
    const { flows } = identify([
      ...told(),
      ...connection(1000, `${A} 41000`, `${B} 7001`, hidden(ASKED, [...TALK, [1, sources]])),
      ...connection(2000, `${A} 41001`, '203.0.113.7 7002', hidden(third, [[0, hello(ASKER)]], 2)),
    ]);
    expect(flows.find((one) => one.destinationPort === 7002)).toMatchObject({
      protocol: 'edonkey/obfuscated',
      by: 'payload',
    });
  });

  it('leaves alone what it has no key for, and streams that only look random', () => {
    const { flows } = identify([
      ...connection(0, `${A} 41000`, `${B} 7001`, hidden(ASKED, TALK)),
      ...told(1000),
      ...connection(2000, `${A} 41002`, `${B} 7003`, [
        [0, noise(200, 5)],
        [1, noise(300, 6)],
      ]),
      ...connection(3000, `${A} 41003`, `${B} 7004`, hidden(ASKER, TALK, 3)),
    ]);
    for (const port of [7001, 7003, 7004])
      expect(flows.find((one) => one.destinationPort === port)?.by, String(port)).not.toBe(
        'payload',
      );
  });

  it('asks for nine bytes, tries only keys of the end that was called, and never in mid-stream', () => {
    const [[, greeting]] = hidden(ASKED, []) as [[0, Uint8Array]];
    const keysOf = (_: string, end: Direction) => (end === 1 ? [ASKER, ASKED] : []);
    const nobody = () => [];
    expect(inspectStream(edonkeyOpened, greeting, undefined, { keysOf })).toBe(YES);
    expect(inspectStream(edonkeyOpened, greeting.slice(0, 8), undefined, { keysOf })).toBe(MORE);
    expect(
      inspectStream(edonkeyOpened, greeting.slice(0, 8), undefined, { keysOf, ended: true }),
    ).toBe(NO);
    expect(inspectStream(edonkeyOpened, greeting, undefined, { keysOf: nobody })).toBe(NO);
    expect(inspectStream(edonkeyOpened, greeting)).toBe(NO);
    expect(inspectStream(edonkeyOpened, greeting, undefined, { keysOf, midstream: true })).toBe(NO);
    expect(inspectStream(edonkeyOpened, noise(9), undefined, { keysOf })).toBe(NO);
  });

  /** What the reader finds out when the streams are cut at these places. */
  const read = (wire: readonly Said[], cuts: readonly number[]) => {
    const sink = {
      ...recordingSink('tcp'),
      keysOf: (_: string, end: Direction) => (end === 1 ? [ASKED] : []),
    };
    const reader = openHidden(sink);
    let first = true;
    const wants = [true, true];
    for (const [who, message] of wire) {
      const bytes = message as Uint8Array;
      // The head that was inspected comes in one piece.
      let at = 0;
      for (const cut of first ? [] : cuts) {
        const end = Math.min(bytes.length, at + cut);
        if (end > at && wants[who]) wants[who] = reader.push(who, bytes, at, end);
        at = end;
      }
      if (at < bytes.length && wants[who]) wants[who] = reader.push(who, bytes, at, bytes.length);
      first = false;
    }
    reader.close?.();
    return { facts: sink.facts, told: sink.told };
  };

  it('reads the same however the stream is cut', () => {
    const wire = hidden(ASKED, TALK);
    const whole = read(wire, []);
    expect(whole.facts.contents.length).toBeGreaterThan(0);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 20 }), (cuts) => {
        expect(read(wire, cuts)).toEqual(whole);
      }),
    );
  });

  it('stops reading an answer that is not hidden under the same number', () => {
    const wire = hidden(ASKED, TALK);
    const other = wire.map(
      ([who, bytes]): Said => (who === 1 ? [1, noise(bytes.length, 9)] : [0, bytes]),
    );
    const { facts } = read(other, []);
    expect(facts.anomalies).toEqual({ 'edonkey-obfuscation': 1 });
    expect(facts.ends[1].identity).toBeUndefined();
  });

  it('takes any bytes and any loss', () => {
    const wire = hidden(ASKED, []);
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.constantFrom<Direction>(0, 1), fc.uint8Array({ maxLength: 300 }), fc.nat()),
          { maxLength: 6 },
        ),
        (pieces) => {
          const sink = { ...recordingSink('tcp'), keysOf: () => [ASKED] };
          const reader = openHidden(sink);
          reader.push(0, wire[0]![1] as Uint8Array, 0, wire[0]![1].length);
          for (const [who, bytes, lost] of pieces) {
            reader.push(who, bytes, 0, bytes.length);
            if (lost % 3 === 0) reader.gap?.(who, lost);
          }
          reader.close?.();
        },
      ),
    );
  });
});
