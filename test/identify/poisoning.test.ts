// covers: T3 D4
// Somebody who is not inside, or who lies, tries to have an innocent host accused. Nobody is guilty for what was sent to
// him, or said about him.
import { describe, expect, it } from 'vitest';
import {
  accused,
  connection,
  datagrams,
  identify,
  judge,
  noise,
  type Said,
} from '../harness/identify.ts';

const INNOCENT = '10.0.0.5';
const GUILTY = '10.0.0.66';
const OUTSIDE = '198.51.100.7';

const ID = 'abcdefghij0123456789';
const PING = `d1:ad2:id20:${ID}e1:q4:ping1:t2:aa1:y1:qe`;
const PONG = `d1:rd2:id20:${ID}e1:t2:aa1:y1:re`;
const HANDSHAKE = `\x13BitTorrent protocol\0\0\0\0\0\x10\0\x05${'h'.repeat(20)}-TR3000-abcdefghijkl`;

/** 4 address bytes and 2 port bytes, as trackers, nodes and neighbours tell them. */
const compact = (address: string, port: number): string =>
  `${String.fromCharCode(...address.split('.').map(Number))}${String.fromCharCode(port >> 8, port & 0xff)}`;

const nodes = (list: string): string =>
  `d1:rd2:id20:${ID}5:nodes${list.length}:${list}e1:t2:aa1:y1:re`;

/** An exchange nobody can read, both directions. */
const unreadable = (seed: number): Said[] => [
  [0, noise(700, seed)],
  [1, noise(1280, seed + 1)],
  [0, noise(900, seed + 2)],
  [1, noise(1200, seed + 3)],
];

describe('what is sent to an innocent host', () => {
  it('DHT pings, answered by nobody', () => {
    expect(
      accused(
        datagrams(0, `${OUTSIDE} 6881`, `${INNOCENT} 40000`, [
          [0, PING],
          [0, PING],
        ]),
      ),
    ).toEqual([]);
  });

  it('DHT pings to a name server, which answers with an error of its own', () => {
    const refusal = `d1\x80\x01\0\0\0\0\0\0\0\0`;
    const packets = datagrams(0, `${OUTSIDE} 6881`, `${INNOCENT} 53`, [
      [0, PING],
      [1, refusal],
    ]);
    expect(identify(packets).flows[0]).toMatchObject({ system: 'bittorrent' });
    expect(accused(packets)).toEqual([]);
  });

  it('µTP SYNs, one or tried again', () => {
    const syn = (clock: number): string =>
      `\x41\0\x12\x34${String.fromCharCode(0, clock, 1, 2)}\0\0\0\0\0\x10\0\0\0\x01\0\0`;
    const packets = datagrams(0, `${OUTSIDE} 6881`, `${INNOCENT} 40000`, [
      [0, syn(1)],
      [0, syn(40)],
    ]);
    expect(accused(packets)).toEqual([]);
  });

  it.each([
    ['a web server', 'HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n<html>'],
    ['a TLS server', '\x15\x03\x01\x00\x02\x02\x46'],
    ['a key-value store', '-ERR unknown command\r\n'],
    ['a service that says nothing', ''],
  ])('BitTorrent handshakes to %s', (_, answer) => {
    const said: Said[] =
      answer === ''
        ? [[0, HANDSHAKE]]
        : [
            [0, HANDSHAKE],
            [1, answer],
          ];
    const packets = connection(0, `${OUTSIDE} 40001`, `${INNOCENT} 443`, said);
    expect(identify(packets).flows[0]).toMatchObject({ system: 'bittorrent' });
    expect(accused(packets)).toEqual([]);
  });

  it('Gnutella handshakes to a web server', () => {
    const packets = connection(0, `${OUTSIDE} 40001`, `${INNOCENT} 80`, [
      [0, 'GNUTELLA CONNECT/0.6\r\nUser-Agent: LimeWire/4.18\r\n\r\n'],
      [1, 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ]);
    expect(accused(packets)).toEqual([]);
  });

  it.each([
    [
      'not found',
      'HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nnope',
    ],
    [
      'the start page, whatever is asked',
      'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>',
    ],
  ])('tracker announces and transfers asked of a web server: %s', (_, answer) => {
    const announce = `GET /announce?info_hash=${'%01'.repeat(20)}&peer_id=-TR3000-abcdefghijkl&port=6881&left=0 HTTP/1.1\r\nHost: x\r\n\r\n`;
    const urn = `GET /uri-res/N2R?urn:sha1:${'A'.repeat(32)} HTTP/1.1\r\nUser-Agent: LimeWire/4.18\r\nHost: x\r\n\r\n`;
    for (const asked of [announce, urn]) {
      const packets = connection(0, `${OUTSIDE} 40001`, `${INNOCENT} 80`, [
        [0, asked],
        [1, answer],
      ]);
      expect(identify(packets).flows[0]!.system).not.toBeNull();
      expect(accused(packets)).toEqual([]);
    }
  });

  it('pages fetched by a program that also shares files', () => {
    const packets = connection(0, `${OUTSIDE} 40001`, `${INNOCENT} 80`, [
      [0, 'GET /news.xml HTTP/1.1\r\nHost: x\r\nUser-Agent: uTorrent/3550\r\n\r\n'],
      [1, 'HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: 2\r\n\r\n<>'],
    ]);
    expect(accused(packets)).toEqual([]);
  });
});

describe('what is said about an innocent host', () => {
  /** A guilty host asks the DHT and hears of the innocent one, on a port of a usual service. */
  const hearsay = (port: number) =>
    datagrams(0, `${GUILTY} 51413`, `${OUTSIDE} 6881`, [
      [0, PING],
      [1, PONG],
      [0, PING],
      [1, nodes(`${ID}${compact(INNOCENT, port)}`)],
    ]);

  it.each([443, 445, 8080])('a told endpoint on port %i of a host that serves others', (port) => {
    const packets = [
      ...hearsay(port),
      ...connection(1000, '10.0.0.20 40000', `${INNOCENT} ${port}`, unreadable(5)),
      ...connection(2000, '10.0.0.21 40000', `${INNOCENT} ${port}`, unreadable(9)),
    ];
    expect(accused(packets)).toEqual([`bittorrent ${GUILTY}`]);
  });

  it('nor when the guilty host itself uses that service', () => {
    const packets = [
      ...hearsay(445),
      ...connection(1000, `${GUILTY} 40000`, `${INNOCENT} 445`, unreadable(5)),
    ];
    expect(accused(packets)).toEqual([`bittorrent ${GUILTY}`]);
  });

  it('answers that nobody asked for teach nothing', () => {
    const lie = nodes(`${ID}${compact('203.0.113.9', 443)}`);
    const packets = [
      ...datagrams(0, `${OUTSIDE} 6881`, `${INNOCENT} 40000`, [
        [0, lie],
        [0, lie],
      ]),
      ...connection(1000, `${INNOCENT} 40001`, '203.0.113.9 443', unreadable(3)),
    ];
    expect(identify(packets).flows.filter((flow) => flow.by === 'endpoint')).toEqual([]);
    expect(accused(packets)).toEqual([]);
  });

  it('hearsay about outside servers accuses no host that never spoke the system', () => {
    const lie = nodes(`${ID}${compact('203.0.113.9', 443)}${ID}${compact('203.0.113.10', 443)}`);
    const packets = [
      ...datagrams(0, `${GUILTY} 51413`, `${OUTSIDE} 6881`, [
        [0, PING],
        [1, lie],
      ]),
      ...connection(1000, `${INNOCENT} 40001`, '203.0.113.9 443', unreadable(3)),
      ...connection(2000, `${INNOCENT} 40002`, '203.0.113.10 443', unreadable(7)),
    ];
    expect(accused(packets)).toEqual([`bittorrent ${GUILTY}`]);
  });

  it('a tracker that names a third party', () => {
    const peers = compact('203.0.113.9', 443);
    const packets = [
      ...connection(0, `${GUILTY} 40000`, `${OUTSIDE} 80`, [
        [
          0,
          `GET /announce?info_hash=${'%01'.repeat(20)}&peer_id=-TR3000-abcdefghijkl&port=6881&left=0 HTTP/1.1\r\nHost: x\r\n\r\n`,
        ],
        [
          1,
          `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${peers.length + 28}\r\n\r\nd8:intervali1800e5:peers6:${peers}e`,
        ],
      ]),
      ...connection(1000, `${INNOCENT} 40001`, '203.0.113.9 443', unreadable(3)),
    ];
    expect(accused(packets)).toEqual([`bittorrent ${GUILTY}`]);
  });
});

describe('who only knocks', () => {
  const seeder = datagrams(0, `${GUILTY} 51413`, `${OUTSIDE} 6881`, [
    [0, PING],
    [1, PONG],
    [0, PING],
    [1, PONG],
  ]);

  it('a scan of the ports of a guilty host, unanswered', () => {
    const packets = [
      ...seeder,
      ...datagrams(1000, `${INNOCENT} 50000`, `${GUILTY} 51413`, [
        [0, noise(60)],
        [0, noise(60)],
      ]),
      ...connection(2000, `${INNOCENT} 50001`, `${GUILTY} 51413`, []),
    ];
    expect(accused(packets)).toEqual([`bittorrent ${GUILTY}`]);
  });

  it('a conversation with one proven endpoint is a lead at most', () => {
    const packets = [
      ...seeder,
      ...datagrams(1000, `${INNOCENT} 50000`, `${GUILTY} 51413`, [
        [0, noise(60)],
        [1, noise(60, 2)],
      ]),
    ];
    const { cases } = judge(identify(packets).flows);
    for (const { case: one } of cases)
      if (one.subject.address === INNOCENT) expect(one.probability).toBeLessThan(0.5);
  });
});

describe('what can be read keeps its name', () => {
  it('TLS with a server name, HTTP and SSH at a proven endpoint', () => {
    const at = `${OUTSIDE} 6881`;
    const packets = [
      ...connection(0, `${GUILTY} 40000`, at, [
        [0, HANDSHAKE],
        [1, HANDSHAKE],
      ]),
      ...connection(1000, `${INNOCENT} 40001`, at, [
        [0, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'],
        [1, 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
      ]),
      ...connection(2000, `${INNOCENT} 40002`, at, [
        [1, 'SSH-2.0-OpenSSH_9.2\r\n'],
        [0, 'SSH-2.0-OpenSSH_9.2\r\n'],
      ]),
    ];
    const { flows } = identify(packets);
    expect(flows.map((flow) => [flow.protocol, flow.system]).slice(1)).toEqual([
      ['http', null],
      ['ssh', null],
    ]);
    expect(accused(packets)).toEqual([`bittorrent ${GUILTY}`]);
  });
});
