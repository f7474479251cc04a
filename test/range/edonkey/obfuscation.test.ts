import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clientKey,
  hideDatagram,
  serverKey,
  shownDatagram,
} from '../../../src/range/edonkey/datagram-obfuscation.ts';
import {
  fromClient,
  fromServersClient,
  type Handshake,
  type Hidden,
  towardsClient,
  towardsServer,
} from '../../../src/range/edonkey/obfuscation.ts';
import { Random } from '../../../src/range/random.ts';
import { hex } from '../../../src/wire/codec/hex.ts';

type Side = (send: (bytes: Uint8Array) => void) => Handshake;

/** Runs both sides against each other; the accepting one does not see the marker, as in a link. */
const shake = (
  opening: Side,
  accepting: Side,
): { opened: Hidden; accepted: Hidden; sent: number[] } => {
  const sent: number[] = [];
  const towards: [Uint8Array[], Uint8Array[]] = [[], []];
  const sides = [opening, accepting].map((side, i) => {
    let held: Uint8Array = new Uint8Array(0);
    const handshake = side((bytes) => {
      sent.push(bytes.length);
      towards[1 - i]!.push(bytes.slice());
    });
    let step = handshake.next();
    let first = i === 1;
    return {
      run() {
        for (const bytes of towards[i]!.splice(0)) {
          held = Buffer.concat([held, first ? bytes.subarray(1) : bytes]);
          first = false;
        }
        while (!step.done && held.length >= step.value) {
          const given = held.subarray(0, step.value);
          held = held.subarray(step.value);
          step = handshake.next(given);
        }
        return step;
      },
      push: (bytes: Uint8Array) => void towards[i]!.push(bytes),
    };
  });
  const [one, other] = sides as [(typeof sides)[0], (typeof sides)[0]];
  one.run();
  other.run();
  const opened = one.run();
  // What waits for the first message.
  if (opened.done && opened.value.ahead.length > 0) other.push(opened.value.ahead);
  const accepted = other.run();
  if (!opened.done || !accepted.done) throw new Error('not finished');
  return { opened: opened.value, accepted: accepted.value, sent };
};

const says = (from: Hidden, to: Hidden, bytes: Uint8Array): string =>
  hex(to.incoming.apply(from.outgoing.apply(bytes.slice())));

describe('obfuscated streams', () => {
  it('agree between clients that know the user hash', () => {
    fc.assert(
      fc.property(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 50 }), (seed, bytes) => {
        const hash = new Random(seed).bytes(16);
        const { opened, accepted } = shake(
          (send) => towardsClient(hash, new Random(seed + 1), send),
          (send) => fromClient(hash, new Random(seed + 2), send),
        );
        expect(says(opened, accepted, bytes)).toBe(hex(bytes));
        expect(says(accepted, opened, bytes)).toBe(hex(bytes));
      }),
      { numRuns: 30 },
    );
  });

  it('agree between client and server; the first message has 98 to 113 bytes', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { opened, accepted, sent } = shake(
        (send) => towardsServer(new Random(seed), send),
        (send) => fromServersClient(new Random(seed + 100), send),
      );
      expect(sent[0]).toBeGreaterThanOrEqual(98);
      expect(sent[0]).toBeLessThanOrEqual(113);
      expect(says(opened, accepted, Uint8Array.of(1, 2, 3))).toBe('010203');
      expect(says(accepted, opened, Uint8Array.of(4, 5, 6))).toBe('040506');
    }
  });

  it('end for one who does not know the user hash', () => {
    expect(() =>
      shake(
        (send) => towardsClient(new Uint8Array(16), new Random(1), send),
        (send) => fromClient(new Uint8Array(16).fill(1), new Random(2), send),
      ),
    ).toThrow('no obfuscated handshake');
  });
});

describe('obfuscated datagrams', () => {
  it('are shown with the key, and not without', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 100 }),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.nat(),
        (bytes, hash, seed) => {
          const key = clientKey(hash, 0x010200c0);
          const hidden = hideDatagram(bytes, key, 'client', new Random(seed));
          expect(hidden[0]! & 1).toBe(1);
          expect(hex(shownDatagram(hidden, key, 'client')!)).toBe(hex(bytes));
          expect(shownDatagram(hidden, clientKey(hash, 0x020200c0), 'client')).toBe(null);
          const toServer = hideDatagram(bytes, serverKey(seed, true), 'server', new Random(seed));
          expect(shownDatagram(toServer, serverKey(seed, false), 'server')).toBe(null);
          expect(hex(shownDatagram(toServer, serverKey(seed, true), 'server')!)).toBe(hex(bytes));
        },
      ),
    );
  });

  it('are never shown of any other bytes, without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(shownDatagram(bytes, serverKey(7, true), 'server')).toBe(null);
      }),
    );
  });
});
