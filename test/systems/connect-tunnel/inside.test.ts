import { describe, expect, it } from 'vitest';
import type { Packet } from '../../../src/wire/packet.ts';
import { accused, connection, identify, noise, type Said } from '../../harness/identify.ts';
import { spokenIn } from '../../harness/spoken.ts';

const CLIENT = '10.20.1.11 40000';
const PROXY = '10.20.0.10 3128';

const through = (said: readonly Said[]): Packet[] => connection(1e12, CLIENT, PROXY, said);

const GRANTED: Said[] = [
  [0, 'CONNECT www.example.com:443 HTTP/1.1\r\nHost: www.example.com:443\r\n\r\n'],
  [1, 'HTTP/1.1 200 Connection established\r\n\r\n'],
];

describe('tunnels inside CONNECT', () => {
  it('names SSH through a proxy, as recorded, and accuses who asked', () => {
    const packets = through(spokenIn('connect-tunnel/corkscrew.txt'));
    expect(identify(packets).flows).toMatchObject([
      { protocol: 'ssh', system: 'connect-tunnel', by: 'behaviour', via: ['http-connect'] },
    ]);
    expect(accused(packets)).toEqual(['connect-tunnel 10.20.1.11']);
  });

  it('takes what cannot be read inside for a lead, and no case', () => {
    const bulk: Said[] = [1, 2, 3, 4].map((seed) => [seed % 2 ? 0 : 1, noise(1400, seed)]);
    const [flow] = identify(through([...GRANTED, ...bulk])).flows;
    expect(flow).toMatchObject({ system: 'connect-tunnel' });
    expect(flow?.probability).toBeLessThan(0.5);
    expect(accused(through([...GRANTED, ...bulk]))).toEqual([]);
  });

  it('is silent about refused requests, empty ones, web pages inside, and SSH without a proxy', () => {
    const ssh: Said[] = [
      [0, 'SSH-2.0-OpenSSH_9.2p1\r\n'],
      [1, 'SSH-2.0-OpenSSH_9.2p1\r\n'],
    ];
    const web: Said[] = [
      [0, 'GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n'],
      [1, 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ];
    const refused: Said[] = [GRANTED[0]!, [1, 'HTTP/1.1 403 Forbidden\r\n\r\n']];
    for (const said of [GRANTED, [...GRANTED, ...web], refused, ssh])
      expect(accused(through(said))).toEqual([]);
  });
});
