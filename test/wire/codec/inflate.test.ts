import { constants, createDeflateRaw } from 'node:zlib';
import { deflateSync, gzipSync, zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import {
  BoundedInflate,
  inflateBounded,
  MESSAGE_END_BYTES,
  MessageInflate,
} from '../../../src/wire/codec/inflate.ts';

const text = (bytes: Uint8Array | null) => (bytes ? Buffer.from(bytes).toString() : null);

const plain = Buffer.from('peers '.repeat(500));

describe('inflate', () => {
  it.each([
    ['gzip', gzipSync(plain)],
    ['zlib', zlibSync(plain)],
    ['bare', deflateSync(plain)],
  ])('%s', (_kind, packed) => {
    expect(text(inflateBounded(packed, 4096))).toBe(plain.toString());
  });

  it('stops at the bound and at damage', () => {
    expect(inflateBounded(gzipSync(new Uint8Array(4 << 20)), 4096)).toBeNull();
    expect(
      inflateBounded(Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff), 4096),
    ).toBeNull();
  });

  it('keeps its window from message to message', () => {
    const packed = deflateSync(plain);
    const inflate = new BoundedInflate('raw', 4096);
    expect(inflate.push(packed.slice(0, 8))).toBe(true);
    const before = inflate.take();
    expect(inflate.push(packed.slice(8))).toBe(true);
    expect(`${text(before)}${text(inflate.take())}`).toBe(plain.toString());
  });
});

/** Messages as permessage-deflate sends them: flushed, without the four bytes of the flush (RFC 7692 §7.2.1). */
const packedMessages = async (messages: readonly string[]): Promise<Uint8Array[]> => {
  const stream = createDeflateRaw();
  const packed: Uint8Array[] = [];
  for (const message of messages) {
    const parts: Buffer[] = [];
    const keep = (part: Buffer) => void parts.push(part);
    stream.on('data', keep);
    stream.write(message);
    await new Promise<void>((done) => stream.flush(constants.Z_SYNC_FLUSH, done));
    stream.off('data', keep);
    packed.push(Buffer.concat(parts).subarray(0, -4));
  }
  return packed;
};

describe('messages of permessage-deflate', () => {
  const read = (inflate: MessageInflate, packed: Uint8Array): string | null => {
    const bytes = new Uint8Array(packed.length + MESSAGE_END_BYTES).fill(0xaa);
    bytes.set(packed);
    return text(inflate.message(bytes, packed.length));
  };

  it('look back into earlier ones, near and up to 32 KiB away, short and long', async () => {
    let seed = 1;
    const noise = (length: number): string => {
      let made = '';
      for (let i = 0; i < length; i++) {
        seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
        made += String.fromCharCode(33 + ((seed >>> 24) % 64));
      }
      return made;
    };
    const far = noise(3000);
    const messages = [
      '{"action":"announce"}',
      '{"action":"announce","left":1}',
      far,
      ...Array.from({ length: 60 }, () => `${noise(450)}{"action":"announce"}`),
      noise(40_000),
      noise(25_000),
      far,
      '',
      '{"action":"announce"}',
    ];
    const inflate = new MessageInflate(64 << 10);
    const packed = await packedMessages(messages);
    expect(packed.some(({ length }) => length > 1024)).toBe(true);
    expect(packed.map((message) => read(inflate, message))).toEqual(messages);
  });

  it('a message of the last block is whole too, and the next may begin anew', () => {
    const inflate = new MessageInflate(4096);
    expect(read(inflate, deflateSync(plain))).toBe(plain.toString());
    expect(read(inflate, deflateSync(plain))).toBe(plain.toString());
  });

  it('ends at the bound, and at what is no deflate', () => {
    expect(read(new MessageInflate(100), deflateSync(new Uint8Array(101)))).toBeNull();
    expect(read(new MessageInflate(100), deflateSync(new Uint8Array(100)))).toHaveLength(100);
    expect(read(new MessageInflate(100), deflateSync(new Uint8Array(4 << 20)))).toBeNull();
    expect(read(new MessageInflate(100), Uint8Array.of(0xff, 0xff))).toBeNull();
  });
});
