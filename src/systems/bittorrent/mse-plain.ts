// bittorrent/mse-plain: the peer wire in clear text behind an MSE key exchange that chose "plaintext" (crypto_select 1).
// https://wiki.vuze.com/w/Message_Stream_Encryption
//
//   A ─ key 96, padding 0–512 ─►
//   B ◄─ key 96, padding 0–512, 8 zeros, select 4, length 2, padding 0–512 (RC4) ─ then its handshake, in clear
//
// Proof: the end that did not speak first sends byte 19 and "BitTorrent protocol" between byte 110 and 1134 of its
// stream, after something unreadable of the right length from both. Twenty fixed bytes, at a place where the answers
// of text protocols have text; A's own handshake is encrypted always and is not seen.
//
// Looks alike: a download of a file that holds a handshake (a capture, a program); its request is text, and is refused.
// Does not see: connections that chose RC4 (nothing there is fixed), which is what programs choose when both can.
import { matchesAt } from '../../wire/codec/ascii.ts';
import {
  type Direction,
  type FlowSink,
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type StreamReader,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import { looksRandom } from '../../wire/randomness.ts';
import { PeerMessages, PROTOCOL_NAME } from './peer-messages.ts';

const KEY_BYTES = 96;
const HANDSHAKE_FROM = 110;
const HANDSHAKE_TO = 1134;

export const msePlain = Object.freeze({
  id: 'bittorrent/mse-plain',
  system: 'bittorrent',
  transport: 'tcp',
  inspect: (head: StreamHead): Verdict => {
    if (head.midstream) return NO;
    const asked = head.first;
    const answered = asked === 0 ? 1 : 0;
    const known = head.length[answered]!;
    if (known === 0) return inspectKey(head.bytes[asked], head.length[asked]!, head.ended);
    if (isText(head.bytes[asked], head.length[asked]!)) return NO;
    // Programs write the key at once, and B needs all of it before it can answer.
    if (head.length[asked]! < KEY_BYTES) return NO;
    if (isText(head.bytes[answered], known)) return NO;
    if (known < HANDSHAKE_FROM) return MORE;
    if (!looksRandom(head.bytes[answered], 0, KEY_BYTES)) return NO;
    const at = handshakeAt(head.bytes[answered], 0, known);
    if (at >= 0) return YES;
    return known >= HANDSHAKE_TO + PROTOCOL_NAME.length ? NO : MORE;
  },
  open: (flow: FlowSink): StreamReader => new AfterExchange(flow),
}) satisfies StreamDissector;

/** What A sent before B answered. A key is random; what is not ends the question for most flows at their first bytes. */
const inspectKey = (bytes: Uint8Array, length: number, ended: boolean): Verdict => {
  if (isText(bytes, length)) return NO;
  if (length < KEY_BYTES) return ended ? NO : MORE;
  return looksRandom(bytes, 0, KEY_BYTES) ? MORE : NO;
};

const handshakeAt = (bytes: Uint8Array, start: number, end: number): number => {
  const last = Math.min(end - PROTOCOL_NAME.length, start + HANDSHAKE_TO);
  // Heads have 8 KiB at most, so a search that does not know where to stop costs less than a loop that does.
  let at = bytes.indexOf(PROTOCOL_NAME[0]!, start + HANDSHAKE_FROM);
  while (at >= 0 && at <= last) {
    if (matchesAt(bytes, at, end, PROTOCOL_NAME)) return at;
    at = bytes.indexOf(PROTOCOL_NAME[0]!, at + 1);
  }
  return -1;
};

/** Four printable bytes, or a TLS record: keys begin so once in 50. */
const isText = (bytes: Uint8Array, length: number): boolean => {
  if (length >= 2 && bytes[0] === 0x16 && bytes[1] === 3) return true;
  if (length < 4) return false;
  for (let i = 0; i < 4; i++) if (bytes[i]! < 0x20 || bytes[i]! > 0x7e) return false;
  return true;
};

class AfterExchange implements StreamReader {
  private readonly flow: FlowSink;
  private readonly read: [PeerMessages | null, PeerMessages | null] = [null, null];

  constructor(flow: FlowSink) {
    this.flow = flow;
  }

  /** The first push of B holds the whole head, handshake included; where A's clear text begins is not known. */
  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    const reading = this.read[direction];
    if (reading) return reading.push(bytes, start, end);
    const at = handshakeAt(bytes, start, end);
    if (at < 0) return false;
    const messages = new PeerMessages(this.flow, direction);
    this.read[direction] = messages;
    return messages.push(bytes, at, end);
  }

  gap(direction: Direction, lost: number): boolean {
    return this.read[direction]?.gap(lost) ?? false;
  }
}
