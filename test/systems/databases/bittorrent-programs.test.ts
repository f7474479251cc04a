// BitTorrent's programs of Debian write their files here, and we read back what they were told to do.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Artefact } from '../../../src/systems/artefact.ts';
import { needs } from '../../harness/tools.ts';
import { contents, layOut, type Office, openOffice, read, readAll, TRACKER } from './programs.ts';

const offices: Office[] = [];
afterEach(() => {
  for (const office of offices.splice(0)) office.close();
});

const office = (): Office => {
  const made = openOffice();
  offices.push(made);
  return made;
};

const all = contents();
const [salary, figures, missing] = all;

/** State by hash, from one file or from several. */
const states = (artefacts: Iterable<Artefact>): Record<string, string> =>
  Object.fromEntries(
    [...artefacts].flatMap(({ entries }) =>
      entries.map(({ hashes, state }) => [hashes[0] ?? '', state]),
    ),
  );

const EXPECTED = {
  [`btih:${salary.hash}`]: 'shared',
  [`btih:${figures.hash}`]: 'shared',
  [`btih:${missing.hash}`]: 'partial',
};

const needTransmission = needs(
  'unshare',
  'ip',
  'transmission-daemon',
  'transmission-remote',
  'root',
);
const needQbittorrent = needs('unshare', 'ip', 'qbittorrent-nox', 'root');
const needRtorrent = needs('unshare', 'ip', 'rtorrent', 'script', 'root');
const needAria = needs('unshare', 'ip', 'aria2c', 'root');

describe('files that programs of BitTorrent wrote', () => {
  it('Transmission: what is whole, what is not, where, and what it is set to', async (context) => {
    needTransmission.check(context);
    const { folder, run } = office();
    layOut({ folder } as Office, 'dl', all);
    await run(`mkdir watch; cp *.torrent watch
transmission-daemon -f -g $D/cfg -w $D/dl -c $D/watch --no-portmap -T -p 29091 -P 51999 >log 2>&1 & p=$!
whole() { transmission-remote 127.0.0.1:29091 -l | grep -c ' 100% ' | grep -qx 2 && transmission-remote 127.0.0.1:29091 -l | grep -q missing.iso; }
wait_for 100 whole
transmission-remote 127.0.0.1:29091 --exit; wait $p || true`);
    const found = readAll(join(folder, 'cfg'));
    const resumes = [...found.values()].filter(({ reader }) => reader.endsWith('resume'));
    expect(states(resumes)).toEqual(EXPECTED);
    for (const { entries, program } of resumes) {
      expect(program).toBe('Transmission');
      expect(entries[0]!.path).toBe(join(folder, 'dl'));
      expect(entries[0]!.addedAt).toBeGreaterThan(Date.UTC(2020, 0));
    }
    const torrents = [...found.values()].filter(({ reader }) => reader === 'bittorrent/torrent');
    expect(states(torrents)).toEqual({
      [`btih:${salary.hash}`]: 'seen',
      [`btih:${figures.hash}`]: 'seen',
      [`btih:${missing.hash}`]: 'seen',
    });
    const settings = found.get('settings.json')!;
    expect(settings.folders[0]).toEqual({ path: join(folder, 'dl'), name: 'downloads' });
    expect(settings.ports).toEqual([51999, 29091]);
  });

  for (const [mode, files] of [
    ['Legacy', 'data/BT_backup'],
    ['SQLite', 'data'],
  ] as const)
    it(`qBittorrent, resume data as ${mode}`, async (context) => {
      needQbittorrent.check(context);
      const { folder, run } = office();
      layOut({ folder } as Office, 'dl', all);
      mkdirSync(join(folder, 'p/qBittorrent/config'), { recursive: true });
      writeFileSync(
        join(folder, 'p/qBittorrent/config/qBittorrent.conf'),
        `[LegalNotice]\nAccepted=true\n[BitTorrent]\nSession\\DefaultSavePath=${folder}/dl\nSession\\ResumeDataStorageType=${mode}\nSession\\Port=51888\n[Preferences]\nWebUI\\Port=28181\nWebUI\\Address=127.0.0.1\n`,
      );
      // The time of completion is written when a torrent was found whole.
      await run(`qbittorrent-nox --profile=$D/p --skip-dialog=true --add-paused=false $D/1.torrent $D/2.torrent $D/3.torrent >log 2>&1 & p=$!
B=$D/p/qBittorrent/${files}
whole() { [ $(cat $B/*.fastresume $B/torrents.db* 2>/dev/null | grep -ao 'completed_timei[1-9]' | wc -l) -ge 2 ] && grep -q 'missing.iso' $D/p/qBittorrent/data/logs/qbittorrent.log; }
wait_for 130 whole
end $p`);
      const found = readAll(join(folder, 'p/qBittorrent', files));
      const resumes = [...found.values()].filter(({ program }) => program === 'qBittorrent');
      expect(states(resumes)).toEqual(EXPECTED);
      const entries = resumes.flatMap((one) => one.entries);
      for (const entry of entries) {
        expect(entry.trackers).toEqual([TRACKER]);
        expect(entry.path).toBe(join(folder, 'dl'));
        expect(entry.bytesUp).toBe(0);
        expect(entry.completedAt !== undefined).toBe(entry.state === 'shared');
      }
      expect(entries.map(({ name }) => name).sort()).toEqual([
        figures.name,
        missing.name,
        salary.name,
      ]);
      if (mode === 'SQLite')
        expect(entries.find(({ name }) => name === figures.name)!.files).toEqual([
          { path: 'résumé.pdf', size: 100_000 },
          { path: 'old/policy.txt', size: 70_000 },
        ]);
    });

  it('rTorrent: both files of its session for each torrent', async (context) => {
    needRtorrent.check(context);
    const { folder, run } = office();
    layOut({ folder } as Office, 'dl', all);
    writeFileSync(join(folder, 'rc'), 'schedule2 = keep,2,1,((session.save))\n');
    await run(`mkdir session
tail -f /dev/null | script -qec "rtorrent -n -o session.path.set=$D/session -o directory.default.set=$D/dl -o network.bind_address.set=127.0.0.1 -o dht.mode.set=disable -o import=$D/rc $D/1.torrent $D/2.torrent $D/3.torrent" /dev/null >log 2>&1 & p=$!
whole() { [ $(cat session/*.rtorrent | grep -ao '8:completei1' | wc -l) -eq 2 ] && [ $(ls session/*.rtorrent | wc -l) -eq 3 ]; }
wait_for 100 whole
kill -INT $(sed 's/.*+//' session/rtorrent.lock); wait $p || true`);
    const found = [...readAll(join(folder, 'session')).values()];
    const of = (reader: string) => found.filter((one) => one.reader === `bittorrent/${reader}`);
    expect(states(of('rtorrent-session'))).toEqual(EXPECTED);
    expect(states(of('rtorrent-resume'))).toEqual(EXPECTED);
    const session = of('rtorrent-session').find(
      ({ entries }) => entries[0]!.hashes[0] === `btih:${figures.hash}`,
    )!.entries[0]!;
    expect(session).toMatchObject({ fraction: 1, path: join(folder, 'dl', figures.name) });
    expect(of('rtorrent-resume')[0]!.entries[0]!.trackers).toEqual([TRACKER]);
  });

  it('aria2: how much of each torrent is there, and its session', async (context) => {
    needAria.check(context);
    const { folder, run } = office();
    layOut({ folder } as Office, 'whole', all);
    // Three whole pieces of the first are there, none of the third.
    mkdirSync(join(folder, 'dl'));
    writeFileSync(join(folder, 'dl', salary.name), salary.files[0]!.bytes.subarray(0, 3 * 32_768));
    await run(`aria2c --dir=$D/dl --save-session=$D/aria2.session --save-session-interval=1 --auto-save-interval=1 --enable-dht=false --enable-dht6=false --bt-enable-lpd=false --check-integrity=true --seed-time=0 -j2 1.torrent 3.torrent >log 2>&1 & p=$!
both() { [ -s dl/salary.doc.aria2 ] && [ -s dl/missing.iso.aria2 ] && [ -s aria2.session ]; }
wait_for 100 both
end $p INT`);
    expect(read(folder, 'dl', 'salary.doc.aria2').entries).toEqual([
      {
        state: 'partial',
        name: salary.name,
        size: 300_000,
        hashes: [`btih:${salary.hash}`],
        bytesDone: 3 * 32_768,
        bytesUp: 0,
        path: join(folder, 'dl', salary.name),
      },
    ]);
    expect(read(folder, 'dl', 'missing.iso.aria2').entries[0]).toMatchObject({
      bytesDone: 0,
      hashes: [`btih:${missing.hash}`],
    });
    expect(read(folder, 'aria2.session').entries.map(({ name, path }) => [name, path])).toEqual([
      ['1', join(folder, 'dl')],
      ['3', join(folder, 'dl')],
    ]);
  });
});
