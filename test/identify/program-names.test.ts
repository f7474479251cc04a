// Names of programs → systems: whole names, in the forms in which package managers, kernels and installers write them.
import { describe, expect, it } from 'vitest';
import { ALSO_FOR, TELLS_NOTHING } from '../../src/identify/general-programs.ts';
import { ProgramNames, plainName } from '../../src/identify/program-names.ts';
import type { Presence, ProgramObservation } from '../../src/model/observation.ts';
import { SYSTEMS } from '../../src/systems/index.ts';

const names = new ProgramNames(SYSTEMS);

const identified = (program: string, presence: Presence = 'installed'): string | undefined => {
  const seen: ProgramObservation = {
    ...{ kind: 'program', at: 0, format: 'test', origin: { evidence: 0 } },
    ...{ device: 'ws', program, presence },
  };
  names.identify(seen);
  return seen.system;
};

describe('programs', () => {
  it.each([
    ['transmission-daemon', 'bittorrent'],
    ['qBittorrent 4.6.2 (x64)', 'bittorrent'],
    ['C:\\Program Files\\qBittorrent\\qbittorrent.exe', 'bittorrent'],
    ['qbittorrent-4.6.2_x86_64.AppImage', 'bittorrent'],
    ['qbittorrent:amd64', 'bittorrent'],
    ['µTorrent', 'bittorrent'],
    ['Transmission 4.0.5 (a6fe2a64aa) (x64)', 'bittorrent'],
    ['eMule', 'edonkey'],
    ['gtk-gnutella', 'gnutella'],
    ['nicotine', 'soulseek'],
    ['microsocks', 'socks'],
    ['Tor Browser', 'tor'],
  ])('%s is of %s', (program, system) => {
    expect(identified(program)).toBe(system);
  });

  it.each([
    'libtorrent-rasterbar2.0',
    'libtransmission',
    'transmission-common',
    'deluge-common',
    'python3-libtorrent',
    'qbittorrent-notes',
    'not-qbittorrent',
    'ssh',
    'openssh-server',
    'svchost.exe',
    'firefox',
    'java',
    'python3',
    'stunnel4',
    'systemd',
    '',
    '.exe',
    '__proto__',
  ])('%s is of none', (program) => {
    expect(identified(program)).toBeUndefined();
  });

  it('knows names of processes that were cut, and of processes only', () => {
    // ss and comm: 15 characters; netstat: 19 with the number.
    for (const cut of ['transmission-da', 'transmission-', 'eiskaltdcpp-dae'])
      expect([cut, identified(cut, 'running')]).not.toEqual([cut, undefined]);
    expect(identified('transmission-da', 'installed')).toBeUndefined();
    expect(identified('transmission-dae', 'running')).toBeUndefined();
  });

  it('names nothing that a sensor saw on the wire', () => {
    const seen: ProgramObservation = {
      ...{ kind: 'program', at: 0, format: 'zeek', origin: { evidence: 0 } },
      ...{ source: '10.0.0.1', program: 'qBittorrent' },
    };
    names.identify(seen);
    expect(seen.system).toBeUndefined();
  });

  it('has tables in the form in which they are asked', () => {
    for (const name of [...ALSO_FOR.keys(), ...TELLS_NOTHING]) expect(plainName(name)).toBe(name);
  });
});
