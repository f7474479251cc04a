// Nanoseconds per packet of the capture reader and the decoder, file reading excluded.
//   npm run build && node bench/micro/decode.bench.mjs CAPTURE [ROUNDS]
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { CaptureFeeder } from '../../dist/wire/capture/feeder.js';
import { recogniseCapture } from '../../dist/wire/capture/recognise.js';
import { Decoder } from '../../dist/wire/decode.js';
import { DECODE_REASONS } from '../../dist/wire/decode-code.js';

const BLOCK_BYTES = 4 << 20;

const newEvidence = () => ({
  records: 0,
  notUnderstood: {},
  firstSeen: null,
  lastSeen: null,
  quality: {},
  warnings: [],
});

const run = (path, decodes) => {
  const fd = openSync(path, 'r');
  const block = new Uint8Array(BLOCK_BYTES);
  const decoder = new Decoder();
  const { packet } = decoder;
  const codes = new Int32Array(DECODE_REASONS.length);
  let payload = 0;
  const onPacket = decodes
    ? (bytes, start, end, wireBytes, at, linkType, offset) => {
        packet.at = at;
        packet.recordOffset = offset;
        codes[decoder.decode(bytes, start, end, wireBytes, linkType)]++;
        payload += packet.payloadBytes;
      }
    : (_bytes, start, end) => {
        payload += end - start;
      };
  const evidence = newEvidence();
  let feeder = null;
  let spent = 0;
  for (;;) {
    const length = readSync(fd, block, 0, BLOCK_BYTES, null);
    if (length === 0) break;
    const chunk = block.subarray(0, length);
    feeder ??= new CaptureFeeder(recogniseCapture(chunk), evidence, onPacket);
    const from = process.hrtime.bigint();
    feeder.feed(chunk);
    spent += Number(process.hrtime.bigint() - from);
  }
  feeder?.finish();
  const bytes = fstatSync(fd).size;
  closeSync(fd);
  return { spent, records: evidence.records, bytes, payload, codes: [...codes] };
};

const [path = process.env.PEERWARDEN_MIX, rounds = '5'] = process.argv.slice(2);
if (!path) {
  console.error('usage: node bench/micro/decode.bench.mjs CAPTURE [ROUNDS]');
  process.exit(2);
}
for (const decodes of [false, true]) {
  const spent = [];
  let last;
  for (let i = 0; i < Number(rounds); i++) {
    last = run(path, decodes);
    spent.push(last.spent / last.records);
  }
  const best = Math.min(...spent).toFixed(1);
  const median = spent.sort((a, b) => a - b)[spent.length >> 1].toFixed(1);
  const what = decodes ? 'read and decode' : 'read only';
  console.log(`${what}: ${best} ns a packet at best, ${median} median (${last.records} packets)`);
  if (decodes)
    console.log(last.codes.map((count, code) => `${DECODE_REASONS[code]} ${count}`).join(', '));
}
