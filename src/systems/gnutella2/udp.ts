// gnutella2/udp: Gnutella2 packets over the semi-reliable UDP layer: pings, query keys, queries, acknowledgments, hits.
//
// Specification: g2.doxu.org "UDP transceiver"; gtk-gnutella, src/core/udp_reliable.h, src/core/g2/frame.c.
//
//   "GND" │ flags │ sequence 2 │ part │ parts (0: acknowledgment) │ a packet tree, deflated when bit 0 of flags is set
//
// Sound: three letters, undefined flag bits at zero, part within parts, and then a root packet of a known name that ends
// with the datagram, or a zlib header, or an acknowledgment of exact length. Looks alike: "GTA" of gnutella/udp.
// Does not see: flows of later parts only (one is never enough, the second counts).
import { LIMITS } from '../../model/limits.ts';
import { ascii, matchesAt } from '../../wire/codec/ascii.ts';
import { inflateBounded } from '../../wire/codec/inflate.ts';
import {
  type Datagram,
  type DatagramDissector,
  type DatagramReader,
  type FlowSink,
  MORE,
  NO,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import {
  ACKNOWLEDGMENT,
  FIRST_DEFLATED,
  FIRST_PLAIN,
  FRAGMENT_BYTES,
  fragmentKind,
  LATER_PART,
  NOT_FRAGMENT,
} from '../gnutella/reliable.ts';
import { readG2 } from './messages.ts';
import { isRootPacket, packetBytes } from './packet.ts';

const GND = ascii('GND');
/** "G". */
const FIRST = 0x47;

export const gnutella2Udp = Object.freeze({
  id: 'gnutella2/udp',
  system: 'gnutella2',
  transport: 'udp',
  firstBytes: [FIRST],
  bytesMin: FRAGMENT_BYTES,
  inspect: (datagram: Datagram): Verdict => {
    const { bytes, start, end } = datagram;
    if (!matchesAt(bytes, start, end, GND)) return NO;
    const kind = fragmentKind(bytes, start, end);
    if (kind === NOT_FRAGMENT) return NO;
    if (kind === ACKNOWLEDGMENT || kind === FIRST_DEFLATED) return YES;
    if (kind === FIRST_PLAIN) return beginsPacket(bytes, start, end) ? YES : NO;
    datagram.memory++;
    return datagram.memory >= 2 ? YES : MORE;
  },
  open: (flow: FlowSink) => openG2Datagrams(flow),
}) satisfies DatagramDissector;

/** A message in one part ends with the datagram; in several, its first part only begins it. */
const beginsPacket = (bytes: Uint8Array, start: number, end: number): boolean => {
  const at = start + FRAGMENT_BYTES;
  if (!isRootPacket(bytes, at, end)) return false;
  return bytes[start + 7] !== 1 || at + packetBytes(bytes, at, end) === end;
};

const openG2Datagrams = (flow: FlowSink): DatagramReader => {
  /** Parts of one message at a time and direction: `[sequence, deflated, parts…]`. */
  const pending: [Pending | null, Pending | null] = [null, null];
  return {
    push(direction, bytes, start, end) {
      if (!matchesAt(bytes, start, end, GND)) return true;
      const kind = fragmentKind(bytes, start, end);
      if (kind === NOT_FRAGMENT || kind === ACKNOWLEDGMENT) return true;
      const whole = assemble(pending, direction, kind, bytes, start, end);
      if (!whole) return true;
      const plain = whole.deflated
        ? inflateBounded(whole.bytes, LIMITS.gnutellaMessageBytesMax)
        : whole.bytes;
      if (plain && plain.length > 0) readG2(flow, direction, plain, 0, plain.length);
      else flow.anomaly('gnutella-deflate');
      return true;
    },
  };
};

interface Pending {
  readonly sequence: number;
  readonly deflated: boolean;
  readonly parts: (Uint8Array | undefined)[];
  missing: number;
}

interface Whole {
  readonly bytes: Uint8Array;
  readonly deflated: boolean;
}

/** The message when this part completes it. Parts may come in any order; another sequence replaces a pending one. */
const assemble = (
  pending: [Pending | null, Pending | null],
  direction: 0 | 1,
  kind: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): Whole | null => {
  const parts = bytes[start + 7]!;
  const data = bytes.slice(start + FRAGMENT_BYTES, end);
  const deflated = (bytes[start + 3]! & 1) !== 0;
  if (parts === 1) return { bytes: data, deflated };
  const sequence = (bytes[start + 4]! << 8) | bytes[start + 5]!;
  let message = pending[direction];
  if (message?.sequence !== sequence || message.parts.length !== parts) {
    message = { sequence, deflated, parts: new Array(parts), missing: parts };
    pending[direction] = message;
  }
  const index = bytes[start + 6]! - 1;
  if (message.parts[index] === undefined) message.missing--;
  message.parts[index] = data;
  if (message.missing > 0 || kind < LATER_PART) return null;
  pending[direction] = null;
  return { bytes: joined(message.parts), deflated };
};

const joined = (parts: readonly (Uint8Array | undefined)[]): Uint8Array => {
  const length = parts.reduce((sum, part) => sum + (part?.length ?? 0), 0);
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    if (!part) continue;
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};
