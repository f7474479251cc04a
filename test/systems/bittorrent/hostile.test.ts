import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bittorrent } from '../../../src/systems/bittorrent/system.ts';
import type { DatagramDissector, StreamDissector } from '../../../src/wire/dissector.ts';
import { recordingSink } from '../recording-sink.ts';
import { fixture, streamHead, verdicts } from './fixture.ts';

const datagrams = bittorrent.dissectors!.filter(
  (d): d is DatagramDissector => d.transport === 'udp',
);
const streams = bittorrent.dissectors!.filter((d): d is StreamDissector => d.transport === 'tcp');
const real = ['dht.hex', 'utp-plain.hex', 'tracker-udp.hex', 'lsd.hex', 'peer.hex'].flatMap(
  (name) => [...fixture(name).pieces],
);

/** Random bytes, and real messages with some bytes changed or cut off. */
const hostile = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .tuple(
      fc.constantFrom(...real),
      fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 6 }),
      fc.nat(400),
    )
    .map(([{ bytes }, changes, length]) => {
      const changed = bytes.slice(0, Math.max(1, length));
      for (const [at, value] of changes) if (at < changed.length) changed[at] = value;
      return changed;
    }),
);
const flow = fc.array(
  hostile.map((bytes) => bytes),
  { minLength: 1, maxLength: 8 },
);

describe('hostile bytes', () => {
  it('never make a datagram dissector or its reader throw or read outside', () => {
    fc.assert(
      fc.property(flow, fc.nat(255), (sent, around) => {
        for (const dissector of datagrams) {
          const pieces = sent.map((bytes, i) => ({ direction: (i & 1) as 0 | 1, bytes }));
          verdicts(dissector, pieces);
          const said = [0, around].map((filler) => {
            const sink = recordingSink('udp');
            const reader = dissector.open!(sink);
            for (const { direction, bytes } of pieces) {
              const wide = new Uint8Array(bytes.length + 64).fill(filler);
              wide.set(bytes, 32);
              reader.push(direction, wide, 32, 32 + bytes.length);
            }
            reader.close?.();
            return JSON.stringify([sink.facts, sink.told]);
          });
          expect(said[0]).toBe(said[1]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('never make a stream dissector or its reader throw', () => {
    fc.assert(
      fc.property(flow, fc.boolean(), (sent, midstream) => {
        for (const dissector of streams) {
          dissector.inspect(streamHead(0, [sent[0]!, sent.at(-1)!], midstream));
          const reader = dissector.open!(recordingSink('tcp'));
          for (const [i, bytes] of sent.entries()) {
            const direction = (i & 1) as 0 | 1;
            if (!reader.push(direction, bytes, 0, bytes.length)) reader.gap?.(direction, i);
          }
          reader.close?.();
        }
      }),
      { numRuns: 150 },
    );
  });
});
