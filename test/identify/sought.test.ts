// covers: T1
// Connections that nobody answered: what a host that speaks a system sought, and nothing about anybody else.
import { describe, expect, it } from 'vitest';
import { SYN } from '../../src/wire/packet.ts';
import { accused, connection, datagrams, identify, noise, packetOf } from '../harness/identify.ts';

const HOST = '10.0.0.66';
const OTHER = '10.0.0.5';
const PEER = '198.51.100.7';
const SILENT = '198.51.100.99';
const ID = 'abcdefghij0123456789';
const PING = `d1:ad2:id20:${ID}e1:q4:ping1:t2:aa1:y1:qe`;
const PONG = `d1:rd2:id20:${ID}e1:t2:aa1:y1:re`;

const speaks = datagrams(0, `${HOST} 51413`, `${PEER} 6881`, [
  [0, PING],
  [1, PONG],
]);
const asksInVain = datagrams(100, `${HOST} 51413`, `${SILENT} 19181`, [
  [0, PING],
  [0, PING],
]);
const attempt = (from: string, to = `${SILENT} 19181`) => [
  packetOf({ at: 500, from, to, flags: SYN }),
  packetOf({ at: 1500, from, to, flags: SYN }),
];
const named = (packets: Parameters<typeof identify>[0], source: string) =>
  identify(packets)
    .flows.filter((flow) => flow.transport === 'tcp' && flow.source === source)
    .map(({ system, by }) => `${system} by ${by}`);

describe('connections that nobody answered', () => {
  it('are named where a speaker tries an endpoint that it spoke to before', () => {
    const packets = [...speaks, ...asksInVain, ...attempt(`${HOST} 55087`)];
    expect(named(packets, HOST)).toEqual(['bittorrent by endpoint']);
  });

  it('are not named for a host that speaks nothing, nor at another port', () => {
    const stranger = [...speaks, ...asksInVain, ...attempt(`${OTHER} 55087`)];
    expect(named(stranger, OTHER)).toEqual(['null by none']);
    const elsewhere = [...speaks, ...asksInVain, ...attempt(`${HOST} 55087`, `${SILENT} 443`)];
    expect(named(elsewhere, HOST)).toEqual(['null by none']);
  });

  it('accuse nobody who was only asked, even when he then talks with the speaker in secret', () => {
    const packets = [
      ...speaks,
      ...datagrams(100, `${HOST} 51413`, `${OTHER} 9999`, [[0, PING]]),
      ...connection(1000, `${HOST} 40000`, `${OTHER} 9999`, [
        [0, noise(700, 1)],
        [1, noise(1280, 2)],
      ]),
    ];
    expect(accused(packets)).toEqual([`bittorrent ${HOST}`]);
  });
});
