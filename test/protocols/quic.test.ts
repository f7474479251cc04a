import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quic } from '../../src/protocols/quic.ts';
import { clientKeys, VERSION_1, VERSION_2 } from '../../src/protocols/quic-initial.ts';
import { QuicReader } from '../../src/protocols/quic-reader.ts';
import { hex } from '../../src/wire/codec/hex.ts';
import type { TlsHandshake, TlsSignature } from '../../src/wire/dissector.ts';
import { recordingSink } from '../systems/recording-sink.ts';
import { bytesOf, fixture, type Piece, play } from './conversation.ts';
import { crypto, HELLO, ID, initial, join } from './quic-packets.ts';

const NAMES = { sni: 'example.com', alpn: 'alpn', tlsOffered: '1.3' };

const heard = (...packets: readonly Uint8Array[]) => {
  const handshakes: TlsHandshake[] = [];
  const signature: TlsSignature = {
    id: 'test/tls',
    system: 'tor',
    handshake: (handshake) => {
      handshakes.push(handshake);
      return true;
    },
  };
  const pieces = packets.map((bytes): Piece => ({ direction: 0, bytes }));
  const ports = { transport: 'udp' as const, clientPort: 40_000, serverPort: 443 };
  return { handshakes, ...play(quic([signature]), { ...ports, pieces }) };
};

describe('keys', () => {
  it('of version 1 are those of RFC 9001 §A.1, and hide its packet of §A.2', () => {
    const keys = clientKeys(VERSION_1, ID)!;
    expect(hex(keys.iv)).toBe('fa044b2f42a3fd3b46fb255c');
    const text = join(bytesOf('060040f1'), HELLO);
    expect(hex(initial(VERSION_1, ID, 2, text), 0, 60)).toBe(
      'c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11' +
        'd242b123dc9bd8bab936b47d92ec356c0bab7df5976d27cd449f6330',
    );
  });

  it('of version 2 are those of RFC 9369 §A.1', () => {
    expect(hex(clientKeys(VERSION_2, ID)!.iv)).toBe('91f73e2351d8fa91660e909f');
  });
});

describe('quic', () => {
  it('a real client: name, protocol, fingerprint', () => {
    const { facts } = play(quic([]), fixture('quic'));
    expect(facts.carrier).toEqual({
      sni: 'ext2.example.net',
      alpn: 'h3',
      tlsOffered: '1.3',
      ciphers: 3,
      ja4: 'q13d0312h3_55b375c5d22e_178839b6cec1',
    });
    expect(facts.anomalies).toBeUndefined();
  });

  it.each([
    ['1', VERSION_1],
    ['2', VERSION_2],
    ['draft 29', 0xff00001d],
    ['draft 34', 0xff000022],
    ['draft 27', 0xff00001b],
    ['mvfst', 0xfaceb002],
  ])('version %s', (_name, version) => {
    const { facts, handshakes, names } = heard(initial(version, ID, 0, crypto(0, HELLO)));
    expect(facts.carrier).toMatchObject(NAMES);
    expect(handshakes).toEqual([{ sni: 'example.com', alpn: ['alpn'], certificateNames: [] }]);
    expect(names).toEqual([['test/tls', 'tor']]);
  });

  it('a hello in pieces, shuffled, twice, with padding and pings between, over two packets', () => {
    const cut = (from: number, to: number) => crypto(from, HELLO.slice(from, to));
    const ping = Uint8Array.of(1, 0, 0, 0, 1);
    const ack = bytesOf('02 00 00 01 00 00 00');
    const one = join(cut(100, 160), ping, cut(3, 40), cut(30, 101), ack);
    const two = join(cut(160, HELLO.length), ping, cut(100, 160), cut(0, 3));
    const { facts, handshakes } = heard(
      initial(VERSION_1, ID, 0, one),
      initial(VERSION_1, ID, 1, two),
    );
    expect(facts.carrier).toMatchObject(NAMES);
    expect(handshakes).toHaveLength(1);
  });

  it('goes on with the first keys when the destination takes its own id, and finds new ones after a Retry', () => {
    const first = initial(VERSION_1, ID, 0, crypto(0, HELLO.slice(0, 90)));
    const rest = crypto(90, HELLO.slice(90));
    const other = bytesOf('0102030405');
    const later = initial(VERSION_1, other, 1, rest, 1162, new Uint8Array(0), ID);
    expect(heard(first, later).facts.carrier).toMatchObject(NAMES);
    const retried = initial(VERSION_1, other, 1, rest, 1162, Uint8Array.of(9, 9, 9));
    expect(heard(first, retried).facts.carrier).toMatchObject(NAMES);
  });

  it('reads what is packed behind another packet', () => {
    const early = join(bytesOf('d0 00000001 08 8394c8f03e515708 00 4014'), new Uint8Array(20));
    const packed = join(initial(VERSION_1, ID, 0, crypto(0, HELLO.slice(0, 50)), 200), early);
    const more = initial(VERSION_1, ID, 1, crypto(50, HELLO.slice(50)), 900);
    expect(heard(join(packed, more)).facts.carrier).toMatchObject(NAMES);
  });

  it('says nothing of packets that it cannot open', () => {
    const hello = crypto(0, HELLO);
    const unknown = initial(0xff000012, ID, 0, hello);
    const wrongKeys = initial(VERSION_1, ID, 0, hello, 1162, new Uint8Array(0), bytesOf('01'));
    const noHello = initial(VERSION_1, ID, 0, crypto(0, ID));
    for (const packet of [unknown, wrongKeys]) {
      expect(heard(packet).facts.carrier).toBeUndefined();
      expect(heard(packet).facts.anomalies).toBeUndefined();
    }
    expect(heard(noHello).facts.anomalies).toBeDefined();
    const far = initial(VERSION_1, ID, 0, join(Uint8Array.of(6, 0x80, 1, 0, 0, 0x40, 1, 7)));
    expect(heard(far).facts.anomalies).toEqual({ 'quic-hello': 1 });
  });

  it('any frames, any bytes', () => {
    const frames = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc
        .array(fc.tuple(fc.nat(280), fc.nat(80)), { maxLength: 40 })
        .map((cuts) =>
          join(...cuts.map(([from, length]) => crypto(from, HELLO.slice(from, from + length)))),
        ),
    );
    const edits = fc.array(fc.tuple(fc.nat(1250), fc.nat(255)), { maxLength: 3 });
    fc.assert(
      fc.property(frames, edits, fc.nat(1300), (text, changes, length) => {
        const packet = initial(VERSION_1, ID, 0, text, 300);
        for (const [at, value] of changes) if (at < packet.length) packet[at] = value;
        const flow = recordingSink('udp');
        const reader = new QuicReader(flow, []);
        const cut = packet.slice(0, length);
        reader.push(0, cut, 0, cut.length);
        const inside = join(new Uint8Array(7).fill(0xc3), cut, new Uint8Array(40).fill(6));
        const same = recordingSink('udp');
        new QuicReader(same, []).push(0, inside, 7, 7 + cut.length);
        expect(same.facts).toEqual(flow.facts);
      }),
    );
  });
});
