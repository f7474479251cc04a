// gnutella/udp: Gnutella messages over UDP: pings and pongs (also of UDP host caches), GUESS queries, out-of-band query
// hits, pushes and vendor messages; the reliable layer "GTA"; reliable file transfer between firewalled hosts (0x41).
//
// Specification: Gnutella 0.4/0.6; gtk-gnutella, doc/gnutella/{GUESS,out-of-band-v3,deflated_udp,RUDP,udp_transceiver}.
// Sound because one datagram is one message: see descriptor.ts and reliable.ts. Reliable transfer (0x41) keeps its
// state in the GUID, so two such datagrams of one connection are asked for.
// Looks alike: zero-padded probes of 23 bytes (the GUID must look random); Mojito is gnutella/dht.
// Does not see: flows whose first datagrams are later parts of a large "GTA" message only.
import { matchesAt } from '../../wire/codec/ascii.ts';
import {
  type Datagram,
  type DatagramDissector,
  MORE,
  NO,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import { GTA, openDatagrams } from './datagrams.ts';
import { HEADER_BYTES, isWholeMessage, payloadLength, QUERY, RELIABLE } from './descriptor.ts';
import {
  ACKNOWLEDGMENT,
  FIRST_DEFLATED,
  FIRST_PLAIN,
  FRAGMENT_BYTES,
  fragmentKind,
  LATER_PART,
} from './reliable.ts';

export const gnutellaUdp = Object.freeze({
  id: 'gnutella/udp',
  system: 'gnutella',
  transport: 'udp',
  bytesMin: FRAGMENT_BYTES,
  inspect: (datagram: Datagram): Verdict => {
    const { bytes, start, end } = datagram;
    if (matchesAt(bytes, start, end, GTA)) return inspectFragment(bytes, start, end);
    if (end - start < HEADER_BYTES) return NO;
    if (bytes[start + 16] === RELIABLE) return inspectReliable(datagram);
    return isWholeMessage(bytes, start, end) && queryIsText(bytes, start, end) ? YES : NO;
  },
  open: openDatagrams,
}) satisfies DatagramDissector;

const inspectFragment = (bytes: Uint8Array, start: number, end: number): Verdict => {
  const kind = fragmentKind(bytes, start, end);
  if (kind === ACKNOWLEDGMENT || kind === FIRST_DEFLATED) return YES;
  if (kind === LATER_PART) return MORE;
  if (kind !== FIRST_PLAIN) return NO;
  // A message of several parts is longer than its first: then only the header's type can be checked.
  if (bytes[start + 7] !== 1) return MORE;
  return isWholeMessage(bytes, start + FRAGMENT_BYTES, end) ? YES : NO;
};

/** Search words are text up to a NUL: control characters in the first bytes mean that this is no query. */
const queryIsText = (bytes: Uint8Array, start: number, end: number): boolean => {
  if (bytes[start + 16] !== QUERY || (bytes[start + 17]! & 0x80) !== 0) return true;
  for (let i = start + HEADER_BYTES + 2; i < end && bytes[i] !== 0; i++)
    if (bytes[i]! < 0x20) return false;
  return true;
};

/** Operations SYN 0, ACK 1, KEEPALIVE 2, DATA 3, FIN 4 in the high half of byte 1. */
const RELIABLE_OPERATION_MAX = 4;
/** Bytes of data that lie in the GUID itself. */
const RELIABLE_INLINE_MAX = 12;

const inspectReliable = (datagram: Datagram): Verdict => {
  const { bytes, start, end } = datagram;
  if (payloadLength(bytes, start) !== end - start - HEADER_BYTES) return NO;
  const operation = bytes[start + 1]! >> 4;
  const inline = bytes[start + 1]! & 0x0f;
  if (operation > RELIABLE_OPERATION_MAX || inline > RELIABLE_INLINE_MAX) return NO;
  datagram.memory++;
  return datagram.memory >= 2 ? YES : MORE;
};
