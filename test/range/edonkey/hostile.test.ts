import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { hashFile } from '../../../src/range/edonkey/hashing.ts';
import { EDONKEY } from '../../../src/range/edonkey/index.ts';
import { messageBytes } from '../../../src/range/edonkey/messages.ts';
import { PartFile } from '../../../src/range/edonkey/part-file.ts';
import { fieldsOf } from '../../../src/range/options.ts';
import { Random } from '../../../src/range/random.ts';
import { type LoopbackStage, loopbackStage } from '../../../src/range/stage/loopback.ts';

const [TAKER, SLOW, QUICK, THIRD] = [{}, {}, {}, {}];

let stage: LoopbackStage | null = null;
afterEach(async () => {
  await stage?.close();
  stage = null;
});

/** Sends bytes and resolves when the other end has closed the connection. */
const endsAfter = (host: string, port: number, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    const socket = connect({ host, port }, () => socket.end(bytes));
    socket
      .on('error', () => {})
      .on('close', () => resolve())
      .resume();
  });

describe('eDonkey among others', () => {
  it('goes on after any bytes', async () => {
    stage = loopbackStage({ roles: EDONKEY.roles });
    const random = new Random(3);
    const server = await stage.start('ext1', 'edonkey/server');
    const client = await stage.start('ext3', 'edonkey/client', { obfuscation: 'on' });
    const [at, other] = [stage.address('ext1'), stage.address('ext3')];
    for (let i = 0; i < 20; i++) {
      const noise = random.bytes(random.between(1, 400));
      const message = messageBytes(0xe3, random.between(0, 255), noise);
      for (const bytes of [noise, message]) {
        await endsAfter(at, 4661, bytes);
        await endsAfter(other, 4662, bytes);
      }
    }
    const input = { address: at, port: 4661 };
    expect(await client.do('connect', input)).toMatchObject({ high: true, obfuscated: true });
    expect(await server.do('status')).toMatchObject({ users: 1 });
  });

  it('loads from the good source when another gives wrong bytes, and in turn when there is one slot', async () => {
    stage = loopbackStage({ roles: EDONKEY.roles });
    const size = 300_000;
    const good = await stage.start('ext3', 'edonkey/client', { slots: 1 });
    const { hash, name } = fieldsOf(await good.do('share', { seed: 1, size }));
    const sources = [{ address: stage.address('ext3'), port: 4662 }];
    const first = await stage.start('corp1', 'edonkey/client');
    const second = await stage.start('corp2', 'edonkey/client');
    const file = { hash: hash!, name: name!, size, sources };
    const done = await Promise.all([first.do('download', file), second.do('download', file)]);
    for (const each of done) expect(each).toMatchObject({ bytes: size, corrupt: 0 });
    await expect(second.do('download', { ...file, hash: '00'.repeat(16) })).rejects.toThrow(
      'does not have the file',
    );
  });

  it('rejects what nobody answers', async () => {
    stage = loopbackStage({ roles: EDONKEY.roles });
    const client = await stage.start('corp1', 'edonkey/client', { obfuscation: 'required' });
    const input = { address: stage.address('ext1'), port: 4661 };
    await expect(client.do('connect', input)).rejects.toThrow();
    await expect(client.do('search', { words: ['x'] })).rejects.toThrow('not logged in');
    const given = { hash: '00'.repeat(16), size: 5, sources: [{ ...input }] };
    await expect(client.do('download', given)).rejects.toThrow('obfuscation is required');
  });
});

describe('a file that is put together', () => {
  const bytes = new Random(9).bytes(1000);
  const { hash } = hashFile(bytes);

  it('takes no bytes that it did not ask for, and proves what it has', async () => {
    const file = new PartFile({ hash, name: 'x', size: 1000 }, 400);
    expect(file.put(TAKER, 0, bytes.subarray(0, 400))).toBe(false);
    expect(file.take(TAKER, () => true)).toEqual(
      [
        { start: 0, end: 400 },
        { start: 400, end: 800 },
        { start: 800, end: 1000 },
      ].map((range) => range),
    );
    for (const [start, end] of [
      [0, 400],
      [400, 800],
      [800, 1000],
    ] as const)
      expect(file.put(TAKER, start, bytes.subarray(start, end))).toBe(true);
    await file.whole;
  });

  it('asks again for a part that is not what its hash says, and gives up in the end', async () => {
    const file = new PartFile({ hash, name: 'x', size: 1000 }, 1000);
    for (let i = 0; i < 6; i++) {
      expect(file.take(TAKER, () => true).length).toBe(1);
      file.put(TAKER, 0, new Uint8Array(1000));
      expect(file.corrupt).toBe(i + 1);
    }
    await expect(file.whole).rejects.toThrow('fails its hash');
  });

  it('asks a second source for what a first one is slow to bring', () => {
    const file = new PartFile({ hash, name: 'x', size: 1000 }, 1000);
    expect(file.take(SLOW, () => true).length).toBe(1);
    expect(file.take(QUICK, () => true).length).toBe(1);
    expect(file.take(THIRD, () => true).length).toBe(0);
    file.release(SLOW);
    file.release(QUICK);
    expect(file.take(THIRD, () => true).length).toBe(1);
  });
});
