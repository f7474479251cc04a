// soulseek/server: the connection of a Soulseek client to the central server.
// https://github.com/nicotine-plus/nicotine-plus/blob/master/doc/SLSKPROTOCOL.md
//
//   length 4 │ code 4 = 1 │ name │ password │ version 4 │ 32: length 4 │ MD5 in hex, 32 │ minor version 4
//
// Proof: the login is the first message and its lengths agree three times over: the message's with those of both texts and
// of the digest, which is 32 hex digits. That is more than 100 bits.
//
// Looks alike: soulseek/peer (a code of one byte), Napster (lengths of 16 bits). Does not see: connections whose beginning
// was missed; what other programs of the user do at the same server is the same protocol.

import { u32le } from '../../wire/codec/little-endian.ts';
import {
  type FlowSink,
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type StreamReader,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import { textEnd } from './fields.ts';
import { ServerReader } from './server-reader.ts';

/** A login with the shortest name and without a password, and with the longest of both. */
const LOGIN_BYTES_MIN = 53;
const LOGIN_BYTES_MAX = 600;
const DIGEST_DIGITS = 32;

export const server = Object.freeze({
  id: 'soulseek/server',
  system: 'soulseek',
  transport: 'tcp',
  inspect: (head: StreamHead): Verdict => {
    if (head.first !== 0 || head.midstream) return NO;
    const bytes = head.bytes[0];
    const seen = head.length[0];
    if (seen < 8) return couldBegin(bytes, seen) ? MORE : NO;
    const length = u32le(bytes, 0);
    if (length < LOGIN_BYTES_MIN || length > LOGIN_BYTES_MAX || u32le(bytes, 4) !== 1) return NO;
    const name = textEnd(bytes, 8, seen);
    if (name <= 0) return name === 0 ? MORE : NO;
    const password = optionalTextEnd(bytes, name, seen);
    if (password <= 0) return password === 0 ? MORE : NO;
    return inspectDigest(bytes, password + 4, seen, 4 + length);
  },
  open: (flow: FlowSink): StreamReader => new ServerReader(flow),
}) satisfies StreamDissector;

const couldBegin = (bytes: Uint8Array, seen: number): boolean =>
  (seen < 3 || (bytes[1]! <= LOGIN_BYTES_MAX >> 8 && bytes[2] === 0)) &&
  (seen < 4 || bytes[3] === 0) &&
  (seen < 5 || bytes[4] === 1);

/** Some servers take users without a password. */
const optionalTextEnd = (bytes: Uint8Array, at: number, seen: number): number =>
  at + 4 <= seen && u32le(bytes, at) === 0 ? at + 4 : textEnd(bytes, at, seen);

/** `at`: behind the version. `stop`: where the message ends; newer clients may append fields. */
const inspectDigest = (bytes: Uint8Array, at: number, seen: number, stop: number): Verdict => {
  if (at + 4 + DIGEST_DIGITS > stop) return NO;
  if (at + 4 > seen) return MORE;
  if (u32le(bytes, at) !== DIGEST_DIGITS) return NO;
  const digits = Math.min(seen, at + 4 + DIGEST_DIGITS);
  for (let i = at + 4; i < digits; i++) if (!isHexDigit(bytes[i]!)) return NO;
  if (digits < at + 4 + DIGEST_DIGITS) return MORE;
  return stop - digits <= 8 ? YES : NO;
};

const isHexDigit = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
