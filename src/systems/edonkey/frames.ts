// The frame of eDonkey over TCP: `<protocol 1> <length 4, little-endian> <opcode 1> <body length-1>`, and the rules by
// which bytes are taken for such frames.
// Facts: aMule src/include/protocol/Protocols.h, EMSocket.cpp (packets over 2,000,000 bytes are refused).
import { u32At } from './fields.ts';
import { isZlib } from './packed.ts';
import { skipTags } from './tags.ts';

export const EDONKEY = 0xe3;
export const EMULE = 0xc5;
export const PACKED = 0xd4;

export const HEADER_BYTES = 6;
export const FRAME_BYTES_MAX = 2_000_000;

/** Bytes that begin a frame. */
export const isFrameStart = (byte: number): boolean =>
  byte === EDONKEY || byte === EMULE || byte === PACKED;

/** What a frame's body says about it being one. */
export const BAD = -1;
/** Header and length fit an opcode whose length varies: two such frames prove, one does not. */
export const WEAK = 1;
/** Length, fields or tags fit exactly: 40 bits and more that chance does not produce. */
export const STRONG = 4;
/** The frame would fit, more bytes are needed to tell. */
export const OPEN = 0;

/** Judges one frame; `length` counts the body without the opcode, `end` is where the bytes seen so far end. */
export type FrameRule = (
  protocol: number,
  opcode: number,
  bytes: Uint8Array,
  body: number,
  length: number,
  end: number,
) => number;

/** Sum of the strengths of the frames at the beginning of `bytes`, or BAD when something there is no frame. */
export const weighFrames = (bytes: Uint8Array, length: number, rule: FrameRule): number => {
  let weight = 0;
  let at = 0;
  for (let frames = 0; frames < 4 && at < length; frames++) {
    const protocol = bytes[at]!;
    if (!isFrameStart(protocol)) return BAD;
    if (at + HEADER_BYTES > length) return weight;
    const size = u32At(bytes, at + 1);
    if (size < 1 || size > FRAME_BYTES_MAX) return BAD;
    const strength = rule(protocol, bytes[at + 5]!, bytes, at + HEADER_BYTES, size - 1, length);
    if (strength === BAD) return BAD;
    weight += strength;
    at += 5 + size;
  }
  return weight;
};

/** Packed bodies can be told only by their zlib header. */
export const weighPacked = (bytes: Uint8Array, body: number, end: number): number =>
  body + 2 > end ? OPEN : isZlib(bytes[body]!, bytes[body + 1]!) ? WEAK : BAD;

/**
 * Hello, HelloAnswer and Login from the user hash on: hash 16, id 4, port 2, tag count 4, tags, and then at most the
 * server's address and port with what MLDonkey and the hybrids add. `stop` is where the frame ends.
 */
export const weighPeer = (bytes: Uint8Array, start: number, stop: number, end: number): number => {
  if (stop - start < PEER_BYTES_MIN || stop - start > PEER_BYTES_MAX) return BAD;
  if (start + PEER_BYTES_MIN > end) return OPEN;
  const seen = Math.min(stop, end);
  const at = skipTags(bytes, start + PEER_BYTES_MIN, seen, u32At(bytes, start + 22));
  if (at < 0) return BAD;
  if (at > seen) return end < stop ? OPEN : BAD;
  return stop - at <= 16 ? STRONG : BAD;
};

const PEER_BYTES_MIN = 26;
const PEER_BYTES_MAX = 4096;
