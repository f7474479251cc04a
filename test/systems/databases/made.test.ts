// Files made from documentation (made.ts), read in full.
import { describe, expect, it } from 'vitest';
import { readArtefact } from '../../../src/systems/artefact-readers.ts';
import { made } from './made.ts';

const read = (name: string) => {
  const artefact = readArtefact(name, made(name));
  expect(artefact, name).not.toBeNull();
  expect(artefact!.anomalies).toEqual({});
  return artefact!;
};

describe('databases made from their documentation', () => {
  it('servers, friends and credits of eMule', () => {
    expect(read('server.met').contacts).toEqual([
      { kind: 'server', address: '203.0.113.9', port: 4661, name: 'Harbr' },
      { kind: 'server', address: '198.51.100.7', port: 5555 },
    ]);
    expect(read('emfriends.met').contacts).toMatchObject([
      { kind: 'friend', address: '203.0.113.33', port: 4662, name: 'Reed' },
    ]);
    const credits = read('clients.met');
    expect(credits.contacts.map(({ bytesUp, bytesDown }) => [bytesUp, bytesDown])).toEqual([
      [1_000_000, 2_000_000],
      [0, 2 ** 32 + 1],
    ]);
    expect(credits).toMatchObject({
      uploadedBytes: 1_000_000,
      downloadedBytes: 2 ** 32 + 2_000_001,
    });
  });

  it('Kad nodes of two versions', () => {
    expect(read('nodes.dat').contacts).toEqual([
      {
        kind: 'node',
        address: '203.0.113.9',
        port: 4672,
        identity: '000102030405060708090a0b0c0d0e0f',
      },
    ]);
    expect(read('old/nodes.dat').contacts.map(({ address, port }) => `${address} ${port}`)).toEqual(
      ['203.0.113.9 4672', '203.0.113.10 4673'],
    );
  });

  it('gaps of a download', () => {
    expect(read('temp/007.part.met').entries).toEqual([
      {
        state: 'partial',
        name: 'film.av',
        size: 5_000_000,
        bytesDone: 2_000_000,
        hashes: ['ed2k:0123456789abcdef0123456789abcdef'],
        changedAt: expect.any(Number),
        path: 'temp/007.part',
      },
    ]);
  });

  it('folders of Windows and servers, in UTF-16', () => {
    expect(read('shareddir.dat').folders).toEqual([
      { path: 'C:\\Daten' },
      { path: '\\\\srv1\\team' },
    ]);
  });

  it('µTorrent', () => {
    expect(read('resume.dat').entries).toEqual([
      {
        state: 'shared',
        name: 'Salary.doc',
        hashes: [`btih:${Buffer.from('abcdefghijabcdefghij').toString('hex')}`],
        bytesUp: 900_000,
        bytesDown: 300_000,
        addedAt: 1_700_000_000_000,
        completedAt: 1_700_000_600_000,
        path: 'C:\\Users\\eve\\Downloads\\S.doc',
        trackers: ['http://tracker.invalid:6969'],
      },
      {
        state: 'partial',
        name: 'Two',
        hashes: [`btih:${Buffer.from('klmnopqrstklmnopqrst').toString('hex')}`],
        addedAt: 1_700_000_001_000,
        trackers: [],
      },
    ]);
  });

  it('Nicotine+: account, folders, transfers, shares; no password', () => {
    const config = read('config');
    expect(config).toMatchObject({
      nick: 'eve',
      ports: [2234, 2239],
      folders: [
        { path: '/home/eve/Music', name: 'Music' },
        { path: '/home/eve/Documents', name: "Eve's papers" },
        { path: '/srv/work', name: 'Work' },
      ],
    });
    expect(JSON.stringify(config)).not.toContain('not-taken');
    expect(read('downloads.json').entries).toEqual([
      {
        state: 'fetched',
        name: 'tide.flac',
        hashes: [],
        size: 31_000_000,
        bytesDone: 31_000_000,
        user: 'reed',
        path: '/home/eve/Downloads/Salt/tide.flac',
      },
      {
        state: 'partial',
        name: 'manual.pdf',
        hashes: [],
        size: 2_000_000,
        bytesDone: 500_000,
        user: 'kelp',
        path: 'Books\\manual.pdf',
      },
    ]);
    expect(read('publicfiles.dbn').entries.map(({ name, size }) => [name, size])).toEqual([
      ['a.mp', 5000],
      ['b.mp', 6000],
    ]);
  });

  it('IPFS: identity, ports, first contacts; no key', () => {
    const config = read('.ipfs/config');
    expect(config).toMatchObject({
      system: 'ipfs',
      identity: '12D3KooWExample',
      ports: [4001, 5001, 8080],
      contacts: [
        { kind: 'node', address: 'bootstrap.libp2p.io' },
        { kind: 'node', address: '104.131.131.82', port: 4001 },
      ],
    });
    expect(JSON.stringify(config)).not.toContain('not-taken');
  });

  it('Transmission’s counters', () => {
    expect(read('stats.json')).toMatchObject({ uploadedBytes: 123_456_789, downloadedBytes: 42 });
  });
});
