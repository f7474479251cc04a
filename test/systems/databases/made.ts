// Files made here from the documentation of programs that do not run here, and of forms that programs write too seldom
// for a test: bytes as hex, with what they are beside them.
import { bencode } from './bencode.ts';
import { bytesOf } from './hex-bytes.ts';

const text = (body: string): Uint8Array => new TextEncoder().encode(body);

export interface Made {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** `server.met` of two, with a name (tag 1, string) for the first and a short-form port tag for the second. */
const servers = bytesOf(`
  e0  02000000
  cb007109 3512  01000000   02 0100 01 0500 48617262 72
  c6336407 b315  01000000   83 97 35120000`);

/** `emfriends.met` of one: hash, address, port, last seen, last chatted, tag 1. */
const friends = bytesOf(`
  0e  01000000
  a1b2c3d4e50ea1b2c3d4e5f6a1b26fc3  cb007121 3612  00e1f505 00000000  01000000  02 0100 01 0400 52656564`);

/** `clients.met` of two: hash, up, down, last seen, high words, reserved, size of key, 80 bytes of key. */
const credits = bytesOf(`
  12  02000000
  a1b2c3d4e50ea1b2c3d4e5f6a1b26fc3 40420f00 80841e00 00e1f505 00000000 00000000 0000 00 ${'00'.repeat(80)}
  b1b2c3d4e50ea1b2c3d4e5f6a1b26fc3 00000000 01000000 00e1f505 00000000 01000000 0000 00 ${'00'.repeat(80)}`);

/** `nodes.dat` of version 2 with one node, and of version 0 with two. */
const nodes2 = bytesOf(`
  00000000 02000000 01000000
  000102030405060708090a0b0c0d0e0f 097100cb 4012 3612 08 1122334455667788 01`);
const nodes0 = bytesOf(`
  02000000
  000102030405060708090a0b0c0d0e0f 097100cb 4012 3612 02
  100102030405060708090a0b0c0d0e0f 0a7100cb 4112 3712 02`);

/** A download with two gaps, one of them with the 64-bit tag of large files; 3,000,000 of 5,000,000 bytes missing. */
const partMet = bytesOf(`
  e2 6b034c64 0123456789abcdef0123456789abcdef 0000 06000000
  02 0100 01 0700 66696c6d2e6176  03 0100 02 404b4c00
  03 0200 0930 00000000  03 0200 0a30 40420f00
  0b 0200 0931 8084 1e00 00000000  0b 0200 0a31 00093d00 00000000`);

const utorrent = bencode({
  '.fileguard': '0123456789012345678901234567890123456789',
  'Salary.torrent': {
    added_on: 1_700_000_000,
    caption: 'Salary.doc',
    completed_on: 1_700_000_600,
    downloaded: 300_000,
    info: 'abcdefghijabcdefghij',
    path: 'C:\\Users\\eve\\Downloads\\S.doc',
    started: 2,
    trackers: ['http://tracker.invalid:6969'],
    uploaded: 900_000,
  },
  'Two.torrent': {
    added_on: 1_700_000_001,
    caption: 'Two',
    completed_on: 0,
    info: 'klmnopqrstklmnopqrst',
    started: 0,
  },
});

const nicotineConfig = `[server]
server = ('server.slsknet.org', 2242)
login = eve
passw = not-taken
portrange = (2234, 2239)

[transfers]
shared = [('Music', '/home/eve/Music'), ('Eve\\'s papers', '/home/eve/Documents')]
buddyshared = [('Work', '/srv/work')]
downloaddir = /home/eve/Downloads
`;

const nicotineDownloads = JSON.stringify([
  [
    'reed',
    'Music\\Salt\\tide.flac',
    '/home/eve/Downloads/Salt',
    'Finished',
    31_000_000,
    31_000_000,
    {},
  ],
  ['kelp', 'Books\\manual.pdf', '', 'Paused', 2_000_000, 500_000, {}],
]);

/** Two records of `publicfiles.dbn`: pickles of protocol 4 of ['Music\\a.mp3', 5000, None, 3] and the same with 6000. */
const record = (path: string, size: string): string => {
  const key = Buffer.from(path).toString('hex');
  const value = `80049500000000000000005d94288c064d5c612e6d704d${size}4e4b03652e`;
  const length = (hexText: string) => (hexText.length / 2).toString(16).padStart(8, '0');
  return length(key) + length(value) + key + value;
};
const nicotineShares = bytesOf(
  `44424e2b 03 ${record('/home/eve/Music/a.mp', '8813')} ${record('/home/eve/Music/b.mp', '7017')}`,
);

const ipfs = JSON.stringify({
  Identity: { PeerID: '12D3KooWExample', PrivKey: 'not-taken' },
  Addresses: {
    Swarm: ['/ip4/0.0.0.0/tcp/4001', '/ip4/0.0.0.0/udp/4001/quic-v1'],
    API: '/ip4/127.0.0.1/tcp/5001',
    Gateway: '/ip4/127.0.0.1/tcp/8080',
  },
  Bootstrap: [
    '/dnsaddr/bootstrap.libp2p.io/p2p/QmNnooDu7bfjPFoTZYxMNLWUQJyrVwtbZg5gBMjTezGAJN',
    '/ip4/104.131.131.82/tcp/4001/p2p/QmaCpDMGvV2BGHeYERUEnRQAwe3N8SzbUtfsmvsqQLuvuJ',
  ],
});

const stats = JSON.stringify({ 'uploaded-bytes': 123_456_789, 'downloaded-bytes': 42 });

export const MADE: readonly Made[] = [
  { name: 'server.met', bytes: servers },
  { name: 'emfriends.met', bytes: friends },
  { name: 'clients.met', bytes: credits },
  { name: 'nodes.dat', bytes: nodes2 },
  { name: 'old/nodes.dat', bytes: nodes0 },
  { name: 'temp/007.part.met', bytes: partMet },
  { name: 'resume.dat', bytes: utorrent },
  { name: 'config', bytes: text(nicotineConfig) },
  { name: 'downloads.json', bytes: text(nicotineDownloads) },
  { name: 'publicfiles.dbn', bytes: nicotineShares },
  { name: '.ipfs/config', bytes: text(ipfs) },
  { name: 'stats.json', bytes: text(stats) },
  {
    name: 'shareddir.dat',
    bytes: new Uint8Array([
      0xff,
      0xfe,
      ...Buffer.from('C:\\Daten\r\n\\\\srv1\\team\r\n', 'utf16le'),
    ]),
  },
];

export const made = (name: string): Uint8Array => MADE.find((one) => one.name === name)!.bytes;
