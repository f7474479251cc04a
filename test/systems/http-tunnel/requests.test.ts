// covers: S8 T12
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chisel } from '../../../src/systems/http-tunnel/chisel.ts';
import { NO, YES } from '../../../src/wire/dissector.ts';
import type { Packet } from '../../../src/wire/packet.ts';
import { accused, bytesOf, connection, identify, type Said } from '../../harness/identify.ts';
import { spokenIn } from '../../harness/spoken.ts';
import { listen } from '../conversation.ts';

const CLIENT = '10.20.1.11';
const PROXY = '10.20.0.10';
const SERVER = '203.0.113.14 80';

let port = 30_000;
const talks = (said: readonly Said[], server = SERVER, client = CLIENT): Packet[] => {
  port++;
  return connection(1e12 + port * 100, `${client} ${port}`, server, said);
};

const named = (packets: Packet[]) => identify(packets).flows.map(({ system }) => system);

const request = (method: string, target: string, more = ''): Said => [
  0,
  `${method} ${target} HTTP/1.1\r\nHost: www.example.com\r\n${more}\r\n`,
];
const OK: Said = [1, 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'];

describe('GNU httptunnel', () => {
  const post = spokenIn('http-tunnel/htc-post.txt');
  const get = spokenIn('http-tunnel/htc-get.txt');

  it('is named both ways through a proxy that asks for a name, and the proxy takes no part', () => {
    const packets = [...talks(post, `${PROXY} 3128`), ...talks(get, `${PROXY} 3128`)];
    expect(named(packets)).toEqual(['http-tunnel', 'http-tunnel']);
    expect(accused(packets)).toEqual([`http-tunnel ${CLIENT}`]);
  });

  it('does not accuse a proxy that passes the request on and says so', () => {
    const passedOn = request(
      'GET',
      '/index.html?crap=1795325617',
      'Via: 1.1 proxy (squid/5.7)\r\n',
    );
    const packets = talks([passedOn, OK], SERVER, PROXY);
    expect(named(packets)).toEqual(['http-tunnel']);
    expect(accused(packets)).toEqual([]);
  });

  it('is not any page with such a word', () => {
    for (const target of [
      '/index.html?crap=shoot',
      '/dice/index.html?crap=12',
      '/index.html?x=1&crap=1',
      '/index.html?crap=',
    ])
      expect(named(talks([request('GET', target), OK])), target).toEqual([null]);
  });
});

describe('tunnels over WebSocket', () => {
  const upgrade = (protocol: string): Said[] => [
    request(
      'GET',
      '/v1/events',
      `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: ${protocol}\r\n`,
    ),
    [1, 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n'],
  ];
  const token = (claims: object): string => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `v1, authorization.bearer.${part({ typ: 'JWT', alg: 'HS256' })}.${part(claims)}.c2lnbmF0dXJl`;
  };
  const id = '018d055d-4998-729f-8b86-30e0bea2da8f';

  it('names chisel and wstunnel by how they ask', () => {
    expect(named(talks(upgrade('chisel-v3')))).toEqual(['http-tunnel']);
    expect(named(talks(upgrade(token({ id, p: 'Tcp', r: '192.0.2.9', rp: 22 }))))).toEqual([
      'http-tunnel',
    ]);
    expect(
      named(talks(upgrade(token({ id, p: { Udp: { timeout: null } }, r: 'a.example', rp: 53 })))),
    ).toEqual(['http-tunnel']);
  });

  it('is silent about other protocols and other tokens', () => {
    for (const protocol of [
      'chat',
      'mqtt',
      'graphql-ws',
      'chisels',
      'base64url.bearer.authorization.k8s.io.YWJj',
      token({ sub: 'alice', exp: 1 }),
    ])
      expect(named(talks(upgrade(protocol))), protocol).toEqual([null]);
  });

  it('names chisel behind a bent request line only when the server granted it', () => {
    const asked = bytesOf(
      'GET / H\x07TP/1.1\r\nHost: a:80\r\nSec-WebSocket-Protocol: chisel-v3\r\n\r\n',
    );
    const granted = bytesOf('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    expect(
      listen(chisel, [
        [0, asked],
        [1, granted],
      ]),
    ).toBe(YES);
    expect(
      listen(chisel, [
        [0, asked],
        [1, bytesOf('HTTP/1.1 400 Bad Request\r\n\r\n')],
      ]),
    ).toBe(NO);
    expect(listen(chisel, [[0, bytesOf('GET / HTTP/1.1\r\n')]])).toBe(NO);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
        expect(
          listen(chisel, [
            [0, bytesOf(`GET ${String.fromCharCode(...bytes)}`)],
            [1, granted],
          ]),
        ).not.toBe(YES);
      }),
    );
  });
});

describe('a stream cut into requests', () => {
  const OCTETS = 'Content-Type: application/octet-stream\r\nContent-Length: 4\r\n';
  const up = (target: string, more = ''): Packet[] =>
    talks([request('POST', target, OCTETS + more), [0, 'data'], OK]);
  const down = (target: string, more = ''): Packet[] => talks([request('GET', target, more), OK]);
  const count = (n: number, one: (i: number) => Packet[]): Packet[] =>
    Array.from({ length: n }, (_, i) => one(i)).flat();
  const session = '8552d0623c25e419';

  it('is named by the counter that both ways share, and the server is not accused', () => {
    const packets = count(12, (i) =>
      i % 4 === 1 ? down(`/d?s=${session}&n=${i}`) : up(`/u?s=${session}&n=${i}`),
    );
    expect(new Set(named(packets))).toEqual(new Set(['http-tunnel']));
    expect(accused(packets)).toEqual([`http-tunnel ${CLIENT}`]);
  });

  it.each<[string, (i: number) => Packet[]]>([
    ['polling with a session', (i) => (i % 2 ? down : up)(`/io/?sid=${session}&t=${i >> 1}`)],
    [
      'numbers each way apart',
      (i) => (i % 2 ? down(`/c?id=${session}&aid=${i}`) : up(`/c?id=${session}&rid=${i}`)),
    ],
    ['an upload in parts', (i) => up(`/f?uploadId=${session}&partNumber=${i}`)],
    ['a player that asks for segments', (i) => down(`/v?token=${session}&seq=${i}`)],
    [
      'a page that says where it comes from',
      (i) => (i % 2 ? down : up)(`/a?s=${session}&n=${i}`, 'Referer: http://www.example.com/\r\n'),
    ],
    [
      'a new session each time',
      (i) => (i % 2 ? down : up)(`/a?s=${session.slice(1)}${i % 10}&n=${i}`),
    ],
  ])('is not %s', (_, one) => {
    expect(new Set(named(count(16, one)))).toEqual(new Set([null]));
  });
});
