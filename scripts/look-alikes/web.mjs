// Look-alikes in web traffic and through proxies.
import { bytes, DESK, FAR, FARTHER, hex, noise, SERVER } from './frames.mjs';
import { frame, http, tlsTurns, websocketAccept } from './messages.mjs';

const AGENT =
  'User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0';
const PROXY = `${SERVER}:3128`;

export const WEB = [
  {
    name: 'http-long-poll',
    complaint:
      'A chat asks the same address again and again and posts small messages beside it, as tunnels in HTTP do.',
    source: 'https://www.rfc-editor.org/rfc/rfc6202',
    foreseen: true,
    alike: ['http-tunnel', 'adware'],
    of: 'RFC 6202 §2: 25 s long polls with JSON answers, and posts on a second connection',
    packets: (story) => {
      for (let i = 0; i < 8; i++) {
        const message = `[{"channel":"/room/7","data":{"from":"bo","text":"message ${i}"},"id":"${i}"}]`;
        story.tcp(`${DESK}:${50_000 + i}`, `${FAR}:80`, [
          [
            0,
            http(
              `POST /cometd/connect HTTP/1.1`,
              [
                'Host: chat.example.com',
                AGENT,
                'Content-Type: application/json',
                'Content-Length: 74',
              ],
              `[{"channel":"/meta/connect","connectionType":"long-polling","id":"${String(i).padStart(5)}"}]`,
            ),
          ],
          25_000,
          [
            1,
            http(
              'HTTP/1.1 200 OK',
              ['Content-Type: application/json', `Content-Length: ${message.length}`],
              message,
            ),
          ],
        ]);
        story.tcp(`${DESK}:${50_100 + i}`, `${FAR}:80`, [
          [
            0,
            http(
              'POST /cometd HTTP/1.1',
              [
                'Host: chat.example.com',
                AGENT,
                'Content-Type: application/json',
                `Content-Length: ${message.length}`,
              ],
              message,
            ),
          ],
          [
            1,
            http(
              'HTTP/1.1 200 OK',
              ['Content-Type: application/json', 'Content-Length: 21'],
              '[{"successful":true}]',
            ),
          ],
        ]);
      }
    },
  },
  {
    name: 'websocket-trading-feed',
    complaint:
      'Prices come over one WebSocket for hours in binary frames, which looks like a tunnel in a WebSocket.',
    source: 'https://www.rfc-editor.org/rfc/rfc6455',
    foreseen: true,
    alike: ['http-tunnel', 'webtorrent', 'trojan', 'vmess'],
    of: 'RFC 6455: subscription in JSON, then binary frames of 40 to 400 bytes, compressed by the program',
    packets: (story) => {
      const key = 'dGhlIHNhbXBsZSBub25jZQ==';
      story.tcp(`${DESK}:50200`, `${FAR}:80`, [
        [
          0,
          http('GET /stream?feed=l2 HTTP/1.1', [
            'Host: feed.exchange.example',
            AGENT,
            'Upgrade: websocket',
            'Connection: Upgrade',
            `Sec-WebSocket-Key: ${key}`,
            'Sec-WebSocket-Version: 13',
            'Origin: https://trade.example',
          ]),
        ],
        [
          1,
          http('HTTP/1.1 101 Switching Protocols', [
            'Upgrade: websocket',
            'Connection: Upgrade',
            `Sec-WebSocket-Accept: ${websocketAccept(key)}`,
          ]),
        ],
        [0, frame(1, '{"op":"subscribe","args":["book.XAUUSD","trades.XAUUSD"]}', noise(4, 9))],
        ...Array.from({ length: 60 }, (_, i) => [
          100,
          [1, frame(2, noise(40 + ((i * 71) % 360), i + 1))],
        ]).flat(1),
        [0, frame(9, 'ping', noise(4, 10))],
        [1, frame(10, 'ping')],
      ]);
    },
  },
  {
    name: 'web-uploads',
    complaint:
      'A form uploads a film in hundreds of pieces, each a POST of sealed bytes to the same address.',
    source: 'https://tus.io/protocols/resumable-upload',
    foreseen: true,
    alike: ['http-tunnel', 'adware', 'gnutella'],
    of: 'tus 1.0: POST to create, PATCH with offsets; and plain POSTs of application/octet-stream',
    packets: (story) => {
      const turns = [
        [
          0,
          http('POST /files HTTP/1.1', [
            'Host: upload.example.com',
            'Tus-Resumable: 1.0.0',
            'Upload-Length: 30000',
            'Content-Length: 0',
          ]),
        ],
        [
          1,
          http('HTTP/1.1 201 Created', [
            'Location: http://upload.example.com/files/24e533e02ec3bc40c387f1a0e460e216',
            'Content-Length: 0',
          ]),
        ],
      ];
      for (let i = 0; i < 12; i++)
        turns.push(
          [
            0,
            http(
              `${i & 1 ? 'POST' : 'PATCH'} /files/24e533e02ec3bc40c387f1a0e460e216 HTTP/1.1`,
              [
                'Host: upload.example.com',
                'Content-Type: application/offset+octet-stream',
                `Upload-Offset: ${i * 1200}`,
                'Content-Length: 1200',
              ],
              noise(1200, i + 1),
            ),
          ],
          [1, http('HTTP/1.1 204 No Content', [`Upload-Offset: ${(i + 1) * 1200}`])],
        );
      story.tcp(`${DESK}:50300`, `${FAR}:80`, turns);
    },
  },
  {
    name: 'update-ranges-through-proxy',
    complaint:
      'Updates are fetched in ranges through the proxy, from several mirrors at once, and a suspicious file transfer is reported.',
    source: 'https://github.com/ntop/nDPI/issues/917',
    alike: ['gnutella', 'bittorrent', 'fasttrack', 'http-proxy'],
    of: 'RFC 9110 §14, requests in absolute form to a proxy; a .cab, a .deb and an .iso',
    packets: (story) => {
      const fetch = (port, url, from) => {
        const { host } = new URL(url);
        story.tcp(`${DESK}:${port}`, PROXY, [
          [
            0,
            http(`GET ${url} HTTP/1.1`, [
              `Host: ${host}`,
              `Range: bytes=${from}-${from + 1023}`,
              'User-Agent: Microsoft-Delivery-Optimization/10.1',
              'Connection: Keep-Alive',
            ]),
          ],
          [
            1,
            http(
              'HTTP/1.1 206 Partial Content',
              [
                `Content-Range: bytes ${from}-${from + 1023}/734003200`,
                'Content-Type: application/octet-stream',
                'Content-Length: 1024',
                'Via: 1.1 proxy (squid/5.7)',
              ],
              noise(1024, from + 1),
            ),
          ],
        ]);
      };
      for (let i = 0; i < 4; i++) {
        fetch(
          50_400 + i,
          'http://ctldl.windowsupdate.com/msdownload/update/v3/static/trustedr/en/authrootstl.cab',
          i * 1024,
        );
        fetch(
          50_420 + i,
          'http://deb.debian.org/debian/pool/main/b/bittornado/bittornado_0.3.18-10_all.deb',
          i * 1024,
        );
        fetch(
          50_440 + i,
          'http://mirror.example.org/debian-cd/12.7.0/amd64/iso-cd/debian-12.7.0-amd64-netinst.iso',
          i * 1024,
        );
      }
    },
  },
  {
    name: 'connect-to-bare-addresses',
    complaint:
      'A proxy sees CONNECT to addresses instead of names, with TLS inside: a meeting program does that, not only tunnels.',
    source: 'https://github.com/XTLS/Trojan-killer/issues/8',
    alike: ['connect-tunnel', 'http-proxy', 'tls-tunnel', 'trojan'],
    of: 'RFC 9110 §9.3.6, then RFC 8446 without a name (SNI)',
    packets: (story) => {
      for (let i = 0; i < 6; i++) {
        const far = `${i & 1 ? FAR : FARTHER}:443`;
        story.tcp(`${DESK}:${50_500 + i}`, PROXY, [
          [
            0,
            http(`CONNECT ${far} HTTP/1.1`, [
              `Host: ${far}`,
              'Proxy-Connection: Keep-Alive',
              'User-Agent: Mozilla/5.0 (compatible; Zoom 5.17)',
            ]),
          ],
          [1, http('HTTP/1.1 200 Connection established', [])],
          ...tlsTurns(
            i % 3 ? null : 'relay.example.com',
            70 + i,
            [517, -300, 1200, -1300, 200, -900],
          ),
        ]);
      }
    },
  },
  {
    name: 'chat-on-connect-with-keep-alive',
    complaint: 'Push services hold one CONNECT open for hours and send a few bytes now and then.',
    source: 'https://github.com/arkime/arkime/issues/1153',
    foreseen: true,
    alike: ['connect-tunnel', 'http-tunnel', 'ssh-tunnel'],
    of: 'RFC 9110 §9.3.6 to port 5228, TLS, then a heartbeat every four minutes',
    packets: (story) =>
      story.tcp(`${DESK}:50600`, PROXY, [
        [0, http('CONNECT mtalk.example.com:5228 HTTP/1.1', ['Host: mtalk.example.com:5228'])],
        [1, http('HTTP/1.1 200 Connection established', [])],
        ...tlsTurns('mtalk.example.com', 91, [400, -500], []),
        ...Array.from({ length: 16 }, (_, i) => [
          240_000,
          [i & 1, bytes(hex('170303 0026'), noise(38, i + 1))],
        ]).flat(1),
      ]),
  },
  {
    name: 'web-page-about-file-sharing',
    complaint:
      'A page that only writes about a protocol is taken for the protocol: its words are in the text.',
    source: 'https://github.com/ntop/nDPI/pull/2832',
    foreseen: true,
    alike: ['bittorrent', 'gnutella', 'edonkey', 'directconnect', 'napster', 'client-web-server'],
    of: 'RFC 9112: an article with handshakes, links and headers of file sharing in its text, and a mail with the same',
    packets: (story) => {
      const text =
        '<p>The handshake is \x13BitTorrent protocol; Gnutella says GNUTELLA CONNECT/0.6 and X-Gnutella-Content-URN: urn:sha1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB; ' +
        'a link is ed2k://|file|a.iso|734003200|31D6CFE0D16AE931B73C59D7E0C089C0|/ or magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a; ' +
        'a hub says $Lock EXTENDEDPROTOCOLABCABCABCABCABCABC Pk=example| and d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe.</p>';
      story.tcp(`${DESK}:50700`, `${FAR}:80`, [
        [
          0,
          http('GET /wiki/BitTorrent?announce=1&info_hash=explained HTTP/1.1', [
            'Host: encyclopedia.example',
            AGENT,
            'Referer: http://encyclopedia.example/wiki/Gnutella',
          ]),
        ],
        [
          1,
          http(
            'HTTP/1.1 200 OK',
            ['Content-Type: text/html', `Content-Length: ${text.length}`],
            text,
          ),
        ],
      ]);
      story.tcp(`${DESK}:50701`, `${SERVER}:25`, [
        [1, '220 mail.example.com ESMTP\r\n'],
        [0, 'EHLO desk.example.com\r\n'],
        [1, '250 mail.example.com\r\n'],
        [0, 'MAIL FROM:<ana@example.com>\r\n'],
        [1, '250 Ok\r\n'],
        [0, 'RCPT TO:<bo@example.com>\r\n'],
        [1, '250 Ok\r\n'],
        [0, 'DATA\r\n'],
        [1, '354 End data with .\r\n'],
        [0, `Subject: how it works\r\n\r\n${text}\r\nGNUTELLA CONNECT/0.6\r\n.\r\n`],
        [1, '250 Ok\r\n'],
      ]);
    },
  },
  {
    name: 'torrent-file-of-a-distribution',
    complaint:
      'Somebody looks at the page of a Linux distribution and saves the .torrent file, but runs no client.',
    source: 'https://www.bittorrent.org/beps/bep_0003.html',
    foreseen: true,
    alike: ['bittorrent'],
    of: 'RFC 9112 with a bencoded body (BEP 3), no announce and no peer',
    packets: (story) => {
      const body = bytes(
        'd8:announce38:http://tracker.example.org:6969/announce4:infod6:lengthi734003200e4:name30:debian-12.7.0-amd64-netinst.iso12:piece lengthi262144e6:pieces200:',
        noise(200, 1),
        'ee',
      );
      story.tcp(`${DESK}:50800`, `${FAR}:80`, [
        [
          0,
          http(
            'GET /debian-cd/12.7.0/amd64/bt-cd/debian-12.7.0-amd64-netinst.iso.torrent HTTP/1.1',
            ['Host: mirror.example.org', AGENT],
          ),
        ],
        [
          1,
          http(
            'HTTP/1.1 200 OK',
            ['Content-Type: application/x-bittorrent', `Content-Length: ${body.length}`],
            body,
          ),
        ],
      ]);
    },
  },
  {
    name: 'tls-on-port-787',
    complaint: 'TLS on a port where nobody expects it is not recognised from the server’s side.',
    source: 'https://github.com/zeek/zeek/issues/1952',
    alike: ['tls-tunnel', 'tor', 'opaque-tunnel'],
    of: 'RFC 8446 on TCP 787 and 9001',
    packets: (story) => {
      for (const port of [787, 9001])
        story.tcp(
          `${DESK}:${51_000 + port}`,
          `${FAR}:${port}`,
          tlsTurns('service.example.com', port, [300, -1300, 900, -200, 1300]),
        );
    },
  },
];
