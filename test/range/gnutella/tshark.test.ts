// What a protocol analyser that others wrote calls our traffic: a search and a download on loopback, captured and named.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { searchWords, sharedFile } from '../../../src/range/content.ts';
import { GNUTELLA } from '../../../src/range/gnutella/index.ts';
import { type LoopbackStage, loopbackStage } from '../../../src/range/stage/loopback.ts';
import { needs } from '../../harness/tools.ts';

const need = needs('tshark', 'tcpdump', 'root');
const FILE = { seed: 'named', size: 2000 };
let stage: LoopbackStage;
let folder: string;

afterEach(async () => {
  await stage?.close();
  if (folder) rmSync(folder, { recursive: true });
});

/** Captures what the addresses say while `act` runs. */
const captured = async (
  addresses: readonly string[],
  act: () => Promise<void>,
): Promise<string> => {
  folder = mkdtempSync(join(tmpdir(), 'gnutella-'));
  const file = join(folder, 'capture.pcap');
  const filter = addresses.map((address) => `host ${address}`).join(' or ');
  const dump = spawn('tcpdump', ['-i', 'lo', '-U', '-s', '0', '-w', file, filter], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    dump.once('exit', (code) => reject(new Error(`tcpdump ended with ${code}`)));
    dump.stderr.on('data', (said) => {
      if (String(said).includes('listening on')) resolve();
    });
  });
  dump.removeAllListeners('exit');
  await act();
  // The kernel hands packets to tcpdump in blocks, at the latest after its own second.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const ended = new Promise((resolve) => dump.once('exit', resolve));
  dump.kill('SIGINT');
  await ended;
  return file;
};

const fields = (file: string, filter: string, ...names: string[]): string[] =>
  execFileSync(
    'tshark',
    ['-r', file, '-Y', filter, '-T', 'fields', ...names.flatMap((name) => ['-e', name])],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  )
    .split('\n')
    .filter((line) => line.trim() !== '');

describe('tshark', () => {
  for (const version of ['0.4', '0.6'])
    it(`names our ${version} messages Gnutella`, async (context) => {
      need.check(context);
      stage = loopbackStage({ roles: GNUTELLA.roles });
      const [first, second] = [stage.address('first'), stage.address('second')];
      const file = await captured([first, second], async () => {
        const kind = version === '0.4' ? 'servent' : 'ultrapeer';
        await stage.start('first', 'gnutella/servent', { version, kind, shares: [FILE] });
        const actor = await stage.start('second', 'gnutella/servent', {
          version,
          kind,
          neighbours: [{ address: first, port: 6346 }],
        });
        const { name } = sharedFile(FILE.seed, FILE.size);
        const words = searchWords(name).join(' ');
        const [found] = (await actor.do('search', { words })) as unknown as { name: string }[];
        expect(found?.name).toBe(name);
        await actor.do('download', { ...found, by: version === '0.4' ? 'index' : 'hash' });
      });
      const named = fields(file, 'gnutella', '_ws.col.Protocol', '_ws.col.Info');
      for (const message of ['Ping', 'Pong', 'Query', 'QueryHit'])
        expect(named).toContain(`Gnutella\t${message}`);
      const { name, bytes } = sharedFile(FILE.seed, FILE.size);
      expect(fields(file, 'gnutella.queryhit.hit.name', 'gnutella.queryhit.hit.name')).toEqual([
        name,
      ]);
      expect(
        fields(file, 'gnutella.queryhit.hit.size', 'gnutella.queryhit.hit.size').map(Number),
      ).toEqual([bytes.length]);
      expect(fields(file, '_ws.malformed', 'frame.number')).toEqual([]);
    });
});
