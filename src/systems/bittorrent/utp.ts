// bittorrent/utp: µTP (BEP 29), the transport over UDP that BitTorrent programs use beside TCP.
// https://www.bittorrent.org/beps/bep_0029.html
//
// One header proves nothing: its fixed parts are a nibble and a few small numbers. Two do, one from each end:
//
//   A ─ SYN   id c  seq s ──►        A ─ DATA  id x    seq s, ack t ─►
//   B ◄─ STATE id c  ack s ──        B ◄─ any  id x±1  seq ≈ t, ack ≈ s
//
// Left: 32 bits that B can only know from A; a RESET echoes any packet so. Right: ids one apart, each acknowledging about
// what the other sent (about 29 bits), a delay measured and a window of a packet or more in both, with both headers and
// their extension chains consistent. A plain BitTorrent handshake inside a DATA packet proves alone. Encrypted (MSE)
// streams are µTP all the same.
//
// Looks alike: a DNS query whose id is 0x4100 is a perfect lone SYN (XTLS/Xray-core issue 6735), so port 53 is out and
// SYNs without an answer stay undecided however often they are tried: telemetry of "A", a device number, a microsecond
// clock and constants is the same bytes. RTP begins with 0x80, STUN is told by its cookie, QUIC by lengths; reliable
// transports of games have numbers in these places too, but hardly delay and window.
// Does not see: connections of which one direction is missing, unless a plain handshake is inside; unanswered SYNs.
import { matchesAt } from '../../wire/codec/ascii.ts';
import { u16, u32 } from '../../wire/codec/big-endian.ts';
import {
  type Datagram,
  type DatagramDissector,
  MORE,
  NO,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import { openDatagrams } from './datagrams.ts';
import { PROTOCOL_NAME } from './peer-messages.ts';
import { DATA, RESET, STATE, SYN, UTP_HEADER_BYTES, utpPayload, utpType } from './utp-header.ts';

const DNS_PORT = 53;

export const utp = Object.freeze({
  id: 'bittorrent/utp',
  system: 'bittorrent',
  transport: 'udp',
  firstBytes: [0x01, 0x11, 0x21, 0x31, 0x41],
  bytesMin: UTP_HEADER_BYTES,
  inspect: (datagram: Datagram): Verdict => {
    const { bytes, start, end } = datagram;
    if (datagram.clientPort === DNS_PORT || datagram.serverPort === DNS_PORT) return NO;
    const payload = utpPayload(bytes, start, end);
    if (payload < 0) return NO;
    const type = utpType(bytes, start);
    // A clock that reads exactly 0 µs happens once in an hour; a field of zeros happens in every other protocol.
    // Only the RESET of libutp leaves it out.
    if (u32(bytes, start + 4) === 0 && type !== RESET) return NO;
    if (type === DATA && matchesAt(bytes, payload, end, PROTOCOL_NAME)) return YES;
    if (datagram.memory !== 0 && answers(datagram, bytes, start)) return YES;
    if (canBeAnswered(bytes, start, type)) datagram.memory = remember(datagram, bytes, start);
    return MORE;
  },
  open: openDatagrams,
}) satisfies DatagramDissector;

const WORD = 0x1_0000;

/**
 * Bits 0: set, 1: direction, 2: SYN, then 16 each of connection id, sequence number and acknowledged number: 51 bits.
 */
const remember = (datagram: Datagram, bytes: Uint8Array, start: number): number => {
  const flags = 1 | (datagram.direction << 1) | (utpType(bytes, start) === SYN ? 4 : 0);
  const id = u16(bytes, start + 2);
  const numbers = u16(bytes, start + 16) + WORD * u16(bytes, start + 18);
  return flags + 8 * (id + WORD * numbers);
};

/** Nothing answers a RESET, and text in UTF-16 that begins with "1" and is echoed would look as if. */
const canBeAnswered = (bytes: Uint8Array, start: number, type: number): boolean =>
  type === SYN || (type !== RESET && isMeasured(bytes, start));

/** The least a receiver with room offers, in bytes: one packet that every path carries (RFC 791 §3.1). */
const WINDOW_MIN = 576;

/** Who has heard the other end knows a delay: exactly 0 µs between two clocks is no measurement. */
const isMeasured = (bytes: Uint8Array, start: number): boolean =>
  u32(bytes, start + 8) !== 0 && u32(bytes, start + 12) >= WINDOW_MIN;

/** How far a sender runs ahead of what is acknowledged: more packets in flight than this are rare at a first look. */
const IN_FLIGHT_MAX = 512;

const answers = (datagram: Datagram, bytes: Uint8Array, start: number): boolean => {
  const flags = datagram.memory % 8;
  const fields = Math.floor(datagram.memory / 8);
  const priorId = fields % WORD;
  const numbers = Math.floor(fields / WORD);
  const priorSequence = numbers % WORD;
  const priorAcknowledged = Math.floor(numbers / WORD);
  const id = u16(bytes, start + 2);
  const sequence = u16(bytes, start + 16);
  const acknowledged = u16(bytes, start + 18);
  const type = utpType(bytes, start);
  if (((flags >> 1) & 1) === datagram.direction) return false;
  const echoes = id === priorId && acknowledged === priorSequence;
  if (type === RESET) return echoes;
  if ((flags & 4) !== 0) return type === STATE && echoes;
  if (type === SYN || Math.abs(id - priorId) !== 1 || !isMeasured(bytes, start)) return false;
  return isNear(priorSequence, acknowledged) && isNear(sequence, priorAcknowledged);
};

/** `sent` is at most a window ahead of `acknowledged`, or two behind (a STATE carries the next number, not its own). */
const isNear = (sent: number, acknowledged: number): boolean =>
  ((sent - acknowledged + 2) & 0xffff) <= IN_FLIGHT_MAX;
