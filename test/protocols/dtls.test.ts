import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dtls } from '../../src/protocols/dtls.ts';
import { DtlsHandshake } from '../../src/protocols/dtls-handshake.ts';
import { SharedPorts } from '../../src/protocols/shared-ports.ts';
import { stun } from '../../src/protocols/stun.ts';
import { type TlsHandshake, type TlsSignature, YES } from '../../src/wire/dissector.ts';
import { recordingSink } from '../systems/recording-sink.ts';
import { bytesOf, fixture, type Piece, play } from './conversation.ts';
import { join } from './quic-packets.ts';

const u16 = (value: number) => Uint8Array.of(value >> 8, value & 0xff);
const u24 = (value: number) => Uint8Array.of(value >> 16, value >> 8, value & 0xff);

/** A record of epoch 0. */
const record = (type: number, content: Uint8Array, epoch = 0): Uint8Array =>
  join(
    Uint8Array.of(type, 0xfe, 0xfd),
    u16(epoch),
    new Uint8Array(6),
    u16(content.length),
    content,
  );

/** Fragments of a message body, each in a record. */
const message = (type: number, number: number, body: Uint8Array, size = 5000): Uint8Array[] => {
  const records: Uint8Array[] = [];
  for (let at = 0; at < body.length; at += size) {
    const part = body.slice(at, at + size);
    const header = join(Uint8Array.of(type), u24(body.length), u16(number), u24(at));
    records.push(record(22, join(header, u24(part.length), part)));
  }
  return records;
};

const RANDOM = new Uint8Array(32).fill(7);
/** SNI gate.example, use_srtp, ALPN webrtc, DTLS 1.2; synthetic, after RFC 6347 §4.2.1. */
const HELLO = join(
  bytesOf('fefd'),
  RANDOM,
  bytesOf('00 04 c00cc1e5 0004 c02b c02f 01 00 0033'),
  bytesOf('0000 0011 000f 00 000c 676174652e6578616d706c65'),
  bytesOf('000e 0005 0002 0001 00'),
  bytesOf('0010 0009 0007 06 776562727463'),
  bytesOf('000d 0004 0002 0403'),
);
const SERVER_HELLO = join(
  bytesOf('fefd'),
  RANDOM,
  bytesOf('00 c02b 00 0009 000e 0005 0002 0001 00'),
);
/** The server's certificate of a TLS conversation, without its header: DTLS carries the same. */
const CERTIFICATE = (() => {
  const bytes = join(
    ...fixture('tls12')
      .pieces.filter((p) => p.direction === 1)
      .map((p) => p.bytes),
  );
  let at = 0;
  while (bytes[at + 5] !== 11) at += 5 + ((bytes[at + 3]! << 8) | bytes[at + 4]!);
  const length = (bytes[at + 6]! << 16) | (bytes[at + 7]! << 8) | bytes[at + 8]!;
  return bytes.slice(at + 9, at + 9 + length);
})();
const DATA = record(23, new Uint8Array(50), 1);
const RTP = (sequence: number) =>
  join(bytesOf('8060'), u16(sequence), bytesOf('00000001 cafe0001'), new Uint8Array(100));

const pieces = (direction: 0 | 1, datagrams: readonly Uint8Array[]): Piece[] =>
  datagrams.map((bytes) => ({ direction, bytes }));
const PORTS = { transport: 'udp' as const, clientPort: 40_000, serverPort: 4433 };

const heard = (...all: readonly Piece[]) => {
  const handshakes: TlsHandshake[] = [];
  const signature: TlsSignature = {
    id: 'test/tls',
    system: 'tor',
    handshake: (handshake) => {
      handshakes.push(handshake);
      return false;
    },
  };
  return { handshakes, ...play(dtls([signature]), { ...PORTS, pieces: all }) };
};

describe('dtls', () => {
  it.each([5000, 60, 17])('1.2: hellos and certificate in fragments of %d bytes', (size) => {
    const { verdict, facts, handshakes } = heard(
      ...pieces(0, message(1, 1, HELLO, size)),
      ...pieces(1, [...message(2, 1, SERVER_HELLO, size), ...message(11, 2, CERTIFICATE, 600)]),
      ...pieces(0, [DATA]),
    );
    expect(verdict).toBe(YES);
    expect(facts.carrier).toMatchObject({
      dtls: true,
      sni: 'gate.example',
      alpn: 'webrtc',
      tlsOffered: '1.2',
      srtpOffered: true,
      srtp: true,
      tlsVersion: '1.2',
      dataBytes: 63,
      ja4: expect.stringMatching(/^dd2d0204wc_/),
    });
    expect(facts.carrier?.['names']).toMatch(/example/);
    expect(handshakes.map((one) => one.certificateNames.length > 0)).toEqual([false, true]);
    expect(facts.anomalies).toBeUndefined();
  });

  it('a flight in one datagram, its fragments out of order', () => {
    const certificate = message(11, 2, CERTIFICATE, 300).reverse();
    const { facts } = heard(...pieces(0, message(1, 0, HELLO)), {
      direction: 1,
      bytes: join(...message(2, 1, SERVER_HELLO), ...certificate),
    });
    expect(facts.carrier).toMatchObject({ srtp: true, selfSigned: false });
  });

  it('the question for a cookie comes first', () => {
    const verify = record(22, bytesOf('03 000007 0000 000000 000007 feff 04 c00cc1e5'));
    const { verdict, facts } = heard(
      { direction: 1, bytes: verify },
      ...pieces(0, message(1, 1, HELLO)),
    );
    expect(verdict).toBe(YES);
    expect(facts.carrier).toMatchObject({ sni: 'gate.example' });
  });

  it('tells media from data by what follows, not by what is offered', () => {
    const hello = pieces(0, message(1, 0, HELLO));
    const call = heard(...hello, ...pieces(1, [RTP(1), RTP(2), RTP(3)]));
    expect(call.facts.carrier).toMatchObject({ mediaBytes: 224 });
    expect(call.facts.carrier?.['dataBytes']).toBeUndefined();
    const short = heard(...hello, ...pieces(1, [bytesOf(`2f${'00'.repeat(40)}`)]));
    expect(short.facts.carrier).toMatchObject({ dataBytes: 41 });
    expect(short.facts.carrier?.['mediaBytes']).toBeUndefined();
    const once = heard(...hello, ...pieces(1, [RTP(1)]), ...pieces(0, [RTP(1)]));
    expect(once.facts.carrier?.['mediaBytes']).toBeUndefined();
  });

  it('refuses fragments that do not fit', () => {
    const overrun = record(22, bytesOf('01 000010 0000 00000c 000008 0102030405060708'));
    const { facts } = heard(...pieces(0, [...message(1, 0, HELLO), overrun]));
    expect(facts.anomalies).toEqual({ 'dtls-fragment': 1 });
  });
});

describe('after stun', () => {
  it('a browser with data channels: hello, SRTP offered as always, and data alone', () => {
    const { facts } = play(stun, fixture('stun'));
    expect(facts.carrier).toMatchObject({
      dtls: true,
      tlsOffered: '1.3',
      srtpOffered: true,
      ja4: 'dd3i140900_fa23b50283d1_01b4b87481e4',
    });
    expect(facts.carrier?.['mediaBytes']).toBeUndefined();
  });

  it('looks into channels of a relay', () => {
    const sink = recordingSink('udp');
    const ports = new SharedPorts(sink, []);
    const [hello] = message(1, 0, HELLO);
    const channel = join(bytesOf('4001'), u16(hello!.length), hello!, Uint8Array.of(0, 0));
    ports.push(0, channel, 0, channel.length);
    for (const sequence of [1, 2]) {
      const media = join(bytesOf('4001'), u16(112), RTP(sequence));
      ports.push(1, media, 0, media.length);
    }
    ports.close();
    expect(sink.facts.carrier).toMatchObject({ turn: true, sni: 'gate.example', mediaBytes: 112 });
  });
});

describe('any bytes', () => {
  const flight = join(...message(1, 0, HELLO, 60), ...message(11, 2, CERTIFICATE, 200));
  const hostile = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 200 }),
    fc
      .tuple(
        fc.array(fc.tuple(fc.nat(900), fc.nat(255)), { maxLength: 6 }),
        fc.integer({ min: 1, max: 1200 }),
      )
      .map(([edits, length]) => {
        const bytes = flight.slice(0, length);
        for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
        return bytes;
      }),
  );

  it('are read inside their range, and the same wherever they lie', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 5 }), (datagrams) => {
        const [one, other] = [recordingSink('udp'), recordingSink('udp')];
        const [a, b] = [new SharedPorts(one, []), new SharedPorts(other, [])];
        const handshake = new DtlsHandshake(recordingSink('udp'), []);
        for (const bytes of datagrams) {
          const inside = join(new Uint8Array(5).fill(22), bytes, new Uint8Array(60).fill(0xfe));
          a.push(0, bytes, 0, bytes.length);
          b.push(0, inside, 5, 5 + bytes.length);
          handshake.push(1, inside, 5, 5 + bytes.length);
        }
        a.close();
        b.close();
        expect(other.facts).toEqual(one.facts);
      }),
    );
  });
});
