import { describe, expect, it } from 'vitest';
import { accused, connection, identify, noise, type Said } from '../../harness/identify.ts';

const CLIENT = '10.20.1.11';
const SERVER = '203.0.113.14';

/** Sizes of turns, positive from the client. All content is noise: only sizes are told. */
type Turns = readonly number[];

/** One connection after another of one client to one server. */
const made = (all: readonly Turns[], server = SERVER, client = CLIENT, port = 9555) =>
  all.flatMap((turns, i) =>
    connection(
      1e12 + 1000 * i,
      `${client} ${40_000 + i}`,
      `${server} ${port}`,
      turns.map((size, at): Said => [size > 0 ? 0 : 1, noise(Math.abs(size), 97 * i + at + 1)]),
    ),
  );

/** Shadowsocks after shadowsocks.org/doc/aead: salt of 32, and 34 bytes more for each chunk. */
const SALT = 32;
const CHUNK = 34;

/** TLS 1.2 inside: hello of 517 bytes and name, keys and Finished of 93, its end of 51 (RFC 5246, AES in GCM). */
const handshake = (name: number, certificates: number, request = 120, answer = 4000): Turns => [
  SALT + CHUNK + 4 + name + CHUNK + 517,
  -(SALT + CHUNK + certificates),
  93 + CHUNK,
  -(51 + CHUNK),
  request + CHUNK,
  -(answer + CHUNK),
];

const plainRequest = (name: number, answer: number): Turns => [
  SALT + CHUNK + 4 + name + CHUNK + 90 + name,
  -(SALT + CHUNK + answer),
];

const WEB: readonly Turns[] = [
  handshake(15, 1290),
  plainRequest(15, 6100),
  handshake(16, 1290),
  handshake(15, 1290),
  plainRequest(17, 1450),
  handshake(18, 1290),
  plainRequest(16, 9800),
  handshake(15, 1290),
];

const SITES: readonly Turns[] = [
  handshake(11, 2900),
  handshake(24, 3600),
  handshake(15, 2400),
  handshake(19, 4100),
  handshake(30, 2900),
  handshake(12, 5200),
];

/** VMess over TCP: 18 bytes a chunk and 0 to 63 of random padding. */
const VMESS: readonly Turns[] = [
  [250, -8034, 30],
  [681, -1428, 149, -143, 257, -1884],
  [256, -1527, 44],
  [698, -1436, 114, -228, 270, -2157],
  [679, -1381, 174, -129, 216, -4913],
  [677, -1406, 142, -131, 223, -252],
  [684, -1403, 162, -185, 150, -910],
];

const named = (all: readonly Turns[], server?: string) =>
  identify(made(all, server)).flows.filter(({ system }) => system !== null);

describe('opaque-tunnel/inner-handshakes', () => {
  it.each([
    ['plain and encrypted web use in Shadowsocks', WEB],
    ['web sites with certificates of their own', SITES],
    ['VMess with its padding', VMESS],
  ])('names every connection of %s, and the client', (_, all) => {
    const flows = named(all);
    expect(flows).toHaveLength(all.length);
    for (const flow of flows)
      expect(flow).toMatchObject({
        system: 'opaque-tunnel',
        protocol: 'opaque-tunnel/inner-handshakes',
        by: 'behaviour',
        probability: 0.75,
      });
    expect(accused(made(all))).toContain(`opaque-tunnel ${CLIENT}`);
  });

  it('does not depend on the order of connections', () => {
    expect(named([...WEB].reverse())).toHaveLength(WEB.length);
  });

  it.each([
    ['fewer than five handshakes', [...WEB.slice(0, 4), ...WEB.slice(1, 2), ...WEB.slice(4, 5)]],
    ['one connection', WEB.slice(0, 1)],
    ['connections that are all alike', WEB.map(() => handshake(15, 1290))],
    ['one login and answers of any length', [1, 2, 3, 4, 5, 6].map((i) => handshake(15, 900 * i))],
    [
      'a business program with a handshake of its own',
      [503, 550, 332, 182, 193, 477, 115, 462].map((size, i) => [
        ...[32, -32, size, -900 * (i + 1), 280, -4000],
      ]),
    ],
    [
      'a backup with handshakes of random length',
      [120, 197, 274, 351, 428, 505, 582].map((size) => [size, -size - 20, 60, -40, 1100, -30]),
    ],
    ['requests and answers of any length', evenly(13)],
    [
      'obfs4, whose padding hides all sizes',
      [1912, 4410, 700, 6020, 7777, 260].map((size, i) => [
        ...[size, -4172 + 500 * i, 1621 - 200 * i, -2033],
      ]),
    ],
    [
      'a messenger with short answers',
      [105, 233, 169, 340, 121, 277, 190].map((size) => [size, -148, 84, -72, 400, -96]),
    ],
  ] as const)('does not name %s', (_, all) => {
    expect(named(all)).toEqual([]);
    expect(accused(made(all))).toEqual([]);
  });

  it('does not name what goes to a private address, or to several servers', () => {
    expect(named(WEB, '10.20.0.10')).toEqual([]);
    const apart = WEB.flatMap((turns, i) => made([turns], `203.0.113.${20 + i}`));
    expect(identify(apart).flows.every(({ system }) => system === null)).toBe(true);
  });

  it('does not name the same sizes in bytes that can be read', () => {
    const packets = WEB.flatMap((turns, i) =>
      connection(
        1e12 + 1000 * i,
        `${CLIENT} ${40_000 + i}`,
        `${SERVER} 9555`,
        turns.map(
          (size): Said => [
            size > 0 ? 0 : 1,
            'all work and no play '.repeat(600).slice(0, Math.abs(size)),
          ],
        ),
      ),
    );
    expect(identify(packets).flows.every(({ system }) => system === null)).toBe(true);
  });

  it('leaves BitTorrent its name, though some connections go to one peer', () => {
    const mse = (i: number): Turns => [96 + 83 * i, -(170 + 61 * i), 124, -115, 300, -4000];
    const packets = [
      ...made([1, 2, 3, 4, 5, 6].map(mse), '203.0.113.14'),
      ...made([4, 2].map(mse), '203.0.113.15', CLIENT, 51_413),
    ];
    for (const { system } of identify(packets).flows) expect(system).toBe('bittorrent');
  });
});

/** Evenly spread sizes, the same for the same number. */
function evenly(count: number): Turns[] {
  const bytes = noise(4 * count, 5);
  const size = (i: number, from: number, to: number) =>
    from + Math.floor(((to - from) * bytes[i]!) / 256);
  return Array.from({ length: count }, (_, i) => [
    size(4 * i, 60, 600),
    -size(4 * i + 1, 500, 8000),
    size(4 * i + 2, 60, 600),
    -size(4 * i + 3, 500, 8000),
  ]);
}
