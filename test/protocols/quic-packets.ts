// Makes QUIC's first packets, to test the reading of them.

import { clientKeys, VERSION_2 } from '../../src/protocols/quic-initial.ts';
import { aes128Block, aes128GcmText, aes128Key } from '../../src/wire/codec/aes128.ts';
import { bytesOf } from './conversation.ts';

export const join = (...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

const number2 = (value: number): Uint8Array => Uint8Array.of(0x40 | (value >> 8), value & 0xff);

/** The client's hello of RFC 9001 §A.2: example.com, ALPN "alpn". */
export const HELLO = bytesOf(`
  010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c000004130113020100
  00c000000010000e00000b6578616d706c652e636f6dff01000100000a00080006001d001700180010000700050461
  6c706e000500050100000000003300260024001d00209370b2c9caa47fbabaf4559fedba753de171fa71f50f1ce15d
  43e994ec74d748002b0003020304000d0010000e0403050306030203080408050806002d00020101001c0002400100
  3900320408ffffffffffffffff05048000ffff07048000ffff0801100104800075300901100f088394c8f03e515708
  06048000ffff`);
export const ID = bytesOf('8394c8f03e515708');

/** CRYPTO frame. */
export const crypto = (offset: number, data: Uint8Array): Uint8Array =>
  join(Uint8Array.of(6), number2(offset), number2(data.length), data);

/** A first packet around these frames; `length` of the frames with padding. */
export const initial = (
  version: number,
  id: Uint8Array,
  number: number,
  frames: Uint8Array,
  length = 1162,
  token = new Uint8Array(0),
  keyId = id,
): Uint8Array => {
  const text = join(frames, new Uint8Array(Math.max(0, length - frames.length)));
  const first = (version === VERSION_2 ? 0xd0 : 0xc0) | 3;
  const header = join(
    Uint8Array.of(first, version >>> 24, version >>> 16, version >>> 8, version, id.length),
    id,
    Uint8Array.of(0, token.length),
    token,
    number2(4 + text.length + 16),
    Uint8Array.of(0, 0, 0, number),
  );
  return hide(version, keyId, header, number, text);
};

const hide = (
  version: number,
  id: Uint8Array,
  header: Uint8Array,
  number: number,
  text: Uint8Array,
): Uint8Array => {
  const keys = clientKeys(version, id) ?? {
    key: aes128Key(new Uint8Array(16)),
    iv: new Uint8Array(12),
    mask: aes128Key(new Uint8Array(16)),
  };
  const nonce = keys.iv.slice();
  nonce[11]! ^= number;
  const tag = new Uint8Array(16).fill(0x5a);
  const packet = join(header, aes128GcmText(keys.key, nonce, text, 0, text.length), tag);
  const numberAt = header.length - 4;
  const pad = new Uint8Array(16);
  aes128Block(keys.mask, packet, numberAt + 4, pad);
  packet[0]! ^= pad[0]! & 0x0f;
  for (let i = 0; i < 4; i++) packet[numberAt + i]! ^= pad[1 + i]!;
  return packet;
};
