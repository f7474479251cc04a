// What BitTorrent readers cost: nanoseconds a message (best of many rounds), all facts kept by a sink that forgets them.
//   npm run build && node bench/micro/bittorrent.bench.mjs [DIST]
import { pathToFileURL } from 'node:url';

const dist = pathToFileURL(`${process.argv[2] ?? 'dist'}/`);
const load = (path) => import(new URL(`systems/bittorrent/${path}.js`, dist).href);
const { dht } = await load('dht');
const { utp } = await load('utp');
const { peer } = await load('peer');
const { msePlain } = await load('mse-plain');

const bytesOf = (text) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const noise = (length, seed) => {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
};
const latin = (bytes) => String.fromCharCode(...bytes);

let told = 0;
const newSink = (transport) => {
  const ends = [{}, {}];
  return {
    transport,
    clientPort: 40_000,
    serverPort: 6881,
    clientAddress: '10.0.0.1',
    serverAddress: '192.0.2.1',
    at: 0,
    facts: { ends, contents: [], offers: [], searches: [] },
    end: (direction) => ends[direction],
    name() {},
    content() {},
    offer() {},
    search() {},
    reported() {},
    carrier() {},
    anomaly() {},
    inner() {},
    endpoint() {
      told++;
    },
    endpointV4() {
      told++;
    },
    endpointV6() {
      told++;
    },
  };
};

const ROUNDS = 60;
const CALLS = 4000;
const measure = (name, run) => {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const began = process.hrtime.bigint();
    run(CALLS);
    best = Math.min(best, Number(process.hrtime.bigint() - began) / CALLS);
  }
  process.stdout.write(`${name.padEnd(44)} ${best.toFixed(0).padStart(7)} ns\n`);
};

const id = latin(noise(20, 7));
const nodes = latin(noise(8 * 26, 3)).replace(/[\0\x7f-\xff]/g, '\x11');
const peers = Array.from(
  { length: 10 },
  (_, n) => `6:\x11\x22\x33${String.fromCharCode(n + 1)}\x1a\xe1`,
);
const query = bytesOf(
  `d1:ad2:id20:${id}9:info_hash20:${id}e1:q9:get_peers1:t2:aa1:v4:LT\x01\x021:y1:qe`,
);
const answer = bytesOf(
  `d1:rd2:id20:${id}5:nodes${nodes.length}:${nodes}5:token4:abcd6:valuesl${peers.join('')}ee1:t2:aa1:v4:LT\x01\x021:y1:re`,
);
const reading = (dissector, transport, messages) => {
  const reader = dissector.open(newSink(transport));
  return (calls) => {
    for (let i = 0; i < calls; i++) {
      const m = i % messages.length;
      reader.push(m & 1, messages[m], 0, messages[m].length);
    }
  };
};
measure('dht: get_peers, answer with 8 nodes, 10 peers', reading(dht, 'udp', [query, answer]));

const datagram = (bytes) => ({
  transport: 'udp',
  bytes,
  start: 0,
  end: bytes.length,
  direction: 1,
  index: 0,
  memory: 0,
});
const asked = datagram(answer);
measure('dht: inspect an answer', (calls) => {
  for (let i = 0; i < calls; i++) told += dht.inspect(asked);
});

const packet = (type, sequence) => {
  const bytes = noise(1400, sequence + 1);
  bytes.set([type * 16 + 1, 0, 1, 2], 0);
  bytes.set([sequence >> 8, sequence & 255], 16);
  return bytes;
};
const encrypted = Array.from({ length: 64 }, (_, n) => packet(n & 1 ? 2 : 0, n));
measure('µTP: packets of encrypted streams', reading(utp, 'udp', encrypted));

const handshake = bytesOf(`\x13BitTorrent protocol\0\0\0\0\0\x10\0\x05${id}-qB4520-abcdefghijkl`);
const block = new Uint8Array(4 + 9 + 16_384);
block.set([0, 0, 0x40, 9, 7]);
measure('peer: connection, handshakes of both ends', (calls) => {
  for (let i = 0; i < calls; i++) {
    const reader = peer.open(newSink('tcp'));
    reader.push(0, handshake, 0, handshake.length);
    reader.push(1, handshake, 0, handshake.length);
  }
});
const blocks = peer.open(newSink('tcp'));
blocks.push(0, handshake, 0, handshake.length);
measure('peer: segment of 1,460 bytes of a block', (calls) => {
  for (let i = 0, at = 0; i < calls; i++) {
    const end = Math.min(block.length, at + 1460);
    if (!blocks.push(0, block, at, end)) throw new Error('reading ended');
    at = end === block.length ? 0 : end;
  }
});

const head = (asks, answers) => ({
  transport: 'tcp',
  clientPort: 1,
  serverPort: 2,
  bytes: [asks, answers],
  length: Int32Array.of(asks.length, answers.length),
  first: 0,
  midstream: false,
  ended: false,
});
for (const [name, asks, answers] of [
  ['random, no answer yet', noise(300, 5), new Uint8Array(0)],
  ['random both ways', noise(300, 5), noise(1000, 6)],
  ['numbers', new Uint8Array(300), noise(1000, 6)],
]) {
  const one = head(asks, answers);
  measure(`mse-plain: inspect, ${name}`, (calls) => {
    for (let i = 0; i < calls; i++) told += msePlain.inspect(one);
  });
}
if (told < 0) process.stdout.write('\n');
