// covers: I8
// Clients and versions against the advisories of their systems (I8).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions } from '../../src/cases/version-order.ts';
import { weaknessesOf } from '../../src/cases/weaknesses.ts';
import { weaknessRows } from '../../src/pipeline/weakness-rows.ts';
import { SYSTEMS } from '../../src/systems/index.ts';

describe('versions', () => {
  it('are in the order in which they came out', () => {
    for (const order of [
      ['2.9', '2.92', '2.93', '3.00', '4.0.1'],
      ['0.29c', '0.42', '0.42d', '0.42e', '0.50a'],
      ['3.0beta2', '3.0', '3.0.1'],
      ['1.15.0-rc.1', '1.15.1'],
      ['4.1.6', '4.1.7', '4.1.10', '5.0.1'],
      ['35.16.60', '35.16.61', '61'],
    ])
      for (let i = 1; i < order.length; i++) {
        expect(compareVersions(order[i - 1]!, order[i]!), `${order[i]}`).toBeLessThan(0);
        expect(compareVersions(order[i]!, order[i - 1]!), `${order[i]}`).toBeGreaterThan(0);
      }
  });

  it('are the same under epochs, packagers, a v and zeros at the end', () => {
    expect(compareVersions('1:2.3.3-3', '2.3.3')).toBe(0);
    expect(compareVersions('v4.5.2', '4.5.2')).toBe(0);
    expect(compareVersions('3.0', '3')).toBe(0);
  });

  it('compare any texts, the same both ways', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        expect(compareVersions(a, a)).toBe(0);
      }),
    );
  });
});

const all = SYSTEMS.flatMap(({ advisories }) => advisories);
const ids = (name: string, version: string | null) =>
  weaknessesOf([{ name, version }], all).map(({ advisory, sure }) => [
    advisory.id ?? advisory.published,
    sure,
  ]);

describe('known weaknesses of clients', () => {
  it('the families of the paper', () => {
    expect(ids('eDonkey2000', '35.16.60')).toEqual([['CVE-2002-0967', 'affected']]);
    expect(ids('eDonkey2000', '61')).toEqual([]);
    expect(ids('Gnut', '0.4.26')).toEqual([['CVE-2001-1004', 'affected']]);
    expect(ids('gnut', '0.4.27')).toEqual([]);
    expect(ids('KazaA', '1.3.3')).toEqual([
      ['CVE-2003-0397', 'affected'],
      ['CVE-2002-0314', 'affected'],
    ]);
    expect(ids('Morpheus', null)).toEqual([['CVE-2002-0314', 'perhaps']]);
    // No version is known of the eMule of 21 March 2003, and of Direct Connect: perhaps, and never more.
    expect(ids('eMule', '0.50a')).toEqual([['2003-03-21', 'perhaps']]);
    expect(ids('NeoModus Direct Connect', '1.0')).toEqual([['2001-09-29', 'perhaps']]);
  });

  it('by version, since as well as until', () => {
    expect(ids('eMule', '0.42d').filter(([, sure]) => sure === 'affected')).toEqual([
      ['CVE-2004-1892', 'affected'],
    ]);
    expect(ids('LimeWire', '3.9.5')).toEqual([]);
    expect(ids('LimeWire', '4.6.0')).toEqual([['CVE-2005-0789', 'affected']]);
    expect(ids('LimeWire', '4.6.1')).toEqual([]);
    expect(ids('Transmission', '2.92')).toEqual([['CVE-2018-5702', 'affected']]);
    expect(ids('Transmission', '3.00')).toEqual([]);
    expect(ids('qBittorrent', '4.5.2')).toEqual([]);
    expect(ids('Syncthing', '1.14.0')).toEqual([['CVE-2021-21404', 'affected']]);
  });

  it('other programs with like names have none of them', () => {
    for (const name of [
      'aMule',
      'eMule Plus',
      'LimeWire Pirate Edition',
      'DC++',
      'Transmissionic',
      '',
    ])
      expect(ids(name, '0.1'), name).toEqual([]);
  });

  it('only those of the case’s own activity', () => {
    const clients = [{ name: 'eMule', version: '0.42d' }];
    expect(weaknessRows({ activity: 'edonkey', clients }).weaknesses).toHaveLength(2);
    expect(weaknessRows({ activity: 'bittorrent', clients })).toEqual({});
  });
});
