// rtp: voice and video in clear or as SRTP (the header is the same), and its control protocol RTCP.
// Specification: RFC 3550 §5.1 and §6.4, RFC 3551 §6 (payload types), RFC 5761 §4 (both on one port), RFC 3711 (SRTP).
// Sound because: one RTP header has few fixed bits, so two datagrams of one direction must agree: same source (SSRC) and
// payload type, sequence number a little higher; with a dynamic payload type a third. RTCP: a sender or receiver report
// whose length follows from its report count, in a compound that fills the datagram (or leaves SRTCP's trailer).
// Looks alike: µTP, STUN, DTLS and QUIC differ in the first two bits; TURN channels begin with 01.
// Does not see: calls that begin with STUN or DTLS (the flow keeps their name); streams with every packet in another
// source; what is said.
import {
  type Datagram,
  type DatagramDissector,
  type DatagramReader,
  type FlowSink,
  MORE,
  NO,
  type Verdict,
  YES,
} from '../wire/dissector.ts';
import { u16, u32 } from './recogniser.ts';

const HEADER = 12;

export const rtp = Object.freeze({
  id: 'rtp',
  system: null,
  transport: 'udp',
  bytesMin: 8,
  inspect: (datagram: Datagram): Verdict => {
    const { bytes, start, end } = datagram;
    if (bytes[start]! >> 6 !== 2) return datagram.memory === 0 ? NO : MORE;
    if (isRtcp(bytes, start, end)) return YES;
    if (!isHeader(bytes, start, end)) return datagram.memory === 0 ? NO : MORE;
    return follow(datagram);
  },
  open: (flow: FlowSink): DatagramReader => ({
    push(_direction, bytes, start, end) {
      if (!isHeader(bytes, start, end)) return true;
      flow.carrier('payload-type', bytes[start + 1]! & 0x7f);
      return false;
    },
  }),
} satisfies DatagramDissector);

/** Version 2; sources and extension fit; padding counts itself and no more than the payload. */
const isHeader = (bytes: Uint8Array, start: number, end: number): boolean => {
  const first = bytes[start]!;
  let at = start + HEADER + 4 * (first & 0x0f);
  if (first >> 6 !== 2 || at > end) return false;
  const type = bytes[start + 1]! & 0x7f;
  if (!isStatic(type) && type < 96) return false;
  if ((first & 0x10) !== 0) {
    if (at + 4 > end) return false;
    at += 4 + 4 * u16(bytes, at + 2);
  }
  return at < end;
};

/** RFC 3551, tables 4 and 5: assigned types without the gaps. 72–76 would read as RTCP (RFC 5761). */
const isStatic = (type: number): boolean =>
  type <= 18 ? type !== 1 && type !== 2 : type === 25 || type === 26 || (type >= 28 && type <= 34);

/** Between two packets that follow each other at most so many are lost or out of sight. */
const STEP_MAX = 8;

/** The flow's memory holds, plus one: steps so far 2 │ direction 1 │ payload type 7 │ source, mixed 20 │ sequence 16 bits. */
const follow = (datagram: Datagram): Verdict => {
  const { bytes, start, direction } = datagram;
  const sequence = u16(bytes, start + 2);
  const source = u32(bytes, start + 8);
  const type = bytes[start + 1]! & 0x7f;
  const stream = (direction * 128 + type) * SOURCES + ((source ^ (source >>> 12)) & (SOURCES - 1));
  const before = datagram.memory - 1;
  const seen = Math.floor(before / 65_536) % (256 * SOURCES);
  const count = before < 0 ? 0 : Math.floor(before / 65_536 / (256 * SOURCES));
  if (before >= 0 && Math.floor(seen / SOURCES / 128) !== direction) return MORE;
  const step = (sequence - (before % 65_536)) & 0xffff;
  const follows = before >= 0 && seen === stream && step >= 1 && step <= STEP_MAX;
  const steps = follows ? count + 1 : 0;
  if (steps >= (isStatic(type) ? 1 : 2)) return YES;
  datagram.memory = 1 + (steps * 256 * SOURCES + stream) * 65_536 + sequence;
  return MORE;
};

const SOURCES = 1 << 20;

const SENDER_REPORT = 200;
const RECEIVER_REPORT = 201;
/** Last type in use (RFC 8861 lists 200–212). */
const RTCP_TYPE_MAX = 212;
/** Index and authentication tag that SRTCP puts behind (RFC 3711 §3.4): 4 + 4, 4 + 10, 4 + 16. */
const isTrailer = (length: number): boolean =>
  length === 0 || length === 8 || length === 14 || length === 20;

const isRtcp = (bytes: Uint8Array, start: number, end: number): boolean => {
  const type = bytes[start + 1]!;
  if (type !== SENDER_REPORT && type !== RECEIVER_REPORT) return false;
  const reports = bytes[start]! & 0x1f;
  const length = 4 * (u16(bytes, start + 2) + 1);
  // Profiles may extend a report (RFC 3550 §6.4.3), by words.
  if (length < (type === SENDER_REPORT ? 28 : 8) + 24 * reports) return false;
  let at = start + length;
  while (at + 4 <= end && bytes[at]! >> 6 === 2 && isRtcpType(bytes[at + 1]!))
    at += 4 * (u16(bytes, at + 2) + 1);
  return at <= end && isTrailer(end - at);
};

const isRtcpType = (type: number): boolean => type >= SENDER_REPORT && type <= RTCP_TYPE_MAX;
