// quic: QUIC by the long header that opens a connection; the client's first packets are opened for its TLS hello
// (quic-reader.ts), which shows server name, protocols and fingerprint as over TCP.
// Specification: RFC 9000 §17.2, version 2 RFC 9369, version negotiation RFC 9000 §17.2.1, invariants RFC 8999; Google's
// QUIC before standardisation: https://www.chromium.org/quic.
// Sound because: the version word is one of a short list (32 bits) and both connection id lengths are at most 20; a
// client's first Initial fills 1,200 bytes.
// Looks alike: other protocols between the same ports are told by the first two bits (RFC 9443); DTLS, STUN, TURN.
// Does not see: what the server answers, names in versions whose salt is not known (Google's own, drafts before 23),
// connections that began before the capture (short headers), inner names of ECH.
import {
  type Datagram,
  type DatagramDissector,
  type FlowSink,
  MORE,
  NO,
  type TlsSignature,
  type Verdict,
  YES,
} from '../wire/dissector.ts';
import { VERSION_1, VERSION_2 } from './quic-initial.ts';
import { QuicReader } from './quic-reader.ts';
import { u32 } from './recogniser.ts';

const CONNECTION_ID_MAX = 20;
const INITIAL_MIN = 1200;

export const quic = (signatures: readonly TlsSignature[]): DatagramDissector =>
  Object.freeze({
    id: 'quic',
    system: null,
    transport: 'udp',
    bytesMin: 13,
    inspect,
    open: (flow: FlowSink) => new QuicReader(flow, signatures),
  } satisfies DatagramDissector);

const inspect = (datagram: Datagram): Verdict => {
  const { bytes, start, end } = datagram;
  const first = bytes[start]!;
  if ((first & 0x80) === 0) return isGoogleHeader(bytes, start, end) ? YES : NO;
  const version = u32(bytes, start + 1);
  if (version === 0) return isNegotiation(datagram) ? YES : NO;
  if (!isKnown(version)) return isReserved(version) ? MORE : NO;
  // gQUIC Q046–Q050 pack both id lengths into one byte.
  if (version >>> 24 === 0x51) return first & 0x40 ? YES : NO;
  if (!(first & 0x40) || sourceIdEnd(bytes, start, end) < 0) return NO;
  const opens = datagram.index === 0 && datagram.direction === 0 && (first & 0x30) === 0;
  return !opens || version >>> 8 === 0xff0000 || end - start >= INITIAL_MIN ? YES : NO;
};

/** Version 1, version 2, IETF drafts up to 34, Facebook's mvfst, and Google's Q and T series. */
const isKnown = (version: number): boolean =>
  version === VERSION_1 ||
  version === VERSION_2 ||
  version === 0x709a50c4 ||
  version >>> 4 === 0xfaceb00 ||
  (version >>> 8 === 0xff0000 && (version & 0xff) <= 34) ||
  isGoogleVersion(version);

/** `Q0` or `T0` and two digits. */
const isGoogleVersion = (version: number): boolean => {
  const tens = (version >>> 8) & 0xff;
  const ones = version & 0xff;
  return (
    (version >>> 16 === 0x5130 || version >>> 16 === 0x5430) &&
    tens >= 0x30 &&
    tens <= 0x39 &&
    ones >= 0x30 &&
    ones <= 0x39
  );
};

const sourceIdEnd = (bytes: Uint8Array, start: number, end: number): number => {
  const destination = bytes[start + 5]!;
  if (destination > CONNECTION_ID_MAX || start + 7 + destination > end) return -1;
  const source = bytes[start + 6 + destination]!;
  const stop = start + 7 + destination + source;
  return source > CONNECTION_ID_MAX || stop > end ? -1 : stop;
};

/** A server's list of versions; the first must be a known or reserved (?A?A?A?A) one. */
const isNegotiation = (datagram: Datagram): boolean => {
  const { bytes, start, end } = datagram;
  const list = sourceIdEnd(bytes, start, end);
  if (datagram.index === 0 || list < 0 || list === end || (end - list) % 4 !== 0) return false;
  const version = u32(bytes, list);
  return isKnown(version) || isReserved(version);
};

/** ?A?A?A?A makes a server answer with its list (RFC 9000 §15); only that answer proves anything. */
const isReserved = (version: number): boolean => (version & 0x0f0f0f0f) >>> 0 === 0x0a0a0a0a;

/** Public header of gQUIC up to Q043: flags with version and 8-byte id, then the version. */
const isGoogleHeader = (bytes: Uint8Array, start: number, end: number): boolean => {
  const flags = bytes[start]!;
  if ((flags & 0x89) !== 0x09 || end < start + 14) return false;
  return isGoogleVersion(u32(bytes, start + 9));
};
