import fc from 'fast-check';
import { expect, it } from 'vitest';
import { base64Bytes } from '../../../src/wire/codec/base64.ts';

it('is what Node encodes, in both alphabets', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      for (const form of ['base64', 'base64url'] as const)
        expect([...base64Bytes(Buffer.from(bytes).toString(form))]).toEqual([...bytes]);
    }),
  );
});

it('stops at what is no base64', () => {
  expect([...base64Bytes('QUI=QUI')]).toEqual([0x41, 0x42]);
  expect([...base64Bytes('  ')]).toEqual([]);
});
