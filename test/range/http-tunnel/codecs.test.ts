// Frames, disguises, padding, SOCKS and certificates: round trips, and bytes that are none.
import { X509Certificate } from 'node:crypto';
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatted, parsed } from '../../../src/range/http-tunnel/address.ts';
import { selfSigned } from '../../../src/range/http-tunnel/certificate.ts';
import { DISGUISES, disguiseAt, disguiseOf } from '../../../src/range/http-tunnel/disguise.ts';
import { FRAME, FrameReader, frameOf } from '../../../src/range/http-tunnel/frames.ts';
import { Inflow } from '../../../src/range/http-tunnel/inflow.ts';
import { paddingFor } from '../../../src/range/http-tunnel/padding.ts';
import { Random } from '../../../src/range/random.ts';

const cut = (bytes: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );

const frame = fc.record({
  kind: fc.constantFrom(...Object.values(FRAME)),
  content: fc.uint8Array({ maxLength: 300 }),
});

describe('frames', () => {
  it('come out as they went in, in every disguise, however they are cut', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 8 }),
        fc.constantFrom(...DISGUISES),
        fc.integer({ min: 1, max: 400 }),
        (frames, id, size) => {
          const disguise = disguiseOf(id);
          const wrapped = frames.map(({ kind, content }) => disguise.wrap(frameOf(kind, content)));
          const body = Buffer.concat([disguise.head, ...wrapped]);
          const unwrap = disguise.unwrapper();
          const reader = new FrameReader();
          const read = cut(body, size).flatMap((piece) => reader.push(unwrap(piece)!)!);
          expect(read.map(({ kind, content }) => ({ kind, content: [...content] }))).toEqual(
            frames.map(({ kind, content }) => ({ kind, content: [...content] })),
          );
        },
      ),
    );
  });

  it('are refused or awaited when they are none', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 100 })),
        fc.constantFrom(...DISGUISES),
        (pieces, id) => {
          const unwrap = disguiseOf(id).unwrapper();
          const reader = new FrameReader();
          for (const piece of pieces) {
            const content = unwrap(piece);
            if (content === null || reader.push(content) === null) break;
          }
        },
      ),
    );
    expect(new FrameReader().push(Uint8Array.of(FRAME.DATA, 4, 0, 1))).toBeNull();
    expect(new FrameReader().push(Uint8Array.of(0, 0, 0, 0))).toBeNull();
    const endless = disguiseOf('html').unwrapper();
    const long = new Uint8Array((1 << 19) + 1).fill(0x41);
    expect(endless(long)).toBeNull();
    expect(disguiseOf('image').unwrapper()(Buffer.from('PNG'))).toBeNull();
    expect(disguiseAt('/favicon.ico')).toBeNull();
  });
});

describe('padding', () => {
  it('fills a body up to a multiple', () => {
    const random = new Random(1);
    fc.assert(
      fc.property(fc.nat(5000), fc.integer({ min: 1, max: 2000 }), (length, bytes) => {
        const padding = paddingFor(length, { kind: 'multiple', bytes }, random);
        expect((length + padding.length) % bytes).toBe(0);
        expect(padding.length).toBeLessThan(bytes + 4);
      }),
    );
    expect(paddingFor(9, { kind: 'none', bytes: 4 }, random)).toHaveLength(0);
  });
});

describe('addresses', () => {
  it('are bytes and text', () => {
    for (const text of ['127.0.0.1', '255.255.255.255', '2001:db8::1', '::1'])
      expect(formatted(parsed(text)!)).toBe(text);
    expect(parsed('example.com')).toBeNull();
  });
});

describe('a certificate', () => {
  it('is one, signed by its own key', async () => {
    const { cert } = await selfSigned('www.example.com');
    const read = new X509Certificate(cert);
    expect(read.subject).toBe('CN=www.example.com');
    expect(read.verify(read.publicKey)).toBe(true);
    expect(new Date(read.validFrom).getTime()).toBeLessThan(Date.now());
    expect(new Date(read.validTo).getTime()).toBeGreaterThan(Date.now());
  });
});

describe('an inflow', () => {
  it('holds the sender back, and says when all is over', async () => {
    const socket = new Duplex({ read() {}, write: (_bytes, _encoding, done) => done() });
    const inflow = new Inflow(socket);
    socket.push(Buffer.alloc(300_000, 7));
    socket.push(Buffer.from('end\n'));
    await new Promise(setImmediate);
    expect(socket.isPaused()).toBe(true);
    expect(await inflow.exactly(200_000, 1000)).toHaveLength(200_000);
    expect(await inflow.some(1 << 20, 1000)).toHaveLength(100_000);
    expect(Buffer.from(await inflow.before(10, 5, 1000)).toString()).toBe('end');
    socket.push(null);
    expect(await inflow.some(10, 1000)).toHaveLength(0);
    expect(inflow.over).toBe(true);
    await expect(inflow.exactly(1, 1000)).rejects.toThrow('did not come');
  });
});
