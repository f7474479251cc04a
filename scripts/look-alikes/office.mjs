// Look-alikes in file service, backup, printing and business programs.
import {
  bytes,
  DESK,
  FAR,
  hex,
  noise,
  OTHER_DESK,
  SERVER,
  u8,
  u16,
  u32,
  u32le,
  zeros,
} from './frames.mjs';
import { http, record, tlsTurns } from './messages.mjs';

/** Two ends that open with random bytes of these lengths: a program's own encryption. */
const sealed = (lengths, seed) =>
  lengths.map((length, i) => [length < 0 ? 1 : 0, noise(Math.abs(length), seed + i)]);

const smb = (command, id, body) =>
  bytes(
    u8(0, 0),
    u16(64 + body.length),
    hex('fe534d42 4000 0000 00000000'),
    u8(command, 0),
    hex('0100 00000000 00000000'),
    u32le(id),
    zeros(4),
    zeros(28),
    body,
  );

export const OFFICE = [
  {
    name: 'backup-own-encryption',
    complaint:
      'A program that encrypts by itself, with nothing to read in its first bytes, is given a name by chance.',
    source: 'https://github.com/ntop/nDPI/issues/2339',
    alike: [
      'bittorrent',
      'shadowsocks',
      'obfs4',
      'vmess',
      'opaque-tunnel',
      'edonkey',
      'directconnect',
    ],
    of: 'an agent that sends 40 random bytes, gets 72, and then uploads 60 blocks of 4 KiB of random bytes, on TCP 4782',
    packets: (story) => {
      story.tcp(
        `${DESK}:49800`,
        `${SERVER}:4782`,
        sealed([40, -72, 200, -48, ...Array.from({ length: 9 }, () => [2000, -24]).flat()], 31),
      );
      story.tcp(
        `${DESK}:49801`,
        `${FAR}:4782`,
        sealed([40, -72, 200, -48, ...Array.from({ length: 6 }, () => [2000, -24]).flat()], 91),
      );
    },
  },
  {
    name: 'backup-random-lengths',
    complaint:
      'Random first messages of a length that varies, as padded handshakes have, are no proof of obfuscation.',
    source: 'https://github.com/shadowsocks/shadowsocks-org/issues/86',
    foreseen: true,
    alike: ['bittorrent', 'obfs4', 'shadowsocks', 'edonkey'],
    of: 'six connections to one server, first messages of 120 to 580 random bytes each way, then blocks',
    packets: (story) => {
      for (let i = 0; i < 6; i++)
        story.tcp(
          `${DESK}:${49_810 + i}`,
          `${FAR}:8443`,
          sealed([120 + 77 * i, -(140 + 61 * i), 60, -40, 1100, -30, 1400, -30], 200 + 40 * i),
        );
    },
  },
  {
    name: 'database-own-encryption-lan',
    complaint:
      'Replication between two servers of the company is encrypted by the database itself and never stops.',
    source: 'https://github.com/shadowsocks/shadowsocks-org/issues/86',
    foreseen: true,
    alike: ['opaque-tunnel', 'bittorrent', 'shadowsocks'],
    of: 'random bytes both ways between two servers inside, symmetrical',
    packets: (story) =>
      story.tcp(
        `${SERVER}:50010`,
        '10.20.0.11:7010',
        sealed(
          Array.from({ length: 24 }, (_, i) => (i & 1 ? -1 : 1) * (300 + 97 * (i % 9))),
          700,
        ),
      ),
  },
  {
    name: 'ftp-passive-data',
    complaint:
      'The data connection of FTP, on a port that was only named in the control connection, remains unknown or is guessed.',
    source: 'https://github.com/ntop/nDPI/issues/28',
    alike: ['bittorrent', 'edonkey', 'opaque-tunnel'],
    of: 'RFC 959, RFC 2428; the file is compressed, so that its bytes look random',
    packets: (story) => {
      story.tcp(`${DESK}:47120`, `${FAR}:21`, [
        [1, '220 FTP ready\r\n'],
        [0, 'USER anonymous\r\n'],
        [1, '331 Password please\r\n'],
        [0, 'PASS ana@example.com\r\n'],
        [1, '230 Welcome\r\n'],
        [0, 'TYPE I\r\n'],
        [1, '200 Type set to I\r\n'],
        [0, 'PASV\r\n'],
        [1, '227 Entering Passive Mode (198,51,100,20,18,54)\r\n'],
        [0, 'RETR Contents-source.gz\r\n'],
        [1, '150 Opening BINARY mode data connection\r\n'],
      ]);
      story.tcp(
        `${DESK}:47121`,
        `${FAR}:4662`,
        Array.from({ length: 16 }, (_, i) => [
          1,
          i === 0 ? bytes(hex('1f8b0808 00000000 0003'), noise(1390, 1)) : noise(1400, i + 1),
        ]),
      );
    },
  },
  {
    name: 'smb-on-another-port',
    complaint: 'SMB is reported because of the port it is on, even when that is its own.',
    source: 'https://github.com/ntop/nDPI/issues/917',
    alike: ['directconnect', 'edonkey', 'opaque-tunnel'],
    of: '[MS-SMB2] §2.2.1 and §2.2.3, on TCP 4445 through a forwarded port',
    packets: (story) =>
      story.tcp(`${DESK}:49700`, `${FAR}:4445`, [
        [
          0,
          smb(
            0,
            0,
            bytes(
              hex('2400 0500 0100 0000 7f000000'),
              noise(16, 2),
              zeros(8),
              hex('0202 1002 0003 0203 1103'),
            ),
          ),
        ],
        [
          1,
          smb(
            0,
            0,
            bytes(
              hex('4100 0100 1103 0000'),
              noise(16, 3),
              hex('7f000000 00008000 00008000 00008000'),
              zeros(24),
            ),
          ),
        ],
        ...Array.from({ length: 10 }, (_, i) => [
          [0, smb(8, i + 2, noise(49, i))],
          [1, smb(8, i + 2, noise(1000, i + 50))],
        ]).flat(),
      ]),
  },
  {
    name: 'print-server-9100',
    complaint:
      'A print job goes to TCP 9100 without a word of protocol: PJL, then a raster of any bytes.',
    source: 'https://support.hp.com/us-en/document/bpl13208',
    foreseen: true,
    alike: ['opaque-tunnel', 'tor', 'edonkey'],
    of: 'PJL technical reference, PCL raster',
    packets: (story) => {
      story.tcp(`${DESK}:49600`, '10.20.1.90:9100', [
        [0, '\x1b%-12345X@PJL JOB NAME="minutes"\r\n@PJL ENTER LANGUAGE=PCL\r\n\x1bE\x1b*t300R'],
        ...Array.from({ length: 12 }, (_, i) => [0, bytes('\x1b*b1390W', noise(1390, i + 1))]),
        [0, '\x1bE\x1b%-12345X'],
      ]);
      // A driver that compresses the whole job.
      story.tcp(
        `${DESK}:49601`,
        '10.20.1.90:9100',
        Array.from({ length: 12 }, (_, i) => [0, noise(1400, i + 50)]),
      );
    },
  },
  {
    name: 'erp-on-4662',
    complaint:
      'A check of the first byte (0xe3, 0xc5 or 0xd4) and of a length is proposed as the whole test for eDonkey; business programs frame so too.',
    source: 'https://github.com/ntop/nDPI/issues/2408',
    foreseen: true,
    alike: ['edonkey', 'kad'],
    of: 'frames of 0xe3, a little-endian length and a body of fields of the program’s own, on TCP 4662 and 4661',
    packets: (story) => {
      const message = (kind, body) => bytes(u8(kind), u32le(body.length), body);
      for (const port of [4662, 4661])
        story.tcp(
          `${DESK}:${45_000 + port}`,
          `${SERVER}:${port}`,
          Array.from({ length: 8 }, (_, i) => [
            [0, message(0xe3, bytes(u8(i + 2), u16(0x0102), `ORDER ${1000 + i};QTY ${i * 3};`))],
            [
              1,
              message(
                i & 1 ? 0xc5 : 0xe3,
                bytes(u8(i + 2), u16(0x0103), `OK ${1000 + i};`, noise(40, i + 1)),
              ),
            ],
          ]).flat(),
        );
    },
  },
  {
    name: 'erp-udp-on-4672',
    complaint:
      'Two bytes suffice for a valid datagram of eDonkey: any datagram that begins with 0xe3, 0xc5 or 0xe4 would be one.',
    source: 'https://github.com/ntop/nDPI/pull/2410',
    alike: ['edonkey', 'kad'],
    of: 'status datagrams that begin with 0xe3, 0xc5, 0xe4 and 0xe5, on UDP 4672 and 4665',
    packets: (story) => {
      for (let i = 0; i < 60; i++) {
        const first = [0xe3, 0xc5, 0xe4, 0xe5][i % 4];
        story.udp(
          `${DESK}:4672`,
          `${SERVER}:${i & 1 ? 4672 : 4665}`,
          bytes(u8(first, noise(1, i + 1)[0]), noise((i * 13) % 60, i + 7)),
        );
        story.udp(
          `${SERVER}:${i & 1 ? 4672 : 4665}`,
          `${DESK}:4672`,
          bytes(u8(first, noise(1, i + 2)[0]), noise((i * 7) % 40, i + 9)),
        );
      }
    },
  },
  {
    name: 'business-on-6346-6881',
    complaint:
      'A business program listens on 6346, 6881 or 411 because the port was free, and lists of ports name it.',
    source: 'https://github.com/cisagov/icsnpp-enip/issues/6',
    alike: ['gnutella', 'bittorrent', 'directconnect', 'winmx', 'fasttrack', 'napster'],
    of: 'length-prefixed XML over TCP; and TLS, on ports of file sharing',
    packets: (story) => {
      for (const port of [6346, 6881, 411, 6699, 1214, 8888]) {
        const message = (text) => bytes(u32(text.length), text);
        story.tcp(
          `${DESK}:${30_000 + port}`,
          `${SERVER}:${port}`,
          Array.from({ length: 4 }, (_, i) => [
            [0, message(`<stock item="${i}"/>`)],
            [1, message(`<stock item="${i}" quantity="${i * 7}"/>`)],
          ]).flat(),
        );
        story.tcp(
          `${DESK}:${40_000 + port}`,
          `${FAR}:${port}`,
          tlsTurns('erp.example.com', port, [300, -700, 200, -1100]),
        );
      }
    },
  },
  {
    name: 'dce-rpc-begins-with-five',
    complaint: 'A first byte of 4 or 5 and a small second one suffice for some to say SOCKS.',
    source: 'https://github.com/yrutschle/sslh/pull/172',
    foreseen: true,
    alike: ['socks', 'tor'],
    of: 'DCE 1.1 RPC §12.6 (version 5, minor 0, bind), an SMPP-like frame that begins with 4 1, and a login that begins 5 1 0',
    packets: (story) => {
      story.tcp(`${DESK}:49300`, `${SERVER}:135`, [
        [
          0,
          hex(
            '05 00 0b 03 10000000 4800 0000 01000000 d016 d016 00000000 01 00000000 00 01 00 0883afe1 1f5d c911 91a4 08002b14a0fa 03000000 045d888a eb1c c911 9fe8 08002b104860 02000000',
          ),
        ],
        [
          1,
          hex(
            '05 00 0c 03 10000000 3c00 0000 01000000 d016 d016 b72f0000 0400 31333500 000000 01 000000 0000 0000 045d888a eb1c c911 9fe8 08002b104860 02000000',
          ),
        ],
        [
          0,
          bytes(hex('05 00 00 03 10000000 9c00 0000 02000000 84000000 0000 0300'), noise(132, 2)),
        ],
        [
          1,
          bytes(hex('05 00 02 03 10000000 9800 0000 02000000 80000000 0000 0000'), noise(128, 3)),
        ],
      ]);
      story.tcp(`${DESK}:49301`, `${FAR}:7400`, [
        [0, bytes(hex('04 01'), u16(1), hex('00000020'), 'terminal-7', u8(0))],
        [1, hex('04 02 0001 00000001')],
        [0, bytes(hex('04 01 0002 00000021'), 'sale 12.40', u8(0))],
        [1, hex('04 02 0002 00000001')],
      ]);
      story.tcp(`${DESK}:49302`, `${FAR}:7401`, [
        [0, hex('05 01 00')],
        [1, hex('05 01 00 07 6f70656e')],
        [0, bytes(hex('05 02 00 10'), noise(16, 8))],
        [1, bytes(hex('05 02 00 04'), noise(4, 9))],
      ]);
    },
  },
  {
    name: 'delivery-optimization',
    complaint:
      'People switch off what they call torrent updates: Windows fetches parts of updates from neighbours on TCP 7680.',
    source: 'https://github.com/Nummer/Destroy-Windows-10-Spying/issues/185',
    alike: ['bittorrent'],
    of: '[MS-DO]-like handshake: a length byte, “Swarm protocol”, flags, hash and peer id',
    packets: (story) =>
      story.tcp(`${DESK}:49210`, `${OTHER_DESK}:7680`, [
        [0, bytes(u8(14), 'Swarm protocol', zeros(5), hex('100000'), noise(32, 1), noise(20, 2))],
        [1, bytes(u8(14), 'Swarm protocol', zeros(5), hex('100000'), noise(32, 1), noise(20, 3))],
        [0, bytes(u32(5), u8(20), noise(4, 4))],
        ...Array.from({ length: 8 }, (_, i) => [1, bytes(u32(1300), u8(7), noise(1299, i + 20))]),
      ]),
  },
  {
    name: 'lan-sync-broadcasts',
    complaint:
      'A file service that syncs with neighbours broadcasts its presence every thirty seconds.',
    source: 'https://github.com/syncthing/syncthing/issues/1873',
    alike: ['bittorrent', 'resilio', 'gnutella'],
    of: 'JSON on UDP 17500 to the broadcast addresses; the message of a game library on UDP 27036',
    packets: (story) => {
      for (let i = 0; i < 20; i++) {
        const text = `{"host_int": 3141592653589793238462643383279${i % 10}, "version": [2, 0], "displayname": "", "port": 17500, "namespaces": [1234567890, 234567891]}`;
        for (const to of ['255.255.255.255', '10.20.255.255'])
          story.udp(`${DESK}:17500`, `${to}:17500`, text);
        story.udp(
          `${DESK}:27036`,
          '10.20.255.255:27036',
          bytes(
            hex('ffffffff 214c5fa0 0b000000 08ee95e5 f3a1c9d6 bd3e10 00 3e000000'),
            noise(62, i + 1),
          ),
        );
        story.wait(30_000);
      }
    },
  },
  {
    name: 'tls-intercepted-by-the-company',
    complaint:
      'The company opens TLS with its own authority: every site shows a certificate that nobody else signed.',
    source: 'https://github.com/trojan-gfw/trojan/issues/9',
    foreseen: true,
    alike: ['tls-tunnel', 'trojan', 'tor', 'softether'],
    of: 'RFC 5246 with the certificate in the clear: issuer “Example Corp Inspection CA”, one for each site',
    packets: (story) => {
      for (let i = 0; i < 4; i++) {
        const host = `www.site${i}.example`;
        const [client, , , ...rest] = tlsTurns(host, 50 + i, [300, -1200, 250, -900]);
        const text = (tag, value) => bytes(u8(tag, value.length), value);
        const sequence = (...parts) => {
          const body = bytes(...parts);
          return body.length < 128
            ? bytes(u8(0x30, body.length), body)
            : bytes(u8(0x30, 0x82), u16(body.length), body);
        };
        const called = (common) =>
          sequence(
            bytes(u8(0x31, common.length + 9), sequence(hex('0603550403'), text(0x0c, common))),
          );
        const algorithm = sequence(hex('06092a864886f70d01010b 0500'));
        const inner = sequence(
          hex('a003020102'),
          bytes(hex('0208'), noise(8, i + 9)),
          algorithm,
          called('Example Corp Inspection CA'),
          sequence(text(0x17, '260101000000Z'), text(0x17, '270101000000Z')),
          called(host),
          sequence(
            sequence(hex('06092a864886f70d010101 0500')),
            bytes(hex('0382010f00 3082010a 02820101 00'), noise(256, i + 40), hex('0203010001')),
          ),
        );
        const certificate = sequence(inner, algorithm, bytes(hex('0382010100'), noise(256, i + 5)));
        const three = (value) => bytes(u8(0), u16(value.length), value);
        const hello = bytes(hex('0303'), noise(32, i + 2), u8(0), hex('c02f 00'), u16(0));
        story.tcp(`${DESK}:${49_100 + i}`, `${FAR}:443`, [
          client,
          [
            1,
            bytes(
              record(22, bytes(u8(2), three(hello))),
              record(22, bytes(u8(11), three(three(three(certificate))))),
              record(22, hex('0e000000')),
            ),
          ],
          [
            0,
            bytes(
              record(22, bytes(u8(16), three(noise(66, i)))),
              record(20, hex('01')),
              record(22, noise(40, i + 3)),
            ),
          ],
          [1, bytes(record(20, hex('01')), record(22, noise(40, i + 4)))],
          ...rest,
        ]);
      }
    },
  },
  {
    name: 'remote-desktop-after-http',
    complaint: 'A desktop session is seen in what is ordinary HTTP, and the other way round.',
    source: 'https://github.com/ntop/nDPI/issues/2231',
    alike: ['http-tunnel', 'opaque-tunnel'],
    of: '[MS-RDPBCGR] §2.2.1.1 on TCP 3389, then TLS; and a web page that begins with the bytes 3 0',
    packets: (story) => {
      story.tcp(`${DESK}:49050`, `${SERVER}:3389`, [
        [
          0,
          bytes(
            hex('03 00 002a 25 e0 0000 0000 00'),
            'Cookie: mstshash=ana\r\n',
            hex('01 00 0800 0b000000'),
          ),
        ],
        [1, hex('03 00 0013 0e d0 0000 1234 00 02 1f 0800 02000000')],
        ...tlsTurns('10.20.0.10', 3, [600, -900, 120, -1300, 90, -1200]),
      ]);
      story.tcp(`${DESK}:49051`, `${SERVER}:80`, [
        [
          0,
          http(
            'POST /telemetry HTTP/1.1',
            ['Host: 10.20.0.10', 'Content-Type: application/octet-stream', 'Content-Length: 40'],
            bytes(hex('03 00 0028'), noise(36, 1)),
          ),
        ],
        [1, http('HTTP/1.1 200 OK', ['Content-Length: 4'], hex('03 00 0000'))],
      ]);
    },
  },
  {
    name: 'ssh-backup-at-night',
    complaint:
      'A nightly backup over SSH uploads hundreds of megabytes to one server, and volume rules call it a tunnel.',
    source: 'https://github.com/elastic/detection-rules/pull/2365',
    foreseen: true,
    alike: ['ssh-tunnel', 'opaque-tunnel'],
    of: 'RFC 4253: banner, key exchange in the clear, then sealed packets: few down, many and full up',
    packets: (story) => {
      const kex = (seed) => {
        const names = [
          'curve25519-sha256',
          'ssh-ed25519',
          'aes128-ctr',
          'aes128-ctr',
          'hmac-sha2-256',
          'hmac-sha2-256',
          'none',
          'none',
          '',
          '',
        ];
        const body = bytes(
          u8(20),
          noise(16, seed),
          ...names.map((text) => bytes(u32(text.length), text)),
          zeros(5),
        );
        const pad = 8 - ((body.length + 5) % 8) + 8;
        return bytes(u32(body.length + 1 + pad), u8(pad), body, zeros(pad));
      };
      story.tcp(`${SERVER}:51022`, `${FAR}:2222`, [
        [0, 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n'],
        [1, 'SSH-2.0-OpenSSH_9.6\r\n'],
        [0, kex(1)],
        [1, kex(2)],
        [0, bytes(u32(44), u8(6, 30), u32(32), noise(32, 3), zeros(6))],
        [1, bytes(u32(204), u8(8, 31), noise(194, 4), zeros(8), hex('0000000c 0a 15'), zeros(10))],
        [0, bytes(hex('0000000c 0a 15'), zeros(10), noise(44, 5))],
        [1, noise(44, 6)],
        ...Array.from({ length: 24 }, (_, i) =>
          i % 4 === 3 ? [1, noise(36, i + 70)] : [0, noise(1400, i + 70)],
        ),
      ]);
    },
  },
];
