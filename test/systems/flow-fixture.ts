// Flows of fixtures/<system>/flows.json, sent through the whole engine; and properties that every dissector must have.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { FlowObservation } from '../../src/model/observation.ts';
import { type DatagramDissector, type StreamDissector, YES } from '../../src/wire/dissector.ts';
import { connection, datagrams, identify, type Said } from '../harness/identify.ts';
import { recordingSink } from './recording-sink.ts';
import { hex, inspectDatagrams, inspectStream, join } from './streams.ts';

interface Kept {
  readonly transport: 'tcp' | 'udp';
  readonly client: string;
  readonly server: string;
  readonly said: readonly (readonly [0 | 1, string])[];
}

export const keptFlows = (system: string): Readonly<Record<string, Kept>> =>
  JSON.parse(readFileSync(new URL(`../../fixtures/${system}/flows.json`, import.meta.url), 'utf8'));

export const saidBy = (flow: Kept): Said[] => flow.said.map(([who, text]) => [who, hex(text)]);

/** Bytes of one end, in a row. */
export const wordsOf = (flow: Kept, who: 0 | 1): Uint8Array =>
  join(...flow.said.filter(([by]) => by === who).map(([, text]) => hex(text)));

export const packetsOf = (flow: Kept, at = 1000) =>
  (flow.transport === 'tcp' ? connection : datagrams)(at, flow.client, flow.server, saidBy(flow));

export const identifyKept = (...flows: readonly Kept[]): FlowObservation[] =>
  identify(flows.flatMap((flow, i) => packetsOf(flow, 1000 + 10_000 * i))).flows;

/** The name a client's and a server's bytes get, sent over TCP between two hosts. */
export const nameOf = (there: Uint8Array, back: Uint8Array = new Uint8Array()): string => {
  const said: Said[] =
    back.length > 0
      ? [
          [0, there],
          [1, back],
        ]
      : [[0, there]];
  const [flow] = identify(connection(1000, '10.0.0.1 40000', '192.0.2.1 50000', said)).flows;
  return `${flow!.protocol} ${flow!.system}`;
};

/** Nothing throws, whatever the bytes are, and no prefix or cut of a good beginning is taken for a fault. */
export const takesAnyStream = (dissector: StreamDissector, good: Uint8Array): void => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(good.length), (bytes, kept) => {
      for (const words of [bytes, join(good.subarray(0, kept), bytes)]) {
        inspectStream(dissector, words, bytes);
        const reader = dissector.open?.(recordingSink('tcp'));
        if (!reader?.push(0, words, 0, words.length)) continue;
        reader.push(1, bytes, 0, bytes.length);
        reader.gap?.(0, 3);
        reader.push(0, words, 0, words.length);
        reader.close?.();
      }
    }),
    { numRuns: 300 },
  );
  for (let n = 0; n <= good.length; n++) {
    const verdict = inspectStream(dissector, good.subarray(0, n));
    if (n === good.length) expect(verdict).toBe(YES);
    else expect(verdict, `cut at ${n}`).not.toBe(0);
  }
};

export const takesAnyDatagram = (dissector: DatagramDissector, good: Uint8Array): void => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: dissector.bytesMin, maxLength: 300 }),
      fc.nat(good.length - 1),
      fc.nat(255),
      (bytes, at, byte) => {
        const changed = good.slice();
        changed[at] = byte;
        for (const words of [bytes, changed, changed.subarray(0, at)]) {
          if (words.length >= dissector.bytesMin) inspectDatagrams(dissector, words, words);
          const reader = dissector.open?.(recordingSink('udp'));
          reader?.push(0, words, 0, words.length);
          reader?.push(1, words, 0, words.length);
        }
      },
    ),
    { numRuns: 300 },
  );
};
