// Damaged captures and logs through the whole engine: no exception, no fault of a dissector, bounded memory.
// PEERWARDEN_FUZZ_RUNS sets how many mutants are tried (40 for every fixture by default).
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodePackets, identify, judge, noise } from '../harness/identify.ts';

const RUNS = Number(process.env['PEERWARDEN_FUZZ_RUNS'] ?? 40);

/** The example holds what the fixtures of single systems do not: web, TLS, proxies, BitTorrent, Gnutella. */
const FIXTURES = [
  'examples/office/span-port.pcap',
  ...readdirSync('fixtures', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.pcap'))
    .map((path) => `fixtures/${path}`)
    .sort(),
].map((path) => [path, new Uint8Array(readFileSync(path))] as const);

/** A source of numbers, the same for the same seed, so that a failure can be run again. */
const choices = (seed: number) => {
  const bytes = noise(8192, seed);
  let at = 0;
  return (below: number): number => {
    let value = 0;
    for (let i = 0; i < 4; i++) value = (value * 256 + bytes[at++ % bytes.length]!) >>> 0;
    return value % below;
  };
};

const HEADER_BYTES = 24;

/** Bits turned, stretches cut out, copied, repeated or overwritten, another fixture spliced in, the end cut off. */
const mutate = (file: Uint8Array, other: Uint8Array, seed: number): Uint8Array => {
  const pick = choices(seed);
  let bytes: Uint8Array = file.slice();
  for (let n = 1 + pick(6); n > 0; n--) {
    const at = HEADER_BYTES + pick(Math.max(1, bytes.length - HEADER_BYTES));
    const length = pick(200);
    switch (pick(6)) {
      case 0:
        for (let i = 0; i < 1 + pick(40); i++) {
          const place = HEADER_BYTES + pick(Math.max(1, bytes.length - HEADER_BYTES));
          bytes[place]! ^= 1 << pick(8);
        }
        break;
      case 1:
        bytes.copyWithin(at, HEADER_BYTES + pick(bytes.length), HEADER_BYTES + pick(bytes.length));
        break;
      case 2:
        bytes.fill([0, 0xff, 0x7f, 0x80][pick(4)]!, at, at + length);
        break;
      case 3:
        bytes = joined(bytes.subarray(0, at), bytes.subarray(at + length));
        break;
      case 4: {
        const from = pick(other.length);
        bytes = joined(
          bytes.subarray(0, at),
          other.subarray(from, from + 20 * length),
          bytes.subarray(at),
        );
        break;
      }
      default:
        bytes = bytes.slice(0, at);
    }
  }
  return bytes;
};

const joined = (...parts: Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/** Payload bytes of the packets damaged, and headers left as they are, so that readers get far before they meet it. */
const damagePayloads = (file: Uint8Array, seed: number) => {
  const pick = choices(seed);
  const packets = decodePackets(file);
  for (const packet of packets) {
    if (packet.bytes.length === 0 || pick(3) !== 0) continue;
    for (let i = 0; i < 1 + pick(8); i++) packet.bytes[pick(packet.bytes.length)] = pick(256);
    if (pick(10) === 0) packet.payloadEnd = pick(packet.bytes.length);
  }
  return packets;
};

const survives = (packets: Parameters<typeof identify>[0], size: number) => {
  const { flows, counts, endpoints } = identify(packets);
  expect(counts.faults).toBe(0);
  // What is kept is bounded by what was read.
  expect(endpoints).toBeLessThanOrEqual(size);
  expect(JSON.stringify(flows).length).toBeLessThan(20_000 * (flows.length + 1));
  judge(flows);
};

describe.each(FIXTURES)('%s', (path, file) => {
  const other = FIXTURES[(FIXTURES.findIndex(([name]) => name === path) + 1) % FIXTURES.length]![1];

  it(`survives ${RUNS} mutants of the file`, () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const mutant = mutate(file, other, seed);
      survives(decodePackets(mutant), mutant.length);
    }
  });

  it(`survives ${RUNS} mutants of its payloads`, () => {
    for (let seed = 1; seed <= RUNS; seed++) survives(damagePayloads(file, seed), file.length);
  });
});
