import { describe, expect, it } from 'vitest';
import { connection, identify, type Said } from '../../harness/identify.ts';
import { head, httpFlow } from '../http-flow.ts';

const HASH = '94bace8658fd12c8f21249ced200f37d4f6c77e1';
// Heads as MLDonkey's sources quote them (fasttrackPandora.ml), with addresses for documents.
const REQUEST = head(
  `GET /.hash=${HASH} HTTP/1.1`,
  'Host: 203.0.113.7:1214',
  'UserAgent: KazaaClient Nov  3 2002 20:29:03',
  'X-Kazaa-Username: harbour17',
  'X-Kazaa-Network: KaZaA',
  'X-Kazaa-IP: 10.0.0.5:1214',
  'X-Kazaa-SupernodeIP: 198.51.100.11:2093',
);
const ANSWER = head(
  'HTTP/1.1 206 Partial Content',
  'Content-Range: bytes 0-3/6128453',
  'Content-Length: 4',
  'Server: KazaaClient Nov  3 2002 20:29:03',
  'X-Kazaa-Username: defaultuser',
  'X-Kazaa-Network: KaZaA',
  'X-Kazaa-IP: 203.0.113.7:1214',
  'X-Kazaa-SupernodeIP: 198.51.100.12:2674',
  'X-KazaaTag: 4=A solas con mi corazon',
  'X-KazaaTag: 21=128',
  'Content-Type: audio/mpeg',
);
const TRANSFER: Said[] = [
  [0, REQUEST],
  [1, `${ANSWER}mp3!`],
];

describe('fasttrack/http', () => {
  it('reads both ends and the file of a transfer', () => {
    const flow = httpFlow(TRANSFER);
    expect(flow).toMatchObject({ system: 'fasttrack', protocol: 'fasttrack/http' });
    expect(flow.facts?.ends).toEqual([
      { client: 'Kazaa', version: 'Nov  3 2002', nick: 'harbour17', listens: 1214 },
      { client: 'Kazaa', version: 'Nov  3 2002', nick: 'defaultuser', listens: 1214 },
    ]);
    expect(flow.facts?.contents).toEqual([
      { id: `uuhash:${HASH}`, name: 'A solas con mi corazon', size: 6_128_453 },
    ]);
  });

  it('reads a transfer behind GIVE, whose roles are turned round', () => {
    const flow = httpFlow([
      [0, 'GIVE 446687973\r\n'],
      [1, REQUEST],
      [0, `${ANSWER}mp3!`],
    ]);
    expect(flow).toMatchObject({ system: 'fasttrack', protocol: 'fasttrack/http' });
    expect(flow.facts?.ends.map(({ nick }) => nick)).toEqual(['defaultuser', 'harbour17']);
  });

  it('is proven by the path, a header, the program or the answer alone', () => {
    const plain = head('HTTP/1.0 404 Not Found', 'Content-Length: 0');
    for (const said of [
      [
        [0, head(`GET /.hash=${HASH} HTTP/1.0`)],
        [1, plain],
      ],
      [
        [0, head('GET /.files HTTP/1.0', 'X-Kazaa-Network: KaZaA')],
        [1, plain],
      ],
      [
        [0, head('GET /.supernode HTTP/1.0', 'User-Agent: KazaaClient Jul 27 2004 21:14:16')],
        [1, plain],
      ],
      [
        [0, head('GET /a HTTP/1.0')],
        [
          1,
          head(
            'HTTP/1.0 501 Not Implemented',
            'X-Kazaa-Username: rcb',
            'X-Kazaa-IP: 203.0.113.7:1959',
          ),
        ],
      ],
    ] satisfies Said[][])
      expect(httpFlow(said).system).toBe('fasttrack');
  });

  it('names the encrypted connection to a supernode that a header told of', () => {
    const at = Date.UTC(2003, 6, 9, 12);
    const noise = Uint8Array.from({ length: 40 }, (_, i) => (i * 197 + 89) & 255);
    const { flows } = identify([
      ...connection(at, '10.0.0.5 40000', '203.0.113.7 1214', TRANSFER),
      ...connection(at + 5000, '10.0.0.5 40001', '198.51.100.11 2093', [
        [0, noise],
        [1, noise],
      ]),
      ...connection(at + 6000, '10.0.0.9 40001', '198.51.100.11 2093', [
        [0, noise],
        [1, noise],
      ]),
    ]);
    expect(flows.map(({ source, system, by }) => [source, system, by])).toEqual([
      ['10.0.0.5', 'fasttrack', 'payload'],
      ['10.0.0.5', 'fasttrack', 'endpoint'],
      ['10.0.0.9', null, 'none'],
    ]);
  });

  it('leaves pages about it alone', () => {
    const page = head(
      'HTTP/1.1 200 OK',
      'Server: Apache',
      'Content-Type: text/html',
      'Content-Length: 0',
    );
    for (const request of [
      head('GET /kazaa/.hash=what HTTP/1.1', 'Host: wiki.example', 'User-Agent: Mozilla/5.0'),
      head('GET /.hash=1234 HTTP/1.1', 'Host: wiki.example'),
      head('GET /X-Kazaa-Username HTTP/1.1', 'Host: wiki.example', 'User-Agent: Not KazaaClient'),
      head('GET /.files HTTP/1.1', 'Host: wiki.example'),
    ])
      expect(
        httpFlow([
          [0, request],
          [1, page],
        ]).system,
        request,
      ).toBe(null);
  });
});
