// Look-alikes in look-ups of names.
import { bytes, DESK, FAR, hex, noise, SERVER, u16, zeros } from './frames.mjs';
import { answer, query } from './messages.mjs';

const RESOLVER = `${SERVER}:53`;
const ask = (story, port, id, host, type, data) =>
  story
    .udp(`${DESK}:${port}`, RESOLVER, query(id, host, type))
    .udp(RESOLVER, `${DESK}:${port}`, answer(id, host, type, data));

const letters = (count, seed, alphabet = 'abcdefghijklmnopqrstuvwxyz234567') =>
  [...noise(count, seed)].map((byte) => alphabet[byte % alphabet.length]).join('');

export const NAMES = [
  {
    name: 'dns-query-as-utp-syn',
    complaint:
      'An ordinary DNS query of 20 bytes whose id begins with 0x41 is named BitTorrent, because every field fits a µTP SYN.',
    source: 'https://github.com/XTLS/Xray-core/pull/6735',
    alike: ['bittorrent'],
    of: 'RFC 1035 §4.1, ids 0x4100 and 0x4101, a name of two letters, without EDNS',
    packets: (story) => {
      for (let i = 0; i < 6; i++)
        ask(story, 40_000 + i, 0x4100 + (i & 1), 'aa', 'A', i & 1 ? FAR : null);
      // The same between two high ports, as a resolver asks that randomises both.
      for (let i = 0; i < 4; i++) {
        story.udp(`${DESK}:${41_000 + i}`, `${FAR}:5300`, query(0x4100, 'bb', 'A'));
        story.udp(`${FAR}:5300`, `${DESK}:${41_000 + i}`, answer(0x4100, 'bb', 'A', FAR));
      }
    },
  },
  {
    name: 'dns-as-wireguard',
    complaint:
      'DNS queries are now and then taken for WireGuard, when id and flags make the first bytes 1, 0, 0, 0.',
    source: 'https://github.com/CESNET/ipfixprobe/pull/57',
    alike: ['wireguard', 'cloudflare-warp'],
    of: 'RFC 1035 §4.1, id 0x0100 and 0x0400, recursion not desired, padded to the 148 bytes of a handshake (RFC 7830)',
    packets: (story) => {
      for (const [i, id] of [0x0100, 0x0400, 0x0200].entries()) {
        const plain = query(id, `host${i}.example.com`, 'A', { flags: 0, edns: true });
        const room = 148 - plain.length - 4;
        const padded = bytes(plain.subarray(0, -2), u16(room + 4), u16(12), u16(room), zeros(room));
        for (let turn = 0; turn < 3; turn++) {
          story.udp(`${DESK}:${42_000 + i}`, `${FAR}:53`, padded);
          story.udp(
            `${FAR}:53`,
            `${DESK}:${42_000 + i}`,
            answer(id, `host${i}.example.com`, 'A', FAR),
          );
        }
      }
    },
  },
  {
    name: 'dns-antivirus-cloud-txt',
    complaint:
      'A protection suite asks its reputation database with TXT look-ups of 36 random letters each, which tunnel detectors report.',
    source: 'https://github.com/mttaggart/wtfbins/issues/32',
    alike: ['dns-tunnel'],
    of: 'RFC 1035; the form of the names as in the complaint, letters of our own',
    packets: (story) => {
      for (let i = 0; i < 90; i++)
        ask(
          story.wait(700),
          43_000 + i,
          0x2000 + i * 7,
          `${letters(36, i + 1)}.a.e.e5.sk`,
          'TXT',
          letters(12, i + 500),
        );
    },
  },
  {
    name: 'dns-antivirus-cloud-a',
    complaint:
      'A virus scanner looks files up as long names with counters and a hash, all under one domain, each asked once.',
    source: 'https://github.com/mttaggart/wtfbins/issues/33',
    alike: ['dns-tunnel'],
    of: 'RFC 1035; the form of the names as in the complaint, letters of our own',
    packets: (story) => {
      for (let i = 0; i < 90; i++)
        ask(
          story.wait(400),
          44_000 + i,
          0x3000 + i * 11,
          `13-0.19-b3000081.${(i * 65_537).toString(16)}.1838.11b4.2fca.210.0.${letters(26, i + 9, '0123456789abcdefghijklmnopqrstuvwxyz')}.avqs.mcafee.com`,
          'A',
          '127.0.0.128',
        );
    },
  },
  {
    name: 'dns-cdn-long-labels',
    complaint:
      'Rules that count long and unique subdomains under one domain report content networks that put a hash of the object into the name.',
    source: 'https://github.com/elastic/detection-rules/pull/6684',
    foreseen: true,
    alike: ['dns-tunnel'],
    of: 'RFC 1035; labels of 32 to 60 hexadecimal digits',
    packets: (story) => {
      for (let i = 0; i < 70; i++)
        ask(
          story.wait(150),
          45_000 + i,
          0x1800 + i * 5,
          `${noise(16 + (i % 15), i + 3).toString('hex')}.cdn.cloudedge.example`,
          i % 3 === 0 ? 'AAAA' : 'A',
          i % 3 === 0 ? null : FAR,
        );
    },
  },
  {
    name: 'dns-block-lists',
    complaint:
      'A mail server asks block lists about every sender: hundreds of look-ups under one domain, most of which do not exist.',
    source: 'https://www.rfc-editor.org/rfc/rfc5782',
    alike: ['dns-tunnel'],
    foreseen: true,
    of: 'RFC 5782 §2.1 and the hash lists of §2.4',
    packets: (story) => {
      for (let i = 0; i < 80; i++) {
        const [a, b, c, d] = noise(4, i + 77);
        ask(
          story.wait(60),
          46_000 + i,
          0x2100 + i * 3,
          `${a}.${b}.${c}.${d}.zen.blocklist.example`,
          'A',
          i % 9 ? null : '127.0.0.4',
        );
        ask(
          story.wait(60),
          47_000 + i,
          0x2101 + i * 3,
          `${letters(40, i + 300)}.ebl.blocklist.example`,
          'A',
          null,
        );
      }
    },
  },
  {
    name: 'dns-names-with-telling-words',
    complaint:
      'Rules match the end or the middle of a name: mail.com blocks hotmail.com. An inn at a torrent, a mule breeder and an onion farm are no offence.',
    source: 'https://github.com/opnsense/rules/issues/26',
    alike: ['bittorrent', 'edonkey', 'tor'],
    of: 'RFC 1035',
    packets: (story) => {
      for (const [i, host] of [
        'www.hotel-torrent.example',
        'torrentgasthof.example',
        'tracker.parcelservice.example',
        'emule-breeders.example',
        'edonkey.farm.example',
        'gnutella-spread.example',
        'www.onion.example',
        'onion.market.example',
        'tor.soccer.example',
        'router.utorrentino.example',
        'dht.sensors.example',
        'announce.station.example',
      ].entries())
        ask(story, 48_000 + i, 0x5000 + i, host, 'A', FAR);
    },
  },
  {
    name: 'dns-on-another-port',
    complaint:
      'DNS on a port other than 53 is named after the provider of the address, or not at all.',
    source: 'https://github.com/ntop/nDPI/issues/2921',
    alike: ['dns-tunnel', 'bittorrent'],
    of: 'RFC 1035, port 60 and 5353 to a unicast address',
    packets: (story) => {
      for (let i = 0; i < 8; i++)
        for (const port of [60, 5353])
          story
            .udp(
              `${DESK}:${49_000 + i}`,
              `${FAR}:${port}`,
              query(0x6000 + i, 'intranet.example.com', 'A'),
            )
            .udp(
              `${FAR}:${port}`,
              `${DESK}:${49_000 + i}`,
              answer(0x6000 + i, 'intranet.example.com', 'A', SERVER),
            );
    },
  },
  {
    name: 'dns-over-tcp-in-pieces',
    complaint: 'A DNS message over TCP that comes in several segments is not recognised.',
    source: 'https://github.com/ntop/nDPI/issues/3184',
    alike: ['dns-tunnel'],
    of: 'RFC 7766 §8',
    packets: (story) => {
      const whole = (message) => bytes(u16(message.length), message);
      for (let i = 0; i < 3; i++) {
        const asked = whole(query(0x7000 + i, 'zone.example.com', 'TXT', { edns: true }));
        const said = whole(
          answer(
            0x7000 + i,
            'zone.example.com',
            'TXT',
            'v=spf1 include:example.net -all '.repeat(7),
          ),
        );
        story.tcp(`${DESK}:${50_100 + i}`, RESOLVER, [
          [0, asked.subarray(0, 2)],
          [0, asked.subarray(2)],
          [1, said.subarray(0, 2)],
          [1, said.subarray(2, 90)],
          [1, said.subarray(90)],
        ]);
      }
    },
  },
  {
    name: 'mdns-flood',
    complaint:
      'A container announces itself over and over under a new name: thousands of multicast DNS messages from one host.',
    source: 'https://github.com/home-assistant/plugin-multicast/issues/1',
    alike: ['bittorrent', 'ipfs', 'dns-tunnel'],
    of: 'RFC 6762 §8',
    packets: (story) => {
      for (let i = 0; i < 120; i++)
        story.udp(
          `${SERVER}:5353`,
          '224.0.0.251:5353',
          i % 2
            ? answer(0, `assistant${2750 + i}.local`, 'A', SERVER)
            : query(0, `assistant${2750 + i}._workstation._tcp.local`, 'SRV', { flags: 0 }),
          80,
        );
    },
  },
  {
    name: 'ssdp-discovery',
    complaint:
      'Televisions and printers search the network by SSDP the whole day, and gateways answer with long texts.',
    source: 'https://github.com/hardentools/hardentools/pull/9',
    foreseen: true,
    alike: ['gnutella', 'bittorrent'],
    of: 'UPnP Device Architecture 2.0 §1.3',
    packets: (story) => {
      for (let i = 0; i < 20; i++)
        story
          .udp(
            `${DESK}:51900`,
            '239.255.255.250:1900',
            'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 2\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\nUSER-AGENT: TV/1.0 UPnP/1.1 SmartTV/8\r\n\r\n',
          )
          .udp(
            '10.20.0.1:1900',
            `${DESK}:51900`,
            'HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=120\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\nUSN: uuid:3ddcd1d3-2380-45f5-b069-020a14000001::urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\nEXT:\r\nSERVER: Debian/12 UPnP/1.1 MiniUPnPd/2.3.1\r\nLOCATION: http://10.20.0.1:5000/rootDesc.xml\r\n\r\n',
          )
          .wait(30_000);
    },
  },
  {
    name: 'netbios-names',
    complaint:
      'Names of shares in NetBIOS broadcasts are 32 letters from A to P, one look-up after the other.',
    source: 'https://github.com/ntop/nDPI/issues/2555',
    foreseen: true,
    alike: ['dns-tunnel'],
    of: 'RFC 1002 §4.2',
    packets: (story) => {
      for (let i = 0; i < 30; i++) {
        const plain = `SECRECY${i}`.padEnd(15).concat('\0');
        const encoded = [...Buffer.from(plain)]
          .map((byte) => String.fromCharCode(65 + (byte >> 4), 65 + (byte & 15)))
          .join('');
        story.udp(
          `${DESK}:137`,
          '10.20.255.255:137',
          bytes(u16(0x8000 + i), hex('0110 0001 0000 0000 0000 20'), encoded, hex('00 0020 0001')),
          750,
        );
      }
    },
  },
];
