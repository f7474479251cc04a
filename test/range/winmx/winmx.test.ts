// WinMX: key blocks, packets and datagrams of any bytes, the scenario with and without the mark, garbage at its ports.
import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/range/random.ts';
import { loopbackHost, loopbackStage } from '../../../src/range/stage/loopback.ts';
import { WINMX } from '../../../src/range/winmx/index.ts';
import { KEY_ID, keyBlock, keyId } from '../../../src/range/winmx/key-block.ts';
import { Data, DataReader } from '../../../src/range/winmx/packet.ts';
import { encodeStatus, parseStatus } from '../../../src/range/winmx/status-datagram.ts';

describe('key blocks', () => {
  it('tell the identity that was put in, and are no other for other chance', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(KEY_ID)), fc.integer(), (id, seed) => {
        const random = new Random(seed);
        expect(keyId(keyBlock(id, random))).toBe(id);
      }),
    );
  });

  it('of any bytes are read without a throw, and chance is no key', () => {
    let keys = 0;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
        if (keyId(bytes) !== null) keys += 1;
      }),
      { numRuns: 500 },
    );
    // Two check sums of eight bits must hold.
    expect(keys).toBeLessThan(5);
  });
});

describe('packets and datagrams', () => {
  it('carry numbers and texts through', () => {
    fc.assert(
      fc.property(
        fc.nat(0xff),
        fc.nat(0xffff),
        fc.integer({ min: 0, max: 0xffff_ffff }),
        fc.string({ unit: 'binary-ascii' }),
        (one, two, four, text) => {
          const written = new Data().u8(one).u16(two).u32(four).text(text).end();
          const reader = new DataReader(written);
          expect([reader.u8(), reader.u16(), reader.u32(), reader.text()]).toEqual([
            one,
            two,
            four,
            text.replaceAll('\0', ''),
          ]);
          expect(reader.whole).toBe(true);
          reader.u8();
          expect(reader.whole).toBe(false);
        },
      ),
    );
  });

  it('of any bytes are read without a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const reader = new DataReader(bytes);
        reader.u16();
        reader.text();
        reader.bytes(20);
        reader.u32();
        parseStatus(bytes);
      }),
    );
  });

  it('of a status look like noise and say what they said', () => {
    const status = { request: 7, users: 3, limit: 99 };
    const [one, two] = [1, 2].map((seed) => encodeStatus(status, new Random(seed)));
    expect(parseStatus(one!)).toEqual(status);
    expect(Buffer.compare(one!, two!)).not.toBe(0);
  });
});

describe.each([true, false])('WinMX, marked: %s', (marked) => {
  it('its scenario shows what it says', async () => {
    const stage = loopbackStage({ marked, roles: WINMX.roles });
    try {
      await WINMX.scenarios[0]!.play(stage);
      const labels = new Set(
        [...stage.hosts.values()].flatMap(({ sockets }) => sockets.map(({ label }) => label)),
      );
      expect([...labels].sort()).toEqual(['winmx/primary', 'winmx/transfer', 'winmx/udp']);
    } finally {
      await stage.close();
    }
  });
});

describe('a primary and a secondary under garbage', () => {
  it('stay alive and answer the next search', async () => {
    const stage = loopbackStage({ roles: WINMX.roles });
    const random = new Random('garbage');
    try {
      const primary = await stage.start('ext1', 'winmx/primary');
      const share = [{ seed: 1, size: 1000 }];
      const at = { primary: stage.address('ext1') };
      const one = await stage.start('corp1', 'winmx/client', { name: 'one', ...at, share });
      const two = await stage.start('ext2', 'winmx/client', { name: 'two', ...at });
      const attacker = loopbackHost('attacker', stage.address('ext3'));
      const udp = await attacker.datagrams(0, 'noise', () => {});
      for (let round = 0; round < 30; round++) {
        const target = stage.address(round % 2 === 0 ? 'ext1' : 'corp1');
        const socket = connect({ host: target, port: 6699 });
        socket.on('error', () => {}).resume();
        await once(socket, 'connect');
        if (round % 3 === 0) socket.write(keyBlock(KEY_ID.SECONDARY_CLIENT, random));
        socket.write(random.bytes(random.between(1, 3000)));
        udp.send({ address: target, port: 6257 }, random.bytes(random.between(0, 600)));
        socket.end();
        await once(socket, 'close');
      }
      attacker.close();
      const [file] = (await one.do('shared')) as [{ name: string }];
      const word = file.name.split(/[^A-Za-z]+/).find((part) => part.length > 5)!;
      const found = (await two.do('search', { words: [word] })) as unknown[];
      expect(found).toHaveLength(1);
      expect(await primary.do('counts')).toMatchObject({ secondaries: 2 });
    } finally {
      await stage.close();
    }
  });
});
