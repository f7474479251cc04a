import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { msePlain } from '../../../src/systems/bittorrent/mse-plain.ts';
import { peer } from '../../../src/systems/bittorrent/peer.ts';
import { MORE, NO, type StreamDissector, YES } from '../../../src/wire/dissector.ts';
import { recordingSink } from '../recording-sink.ts';
import { bytesOf, fixture, type Piece, streamHead, textBytes, told } from './fixture.ts';

const NONE = new Uint8Array(0);
const joined = (...parts: Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

const handshake = (infoHash: Uint8Array, peerId = '-qB4520-abcdefghijkl'): Uint8Array =>
  joined(
    textBytes('\x13BitTorrent protocol'),
    bytesOf('0000000000100005'),
    infoHash,
    textBytes(peerId),
  );

const message = (id: number, body: Uint8Array = NONE): Uint8Array => {
  const length = body.length + 1;
  return joined(Uint8Array.of(length >>> 24, length >>> 16, length >>> 8, length, id), body);
};

const extended = (id: number, dictionary: string, rest: Uint8Array = NONE): Uint8Array =>
  message(20, joined(Uint8Array.of(id), textBytes(dictionary), rest));

const read = (dissector: StreamDissector, pieces: readonly Piece[], ends = fixture('peer.hex')) => {
  const sink = recordingSink('tcp', ends);
  const reader = dissector.open!(sink);
  const wants = [true, true];
  for (const { direction, bytes } of pieces)
    if (wants[direction]) wants[direction] = reader.push(direction, bytes, 0, bytes.length);
  return { sink, wants };
};

describe('bittorrent/peer', () => {
  it('recognises the handshake from its first bytes on', () => {
    const { bytes } = fixture('peer.hex').pieces[0]!;
    expect(peer.inspect(streamHead(0, [bytes, NONE]))).toBe(YES);
    expect(peer.inspect(streamHead(1, [NONE, bytes]))).toBe(YES);
    expect(peer.inspect(streamHead(0, [bytes.slice(0, 19), NONE]))).toBe(MORE);
  });

  it('refuses multistream-select, which also begins with 19', () => {
    const libp2p = textBytes('\x13/multistream/1.0.0\n\x07/noise\n');
    expect(peer.inspect(streamHead(0, [libp2p, NONE]))).toBe(NO);
    expect(peer.inspect(streamHead(0, [libp2p.slice(0, 2), NONE]))).toBe(NO);
  });

  it('recognises a missed beginning by two requests, and only then', () => {
    const request = (piece: string, begin: string, length = '00004000') =>
      bytesOf(`0000000d 06 ${piece} ${begin} ${length}`);
    const two = joined(request('00000001', '00004000'), request('00000001', '00008000'));
    expect(peer.inspect(streamHead(0, [two, NONE], true))).toBe(YES);
    expect(peer.inspect(streamHead(0, [two.slice(0, 17), NONE], true))).toBe(MORE);
    expect(peer.inspect(streamHead(0, [two, NONE]))).toBe(NO);
    const odd = joined(request('00000001', '00004000'), request('00000001', '00008001'));
    expect(peer.inspect(streamHead(0, [odd, NONE], true))).toBe(NO);
  });

  it('reads programs, ports, roles and peer exchange of a real connection, however it is cut', () => {
    const { pieces } = fixture('peer.hex');
    const whole = read(peer, pieces).sink;
    expect(whole.facts).toMatchSnapshot();
    expect(told(whole)).toMatchSnapshot();
    for (const size of [1, 3, 7, 100]) {
      const cut = pieces.flatMap(({ direction, bytes }) =>
        Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => ({
          direction,
          bytes: bytes.slice(i * size, (i + 1) * size),
        })),
      );
      const again = read(peer, cut).sink;
      expect(again.facts).toEqual(whole.facts);
      expect(again.told).toEqual(whole.told);
    }
  });

  it('skips blocks, also across a gap inside one, and reads on behind them', () => {
    const sink = recordingSink('tcp');
    const reader = peer.open!(sink);
    const block = message(7, new Uint8Array(16_384 + 8));
    const sent = joined(handshake(new Uint8Array(20)), block, message(9, bytesOf('1ae1')));
    const lost = 5000;
    reader.push(0, sent, 0, 1000);
    expect(reader.gap!(0, lost)).toBe(true);
    reader.push(0, sent, 1000 + lost, sent.length);
    expect(told(sink)).toEqual(['10.0.0.1 6881 udp 0']);
    // A gap that takes the frame with it ends the reading.
    expect(reader.gap!(0, 1)).toBe(false);
  });

  it('tells seeders from leechers', () => {
    const role = (...messages: Uint8Array[]) =>
      read(peer, [{ direction: 0, bytes: joined(handshake(new Uint8Array(20)), ...messages) }]).sink
        .facts.ends[0].role;
    expect(role(message(5, bytesOf('fffe')))).toBe('seeder');
    expect(role(message(14))).toBe('seeder');
    expect(role(message(5, bytesOf('ff7e')))).toBe('leecher');
    expect(role(message(5, bytesOf('fffd')))).toBe('leecher');
    expect(role(message(15))).toBe('leecher');
    expect(role(message(14), message(2))).toBe('leecher');
    expect(role()).toBeUndefined();
  });

  it('stops where the position in the stream is lost', () => {
    const bytes = joined(handshake(new Uint8Array(20)), bytesOf('7fffffff 05'));
    const { sink, wants } = read(peer, [{ direction: 0, bytes }]);
    expect(wants[0]).toBe(false);
    expect(sink.facts.anomalies).toEqual({ 'bittorrent-message-too-long': 1 });
    const wrong = joined(handshake(new Uint8Array(20)), bytesOf('00000007 00 0102030405'));
    expect(read(peer, [{ direction: 0, bytes: wrong }]).sink.facts.anomalies).toEqual({
      'bittorrent-message-length': 1,
    });
  });
});

describe('metadata (BEP 9)', () => {
  const path = 'x'.repeat(20_000);
  const info = textBytes(
    `d5:filesld6:lengthi7e4:pathl3:dir5:a.bineed6:lengthi5e4:pathl5:b.bineee4:name6:Folder6:pieces${path.length}:${path}e`,
  );
  const infoHash = Uint8Array.from(createHash('sha1').update(info).digest());
  const piece = (n: number) =>
    extended(
      3,
      `d8:msg_typei1e5:piecei${n}e10:total_sizei${info.length}ee`,
      info.slice(n * 16_384, (n + 1) * 16_384),
    );
  const facts = (hash: Uint8Array, ...messages: Uint8Array[]) =>
    read(peer, [{ direction: 1, bytes: joined(handshake(hash), ...messages) }]).sink.facts;

  it('names the content and its files when the hash is right, in any order of pieces', () => {
    const said = facts(infoHash, piece(1), piece(0));
    expect(said.contents.at(-1)).toEqual({
      id: `btih:${Buffer.from(infoHash).toString('hex')}`,
      name: 'Folder',
      size: 12,
    });
    expect(said.offers).toEqual([
      { id: '', name: 'dir/a.bin', size: 7 },
      { id: '', name: 'b.bin', size: 5 },
    ]);
  });

  it('believes no name whose dictionary has another hash', () => {
    const said = facts(new Uint8Array(20).fill(7), piece(0), piece(1));
    expect(said.contents.every((content) => content.name === undefined)).toBe(true);
    expect(said.offers).toEqual([]);
  });

  it('refuses pieces of a wrong length or number', () => {
    for (const bad of [
      'd8:msg_typei1e5:piecei9e10:total_sizei20000ee',
      'd8:msg_typei1e5:piecei0e10:total_sizei20000ee',
    ])
      expect(facts(infoHash, extended(3, bad, new Uint8Array(5))).anomalies).toEqual({
        'bittorrent-metadata-malformed': 1,
      });
  });
});

describe('bittorrent/mse-plain', () => {
  // Unreadable bytes of a fixed sequence; the key exchange has no others.
  const noise = (length: number, seed: number): Uint8Array =>
    Uint8Array.from({ length }, (_, i) => (seed * (i + 7) * 2_654_435_761) >>> 13);
  const asks = noise(198, 3);

  it('recognises the handshake behind the exchange, and reads on', () => {
    const answers = joined(noise(424, 5), handshake(new Uint8Array(20).fill(1)), message(14));
    expect(msePlain.inspect(streamHead(0, [asks, NONE]))).toBe(MORE);
    expect(msePlain.inspect(streamHead(0, [asks, answers.slice(0, 424)]))).toBe(MORE);
    expect(msePlain.inspect(streamHead(0, [asks, answers]))).toBe(YES);
    const { sink } = read(msePlain, [
      { direction: 0, bytes: asks },
      { direction: 1, bytes: answers },
    ]);
    expect(sink.facts.ends[1]).toMatchObject({
      client: 'qBittorrent',
      version: '4.5.2',
      role: 'seeder',
    });
    expect(sink.facts.contents).toEqual([{ id: `btih:${'01'.repeat(20)}` }]);
  });

  it('refuses text, TLS, short openings and a handshake too far in', () => {
    const answers = joined(noise(424, 5), handshake(new Uint8Array(20)));
    const get = textBytes(`GET /dump.pcap HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(90)}\r\n\r\n`);
    expect(msePlain.inspect(streamHead(0, [get, answers]))).toBe(NO);
    expect(msePlain.inspect(streamHead(0, [joined(bytesOf('160301'), asks), answers]))).toBe(NO);
    expect(msePlain.inspect(streamHead(0, [asks.slice(0, 40), answers]))).toBe(NO);
    expect(msePlain.inspect(streamHead(0, [asks, joined(noise(1200, 5), answers)]))).toBe(NO);
    expect(msePlain.inspect(streamHead(0, [asks, answers], true))).toBe(NO);
  });
});
