// Files that programs wrote before (fixtures/client-databases/README.md): each is taken by its reader and read in full.
import { describe, expect, it } from 'vitest';
import { databasePath, SHARED } from './kept.ts';
import { read } from './programs.ts';

const readKept = (name: string) => read(databasePath(name));

describe('databases that clients wrote', () => {
  it('Deluge: the pickle of its torrents, and libtorrent’s resume data', () => {
    const state = readKept('deluge/torrents.state');
    expect(state.reader).toBe('bittorrent/deluge-state');
    expect(state.anomalies).toEqual({});
    expect(state.entries.map(({ name, state: how, path }) => [name, how, path])).toEqual([
      ['one', 'shared', '/tmp/office/de/dl'],
      ['two', 'shared', '/tmp/office/de/dl'],
      ['three', 'partial', '/tmp/office/de/dl'],
    ]);
    expect(state.entries[0]!.trackers).toEqual([
      'http://tracker.invalid:6969/announce',
      'udp://other.invalid:80',
    ]);
    const resume = readKept('deluge/torrents.fastresume');
    expect(resume.anomalies).toEqual({});
    expect(resume.entries.map(({ hashes }) => hashes).sort()).toEqual(
      state.entries.map(({ hashes }) => hashes).sort(),
    );
    expect(resume.entries.map(({ name, fraction }) => [name, fraction]).sort()).toEqual([
      ['Quarterly figures', 1],
      ['holiday.avi', 1],
      ['missing.iso', 0],
    ]);
  });

  it('EiskaltDC++: settings, hashed files, queue', () => {
    expect(readKept('eiskaltdcpp/DCPlusPlus.xml')).toMatchObject({
      nick: 'tester',
      folders: [{ path: '/tmp/office/seed/', name: 'figures' }],
    });
    expect(readKept('eiskaltdcpp/HashIndex.xml').entries).toMatchObject(SHARED);
    const queue = readKept('eiskaltdcpp/Queue.xml');
    expect(
      queue.entries.map(({ name, size, hashes, bytesDone }) => [name, size, hashes, bytesDone]),
    ).toEqual([
      ['second.avi', 7_000_000, ['tth:AAPNACQDBZRYXW3VHJVCJ64QBZNGHOHHHZWCLNQ'], 0],
      ['wanted.zip', 123_456, ['tth:LWPNACQDBZRYXW3VHJVCJ64QBZNGHOHHHZWCLNQ'], 0],
    ]);
    for (const { addedAt } of queue.entries) expect(addedAt).toBeGreaterThan(Date.UTC(2026, 10));
  });

  it('ncdc: the same files in its database and in the list it gives to others', () => {
    const database = readKept('ncdc/db.sqlite3');
    expect(database).toMatchObject({
      program: 'ncdc',
      nick: 'tester',
      ports: [30002],
      identity: expect.stringMatching(/^[A-Z2-7]{39}$/),
      folders: [
        { path: '/tmp/office/nc/dl', name: 'downloads' },
        { path: '/tmp/office/seed', name: 'figures' },
      ],
      anomalies: {},
    });
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect([...database.entries].sort(byName)).toMatchObject(SHARED);
    const list = readKept('ncdc/files.xml.bz2');
    expect(list).toMatchObject({ program: 'ncdc', version: '1.23.1', identity: database.identity });
    expect(
      list.entries.map(({ name, size, hashes }) => ({ name, size, hashes })).sort(byName),
    ).toEqual(SHARED.map(({ name, size, hashes }) => ({ name, size, hashes })));
  });

  it('LimeWire: the serialised map of what it shared, in sets of two kinds', () => {
    const { entries, program, anomalies } = readKept('limewire/fileurns.cache');
    expect([program, anomalies]).toEqual(['LimeWire', {}]);
    expect(
      entries.map(({ name, path, hashes, changedAt }) => [name, path, hashes, changedAt]).sort(),
    ).toEqual([
      [
        'clock.avi',
        'C:\\WINDOWS\\clock.avi',
        ['urn:sha1:GLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB'],
        1_069_000_001_000,
      ],
      [
        'résumé.doc',
        'C:\\My Shared Folder\\résumé.doc',
        ['urn:sha1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB'],
        1_069_000_000_000,
      ],
      [
        'tide.mp3',
        'D:\\Music\\tide.mp3',
        [
          'urn:sha1:HLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB',
          'tth:LWPNACQDBZRYXW3VHJVCJ64QBZNGHOHHHZWCLNQ',
        ],
        1_069_000_002_000,
      ],
    ]);
  });
});
