// bittorrent/tracker-udp: the UDP tracker protocol (BEP 15).
// https://www.bittorrent.org/beps/bep_0015.html
//
//   connect   16 bytes   protocol id 0x41727101980 (8), action 0, transaction
//   answer    16+        action 0, transaction, connection id (8)
//   announce  98+        connection id (8), action 1, transaction, info hash (20), peer id (20), downloaded, left,
//                        uploaded (8 each), event, address, key, wanted (4 each), port (2); options after it (BEP 41)
//   answer    20+        action 1, transaction, interval, leechers, seeders, then compact peers of the flow's family
//
// Proof: the protocol id is a constant of 64 bits with a 32-bit zero behind it, and somebody meant it: it was answered
// or tried again. One connect alone stays undecided, because scanners send it to any address. When the connect was
// missed, an announce is recognised by action 1, an event of 0–3, a port and the peer id of a known program.
//
// Looks alike: nothing known. Does not see: flows of which only answers were captured (a random transaction is all
// they have), scrapes whose connect was missed.
import { LIMITS } from '../../model/limits.ts';
import { utf8 } from '../../wire/codec/ascii.ts';
import { u16, u32, u64 } from '../../wire/codec/big-endian.ts';
import { hex } from '../../wire/codec/hex.ts';
import {
  type Datagram,
  type DatagramDissector,
  type DatagramReader,
  type Direction,
  type FlowSink,
  MORE,
  NO,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import { tellCompact, tellOwnPort, V4_BYTES, V6_BYTES } from './compact.ts';
import { isKnownPeerId, statePeerId } from './peer-id.ts';

const CONNECT = 0;
const ANNOUNCE = 1;
const SCRAPE = 2;
const ERROR = 3;

const CONNECT_BYTES = 16;
const ANNOUNCE_BYTES = 98;
const ANNOUNCED_BYTES = 20;
const HASH_BYTES = 20;

export const trackerUdp = Object.freeze({
  id: 'bittorrent/tracker-udp',
  system: 'bittorrent',
  transport: 'udp',
  bytesMin: CONNECT_BYTES,
  inspect: (datagram: Datagram): Verdict => {
    const { bytes, start, end } = datagram;
    if (isAnnounce(bytes, start, end)) return YES;
    if (datagram.memory !== 0) return follows(datagram) ? YES : NO;
    if (isConnect(bytes, start, end)) {
      datagram.memory = CONNECT_SEEN | (datagram.direction << 1);
      return MORE;
    }
    if (end - start < CONNECT_BYTES) return NO;
    // An answer may be the first that was seen: its action stands first, and is small.
    return u32(bytes, start) <= ERROR ? MORE : NO;
  },
  open: (flow: FlowSink): DatagramReader => new TrackerReader(flow),
}) satisfies DatagramDissector;

const CONNECT_SEEN = 1;

/** After a connect: its answer (also an error), or the same end trying again. */
const follows = ({ bytes, start, end, direction, memory }: Datagram): boolean =>
  direction === memory >> 1
    ? isConnect(bytes, start, end)
    : u32(bytes, start) === CONNECT || u32(bytes, start) === ERROR;

const isConnect = (bytes: Uint8Array, start: number, end: number): boolean =>
  end - start >= CONNECT_BYTES &&
  u32(bytes, start) === 0x417 &&
  u32(bytes, start + 4) === 0x27101980 &&
  u32(bytes, start + 8) === CONNECT;

const isAnnounce = (bytes: Uint8Array, start: number, end: number): boolean =>
  end - start >= ANNOUNCE_BYTES &&
  u32(bytes, start + 8) === ANNOUNCE &&
  u32(bytes, start + 80) <= 3 &&
  u16(bytes, start + 96) !== 0 &&
  isKnownPeerId(bytes, start + 36);

class TrackerReader implements DatagramReader {
  private readonly flow: FlowSink;
  /** Transactions asked for: transaction → action. */
  private readonly asked = new Map<number, number>();
  /** The end that asks, known from the first request. */
  private asks: Direction = 0;

  constructor(flow: FlowSink) {
    this.flow = flow;
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    if (isConnect(bytes, start, end) || isAnnounce(bytes, start, end)) this.asks = direction;
    if (end - start < 8) this.flow.anomaly('bittorrent-tracker-short');
    else if (direction === this.asks) this.request(bytes, start, end);
    else this.answer(direction, bytes, start, end);
    return true;
  }

  private request(bytes: Uint8Array, start: number, end: number): void {
    if (end - start < CONNECT_BYTES) return;
    const action = u32(bytes, start + 8);
    this.remember(u32(bytes, start + 12), action);
    if (action === ANNOUNCE && end - start >= ANNOUNCE_BYTES) this.announce(bytes, start);
    else if (action === SCRAPE && (end - start - CONNECT_BYTES) % HASH_BYTES === 0)
      this.scrape(bytes, start, end);
  }

  private announce(bytes: Uint8Array, start: number): void {
    const { flow, asks } = this;
    flow.content({ id: `btih:${hex(bytes, start + 16, start + 36)}` });
    const stated = flow.end(asks);
    statePeerId(stated, bytes, start + 36);
    flow.reported('downloaded', u64(bytes, start + 56));
    const left = u64(bytes, start + 64);
    // Magnet links have no size yet; programs then say "very much".
    if (left <= Number.MAX_SAFE_INTEGER) flow.reported('left', left);
    stated.role = left === 0 ? 'seeder' : 'leecher';
    flow.reported('uploaded', u64(bytes, start + 72));
    const port = u16(bytes, start + 96);
    if (port === 0) return;
    stated.listens = port;
    tellOwnPort(flow, asks, port, 'both', 'was announced to a tracker (BEP 15)');
  }

  private scrape(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start + CONNECT_BYTES; at < end; at += HASH_BYTES)
      this.flow.content({ id: `btih:${hex(bytes, at, at + HASH_BYTES)}` });
  }

  private answer(direction: Direction, bytes: Uint8Array, start: number, end: number): void {
    const action = u32(bytes, start);
    const asked = this.asked.get(u32(bytes, start + 4));
    if (asked === undefined || (action !== asked && action !== ERROR)) return;
    this.flow.end(direction).role = 'tracker';
    if (action === ERROR) this.flow.carrier('failure', utf8(bytes, start + 8, end));
    else if (action === ANNOUNCE && end - start >= ANNOUNCED_BYTES) {
      const width = this.flow.serverAddress.includes(':') ? V6_BYTES : V4_BYTES;
      const from = start + ANNOUNCED_BYTES;
      tellCompact(
        this.flow,
        direction,
        bytes,
        from,
        end,
        width,
        0,
        'both',
        'was named by a tracker (BEP 15)',
      );
    }
  }

  private remember(transaction: number, action: number): void {
    if (this.asked.size >= LIMITS.trackerRequestsMax)
      for (const oldest of this.asked.keys()) {
        this.asked.delete(oldest);
        break;
      }
    this.asked.set(transaction, action);
  }
}
