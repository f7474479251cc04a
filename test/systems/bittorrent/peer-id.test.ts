import { describe, expect, it } from 'vitest';
import {
  clientOfDht,
  clientOfPeerId,
  clientOfText,
} from '../../../src/systems/bittorrent/peer-id.ts';
import { textBytes } from './fixture.ts';

describe('programs', () => {
  it('are named by the peer ids seen in the laboratory and in BEP 20', () => {
    const named = (id: string) => {
      const client = clientOfPeerId(id.padEnd(20, 'x'));
      return client && `${client.name} ${client.version}`;
    };
    expect(named('-qB4520-')).toBe('qBittorrent 4.5.2');
    expect(named('-TR3000-')).toBe('Transmission 3.00');
    expect(named('-TR2940-')).toBe('Transmission 2.94');
    expect(named('-TR4050-')).toBe('Transmission 4.0.5');
    expect(named('-CD0303-')).toBe('Enhanced CTorrent 0.3.0.3');
    expect(named('-lt0D80-')).toBe('rTorrent 0.13.8');
    expect(named('-DE13D0-')).toBe('Deluge 1.3.13');
    expect(named('A2-1-36-0-')).toBe('aria2 1.36.0');
    expect(named('M7-9-2--')).toBe('BitTorrent 7.9.2');
    expect(named('S58B-----')).toBe('Shadow 5.8.11');
    expect(named('-ZZ0000-')).toBeNull();
    expect(named('Message')).toBeNull();
  });

  it('are named by what they call themselves', () => {
    expect(clientOfText('qBittorrent/4.5.2')).toEqual({ name: 'qBittorrent', version: '4.5.2' });
    expect(clientOfText('Transmission 3.00')).toEqual({ name: 'Transmission', version: '3.00' });
    expect(clientOfText('Enhanced-CTorrent/dnh3.3.2')).toEqual({
      name: 'Enhanced-CTorrent',
      version: '3.3.2',
    });
    expect(clientOfText('nothing')).toEqual({ name: 'nothing', version: null });
  });

  it('are named by four bytes in the DHT', () => {
    expect(clientOfDht(textBytes('LT\x02\x08'), 0, 4)).toEqual({
      name: 'libtorrent',
      version: '2.0.8',
    });
    expect(clientOfDht(textBytes('UT\xb3\xd6'), 0, 4)).toEqual({
      name: 'µTorrent',
      version: 'build 46038',
    });
    expect(clientOfDht(textBytes('A2\x00\x03'), 0, 4)).toEqual({ name: 'aria2', version: null });
    expect(clientOfDht(textBytes('\x00\x01\x02\x03'), 0, 4)).toBeNull();
    expect(clientOfDht(textBytes('LT'), 0, 2)).toBeNull();
  });
});
