// Bytes to text: nanoseconds a call of hex() and latin1() for the lengths that occur (DNS labels, header lines, hashes).
//   npm run build && node bench/micro/text.bench.mjs
import { latin1 } from '../../dist/wire/codec/ascii.js';
import { hex } from '../../dist/wire/codec/hex.js';

const BYTES = Uint8Array.from({ length: 4096 }, (_, i) => 32 + ((i * 7919) % 90));
const ROUNDS = 300;

/** Best of many rounds: the machine may be shared. Strings are read, so that they are made whole. */
const measure = (text, length) => {
  let best = Number.POSITIVE_INFINITY;
  let seen = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const began = process.hrtime.bigint();
    let calls = 0;
    for (let at = 0; at + length <= BYTES.length; at += 11, calls++)
      seen += text(BYTES, at, at + length).charCodeAt(length - 1);
    best = Math.min(best, Number(process.hrtime.bigint() - began) / calls);
  }
  return seen > 0 ? best : 0;
};

for (const length of [4, 16, 20])
  console.log(`hex ${length}: ${measure(hex, length).toFixed(0)} ns`);
for (const length of [3, 10, 20, 40, 95, 200, 800])
  console.log(`latin1 ${length}: ${measure(latin1, length).toFixed(0)} ns`);
