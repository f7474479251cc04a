// covers: T11
import { describe, expect, it } from 'vitest';
import { obfuscatedPeer, peer } from '../../../src/systems/soulseek/peer.ts';
import { server } from '../../../src/systems/soulseek/server.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { identifyKept, keptFlows, takesAnyStream, wordsOf } from '../flow-fixture.ts';
import { ascii, hex, inspectStream, join, readStream } from '../streams.ts';

const flows = keptFlows('soulseek');
const kept = (name: string) => flows[name]!;

/** The rotated xor of aioslsk's description: the key is turned left by one bit before each four bytes. */
const obfuscated = (key: number, clear: Uint8Array): Uint8Array => {
  let word = key;
  const out = new Uint8Array(4 + clear.length);
  new DataView(out.buffer).setUint32(0, key, true);
  for (let i = 0; i < clear.length; i++) {
    if (i % 4 === 0) word = ((word << 1) | (word >>> 31)) >>> 0;
    out[4 + i] = clear[i]! ^ ((word >>> (8 * (i % 4))) & 255);
  }
  return out;
};

/** PeerInit of user "leech" for messages. */
const INIT = hex('13000000 01 05000000 6c65656368 01000000 50 00000000');

describe('soulseek', () => {
  it('names server and peers, reads users, ports, files; and PierceFirewall by its end', () => {
    const [login, messages, file, pierce] = identifyKept(
      kept('server'),
      kept('messages'),
      kept('file'),
      kept('pierce'),
    );
    expect(login).toMatchObject({ protocol: 'soulseek/server', system: 'soulseek' });
    expect(login!.facts!.ends[0]).toEqual({
      nick: 'leech',
      version: '160',
      client: 'Nicotine+',
      listens: 2234,
      shareFiles: 0,
    });
    expect(messages).toMatchObject({ protocol: 'soulseek/peer', system: 'soulseek' });
    expect(messages!.facts!.contents).toEqual([
      { id: '', name: 'music\\big-file.iso', size: 500_000 },
    ]);
    expect(file!.facts!.carrier).toEqual({ connection: 'file' });
    expect(pierce).toMatchObject({ system: 'soulseek', by: 'endpoint' });
  });

  it('reads the same however the stream is cut, and tells what the server told', () => {
    const words = [wordsOf(kept('server'), 0), wordsOf(kept('server'), 1)] as const;
    const whole = readStream(server, ...words);
    for (const pieceBytes of [1, 2, 7, 100]) {
      const cut = readStream(server, ...words, pieceBytes);
      expect(cut.facts).toEqual(whole.facts);
      expect(cut.told).toEqual(whole.told);
    }
    expect(whole.told.map((one) => `${one.address} ${one.port}`)).toContain('198.51.100.12 2234');
  });

  it('opens the obfuscated beginning, with any key', () => {
    for (const key of [0, 1, 0x80000000, 0xdeadbeef])
      expect(inspectStream(obfuscatedPeer, obfuscated(key, INIT)), `key ${key}`).toBe(YES);
    expect(inspectStream(obfuscatedPeer, obfuscated(5, INIT).subarray(0, 12))).toBe(MORE);
    expect(
      inspectStream(
        obfuscatedPeer,
        obfuscated(
          5,
          INIT.map((b, i) => (i === 18 ? 2 : b)),
        ),
      ),
    ).toBe(NO);
  });

  it('refuses what only looks alike', () => {
    // Napster: lengths and codes of 16 bits.
    expect(inspectStream(server, join(hex('1a00 0200'), ascii('me you 6699 "nap v0.8" 3')))).toBe(
      NO,
    );
    // A login whose digest is no hex, or whose length does not agree.
    const login = wordsOf(kept('server'), 0).slice(0, 72);
    expect(
      inspectStream(
        server,
        login.map((b, i) => (i === 40 ? 0x7a : b)),
      ),
    ).toBe(NO);
    expect(
      inspectStream(
        server,
        login.map((b, i) => (i === 0 ? 0x80 : b)),
      ),
    ).toBe(NO);
    // PierceFirewall proves nothing alone; neither does a peer of type X.
    expect(inspectStream(peer, hex('05000000 00 ca001000'))).toBe(NO);
    expect(
      inspectStream(
        peer,
        INIT.map((b, i) => (i === 18 ? 0x58 : b)),
      ),
    ).toBe(NO);
    expect(inspectStream(peer, INIT, undefined, { first: 1 })).toBe(NO);
  });

  it('counts malformed messages and takes any bytes', () => {
    const login = wordsOf(kept('server'), 0).slice(0, 72);
    const sink = readStream(server, join(login, hex('06000000 1a000000 0100')));
    expect(sink.facts.anomalies).toEqual({ 'soulseek-message': 1 });
    takesAnyStream(server, login);
    takesAnyStream(peer, INIT.subarray(0, 19));
    takesAnyStream(obfuscatedPeer, obfuscated(0x12345678, INIT).subarray(0, 23));
  });
});
