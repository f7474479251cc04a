// What the traces of signatures leave out would have been refused: with and without them the outcome is the same.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { http } from '../../src/protocols/http.ts';
import { SYSTEMS } from '../../src/systems/index.ts';
import type { HttpSignature } from '../../src/wire/dissector.ts';
import { type Conversation, fixture, play, talk } from './conversation.ts';

const signatures = SYSTEMS.flatMap((system) => system.http ?? []);
const untraced = signatures.map(({ traces: _, ...signature }): HttpSignature => signature);
const withTraces = http({ http: signatures, websocket: [] });
const withoutTraces = http({ http: untraced, websocket: [] });

const HASH = '%012345678901234567890';
const URN = 'urn:sha1:ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const TARGETS = [
  '/',
  `/announce?info_hash=${HASH}&peer_id=-TR4000-abcdefghijkl&port=1&left=0`,
  `/x?INFO_HASH=${HASH}&piece=1`,
  `/seed?piece=1&info_hash=${HASH}`,
  `/uri-res/N2R?${URN}`,
  `/URI-RES/n2x?${URN}`,
  `http://a.example/gnutella/thex/v1?${URN}`,
  '/gnet/push-proxy?ServerID=AAAA',
  '/get/12/name.mp3',
  '/cache?Client=GTKG&version=1&hostfile=1',
  '/cache?client=GTKG1.2&net=gnutella2',
  '/index.html?crap=1795325617',
  'a.example:443',
];
const FIELDS = [
  'Host: a.example',
  'USER-AGENT: qBittorrent/4.6.0',
  'User-Agent: LimeWire/5.5',
  'user-agent:Kiwi Alpha 3',
  'User-agent : phex/3',
  'User-Agent:\u00a0GTK-Gnutella/1.2',
  ' gtk-gnutella/1.2',
  'Server: Shareaza 2.7',
  'server: bearshare/1',
  'X-GNUTELLA-Content-URN: urn',
  'x-falt: 0123456789abcdef0123456789abcdef;1:1.2.3.4',
  'X-Thex-URI: /gnutella/a',
  'X-Queue: 1',
  'Accept: application/x-gnutella-packets',
  'Content-Length: 2',
  'Content-Length:',
  'Transfer-Encoding: chunked',
  'Upgrade: h2c',
  'Sec-WebSocket-Protocol: chisel-v3',
  'no colon',
  ': no name',
];

/** Requests that prove a system whole: by chance none would be put together of the pieces above. */
const PROOFS = [
  'POST /ts2021 HTTP/1.1\r\nHost: c.example\r\nUpgrade: tailscale-control-protocol\r\n\r\n',
  'POST /vpnsvc/connect.cgi HTTP/1.1\r\nHost: s.example\r\nContent-Length: 0\r\n\r\n',
  'GET /chat HTTP/1.1\r\nHost: a.example\r\nSec-WebSocket-Protocol: chisel-v3\r\n\r\n',
  'GET /tor/server/all HTTP/1.0\r\nHost: a.example\r\n\r\n',
  'GET /i2pseeds.su3 HTTP/1.1\r\nHost: a.example\r\n\r\n',
  'GET /.hash=0123456789abcdef0123456789abcdef01234567 HTTP/1.1\r\nHost: a.example\r\nX-Kazaa-Username: u\r\nX-Kazaa-Network: KaZaA\r\nX-Kazaa-IP: 192.0.2.1:1214\r\n\r\n',
  'GET /gatorcme/core/col.zip HTTP/1.1\r\nHost: gatorcme.gator.com\r\nUser-Agent: Gator/4.0 Blast Thread {0}\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: a.example\r\nX-OpenftAlias: node\r\n\r\n',
] as const;

/** Answers that prove one. */
const ANSWERED = [
  'HTTP/1.1 200 OK\r\nServer: Shareaza 2.7.10.2\r\nContent-Length: 2\r\n\r\n',
] as const;
const BROWSED = 'GET / HTTP/1.1\r\nHost: a.example\r\nUser-Agent: Mozilla/5.0\r\n\r\n';

const head = (line: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      line,
      fc.array(fc.constantFrom(...FIELDS), { maxLength: 5 }),
      fc.constantFrom('\r\n', '\n'),
    )
    .map(([first, fields, end]) => [first, ...fields, '', ''].join(end));

const request = head(
  fc
    .tuple(fc.constantFrom('GET', 'HEAD', 'POST', 'CONNECT'), fc.constantFrom(...TARGETS))
    .map(([method, target]) => `${method} ${target} HTTP/1.1`),
);
const answer = head(
  fc.constantFrom(
    'HTTP/1.1 200 OK',
    'HTTP/1.0 503 Busy',
    'ICY 200 OK',
    'HTTP/1.1 204',
    'HTTP/1.1 101 x',
  ),
);

const exchange = fc
  .array(
    fc.oneof(
      request.map((text) => `> ${text}`),
      fc.constantFrom(...PROOFS, BROWSED).map((text) => `> ${text}`),
      fc.constantFrom(...ANSWERED).map((text) => `< ${text}ok`),
      answer.map((text) => `< ${text}ok`),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((lines): Conversation => talk(80, ...lines));

describe('traces of HTTP signatures', () => {
  it('every signature states them', () => {
    expect(signatures.filter(({ traces }) => !traces).map(({ id }) => id)).toEqual([]);
  });

  it('leave nothing out', () => {
    const named = new Set<string>();
    fc.assert(
      fc.property(exchange, (conversation) => {
        const outcome = play(withTraces, conversation);
        expect(outcome).toEqual(play(withoutTraces, conversation));
        for (const [id] of outcome.names) named.add(id);
      }),
      { numRuns: 1500, seed: 7 },
    );
    for (const { id } of signatures) expect(named, id).toContain(id);
  });

  it('say the same of browsers, proxies and chunked answers', () => {
    for (const name of ['http-web', 'http-proxy', 'http-chunked', 'http-connect'])
      expect(play(withTraces, fixture(name))).toEqual(play(withoutTraces, fixture(name)));
  });
});
