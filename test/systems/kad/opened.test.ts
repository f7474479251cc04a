// Hidden datagrams of Kad and eDonkey, opened with numbers that plain messages told. The eDonkey ones are hidden by the
// range's encoder; for Kad's there is none, so they are made here after aMule's EncryptedDatagramSocket.cpp.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idOfAddress } from '../../../src/range/edonkey/bytes.ts';
import { clientKey, hideDatagram } from '../../../src/range/edonkey/datagram-obfuscation.ts';
import { Random } from '../../../src/range/random.ts';
import { kadOpened } from '../../../src/systems/kad/opened.ts';
import { openHiddenDatagrams } from '../../../src/systems/kad/opened-reader.ts';
import { Rc4 } from '../../../src/wire/codec/rc4.ts';
import { type Direction, MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { datagrams, identify, noise, type Said } from '../../harness/identify.ts';
import { recordingSink } from '../recording-sink.ts';
import { hex, join } from '../streams.ts';

const A = '10.20.1.11 33001';
const ID_A = hex('a1'.repeat(16));
const ID_R = hex('b2'.repeat(16));
const ID_S = hex('c3'.repeat(16));
const USER = hex('2111720b4e0e33445566778899aa6f01');
const KEY_A = hex('11223344');
const KEY_R = hex('55667788');
const NONE = hex('00000000');
const TARGET = '0f'.repeat(16);

let part = 0x1000;
/** Node id or verify key of the receiver, the verify keys inside, the message. */
const hide = (
  secret: Uint8Array,
  receiverKey: Uint8Array,
  senderKey: Uint8Array,
  message: Uint8Array,
  padding = 0,
): Uint8Array => {
  part++;
  const random = Uint8Array.of(part & 255, part >> 8);
  const key = createHash('md5').update(secret).update(random).digest();
  const inner = join(
    hex('c12e5f39'),
    Uint8Array.of(padding),
    noise(padding & 15),
    receiverKey,
    senderKey,
    message,
  );
  const marker = secret.length === 16 ? 0x48 : 0x4a;
  return join(Uint8Array.of(marker), random, new Rc4(key).apply(inner));
};

const contact = (id: Uint8Array, address: string, port: number) =>
  join(
    id,
    Uint8Array.from(address.split('.').map(Number).reverse()),
    Uint8Array.of(port & 255, port >> 8, 0x36, 0x12, 8),
  );
const contacts = (...entries: Uint8Array[]) =>
  join(hex(`e429 ${TARGET}`), Uint8Array.of(entries.length), ...entries);
const lookup = (receiver: Uint8Array) => join(hex(`e421 02 ${TARGET}`), receiver);
const hello = (id: Uint8Array) => join(hex('e411'), id, hex('3612 08 00'));

const R = '198.51.100.13';
const S = '203.0.113.15';
/** A node that speaks plain tells A of R. */
const plain = datagrams(0, A, '192.0.2.77 4000', [
  [0, lookup(hex('dd'.repeat(16)))],
  [1, contacts(contact(ID_R, R, 33002))],
]);
/** A asks R; R's answer, hidden under A's verify key, tells of S. */
const asked: Said[] = [
  [0, hide(ID_R, NONE, KEY_A, lookup(ID_R))],
  [1, hide(KEY_A, KEY_A, KEY_R, contacts(contact(ID_S, S, 33003)))],
  [0, hide(KEY_R, KEY_R, KEY_A, hello(ID_A))],
];
const askedNext: Said[] = [[0, hide(ID_S, NONE, KEY_A, hello(ID_A), 0x13)]];

describe('kad/opened', () => {
  it('follows a network from one plain contact list, in both directions', () => {
    const { flows } = identify([
      ...plain,
      ...datagrams(1000, A, `${R} 33002`, asked),
      ...datagrams(2000, A, `${S} 33003`, askedNext),
      // What S sends to A, whose id is known from what was opened.
      ...datagrams(3000, '203.0.113.99 4001', A, [[0, hide(ID_A, NONE, KEY_R, lookup(ID_A))]]),
    ]);
    const to = (port: number) => flows.find((one) => one.destinationPort === port);
    for (const port of [33002, 33003])
      expect(to(port)).toMatchObject({ protocol: 'kad/obfuscated', system: 'kad', by: 'payload' });
    expect(to(33002)?.facts?.ends).toMatchObject([
      { identity: 'a1'.repeat(16) },
      { identity: 'b2'.repeat(16) },
    ]);
    expect(to(33002)?.bystander).toBeUndefined();
    expect(flows.find((one) => one.sourcePort === 4001)).toMatchObject({
      by: 'payload',
      system: 'kad',
    });
  });

  it('opens what follows in hiding after a plain beginning', () => {
    const { flows } = identify([
      ...plain,
      ...datagrams(1000, A, `${R} 33002`, [[0, hello(ID_A)], ...asked.slice(0, 2)]),
      ...datagrams(2000, A, `${S} 33003`, askedNext),
    ]);
    expect(flows.find((one) => one.destinationPort === 33002)?.protocol).toBe('kad/udp');
    expect(flows.find((one) => one.destinationPort === 33003)?.protocol).toBe('kad/obfuscated');
  });

  it('opens datagrams of eDonkey with the user hash, which Kad tells turned', () => {
    const turned = Uint8Array.from(USER, (_, i) => USER[i ^ 3]!);
    // Search for a buddy is not asked: R's firewall check names its TCP port and user hash.
    const check = join(hex('e453 3612'), turned, hex('00'));
    const file = hex('62930bbeb2c41311bb5849fa70ca8415');
    const key = clientKey(USER, idOfAddress('10.20.1.11'));
    const ask = hideDatagram(join(hex('c590'), file), key, 'client', new Random(7));
    const { flows } = identify([
      ...datagrams(0, `${R} 33002`, '10.20.1.9 4000', [
        [0, check],
        [1, hex('e458 0d6433c6')],
      ]),
      ...datagrams(1000, A, `${R} 33009`, [[0, ask]]),
    ]);
    const flow = flows.find((one) => one.destinationPort === 33009);
    expect(flow).toMatchObject({
      protocol: 'edonkey/obfuscated',
      system: 'edonkey',
      by: 'payload',
    });
    expect(flow?.facts?.contents).toEqual([{ id: 'ed2k:62930bbeb2c41311bb5849fa70ca8415' }]);
  });

  it('names nothing without a key, nor what is only random', () => {
    const { flows } = identify([
      ...plain,
      ...datagrams(1000, A, `${S} 33003`, askedNext),
      ...datagrams(2000, '10.20.1.12 5000', `${R} 5001`, [
        [0, noise(51)],
        [1, noise(60, 2)],
      ]),
    ]);
    for (const port of [33003, 5001])
      expect(flows.find((one) => one.destinationPort === port)?.by).not.toBe('payload');
  });

  const about = (bytes: Uint8Array, keys: readonly Uint8Array[], end: Direction) => ({
    transport: 'udp' as const,
    clientPort: 1,
    serverPort: 2,
    clientAddress: '10.0.0.1',
    serverAddress: '192.0.2.1',
    bytes,
    start: 0,
    end: bytes.length,
    direction: 0 as const,
    index: 0,
    memory: 0,
    keysOf: (kind: string, of: Direction) => (kind === 'kad-id' && of === end ? keys : []),
  });

  it('says NO where no number is known, and waits where only the sender has one', () => {
    const bytes = hide(ID_R, NONE, KEY_A, lookup(ID_R));
    expect(kadOpened.inspect(about(bytes, [ID_A, ID_R], 1))).toBe(YES);
    expect(kadOpened.inspect(about(bytes, [ID_A], 1))).toBe(MORE);
    expect(kadOpened.inspect(about(bytes, [ID_A], 0))).toBe(MORE);
    expect(kadOpened.inspect(about(bytes, [], 1))).toBe(NO);
  });

  it('refuses a datagram that ends before its message', () => {
    const whole = hide(ID_R, NONE, KEY_A, hex('e460'));
    expect(kadOpened.inspect(about(whole, [ID_R], 1))).toBe(YES);
    for (let cut = 10; cut < whole.length - 1; cut++)
      expect(kadOpened.inspect(about(whole.slice(0, cut), [ID_R], 1))).toBe(MORE);
    const padded = hide(ID_R, NONE, KEY_A, hex('e460'), 15);
    expect(kadOpened.inspect(about(padded.slice(0, 24), [ID_R], 1))).toBe(MORE);
  });

  it('takes any bytes in any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom<Direction>(0, 1), fc.uint8Array({ maxLength: 80 })), {
          maxLength: 10,
        }),
        fc.uint8Array({ maxLength: 60 }),
        (pieces, message) => {
          const sink = { ...recordingSink('udp'), keysOf: () => [ID_R] };
          const reader = openHiddenDatagrams(sink);
          const first = hide(ID_R, KEY_R, KEY_A, message);
          reader.push(0, first, 0, first.length);
          for (const [who, bytes] of pieces) reader.push(who, bytes, 0, bytes.length);
          reader.close?.();
        },
      ),
    );
  });
});
