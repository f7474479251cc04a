// bittorrent/peer: the peer wire over TCP, in clear text.
//
// Recognises the handshake of BEP 3: byte 19, then "BitTorrent protocol", by the end that speaks first. Twenty fixed
// bytes at the first position of a connection: nothing else begins so. One stray byte before them is allowed (met in a
// capture of Transmission 2.94; the other end hangs up). A connection whose beginning was missed is recognised by two
// requests of 16 KiB blocks in a row, each 17 bytes of which ten are fixed.
// https://www.bittorrent.org/beps/bep_0003.html, reading on: BEP 5, 6, 9, 10, 11.
//
// Looks alike: multistream-select of libp2p also begins with 0x13 ("\x13/multistream/1.0.0").
// Does not see: MSE-encrypted connections (no fixed byte; told by shape and by learned endpoints), a missed beginning
// where only blocks are sent, WebRTC (encrypted by DTLS).
import { u32 } from '../../wire/codec/big-endian.ts';
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
import { PeerMessages, PROTOCOL_NAME } from './peer-messages.ts';

export const peer = Object.freeze({
  id: 'bittorrent/peer',
  system: 'bittorrent',
  transport: 'tcp',
  inspect: (head: StreamHead): Verdict => {
    const bytes = head.bytes[head.first];
    const length = head.length[head.first]!;
    if (length > 0 && bytes[0] === 0 && head.midstream) return inspectRequests(bytes, length);
    const from = bytes[0] === PROTOCOL_NAME[0] ? 0 : STRAY_BYTES;
    const known = Math.min(length - from, PROTOCOL_NAME.length);
    for (let i = 0; i < known; i++) if (bytes[from + i] !== PROTOCOL_NAME[i]) return NO;
    return known === PROTOCOL_NAME.length ? YES : MORE;
  },
  mirrored: true,
  open: (flow: FlowSink): StreamReader => new PeerStream(flow),
}) satisfies StreamDissector;

const STRAY_BYTES = 1;

/** Length 13, id 6, index, offset in the piece, 0x4000: requests come in batches, so segments begin with one. */
const REQUEST_BYTES = 17;
const REQUESTS_PROVING = 2;

const inspectRequests = (bytes: Uint8Array, length: number): Verdict => {
  for (let n = 0; n < REQUESTS_PROVING; n++) {
    const at = n * REQUEST_BYTES;
    if (at + REQUEST_BYTES > length) return MORE;
    const isRequest =
      u32(bytes, at) === 13 &&
      bytes[at + 4] === 6 &&
      (u32(bytes, at + 9) & 0x3fff) === 0 &&
      u32(bytes, at + 13) === 0x4000;
    if (!isRequest) return NO;
  }
  return YES;
};

class PeerStream implements StreamReader {
  private readonly flow: FlowSink;
  private readonly ends: readonly [PeerMessages, PeerMessages];
  private readonly begun = [false, false];

  constructor(flow: FlowSink) {
    this.flow = flow;
    this.ends = [new PeerMessages(flow, 0), new PeerMessages(flow, 1)];
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    // A missed beginning: the position in the stream is unknown, so only the name is taken.
    let from = start;
    if (!this.begun[direction] && start < end) {
      this.begun[direction] = true;
      if (bytes[from] !== PROTOCOL_NAME[0]) from += STRAY_BYTES;
      if (from >= end || bytes[from] !== PROTOCOL_NAME[0]) return false;
    }
    return this.ends[direction].push(bytes, from, end);
  }

  gap(direction: Direction, lost: number): boolean {
    if (this.begun[direction] && this.ends[direction].gap(lost)) return true;
    this.flow.anomaly('bittorrent-gap');
    return false;
  }
}
