// Look-alikes in calls, meetings and cameras.
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
import { rtp, stun, tlsTurns, xorAddress } from './messages.mjs';

const voice = (
  story,
  from,
  to,
  { count = 60, type = 0, length = 160, back = true, wrap = (x) => x } = {},
) => {
  for (let i = 0; i < count; i++) {
    story.udp(
      from,
      to,
      wrap(rtp(type, 4000 + i, 160 * i, 0x1c5a_77e1, noise(length, i + 1), i === 0 ? 1 : 0)),
      10,
    );
    if (back)
      story.udp(
        to,
        from,
        wrap(rtp(type, 9000 + i, 160 * i, 0x72d0_0a15, noise(length, i + 900))),
        10,
      );
  }
};

const username = (seed) =>
  `${noise(3, seed).toString('hex')}:${noise(4, seed + 1).toString('hex')}`;
const check = (seed, controlling = true) =>
  stun(1, seed, [
    [6, username(seed)],
    [0x24, hex('6e001eff')],
    [controlling ? 0x802a : 0x8029, noise(8, seed + 2)],
    [8, noise(20, seed + 3)],
    [0x8028, noise(4, seed + 4)],
  ]);
const checked = (seed, host, port) =>
  stun(0x101, seed, [
    [0x20, xorAddress(host, port)],
    [8, noise(20, seed + 5)],
    [0x8028, noise(4, seed + 6)],
  ]);

const INVITE = (port) =>
  [
    `INVITE sip:reception@${FAR} SIP/2.0`,
    `Via: SIP/2.0/UDP ${DESK}:5060;branch=z9hG4bK776asdhds`,
    'Max-Forwards: 70',
    `From: <sip:desk@${FAR}>;tag=1928301774`,
    `To: <sip:reception@${FAR}>`,
    'Call-ID: a84b4c76e66710',
    'CSeq: 1 INVITE',
    `Contact: <sip:desk@${DESK}:5060>`,
    'Content-Type: application/sdp',
    'Content-Length: 129',
    '',
    'v=0',
    `o=desk 2890844526 2890844526 IN IP4 ${DESK}`,
    's=-',
    `c=IN IP4 ${DESK}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 0`,
    'a=rtpmap:0 PCMU/8000',
    '',
  ].join('\r\n');

export const MEDIA = [
  {
    name: 'sip-call-with-stun',
    complaint:
      'A call over SIP is renamed after another program as soon as a STUN request comes before its RTP from the same port.',
    source: 'https://github.com/ntop/nDPI/issues/218',
    alike: ['bittorrent', 'webtorrent', 'tailscale'],
    of: 'RFC 3261 §13, RFC 8489 §6, RFC 3550 §5.1',
    packets: (story) => {
      const phone = `${DESK}:7078`;
      for (let i = 0; i < 3; i++)
        story
          .udp(phone, `${FARTHER}:3478`, stun(1, 40 + i))
          .udp(
            `${FARTHER}:3478`,
            phone,
            stun(0x101, 40 + i, [[0x20, xorAddress('192.0.2.9', 7078)]]),
          );
      story
        .udp(`${DESK}:5060`, `${FAR}:5060`, INVITE(7078))
        .udp(
          `${FAR}:5060`,
          `${DESK}:5060`,
          'SIP/2.0 100 Trying\r\nCall-ID: a84b4c76e66710\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n',
        );
      voice(story, phone, `${FAR}:16384`);
    },
  },
  {
    name: 'camera-rtp-one-way',
    complaint:
      'Video of surveillance cameras to a recorder is named after chat programs, from time to time.',
    source: 'https://github.com/ntop/nDPI/issues/134',
    alike: ['bittorrent', 'pplive', 'sopcast'],
    of: 'RFC 3550 §5.1, RFC 6416, dynamic payload type 96',
    packets: (story) =>
      voice(story, `${OTHER_DESK}:40004`, `${SERVER}:61000`, {
        count: 40,
        type: 96,
        length: 1100,
        back: false,
      }),
  },
  {
    name: 'rtsp-camera',
    complaint: 'RTSP is taken for HTTP, because its messages look the same.',
    source: 'https://github.com/ntop/nDPI/issues/1229',
    alike: ['http-tunnel', 'gnutella', 'client-web-server'],
    of: 'RFC 2326 §10, interleaved data §10.12',
    packets: (story) =>
      story.tcp(`${DESK}:41022`, `${SERVER}:554`, [
        [
          0,
          'OPTIONS rtsp://10.20.0.10/stream1 RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: LibVLC/3.0.18\r\n\r\n',
        ],
        [
          1,
          'RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER\r\n\r\n',
        ],
        [
          0,
          'SETUP rtsp://10.20.0.10/stream1/track1 RTSP/1.0\r\nCSeq: 2\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n',
        ],
        [
          1,
          'RTSP/1.0 200 OK\r\nCSeq: 2\r\nSession: 66334873;timeout=60\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n',
        ],
        [
          0,
          'PLAY rtsp://10.20.0.10/stream1 RTSP/1.0\r\nCSeq: 3\r\nSession: 66334873\r\nRange: npt=0.000-\r\n\r\n',
        ],
        [1, 'RTSP/1.0 200 OK\r\nCSeq: 3\r\nSession: 66334873\r\n\r\n'],
        ...Array.from({ length: 12 }, (_, i) => [
          1,
          bytes('$', u8(0), u16(912), rtp(96, i, 3000 * i, 77, noise(900, i + 5))),
        ]),
      ]),
  },
  {
    name: 'webrtc-meeting',
    complaint:
      'Meetings in a browser (STUN, then DTLS, then SRTP to one relay) are named after whichever program was last seen to use STUN.',
    source: 'https://github.com/ntop/nDPI/issues/2636',
    alike: ['webtorrent', 'bittorrent', 'tor', 'hypercore'],
    of: 'RFC 8445 §7, RFC 6347 §4, RFC 5764, RFC 3711',
    packets: (story) => {
      const [me, relay] = [`${DESK}:52000`, `${FAR}:3478`];
      for (let i = 0; i < 6; i++)
        story.udp(me, relay, check(60 + i)).udp(relay, me, checked(60 + i, '192.0.2.9', 52_000));
      const dtls = (epoch, n, kind, body) =>
        bytes(u8(kind, 0xfe, 0xfd), u16(epoch), zeros(4), u16(n), u16(body.length), body);
      const hello = bytes(
        u8(1),
        hex('000063 0000 000000 000063 fefd'),
        noise(32, 3),
        hex('00 00 0004 c02b c02f 01 00'),
        u16(0),
      );
      story
        .udp(me, relay, dtls(0, 0, 22, hello))
        .udp(
          relay,
          me,
          dtls(
            0,
            0,
            22,
            bytes(
              u8(2),
              hex('000046 0000 000000 000046 fefd'),
              noise(32, 4),
              hex('00 c02b 00'),
              u16(0),
            ),
          ),
        )
        .udp(me, relay, dtls(1, 0, 22, noise(48, 8)))
        .udp(relay, me, dtls(1, 0, 22, noise(48, 9)));
      voice(story, me, relay, { type: 111, length: 90 });
      for (let i = 0; i < 10; i++) story.udp(me, relay, dtls(1, 3 + i, 23, noise(120 + i, 30 + i)));
    },
  },
  {
    name: 'turn-relayed-call',
    complaint: 'A call whose RTP travels in TURN channels is not recognised as a call.',
    source: 'https://github.com/ntop/nDPI/issues/2636',
    alike: ['opaque-tunnel', 'socks', 'webtorrent'],
    of: 'RFC 8656 §7, §12 (channel data)',
    packets: (story) => {
      const [me, turn] = [`${DESK}:52100`, `${FAR}:3478`];
      story
        .udp(me, turn, stun(3, 5, [[0x19, hex('11000000')]]))
        .udp(
          turn,
          me,
          stun(0x113, 5, [
            [9, bytes(hex('00000401'), 'Unauthorized')],
            [0x15, 'nonce-1'],
            [0x14, 'example.com'],
          ]),
        )
        .udp(
          me,
          turn,
          stun(3, 6, [
            [0x19, hex('11000000')],
            [6, 'desk'],
            [0x14, 'example.com'],
            [0x15, 'nonce-1'],
            [8, noise(20, 1)],
          ]),
        )
        .udp(
          turn,
          me,
          stun(0x103, 6, [
            [0x16, xorAddress('198.51.100.20', 49_170)],
            [0x20, xorAddress('192.0.2.9', 52_100)],
            [0xd, u32(600)],
            [8, noise(20, 2)],
          ]),
        )
        .udp(
          me,
          turn,
          stun(9, 7, [
            [0xc, hex('40000000')],
            [0x12, xorAddress(FARTHER, 53_000)],
            [8, noise(20, 3)],
          ]),
        )
        .udp(turn, me, stun(0x109, 7, [[8, noise(20, 4)]]));
      voice(story, me, turn, {
        type: 111,
        length: 88,
        wrap: (packet) => bytes(hex('4000'), u16(packet.length), packet),
      });
    },
  },
  {
    name: 'teams-media',
    complaint:
      'Media of a meeting program on UDP 3478 to 3481 begin like STUN but are not quite STUN.',
    source: 'https://github.com/ntop/nDPI/pull/2377',
    foreseen: true,
    alike: ['bittorrent', 'opaque-tunnel', 'wireguard'],
    of: 'RFC 8489 with the vendor’s attributes 0x8008 and 0x8070, then SRTP',
    packets: (story) => {
      for (const port of [3478, 3479, 3480, 3481]) {
        const [me, far] = [`${DESK}:50${port - 3428}`, `${FAR}:${port}`];
        for (let i = 0; i < 3; i++)
          story
            .udp(
              me,
              far,
              stun(3, port + i, [
                [0xf, hex('72c64bc6')],
                [0x8008, u32(6)],
                [0x8070, u32(3)],
                [0x19, hex('11000000')],
              ]),
            )
            .udp(
              far,
              me,
              stun(0x113, port + i, [
                [9, hex('00000401')],
                [0x8008, u32(6)],
              ]),
            );
        voice(story, me, far, { count: 15, type: 104, length: 60 });
      }
    },
  },
  {
    name: 'zoom-media',
    complaint:
      'Media of a meeting program on UDP 8801 carry a header of their own and then RTP; older rules name them after other programs.',
    source: 'https://github.com/ntop/nDPI/pull/1954',
    foreseen: true,
    alike: ['opaque-tunnel', 'openvpn', 'bittorrent'],
    of: 'the outer header as published (type 5, sequence, direction, type 15, then RTP), bytes of our own',
    packets: (story) => {
      story
        .udp(`${DESK}:58327`, `${FAR}:8801`, bytes(hex('01000200 00000000 0000'), noise(40, 3)))
        .udp(`${FAR}:8801`, `${DESK}:58327`, bytes(hex('02000200 00000000 0000'), noise(40, 4)));
      let n = 0;
      voice(story, `${DESK}:58327`, `${FAR}:8801`, {
        type: 98,
        length: 700,
        count: 30,
        wrap: (packet) =>
          bytes(
            u8(5, 0x10),
            u16(n++),
            hex('01 9f00'),
            u8(n & 1 ? 0 : 4),
            hex('0f'),
            zeros(18),
            u16(n),
            packet,
          ),
      });
    },
  },
  {
    name: 'stun-keep-alive-of-a-server',
    complaint: 'Storage servers that only send STUN keep-alives are reported to make calls.',
    source: 'https://github.com/ntop/nDPI/issues/892',
    alike: ['webtorrent', 'tailscale', 'zerotier'],
    of: 'RFC 5389 §7.2 and the older RFC 3489 form without cookie',
    packets: (story) => {
      for (let i = 0; i < 30; i++) {
        story.udp(`${SERVER}:56113`, `${FAR}:3478`, stun(0x11, 300 + i)).wait(15_000);
        if (i % 5 === 0)
          story
            .udp(
              `${SERVER}:56113`,
              `${FARTHER}:3478`,
              bytes(hex('0001 0008'), noise(16, i + 1), hex('0003 0004 00000000')),
            )
            .udp(
              `${FARTHER}:3478`,
              `${SERVER}:56113`,
              bytes(hex('0101 000c'), noise(16, i + 1), hex('0001 0008 0001 db31 c0000209')),
            );
      }
    },
  },
  {
    name: 'game-udp',
    complaint:
      'Games send small sealed datagrams at a steady pace to one port, which passes for a VPN or a file-sharing transport.',
    source: 'https://github.com/ntop/nDPI/issues/2339',
    foreseen: true,
    alike: ['wireguard', 'openvpn', 'opaque-tunnel', 'bittorrent', 'zerotier'],
    of: 'a sequence number of four bytes and sealed content, 30 a second, 48 to 300 bytes',
    packets: (story) => {
      for (const [g, port] of [7777, 27015, 3074].entries())
        for (let i = 0; i < 60; i++) {
          const me = `${DESK}:${50_900 + g}`;
          story.udp(
            me,
            `${FAR}:${port}`,
            bytes(u32(i + 1), noise(44 + (i % 5) * 4, i + 60 * g)),
            16,
          );
          story.udp(
            `${FAR}:${port}`,
            me,
            bytes(u32(i + 1), noise(90 + ((i * 37) % 200), i + 6000 + g)),
            17,
          );
        }
    },
  },
  {
    name: 'video-call-first-bytes-one-to-four',
    complaint:
      'Datagrams of a call begin with one of the numbers 1 to 4 and three zero bytes, which a one-packet pattern takes for WireGuard.',
    source: 'https://github.com/ntop/nDPI/pull/758',
    foreseen: true,
    alike: ['wireguard', 'cloudflare-warp'],
    of: 'little-endian type, then a counter and sealed content of any length',
    packets: (story) => {
      for (let i = 0; i < 60; i++) {
        story.udp(
          `${DESK}:50800`,
          `${FAR}:9000`,
          bytes(u8(1 + (i % 4), 0, 0, 0), u32(i), noise(70 + ((i * 53) % 400), i + 1)),
          20,
        );
        story.udp(
          `${FAR}:9000`,
          `${DESK}:50800`,
          bytes(u8(1 + (i % 3), 0, 0, 0), u32(i), noise(80 + ((i * 29) % 700), i + 99)),
          20,
        );
      }
    },
  },
  {
    name: 'quic-short-headers-only',
    complaint:
      'A capture that begins in the middle of QUIC shows short headers only: UDP on 443 that looks like anything encrypted.',
    source: 'https://github.com/quicwg/ops-drafts/pull/482',
    foreseen: true,
    alike: ['opaque-tunnel', 'wireguard', 'openvpn', 'bittorrent', 'hypercore'],
    of: 'RFC 9000 §17.3',
    packets: (story) => {
      const id = noise(8, 77);
      for (let i = 0; i < 80; i++) {
        story.udp(
          `${DESK}:55443`,
          `${FAR}:443`,
          bytes(u8(0x40 | (noise(1, i + 1)[0] & 0x3f)), id, noise(25 + (i % 9), i + 5)),
          6,
        );
        story.udp(
          `${FAR}:443`,
          `${DESK}:55443`,
          bytes(u8(0x40 | (noise(1, i + 7)[0] & 0x3f)), noise(1240, i + 700)),
          6,
        );
      }
    },
  },
  {
    name: 'gquic-one-way',
    complaint:
      'One direction of an older QUIC is taken for a control protocol of machines, and the other way round.',
    source: 'https://github.com/ntop/nDPI/issues/2175',
    alike: ['opaque-tunnel', 'bittorrent', 'edonkey'],
    of: 'gQUIC Q043: public flags, connection id, version, packet number',
    packets: (story) => {
      const id = noise(8, 5);
      for (let i = 0; i < 40; i++)
        story.udp(
          `${DESK}:55444`,
          `${FAR}:443`,
          bytes(
            u8(i === 0 ? 0x0d : 0x0c),
            id,
            i === 0 ? 'Q043' : '',
            u8(i + 1),
            noise(i === 0 ? 1330 : 40 + i, i + 3),
          ),
        );
    },
  },
  {
    name: 'sealed-messages-over-tls',
    complaint:
      'Names that a list of letter pairs calls impossible are reported as Tor, although the site is an airline or a shop.',
    source: 'https://github.com/ntop/nDPI/issues/578',
    alike: ['tor', 'psiphon', 'tls-tunnel'],
    of: 'RFC 8446; names after the pattern of the complaint',
    packets: (story) => {
      for (const [i, host] of [
        'www.foxbusinessfr.example',
        'www.anywayanydayqz.example',
        'www.awxcdnjx.example',
        'www.jcrewtamgrt.example',
      ].entries())
        story.tcp(
          `${DESK}:${53_000 + i}`,
          `${FAR}:443`,
          tlsTurns(host, 10 * i + 1, [420, -1200, -1300, -600, 350, -900]),
        );
    },
  },
];
