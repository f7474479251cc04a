// aMule writes its files here, and we read back what it shared, what it was told to fetch, and how it was set.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { hex } from '../../../src/wire/codec/hex.ts';
import { md4 } from '../../../src/wire/codec/md4.ts';
import { needs } from '../../harness/tools.ts';
import { contents, layOut, type Office, openOffice, readAll } from './programs.ts';

const need = needs('unshare', 'ip', 'amuled', 'amulecmd', 'root');
const offices: Office[] = [];
afterEach(() => {
  for (const office of offices.splice(0)) office.close();
});

const [salary, figures] = contents();
const WANTED = [
  { name: 'Some film.avi', size: 733_593_600, hash: '0123456789abcdef0123456789abcdef' },
  { name: 'Größe & Gewicht.zip', size: 9_000_000_000, hash: 'fedcba9876543210fedcba9876543210' },
];

const settings = (folder: string): string => `[eMule]
AppVersion=2.3.3
Nick=reed
Port=51662
UDPPort=51672
IncomingDir=${folder}/in
TempDir=${folder}/temp
ConnectToKad=0
ConnectToED2K=0
AddServerListFromServer=0
[ExternalConnect]
AcceptExternalConnections=1
ECPort=51712
ECPassword=5ebe2294ecd0e0f08eab7690d2a6ee69
`;

describe('files that aMule wrote', () => {
  it('names, hashes, sizes, gaps and settings', async (context) => {
    need.check(context);
    const office = openOffice();
    offices.push(office);
    const { folder, run } = office;
    // Flat: aMule shares the files of its incoming folder, not those of folders in it.
    layOut(office, 'in', [salary]);
    for (const { path, bytes } of figures.files)
      writeFileSync(join(folder, 'in', path.replace('old/', '')), bytes);
    mkdirSync(join(folder, 'temp'));
    mkdirSync(join(folder, 'cfg'));
    writeFileSync(join(folder, 'cfg/amule.conf'), settings(folder));
    const links = WANTED.map(
      ({ name, size, hash }) => `ed2k://|file|${encodeURIComponent(name)}|${size}|${hash}|/`,
    );
    writeFileSync(
      join(folder, 'cfg/ED2KLinks'),
      [
        ...links,
        'ed2k://|server|203.0.113.9|4661|/',
        'ed2k://|server|198.51.100.7|5555|/',
        '',
      ].join('\n'),
    );
    await run(`amuled -c $D/cfg >log 2>&1 & p=$!
ask() { amulecmd -h 127.0.0.1 -p 51712 -P secret -c "$1"; }
ready() { [ $(ask 'show shared' | grep -c '[0-9A-F]\\{32\\}') -ge 3 ] && [ $(ask 'show dl' | grep -c 'part.met') -eq 2 ]; }
wait_for 100 ready
end $p`);
    const found = readAll(folder);
    const files = found.get('cfg/known.met')!;
    expect(
      files.entries.map(({ name, size, hashes, state }) => [name, size, hashes[0], state]).sort(),
    ).toEqual(
      [
        ['policy.txt', 70_000, figures.files[1]!.bytes],
        ['résumé.pdf', 100_000, figures.files[0]!.bytes],
        ['salary.doc', 300_000, salary.files[0]!.bytes],
      ].map(([name, size, bytes]) => [
        name,
        size,
        `ed2k:${hex(md4(bytes as Uint8Array))}`,
        'shared',
      ]),
    );
    expect(files.entries.every(({ hashes }) => /^aich:[A-Z2-7]{32}$/.test(hashes[1]!))).toBe(true);
    const trees = found.get('cfg/known2_64.met')!;
    expect(trees.entries.map(({ hashes }) => hashes[0]).sort()).toEqual(
      files.entries.map(({ hashes }) => hashes[1]).sort(),
    );
    const parts = ['temp/001.part.met', 'temp/002.part.met'].map(
      (name) => found.get(name)!.entries[0]!,
    );
    expect(
      parts.map(({ name, size, hashes, bytesDone, path }) => ({
        name,
        size,
        hashes,
        bytesDone,
        path,
      })),
    ).toEqual(
      WANTED.map(({ name, size, hash }, i) => ({
        name,
        size,
        hashes: [`ed2k:${hash}`],
        bytesDone: 0,
        path: join(folder, `temp/00${i + 1}.part`),
      })),
    );
    const conf = found.get('cfg/amule.conf')!;
    expect(conf).toMatchObject({ program: 'aMule', version: '2.3.3', nick: 'reed' });
    expect(conf.folders.map(({ path }) => path)).toEqual([`${folder}/in`, `${folder}/temp`]);
    expect(found.get('cfg/preferences.dat')!.identity).toMatch(/^.{10}0e.{16}6f..$/);
    for (const [, { anomalies }] of found) expect(anomalies).toEqual({});
  });
});
