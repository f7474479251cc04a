// bitcoin/peer: messages between nodes of Bitcoin and of currencies that took over its code.
// https://developer.bitcoin.org/reference/p2p_networking.html
//
//   magic 4 │ command 12, letters filled up with zeros │ length 4, lowest byte first │ checksum 4 │ payload
//
// Proof: one of the known magic numbers (32 bits), a command of small letters and digits that zeros fill up to twelve
// bytes, and a length below the protocol's bound: over 80 bits.
//
// Looks alike: nothing known. Does not see: the encrypted transport of BIP 324 (random from the first byte); mining pools
// (Stratum, text in JSON, which is no peer-to-peer traffic).
import { latin1, matchesAt } from '../../wire/codec/ascii.ts';
import { u32 } from '../../wire/codec/big-endian.ts';
import { u32le } from '../../wire/codec/little-endian.ts';
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

const HEADER_BYTES = 24;
const COMMAND_BYTES = 12;
/** Messages over 32 MiB are refused by every node. */
const PAYLOAD_BYTES_MAX = 32 << 20;

/** Bitcoin, its test nets 3 and 4, signet, regression test; Bitcoin Cash, Litecoin, Dogecoin, Dash, Zcash. */
const MAGICS: ReadonlyMap<number, string> = new Map([
  [0xf9beb4d9, 'Bitcoin'],
  [0x0b110907, 'Bitcoin testnet'],
  [0x1c163f28, 'Bitcoin testnet 4'],
  [0x0a03cf40, 'Bitcoin signet'],
  [0xfabfb5da, 'Bitcoin regtest'],
  [0xe3e1f3e8, 'Bitcoin Cash'],
  [0xfbc0b6db, 'Litecoin'],
  [0xc0c0c0c0, 'Dogecoin'],
  [0xbf0c6bbd, 'Dash'],
  [0x24e92764, 'Zcash'],
]);

export const peer = Object.freeze({
  id: 'bitcoin/peer',
  system: 'bitcoin',
  transport: 'tcp',
  firstBytes: [...new Set([...MAGICS.keys()].map((magic) => magic >>> 24))],
  mirrored: true,
  inspect: (head: StreamHead): Verdict => {
    const bytes = head.bytes[head.first];
    if (head.length[head.first] < 4) return MORE;
    if (!MAGICS.has(u32(bytes, 0))) return NO;
    if (head.length[head.first] < HEADER_BYTES) return MORE;
    return isCommand(bytes, 4) && u32le(bytes, 16) <= PAYLOAD_BYTES_MAX ? YES : NO;
  },
  open: (flow: FlowSink): StreamReader => new VersionReader(flow),
}) satisfies StreamDissector;

const isCommand = (bytes: Uint8Array, at: number): boolean => {
  let letters = 0;
  while (letters < COMMAND_BYTES && isCommandByte(bytes[at + letters]!)) letters++;
  for (let i = letters; i < COMMAND_BYTES; i++) if (bytes[at + i] !== 0) return false;
  return letters >= 2;
};

const isCommandByte = (byte: number): boolean =>
  (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39);

const VERSION = Uint8Array.from('version\0', (letter) => letter.charCodeAt(0));
/** Behind the header of "version": version 4, services 8, time 8, two addresses of 26, nonce 8, then the program. */
const PROGRAM_AT = HEADER_BYTES + 80;
const PROGRAM_BYTES_MAX = 128;
const KEPT_BYTES = PROGRAM_AT + 1 + PROGRAM_BYTES_MAX;

/** Reads the first message of each end: which network, and which program. */
class VersionReader implements StreamReader {
  private readonly flow: FlowSink;
  private readonly kept = [new Uint8Array(KEPT_BYTES), new Uint8Array(KEPT_BYTES)];
  private readonly seen: [number, number] = [0, 0];

  constructor(flow: FlowSink) {
    this.flow = flow;
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    const kept = this.kept[direction]!;
    for (let at = start; at < end && this.seen[direction] < KEPT_BYTES; at++)
      kept[this.seen[direction]++] = bytes[at]!;
    const seen = this.seen[direction];
    if (seen <= PROGRAM_AT) return true;
    const network = MAGICS.get(u32(kept, 0));
    if (network !== undefined) this.flow.carrier('network', network);
    const length = kept[PROGRAM_AT]!;
    if (!matchesAt(kept, 4, seen, VERSION) || length > PROGRAM_BYTES_MAX) return false;
    const stop = PROGRAM_AT + 1 + length;
    if (seen < stop) return true;
    if (length > 0) this.flow.end(direction).client = latin1(kept, PROGRAM_AT + 1, stop);
    return false;
  }

  gap(): boolean {
    return false;
  }
}
