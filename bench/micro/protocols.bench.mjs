// Carriers: nanoseconds from the first byte of a flow to the last fact, and what asking all formats about noise costs.
//   npm run build && node bench/micro/protocols.bench.mjs
import { readFileSync } from 'node:fs';
import { constants, deflateRawSync } from 'node:zlib';
import { Dispatch } from '../../dist/identify/dispatch.js';
import { carriers } from '../../dist/protocols/index.js';
import { SYSTEMS } from '../../dist/systems/index.js';

const ROUNDS = 60;
const BEST_OF = 2000;

const of = (key) => SYSTEMS.flatMap((system) => system[key] ?? []);
const CARRIERS = carriers({ http: of('http'), tls: of('tls'), websocket: of('websocket') });
const DISPATCH = new Dispatch([...of('dissectors'), ...CARRIERS]);
const carrier = (id, transport) =>
  CARRIERS.find((one) => one.id === id && one.transport === transport);

let told = 0;
const none = () => {
  told++;
};
const flow = {
  transport: 'tcp',
  clientPort: 40_000,
  serverPort: 80,
  clientAddress: '10.0.0.1',
  serverAddress: '192.0.2.1',
  at: 0,
  facts: {},
  end: () => ({}),
  name: none,
  content: none,
  offer: none,
  search: none,
  reported: none,
  carrier: none,
  anomaly: none,
  endpoint: none,
  endpointV4: none,
  token: none,
  inner: none,
};

const text = (value) => Uint8Array.from(Buffer.from(value, 'latin1'));

/** Pieces of a fixture: [direction, bytes]. */
const fixture = (name) =>
  readFileSync(new URL(`../../fixtures/protocols/${name}.hex`, import.meta.url), 'utf8')
    .split('\n')
    .slice(2)
    .filter((line) => line !== '')
    .map((line) => [
      line.startsWith('<') ? 1 : 0,
      Uint8Array.from(Buffer.from(line.slice(2), 'hex')),
    ]);

/** Reads whole conversations; best of many, because the machine may be shared. */
const conversation = (id, transport, pieces) => {
  const dissector = carrier(id, transport);
  return () => {
    const reader = dissector.open(flow);
    const wants = [true, true];
    for (const [direction, bytes] of pieces)
      if (wants[direction]) wants[direction] = reader.push(direction, bytes, 0, bytes.length);
  };
};

const browser = [
  [
    0,
    text(
      'GET /static/js/vendor.3f9c2b.js?v=20261122 HTTP/1.1\r\nHost: www.example.com\r\nConnection: keep-alive\r\n' +
        'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36\r\n' +
        'Accept: */*\r\nReferer: http://www.example.com/\r\nAccept-Encoding: gzip, deflate\r\nCookie: id=0123456789\r\n\r\n',
    ),
  ],
  [
    1,
    text(
      'HTTP/1.1 200 OK\r\nServer: nginx/1.24.0\r\nDate: Sun, 22 Nov 2026 10:00:00 GMT\r\nContent-Type: text/javascript\r\n' +
        `Content-Length: 1000\r\nConnection: keep-alive\r\nETag: "65f0"\r\n\r\n${'x'.repeat(1000)}`,
    ),
  ],
];
const tracker = [
  [
    0,
    text(
      'GET /announce?info_hash=%01%02%03%04%05%06%07%08%09%10%11%12%13%14%15%16%17%18%19%20&peer_id=-qB4600-abcdefghijkl' +
        '&port=6881&uploaded=0&downloaded=0&left=1000&compact=1 HTTP/1.1\r\nHost: t.example\r\nUser-Agent: qBittorrent/4.6.0\r\n\r\n',
    ),
  ],
  [1, text('HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\nd8:intervali1800e5:peers0:ee...')],
];

const frame = (payload) => {
  const packed = deflateRawSync(payload, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
  return [0xc1, 126, packed.length >> 8, packed.length & 255, ...packed];
};
const chat = [
  [0, text('GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n')],
  [
    1,
    text(
      'HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n',
    ),
  ],
  [
    1,
    Uint8Array.from(
      Array.from({ length: 12 }, (_, i) => frame(`{"room":${i},"text":"hello"}`)).flat(),
    ),
  ],
];

/** mulberry32 */
let seed = 1;
const next = () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const noise = Array.from({ length: 512 }, () =>
  Uint8Array.from({ length: 300 }, () => next() * 256),
);
let turn = 0;

const streamNoise = () => {
  const bytes = noise[turn++ & 511];
  const head = {
    transport: 'tcp',
    clientPort: 40_000,
    serverPort: 40_001,
    bytes: [bytes, noise[0]],
    length: [bytes.length, 0],
    first: 0,
    midstream: false,
    ended: false,
  };
  for (const index of DISPATCH.streamCandidates(bytes[0]))
    told += DISPATCH.streams[index].inspect(head);
};

const datagramNoise = () => {
  const bytes = noise[turn++ & 511];
  const datagram = {
    transport: 'udp',
    clientPort: 40_000,
    serverPort: 40_001,
    clientAddress: '10.0.0.1',
    serverAddress: '192.0.2.1',
    bytes,
    start: 0,
    end: bytes.length,
    direction: 0,
    index: 0,
    memory: 0,
  };
  for (const index of DISPATCH.datagramCandidates('udp', bytes[0]))
    told += DISPATCH.datagrams[index].inspect(datagram);
};

const CASES = {
  'dns: question and answer': conversation('dns', 'udp', fixture('dns')),
  'http: a browser, request and answer': conversation('http', 'tcp', browser),
  'http: a tracker, announce and answer': conversation('http', 'tcp', tracker),
  'tls: both hellos and a certificate': conversation('tls', 'tcp', fixture('tls12')),
  'websocket: 12 deflated messages of a chat': conversation('http', 'tcp', chat),
  'all stream formats asked about noise': streamNoise,
  'all datagram formats asked about noise': datagramNoise,
};

for (const [name, run] of Object.entries(CASES)) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < BEST_OF; round++) {
    const began = process.hrtime.bigint();
    for (let i = 0; i < ROUNDS; i++) run();
    best = Math.min(best, Number(process.hrtime.bigint() - began) / ROUNDS);
  }
  console.log(`${name}: ${best.toFixed(0)} ns`);
}
if (told < 0) console.log(told);
