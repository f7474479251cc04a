// bittorrent/utp: µTP (BEP 29), the transport over UDP that BitTorrent programs use beside TCP.
// https://www.bittorrent.org/beps/bep_0029.html
//
// One header proves nothing: its fixed parts are a nibble and a few small numbers. Two do, one from each end:
//
//   A ─ SYN   id c  seq s ──►        A ─ DATA  id x    seq s, ack t ─►
//   B ◄─ STATE id c  ack s ──        B ◄─ any  id x±1  seq ≈ t, ack ≈ s
//
// Left: 32 bits that B can only know from A; a RESET echoes any packet so. A SYN tried again counts too: same id and
// number, and a microsecond clock that went on in between. Right: ids one apart, and each acknowledging about what the other sent
// (about 29 bits), with both headers and their extension chains consistent. A plain BitTorrent handshake inside a DATA
// packet proves alone. Encrypted (MSE) streams are µTP all the same.
//
// Looks alike: a DNS query whose id is 0x4100 is a perfect lone SYN (XTLS/Xray-core issue 6735), so port 53 is out and
// one SYN without an answer stays undecided; RTP begins with 0x80, STUN is told by its cookie, QUIC by lengths.
// Does not see: connections of which one direction is missing, unless a plain handshake is inside.
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
    datagram.memory = remember(datagram, bytes, start);
    return MORE;
  },
  open: openDatagrams,
}) satisfies DatagramDissector;

const WORD = 0x1_0000;

/**
 * Bits 0: set, 1: direction, 2: SYN, then 16 each of connection id, sequence number and acknowledged number: 51 bits.
 * A SYN acknowledges nothing; there the upper half of its timestamp stands instead.
 */
const remember = (datagram: Datagram, bytes: Uint8Array, start: number): number => {
  const isSyn = utpType(bytes, start) === SYN;
  const flags = 1 | (datagram.direction << 1) | (isSyn ? 4 : 0);
  const id = u16(bytes, start + 2);
  const numbers = u16(bytes, start + 16) + WORD * u16(bytes, start + (isSyn ? 4 : 18));
  return flags + 8 * (id + WORD * numbers);
};

/** In units of 65.536 ms: programs try again after 1 to 3 s and, doubling, for a minute or two. */
const RETRY_MIN = 4;
const RETRY_MAX = 1900;

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
  if (((flags >> 1) & 1) === datagram.direction) {
    const elapsed = (u16(bytes, start + 4) - priorAcknowledged) & 0xffff;
    const isRetry = (flags & 4) !== 0 && type === SYN && id === priorId;
    return isRetry && sequence === priorSequence && elapsed >= RETRY_MIN && elapsed <= RETRY_MAX;
  }
  const echoes = id === priorId && acknowledged === priorSequence;
  if (type === RESET) return echoes;
  if ((flags & 4) !== 0) return type === STATE && echoes;
  if (type === SYN || Math.abs(id - priorId) !== 1) return false;
  return isNear(priorSequence, acknowledged) && isNear(sequence, priorAcknowledged);
};

/** `sent` is at most a window ahead of `acknowledged`, or two behind (a STATE carries the next number, not its own). */
const isNear = (sent: number, acknowledged: number): boolean =>
  ((sent - acknowledged + 2) & 0xffff) <= IN_FLIGHT_MAX;
