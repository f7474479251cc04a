// covers: T1
// Naming flows that cannot be read: by endpoints known before or after, for how long, and by shape.
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/model/limits.ts';
import { accused, connection, datagrams, identify, noise, type Said } from '../harness/identify.ts';

const HOST = '10.0.0.66';
const PEER = '198.51.100.7';
const ID = 'abcdefghij0123456789';
const PING = `d1:ad2:id20:${ID}e1:q4:ping1:t2:aa1:y1:qe`;
const PONG = `d1:rd2:id20:${ID}e1:t2:aa1:y1:re`;
const HANDSHAKE = `\x13BitTorrent protocol\0\0\0\0\0\x10\0\x05${'h'.repeat(20)}-TR3000-abcdefghijkl`;

const unreadable = (seed: number): Said[] => [
  [0, noise(700, seed)],
  [1, noise(1280, seed + 1)],
  [0, noise(900, seed + 2)],
];

const dht = (at: number) =>
  datagrams(at, `${HOST} 51413`, `${PEER} 6881`, [
    [0, PING],
    [1, PONG],
  ]);
const secret = (at: number, port = 40_000) =>
  connection(at, `${HOST} ${port}`, `${PEER} 6881`, unreadable(at + 3));

const ways = (packets: Parameters<typeof identify>[0]) =>
  identify(packets).flows.map(({ transport, system, by }) => [transport, system, by]);

describe('an endpoint that a readable flow has shown', () => {
  it('names flows that come later, and flows that came before and are still held', () => {
    const named = ['tcp', 'bittorrent', 'endpoint'];
    expect(ways([...dht(0), ...secret(60_000)])).toContainEqual(named);
    expect(ways([...secret(0), ...dht(60_000)])).toContainEqual(named);
  });

  it('names nothing after its time', () => {
    const unnamed = ['tcp', null, 'none'];
    expect(ways([...dht(0), ...secret(LIMITS.endpointValidMs + 10_000)])).toContainEqual(unnamed);
    expect(ways([...secret(0), ...dht(LIMITS.heldMs + 10_000)])).toContainEqual(unnamed);
  });

  it('names nothing when two systems were shown there', () => {
    const kad = '\xe4\x21\x02'.padEnd(35, '\x07');
    const packets = [
      ...dht(0),
      ...datagrams(100, '10.0.0.67 4672', `${PEER} 6881`, [
        [0, kad],
        [1, kad],
      ]),
      ...datagrams(1000, '10.0.0.68 4000', `${PEER} 6881`, [
        [0, noise(80)],
        [1, noise(90, 2)],
      ]),
    ];
    expect(identify(packets).flows.at(-1)).toMatchObject({ source: '10.0.0.68', system: null });
  });
});

describe('the shape of encryption', () => {
  /** First messages as MSE has them: a key of 96 bytes and up to 512 of padding, each way. */
  const mse = (seed: number, first = 400, second = 333, third = 120): Said[] => [
    [0, noise(first, seed)],
    [1, noise(second, seed + 1)],
    [0, noise(third, seed + 2)],
    [1, noise(700, seed + 3)],
  ];
  const to = (peer: string, n: number, said: Said[] = mse(10 * n)) =>
    connection(1000 * n, `${HOST} ${40_000 + n}`, peer, said);
  /** Padding is random: sizes differ from flow to flow. */
  const padded = (n: number): Said[] => mse(10 * n, 300 + 17 * n, 500 - 23 * n);

  it('with two peers names the host', () => {
    const packets = [
      ...to('198.51.100.1 5001', 1, padded(1)),
      ...to('198.51.100.2 5002', 2, padded(2)),
    ];
    expect(identify(packets).flows).toMatchObject([
      { system: 'bittorrent', by: 'shape' },
      { system: 'bittorrent', by: 'shape' },
    ]);
    expect(accused(packets)).toEqual([`bittorrent ${HOST}`]);
  });

  it('with one peer, however often, names nobody', () => {
    const packets = [1, 2, 3, 4].flatMap((n) => to('198.51.100.1 5001', n, padded(n)));
    expect(identify(packets).flows.map(({ system }) => system)).toEqual([null, null, null, null]);
  });

  it('with sizes that are always the same names nobody: padding would differ', () => {
    const packets = [1, 2, 3, 4].flatMap((n) => to(`198.51.100.${n} ${5000 + n}`, n));
    expect(accused(packets)).toEqual([]);
  });

  it('does not name a server for having many clients', () => {
    const packets = [1, 2, 3, 4].flatMap((n) =>
      connection(1000 * n, `10.0.1.${n} 40000`, '10.0.0.5 9000', mse(10 * n)),
    );
    expect(accused(packets)).toEqual([]);
  });

  it.each([
    // i2p spec/ntcp2: messages of 64 to 287 bytes, then a RouterInfo.
    ["I2P's NTCP2", mse(1, 280, 250, 900)],
    // A salt, an address, and the beginning of the request; the answer is as long as the page.
    [
      'Shadowsocks',
      [
        [0, noise(450, 1)],
        [1, noise(1400, 2)],
        [0, noise(90, 3)],
        [1, noise(900, 4)],
      ] as Said[],
    ],
    [
      'a login with a short answer',
      [
        [0, noise(400, 1)],
        [1, noise(40, 2)],
        [0, noise(120, 3)],
        [1, noise(50, 4)],
      ] as Said[],
    ],
    [
      'text',
      [
        [0, 'a'.repeat(400)],
        [1, 'b'.repeat(300)],
        [0, 'c'.repeat(100)],
        [1, 'd'.repeat(90)],
      ] as Said[],
    ],
  ])('does not name %s', (_, said) => {
    const packets = [1, 2, 3, 4].flatMap((n) => to(`198.51.100.${n} ${5000 + n}`, n, said));
    expect(accused(packets)).toEqual([]);
  });

  it('says nothing of a connection whose beginning was missed', () => {
    const packets = [1, 2, 3].flatMap((n) => to(`198.51.100.${n} ${5000 + n}`, n).slice(3));
    expect(accused(packets)).toEqual([]);
  });
});

it('a readable handshake proves both ends, and names what they hide at the same sockets', () => {
  const packets = [
    ...connection(0, `${HOST} 40000`, `${PEER} 7000`, [
      [0, HANDSHAKE],
      [1, HANDSHAKE],
    ]),
    ...connection(1000, `10.0.0.67 40000`, `${PEER} 7000`, unreadable(4)),
  ];
  expect(identify(packets).flows[1]).toMatchObject({
    by: 'endpoint',
    learned: { end: 'destination', kind: 'proven' },
  });
});
