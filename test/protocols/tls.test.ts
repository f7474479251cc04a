import { describe, expect, it } from 'vitest';
import { tls } from '../../src/protocols/tls.ts';
import { NO, type TlsHandshake, type TlsSignature, YES } from '../../src/wire/dissector.ts';
import { type Conversation, fixture, play } from './conversation.ts';

const seen = (conversation: Conversation, midstream = false) => {
  const handshakes: TlsHandshake[] = [];
  const signature: TlsSignature = {
    id: 'test/tls',
    system: 'tor',
    handshake: (handshake) => {
      handshakes.push(handshake);
      return handshake.certificateNames.length > 0;
    },
  };
  return { handshakes, ...play(tls([signature]), conversation, midstream) };
};

/** The handshake message of the first record, spread over records of `size` bytes. */
const fragmented = (conversation: Conversation, size: number): Conversation => {
  const [first, ...rest] = conversation.pieces;
  const message = first!.bytes.slice(5);
  const records: number[] = [];
  for (let at = 0; at < message.length; at += size) {
    const part = message.slice(at, at + size);
    records.push(22, 3, 1, 0, part.length, ...part);
  }
  return { ...conversation, pieces: [{ direction: 0, bytes: Uint8Array.from(records) }, ...rest] };
};

describe('tls', () => {
  it('1.2: hello, then certificate', () => {
    const { verdict, facts, handshakes, names } = seen(fixture('tls12'));
    expect(verdict).toBe(YES);
    expect(facts.carrier).toMatchObject({
      tlsVersion: '1.2',
      alpn: 'h2,http/1.1',
      selfSigned: false,
    });
    expect(facts.carrier?.['sni']).toMatch(/example/);
    expect(handshakes.map((handshake) => handshake.certificateNames.length > 1)).toEqual([
      false,
      true,
    ]);
    expect(names).toEqual([['test/tls', 'tor']]);
    expect(facts.anomalies).toBeUndefined();
  });

  it('1.3: no certificate in clear, ALPN of the hub', () => {
    const { facts, handshakes } = seen(fixture('tls13'));
    expect(facts.carrier).toMatchObject({ tlsVersion: '1.3', alpn: 'adc' });
    expect(handshakes).toEqual([{ sni: null, alpn: ['adc'], certificateNames: [] }]);
  });

  it('a hello spread over records says the same', () => {
    for (const size of [5, 40, 200])
      expect(seen(fragmented(fixture('tls12'), size)).facts).toEqual(seen(fixture('tls12')).facts);
  });

  it('a server hello first, and records of a connection that began earlier', () => {
    const { pieces, ...ports } = fixture('tls12');
    const answers = pieces.filter((piece) => piece.direction === 1);
    expect(seen({ ...ports, pieces: answers }).verdict).toBe(YES);
    const data = Uint8Array.from([23, 3, 3, 0, 4, 1, 2, 3, 4, 23, 3, 3, 0, 200, 9]);
    const later = { ...ports, pieces: [{ direction: 0 as const, bytes: data }] };
    expect(seen(later, true).verdict).toBe(YES);
    expect(seen(later).verdict).toBe(NO);
  });

  it.each([
    ['encrypted BitTorrent', 'mse'],
    ['web', 'http-web'],
  ])('is not %s', (_what, name) => {
    expect(seen(fixture(name)).verdict).toBe(NO);
  });

  it('refuses hellos whose lengths disagree', () => {
    const { pieces, ...ports } = fixture('tls12');
    for (const [at, value] of [
      [3, 0xff],
      [6, 9],
      [9, 2],
      [43, 33],
    ] as const) {
      const bytes = pieces[0]!.bytes.slice();
      bytes[at] = value;
      expect(seen({ ...ports, pieces: [{ direction: 0, bytes }] }).verdict).not.toBe(YES);
    }
    const short = {
      ...ports,
      pieces: [{ direction: 0 as const, bytes: pieces[0]!.bytes.slice(0, 40) }],
    };
    expect(seen(short).verdict).toBe(NO);
  });
});
