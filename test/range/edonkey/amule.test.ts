// aMule, which knows nothing of us, logs in to our server, finds and loads what our client shares, and gives to it.
import { afterEach, describe, expect, it } from 'vitest';
import { searchWords, sharedFile } from '../../../src/range/content.ts';
import { edonkeyClient } from '../../../src/range/edonkey/client.ts';
import { hashFile } from '../../../src/range/edonkey/hashing.ts';
import { edonkeyServer, SERVER_PORT } from '../../../src/range/edonkey/server.ts';
import { fieldsOf } from '../../../src/range/options.ts';
import type { Plain, Program } from '../../../src/range/role.ts';
import { hex } from '../../../src/wire/codec/hex.ts';
import { makeWire, needAmule, until, type Wire } from './amule.ts';

let wire: Wire | null = null;
const programs: Program[] = [];
const clear = async (): Promise<void> => {
  for (const program of programs.splice(0).reverse()) await program.stop();
  await wire?.close();
  wire = null;
};
afterEach(clear);

/**
 * A busy machine makes aMule lose the notice of bytes now and then (amule.ts, UPLINK): its transfer then stands for ever, with
 * any sender. Only where that is seen, the exchange is begun anew with another aMule; all of it must hold then.
 */
const exchange = async (whole: () => Promise<void>): Promise<void> => {
  for (let left = 2; ; left--) {
    try {
      return await whole();
    } catch (fault) {
      if (left === 0 || !(await wire?.deaf())) throw fault;
      await clear();
    }
  }
};

const act = async (program: Program, action: string, input: Plain = {}) =>
  fieldsOf(await program.actions[action]!(input));

const OURS = sharedFile('amule loads', 100_000);
const THEIRS = sharedFile('amule gives', 300_000);
const THEIR_HASH = hex(hashFile(THEIRS.bytes).hash);

const play = async (obfuscation: 'off' | 'required', reachable = true) => {
  wire = makeWire();
  const server = { address: wire.host(1).address, port: SERVER_PORT };
  const own = await edonkeyServer.start(wire.host(1), {});
  const sharer = await edonkeyClient.start(wire.host(2), { obfuscation });
  const loader = await edonkeyClient.start(wire.host(3), { obfuscation });
  programs.push(own, sharer, loader);
  await act(sharer, 'share', { seed: 'amule loads', size: OURS.bytes.length });
  for (const program of [sharer, loader]) {
    const { high } = await act(program, 'connect', { ...server });
    expect(high).toBe(true);
  }
  const amule = await wire.start({
    obfuscation,
    server,
    files: { [THEIRS.name]: THEIRS.bytes },
    reachable,
  });
  await until(
    async () => (await amule.say('status')).includes(reachable ? 'HighID' : 'LowID'),
    20_000,
    async () => `not logged in: ${await amule.say('status')} ${amule.log()}`,
  );
  return { own, sharer, loader, amule };
};

type Played = Awaited<ReturnType<typeof play>>;

/** aMule finds our file by its words, and loads it. */
const amuleLoads = async ({ amule }: Played): Promise<void> => {
  await amule.say(`search local ${searchWords(OURS.name).slice(0, 3).join(' ')}`);
  await until(
    async () => (await amule.say('results')).includes(OURS.name),
    10_000,
    async () => `no result: ${await amule.say('results')} ${amule.log()}`,
  );
  await amule.say(
    `add ed2k://|file|${OURS.name.replaceAll(' ', '%20')}|${OURS.bytes.length}|${hex(hashFile(OURS.bytes).hash)}|/`,
  );
  const bytes = await amule.loaded(OURS.name, 90_000);
  expect(Buffer.compare(bytes, OURS.bytes)).toBe(0);
};

/** Our client finds aMule's file under the hash that aMule gave it. */
const isOffered = async ({ loader, amule }: Played): Promise<void> => {
  const words = searchWords(THEIRS.name).slice(0, 3);
  await until(
    async () => JSON.stringify(await act(loader, 'search', { words })).includes(THEIR_HASH),
    // It offers once a minute; at its start only what it has hashed when it logs in.
    75_000,
    async () => `aMule offers nothing: ${await amule.say('show shared')} ${amule.log()}`,
  );
};

/** Our client loads it, from where the server says or from a source given. */
const amuleGives = async ({ loader }: Played, sources?: Plain) => {
  const { name, bytes } = THEIRS;
  const file = { hash: THEIR_HASH, name, size: bytes.length };
  const done = await act(loader, 'download', { ...file, ...(sources ? { sources } : {}) });
  return (done['sources'] as readonly Plain[]).map(fieldsOf);
};

describe('aMule and the range', () => {
  it('understand each other', async (context) => {
    needAmule.check(context);
    await exchange(async () => {
      const played = await play('off');
      const protocols = await wire!.capture();
      await amuleLoads(played);
      await isOffered(played);
      expect(await amuleGives(played)).toMatchObject([
        { obfuscated: false, bytes: THEIRS.bytes.length },
      ]);
      expect(await protocols()).toContain('eDonkey');
    });
  }, 600_000);

  it('understand each other when both require obfuscation', async (context) => {
    needAmule.check(context);
    await exchange(async () => {
      const played = await play('required');
      await amuleLoads(played);
      const { address, userHash } = played.amule;
      expect(played.amule.log()).toContain('using protocol obfuscation');
      const given = await amuleGives(played, [{ address, port: 4662, userHash }]);
      expect(given).toMatchObject([{ obfuscated: true, bytes: THEIRS.bytes.length }]);
    });
  }, 600_000);

  it('reach each other through a callback when nothing is let in to aMule', async (context) => {
    needAmule.check(context);
    await exchange(async () => {
      const played = await play('off', false);
      // The first low id of our server.
      expect(await amuleGives(played, [{ lowId: 1, port: 4662 }])).toMatchObject([
        { called: true, bytes: THEIRS.bytes.length },
      ]);
    });
  }, 600_000);
});
