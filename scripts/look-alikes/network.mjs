// Look-alikes in what networks, monitoring and machines say to each other.
import {
  bytes,
  DESK,
  FAR,
  FARTHER,
  hex,
  noise,
  OTHER_DESK,
  SERVER,
  u8,
  u16,
  u32,
  zeros,
} from './frames.mjs';
import { http, query, tlsTurns } from './messages.mjs';

const alphabet = 'abcdefghijklmnopqrstuvwabcdefghi';
const count = (from, to) => Buffer.from(Array.from({ length: to - from }, (_, i) => from + i));

export const NETWORK = [
  {
    name: 'teredo',
    complaint: 'A connection to the head office over Teredo is named BitTorrent.',
    source: 'https://github.com/ntop/nDPI/issues/74',
    alike: ['bittorrent'],
    of: 'RFC 4380 §5.1: router solicitation with authentication, bubbles, and IPv6 with TCP inside',
    packets: (story) => {
      const six = (next, length) =>
        bytes(
          hex('6000 0000'),
          u16(length),
          u8(next, 21),
          hex('20010000 c6336414 8000 63bf 3fffdbe1'),
          hex('20010000 c6336414 0000 34de cb008fe1'),
        );
      for (let i = 0; i < 4; i++)
        story
          .udp(
            `${DESK}:3545`,
            `${FAR}:3544`,
            bytes(
              hex('0001 0000'),
              noise(8, i + 1),
              hex('00'),
              hex(
                '6000 0000 0008 3a ff fe80000000000000 8000ffffffffffff ff020000000000000000000000000002 8500 7d38 00000000',
              ),
            ),
          )
          .udp(
            `${FAR}:3544`,
            `${DESK}:3545`,
            bytes(hex('0001 0000'), noise(8, i + 1), hex('00 0000 f227 bfdfe8ab'), six(59, 0)),
          );
      for (let i = 0; i < 20; i++)
        story.udp(
          `${DESK}:3545`,
          `${FARTHER}:61000`,
          i % 3
            ? bytes(
                six(6, 20 + 32),
                hex('c0de 01bb'),
                u32(i * 32),
                u32(1),
                hex('5018 ffff 0000 0000'),
                noise(32, i + 9),
              )
            : six(59, 0),
        );
    },
  },
  {
    name: 'unifi-controller',
    complaint:
      'What access points and their controller say to each other is reported as BitTorrent.',
    source: 'https://github.com/ntop/ntopng/issues/673',
    alike: ['bittorrent', 'gnutella'],
    of: 'discovery on UDP 10001 (version, command, length, then type-length-value), inform over HTTP with an encrypted body (TNBU)',
    packets: (story) => {
      const tlv = (type, value) => bytes(u8(type), u16(value.length), value);
      const body = bytes(
        tlv(1, hex('020a14010b0c')),
        tlv(2, hex('020a14010b0c0a14010b')),
        tlv(3, 'UAP.v6.5.28'),
        tlv(11, 'AP-Floor-2'),
        tlv(12, 'U7PG2'),
      );
      for (let i = 0; i < 12; i++)
        story
          .udp(
            `${DESK}:10001`,
            '255.255.255.255:10001',
            bytes(hex('01 00'), u16(body.length), body),
          )
          .wait(10_000);
      for (let i = 0; i < 6; i++) {
        const inform = bytes(
          'TNBU',
          u32(0),
          hex('020a14010b0c'),
          u16(9),
          noise(16, i + 1),
          u32(1),
          u32(420),
          noise(420, i + 50),
        );
        story.tcp(`${DESK}:${36_000 + i}`, `${SERVER}:8080`, [
          [
            0,
            http(
              'POST /inform HTTP/1.1',
              [
                `Host: ${SERVER}:8080`,
                'Accept: application/x-binary',
                'Content-Type: application/x-binary',
                'User-Agent: AirControl Agent v1.0',
                `Content-Length: ${inform.length}`,
              ],
              inform,
            ),
          ],
          [
            1,
            http(
              'HTTP/1.1 200',
              ['Content-Type: application/x-binary', 'Content-Length: 140', 'Connection: close'],
              bytes('TNBU', u32(0), noise(132, i + 80)),
            ),
          ],
        ]);
      }
    },
  },
  {
    name: 'capwap',
    complaint:
      'CAPWAP between access points and a controller fits a loose test of µTP or of a UDP tracker.',
    source: 'https://github.com/SagerNet/sing-box/pull/3801',
    alike: ['bittorrent', 'wireguard'],
    of: 'RFC 5415 §4.3 and §4.5, control 5246 and data 5247',
    packets: (story) => {
      const control = (n, type) =>
        bytes(
          hex('00 10 02 00 0000 0000'),
          u32(type),
          u8(n & 255),
          u16(3 + 60),
          u8(0),
          noise(60, n + 1),
        );
      for (let i = 0; i < 20; i++) {
        story
          .udp(`${DESK}:62300`, `${SERVER}:5246`, control(i, 1 + (i % 3) * 2))
          .udp(`${SERVER}:5246`, `${DESK}:62300`, control(i, 2 + (i % 3) * 2));
        story.udp(
          `${DESK}:62301`,
          `${SERVER}:5247`,
          bytes(
            hex('00 20 03 20 0001 0000'),
            hex('0801 0000 020a14010b0c 020a14010b0d 020a14010b0e'),
            u16(i * 16),
            noise(80, i + 40),
          ),
        );
        // Sealed CAPWAP begins with a one-byte preamble and then DTLS.
        story.udp(
          `${DESK}:62302`,
          `${SERVER}:5246`,
          bytes(hex('01000000'), hex('17 fefd 0001'), zeros(4), u16(i), u16(90), noise(90, i + 70)),
        );
      }
    },
  },
  {
    name: 'afs-rx',
    complaint:
      'The file service AFS (Rx over UDP 7000 to 7003) fits a loose test of a UDP tracker.',
    source: 'https://github.com/SagerNet/sing-box/pull/3801',
    alike: ['bittorrent'],
    of: 'Rx: epoch, connection, call, sequence, serial, type, flags, status, security, checksum, service',
    packets: (story) => {
      for (let i = 1; i < 30; i++) {
        const head = (type, flags) =>
          bytes(
            hex('d4f0a1c3 6ee1b154'),
            u32(i),
            u32(1),
            u32(i * 2),
            u8(type, flags, 0, 0),
            u16(0),
            u16(1),
          );
        story.udp(
          `${DESK}:7001`,
          `${SERVER}:7000`,
          bytes(head(1, 5), u32(132), u32(536870918), u32(i), u32(i * 7)),
        );
        story.udp(`${SERVER}:7000`, `${DESK}:7001`, bytes(head(1, 4), zeros(4), noise(120, i)));
      }
    },
  },
  {
    name: 'dhcp-on-the-network',
    complaint: 'DHCP fits a loose test of µTP: type, version and extension come out right.',
    source: 'https://github.com/SagerNet/sing-box/pull/3801',
    alike: ['bittorrent', 'kad'],
    of: 'RFC 2131 §2',
    packets: (story) => {
      for (let i = 0; i < 12; i++)
        story
          .udp(
            `0.0.0.0:68`,
            '255.255.255.255:67',
            bytes(
              hex('01 01 06 00'),
              noise(4, i + 1),
              zeros(20),
              hex('020a14010b'),
              u8(i),
              zeros(202),
              hex('63825363 35 01 01 37 04 01 03 06 0f ff'),
              zeros(30),
            ),
          )
          .udp(
            '10.20.0.1:67',
            `${DESK}:68`,
            bytes(
              hex('02 01 06 00'),
              noise(4, i + 1),
              zeros(4),
              hex('0a14010b 0a140001'),
              zeros(216),
              hex('63825363 35 01 02 33 04 00000e10 ff'),
              zeros(30),
            ),
          );
    },
  },
  {
    name: 'glbp-and-hsrp',
    complaint:
      'Routers that stand in for each other are reported to make calls or to share files (HSRP on 1985, GLBP on 3222).',
    source: 'https://github.com/ntop/nDPI/issues/1002',
    alike: ['bittorrent', 'edonkey', 'kad'],
    of: 'RFC 2281 §5; GLBP hellos with type-length-value on 224.0.0.102:3222',
    packets: (story) => {
      for (let i = 0; i < 25; i++)
        story
          .udp(
            '10.20.0.2:1985',
            '224.0.0.2:1985',
            bytes(hex('00 00 10 03 0a 64 01 00'), 'cisco\0\0\0', hex('0a140001')),
          )
          .udp(
            '10.20.0.2:3222',
            '224.0.0.102:3222',
            bytes(
              hex('01 00 0001 0000 0007b40001'),
              u8(1),
              hex('01 1c 00 20 00 64 00 00 0bb8 0000 2710 0001 04 0a140001 00000000 0000'),
              hex('02 14 01 20 64 00 00 00 0007b4000101'),
            ),
          )
          .wait(3000);
    },
  },
  {
    name: 'icinga-5665',
    complaint:
      'The monitoring port 5665 is reported as a back door, because a list of ports says so.',
    source: 'https://github.com/Magentron/chkrootkit/issues/8',
    alike: ['directconnect', 'tls-tunnel', 'napster'],
    of: 'RFC 8446 with JSON-RPC inside, both ends with a certificate of the monitoring’s own authority; long-lived and quiet',
    packets: (story) => {
      story.tcp(`${SERVER}:41100`, `${OTHER_DESK}:5665`, [
        ...tlsTurns('monitor.example.com', 5, [780, -90, 200, -220], []),
        ...Array.from({ length: 12 }, (_, i) => [
          10_000,
          [i & 1, bytes(hex('170303'), u16(140), noise(140, i + 400))],
        ]).flat(1),
      ]);
    },
  },
  {
    name: 'iperf-udp-5001',
    complaint: 'A measurement of the network with iperf over UDP is reported as BitTorrent.',
    source: 'https://github.com/ntop/nDPI/issues/106',
    alike: ['bittorrent', 'opaque-tunnel', 'ipfs'],
    of: 'iperf 2: sequence, seconds, microseconds, then the digits 0 to 9 over and over',
    packets: (story) => {
      for (const port of [5001, 8009])
        for (let i = 0; i < 25; i++)
          story.udp(
            `${DESK}:48800`,
            `${SERVER}:${port}`,
            bytes(
              u32(i),
              u32(1_795_334_400),
              u32(i * 11_000),
              zeros(24),
              '0123456789'.repeat(143).slice(0, 1434),
            ),
            11,
          );
    },
  },
  {
    name: 'monitoring-pings',
    complaint:
      'Monitoring sends large echo requests without end, and an exfiltration alert is raised although the payload is always the same.',
    source: 'https://github.com/ntop/ntopng/issues/7040',
    alike: ['icmp-tunnel'],
    of: 'RFC 792; payloads of Windows, Linux (time and counting bytes), Cisco (abcd) and a monitoring probe of 1,400 bytes',
    packets: (story) => {
      const time = (i) => bytes(hex('00b4 216a 0000 0000'), u32(i * 1000), zeros(4));
      for (let i = 1; i <= 25; i++)
        story
          .echo(DESK, FAR, alphabet, { id: 1, sequence: i })
          .echo(OTHER_DESK, FAR, bytes(time(i), count(16, 56)), { id: 900, sequence: i })
          .echo('10.20.0.1', FARTHER, hex('abcd').toString('latin1').repeat(36), {
            id: 3,
            sequence: i,
          })
          .echo(SERVER, FAR, 'A'.repeat(1400), { id: 77, sequence: i })
          .wait(1000);
    },
  },
  {
    name: 'smokeping-random-payload',
    complaint:
      'A probe fills its echo requests with random bytes so that nothing on the way can compress them.',
    source: 'https://github.com/stamparm/maltrail/pull/19557',
    foreseen: true,
    alike: ['icmp-tunnel'],
    of: 'RFC 792; every request with new random bytes, every reply the same bytes again',
    packets: (story) => {
      for (let i = 1; i <= 40; i++)
        story.echo(SERVER, FAR, noise(1000, i), { id: 4242, sequence: i }).wait(2000);
    },
  },
  {
    name: 'scan-by-inventory',
    complaint: 'A single SYN without an answer is named after the port it was sent to.',
    source: 'https://github.com/ntop/nDPI/issues/3229',
    alike: [
      'bittorrent',
      'edonkey',
      'directconnect',
      'gnutella',
      'ipfs',
      'napster',
      'winmx',
      'fasttrack',
      'tor',
      'socks',
      'openvpn',
    ],
    of: 'RFC 9293 §3.5; the inventory of a network asks well-known ports of file sharing',
    packets: (story) => {
      const ports = [
        6881, 6882, 6889, 51413, 4662, 4672, 411, 412, 6346, 6347, 4001, 6699, 6257, 1214, 9001,
        9030, 1080, 1194, 8888, 8333, 2234,
      ];
      for (let host = 20; host < 28; host++)
        for (const [i, port] of ports.entries())
          story.knock(`${SERVER}:${40_000 + i}`, `10.20.1.${host}:${port}`, host % 2 === 0);
    },
  },
  {
    name: 'many-peers-unanswered',
    complaint:
      'A host that asks many addresses of foreign and private networks on one port is reported for a network scan.',
    source: 'https://github.com/ipfs/kubo/issues/4343',
    alike: ['ipfs', 'bittorrent', 'ethereum'],
    of: 'SYNs to 60 addresses on TCP 4001 that nobody answers, so that nothing is known of what was meant',
    packets: (story) => {
      for (let i = 0; i < 60; i++)
        story.knock(
          `${DESK}:${44_000 + i}`,
          `${i % 2 ? '198.51.100' : '203.0.113'}.${i + 1}:4001`,
          i % 7 === 0,
          200,
        );
    },
  },
  {
    name: 'http-asked-of-ssh',
    complaint:
      'A scanner sends an HTTP request to an SSH server, and the server is reported to run a web server.',
    source: 'https://github.com/zeek/zeek/issues/5204',
    alike: ['client-web-server', 'http-tunnel', 'ssh-tunnel'],
    of: 'RFC 9112, RFC 4253 §4.2',
    packets: (story) => {
      for (let i = 0; i < 4; i++)
        story.tcp(`${FAR}:${44_338 + i}`, `${SERVER}:22`, [
          [1, 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n'],
          [0, 'GET / HTTP/1.0\r\n\r\n'],
          [1, 'Invalid SSH identification string.\r\n'],
        ]);
    },
  },
  {
    name: 'other-talk-on-port-22',
    complaint: 'Whatever is said on port 22 is logged as SSH.',
    source: 'https://github.com/zeek/zeek/issues/4290',
    alike: ['ssh-tunnel', 'opaque-tunnel'],
    of: 'lines of a serial console server on TCP 22',
    packets: (story) =>
      story.tcp(`${DESK}:44400`, `${SERVER}:22`, [
        [1, 'console server ready\r\nlogin: '],
        [0, 'operator\r\n'],
        [1, 'password: '],
        [0, '*****\r\n'],
        [1, 'port 7> '],
      ]),
  },
  {
    name: 'omron-fins',
    complaint:
      'A protocol of factory machines (FINS over UDP 9600) is taken for calls between computers.',
    source: 'https://github.com/ntop/nDPI/issues/2158',
    alike: ['bittorrent', 'edonkey', 'kad'],
    of: 'FINS header: ICF, RSV, GCT, destination, source, SID, then command',
    packets: (story) => {
      for (let i = 0; i < 30; i++)
        story
          .udp(
            `${DESK}:9600`,
            `${SERVER}:9600`,
            bytes(hex('80 00 02 00 0a 00 00 0b 00'), u8(i), hex('0101 82 0064 00 000a')),
          )
          .udp(
            `${SERVER}:9600`,
            `${DESK}:9600`,
            bytes(hex('c0 00 02 00 0b 00 00 0a 00'), u8(i), hex('0101 0000'), noise(20, i + 1)),
          );
    },
  },
  {
    name: 'sflow-export',
    complaint:
      'Datagrams whose first word is 2 or 5 are taken for sFlow, and sFlow for other things.',
    source: 'https://github.com/ntop/nDPI/pull/1518',
    alike: ['bittorrent', 'opaque-tunnel'],
    of: 'sFlow version 5: flow samples that carry the first bytes of other packets, here of a DNS query',
    packets: (story) => {
      for (let i = 0; i < 15; i++) {
        const inner = bytes(
          hex('0200 0a14 0001 0200 0a14 010b 0800'),
          query(i, 'example.com', 'A'),
        );
        story.udp(
          '10.20.0.3:50000',
          `${SERVER}:6343`,
          bytes(
            u32(5),
            u32(1),
            hex('0a140003'),
            u32(0),
            u32(i),
            u32(i * 1000),
            u32(1),
            u32(1),
            u32(40 + inner.length),
            u32(i),
            zeros(28),
            inner,
          ),
        );
      }
    },
  },
  {
    name: 'ntp-monlist',
    complaint:
      'Monitoring asks a time server for its list of clients (mode 7), which answers with addresses of hosts, as peers tell of peers.',
    source:
      'https://www.cisa.gov/news-events/alerts/2014/01/13/ntp-amplification-attacks-using-cve-2013-5211',
    foreseen: true,
    alike: ['gnutella', 'kad', 'bittorrent'],
    of: 'ntpd mode 7, implementation 3, request 42; and ordinary time',
    packets: (story) => {
      story.udp(`${DESK}:40123`, `${SERVER}:123`, bytes(hex('17 00 03 2a 0000 0000'), zeros(40)));
      for (let i = 0; i < 10; i++)
        story.udp(
          `${SERVER}:123`,
          `${DESK}:40123`,
          bytes(
            u8(i < 9 ? 0xd7 : 0x97, i, 3, 42),
            hex('0006 0048'),
            ...Array.from({ length: 6 }, (_, j) =>
              bytes(
                zeros(12),
                u32(64),
                hex('c63364'),
                u8(i * 6 + j),
                hex('0a14000a'),
                zeros(4),
                u16(123),
                hex('0304'),
                zeros(40),
              ),
            ),
          ),
          3,
        );
      for (let i = 0; i < 5; i++)
        story
          .udp(`${DESK}:123`, `${FAR}:123`, bytes(hex('23 00 0600'), zeros(36), noise(8, i + 1)))
          .udp(`${FAR}:123`, `${DESK}:123`, bytes(hex('24 02 06e9'), noise(44, i + 7)));
    },
  },
  {
    name: 'ipmi-rmcp',
    complaint:
      'Remote management of servers on UDP 623 with sealed sessions is read as something else.',
    source: 'https://www.dmtf.org/standards/asf',
    foreseen: true,
    alike: ['openvpn', 'ipsec', 'bittorrent'],
    of: 'IPMI 2.0 §13: RMCP header, RMCP+ session, payload types 0x10 to 0xc0',
    packets: (story) => {
      const bmc = `10.20.1.200:623`;
      const [me] = [`${SERVER}:53111`];
      story
        .udp(me, bmc, hex('06 00 ff 07 00 00000000 00000000 09 20 18 c8 81 00 38 8e 04 b5'))
        .udp(
          bmc,
          me,
          hex(
            '06 00 ff 07 00 00000000 00000000 10 81 1c 63 20 00 38 00 01 80 04 02 00 00 00 00 24',
          ),
        );
      for (let i = 1; i < 25; i++)
        story
          .udp(
            me,
            bmc,
            bytes(
              hex('06 00 ff 07 06 c0 a4a3a2a0'),
              Buffer.from(u32(i)).reverse(),
              hex('2000'),
              noise(32, i),
              hex('ffff 02 07'),
              noise(12, i + 60),
            ),
          )
          .udp(
            bmc,
            me,
            bytes(
              hex('06 00 ff 07 06 c0 00a2a3a4'),
              Buffer.from(u32(i)).reverse(),
              hex('3000'),
              noise(48, i + 90),
              hex('ffff 02 07'),
              noise(12, i + 160),
            ),
          );
    },
  },
  {
    name: 'modbus-and-bacnet',
    complaint:
      'Building control polls hundreds of points a minute in small binary messages, on TCP 502 and UDP 47808.',
    source: 'https://modbus.org/specs.php',
    foreseen: true,
    alike: ['edonkey', 'soulseek', 'bittorrent', 'kad'],
    of: 'Modbus application protocol 1.1b3 §4.1; ANSI/ASHRAE 135 annex J',
    packets: (story) => {
      story.tcp(
        `${SERVER}:40502`,
        '10.20.1.90:502',
        Array.from({ length: 20 }, (_, i) => [
          [0, bytes(u16(i), hex('0000 0006 01 03 0000 000a'))],
          [1, bytes(u16(i), hex('0000 0017 01 03 14'), noise(20, i + 1))],
        ]).flat(),
      );
      for (let i = 0; i < 20; i++)
        story
          .udp(`${SERVER}:47808`, '10.20.255.255:47808', hex('81 0b 000c 01 20 ffff 00 ff 10 08'))
          .udp(
            '10.20.1.91:47808',
            '10.20.255.255:47808',
            hex('81 0b 0018 01 20 ffff 00 ff 10 00 c4 02000001 22 0400 91 00 21 0f'),
          )
          .udp(
            `${SERVER}:47808`,
            '10.20.1.91:47808',
            bytes(hex('81 0a 0011 01 04 00 05'), u8(i), hex('0c 0c 00000001 19 55')),
          );
    },
  },
  {
    name: 'memcached-udp',
    complaint:
      'A cache answers over UDP with a frame header of eight bytes in front of text or binary.',
    source: 'https://github.com/memcached/memcached/issues/705',
    foreseen: true,
    alike: ['bittorrent', 'kad', 'gnutella'],
    of: 'memcached protocol.txt, UDP frames, text and binary (magic 0x80 and 0x81)',
    packets: (story) => {
      for (let i = 0; i < 20; i++)
        story
          .udp(
            `${DESK}:40777`,
            `${SERVER}:11211`,
            bytes(u16(i), hex('0000 0001 0000'), `get session:${i}\r\n`),
          )
          .udp(
            `${SERVER}:11211`,
            `${DESK}:40777`,
            bytes(
              u16(i),
              hex('0000 0001 0000'),
              `VALUE session:${i} 0 64\r\n`,
              noise(64, i + 1),
              '\r\nEND\r\n',
            ),
          );
      story.tcp(
        `${DESK}:40778`,
        `${SERVER}:11211`,
        Array.from({ length: 8 }, (_, i) => [
          [0, bytes(hex('80 00 0007 00 00 0000 00000007'), u32(i), zeros(8), `item${100 + i}`)],
          [
            1,
            bytes(hex('81 00 0000 04 00 0000 00000044'), u32(i), zeros(8), zeros(4), noise(64, i)),
          ],
        ]).flat(),
      );
    },
  },
  {
    name: 'company-vpn-in-policy',
    complaint:
      'The VPN to the company’s own gateway is reported, although the policy says who may use it.',
    source: 'https://www.rfc-editor.org/rfc/rfc3948',
    foreseen: true,
    alike: ['ipsec'],
    permitted: ['ipsec'],
    policy: {
      site: 'branch-office',
      networks: { inside: ['10.20.0.0/16'], gateways: ['10.20.0.1'] },
      exceptions: [
        { who: '10.20.0.1', may: ['ipsec'], until: '2027-11-22', why: 'line to the head office' },
      ],
    },
    of: 'RFC 7296 §2.23 and RFC 3948: IKEv2 on 4500 with the marker of four zero bytes, then ESP',
    packets: (story) => {
      const [me, gate] = ['10.20.0.1:4500', `${FAR}:4500`];
      const ike = (initiator, exchange, flags, id, length, seed) =>
        bytes(
          zeros(4),
          noise(8, 3),
          initiator ? zeros(8) : noise(8, 4),
          u8(exchange === 34 ? 33 : 46, 0x20, exchange, flags),
          u32(id),
          u32(28 + length),
          exchange === 34
            ? bytes(
                hex('2200'),
                u16(48),
                hex(
                  '0000002c 01010004 0300000c 0100000c 800e0100 03000008 02000007 03000008 0300000e 00000008 0400001f',
                ),
                noise(length - 48, seed),
              )
            : bytes(hex('2300'), u16(length), noise(length - 4, seed)),
        );
      story
        .udp(me, gate, ike(true, 34, 8, 0, 280, 1))
        .udp(gate, me, ike(false, 34, 0x20, 0, 280, 2))
        .udp(me, gate, ike(false, 35, 8, 1, 240, 5))
        .udp(gate, me, ike(false, 35, 0x20, 1, 200, 6));
      for (let i = 1; i < 30; i++)
        story
          .udp(me, gate, bytes(hex('c1d2e3f4'), u32(i), noise(120 + i, i + 1)))
          .udp(gate, me, bytes(hex('c5d6e7f8'), u32(i), noise(900 + i, i + 99)));
    },
  },
];
