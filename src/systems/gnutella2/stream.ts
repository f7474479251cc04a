// gnutella2/stream: a connection between Gnutella2 nodes (leaf to hub, hub to hub).
//
// Specification: g2.doxu.org "TCP Link"; gtk-gnutella, src/core/g2. The handshake is that of Gnutella 0.6 with the
// content type application/x-gnutella2; packets follow, each way deflated where "Content-Encoding: deflate" says so.
// Sound: the content type in a Gnutella handshake is said by nothing else. Looks alike: gnutella/stream, which is
// named first when the headers are not there yet; the reader it shares with this one then renames the flow.
// Does not see: connections whose beginning is missing.
import { ascii, matchesAt } from '../../wire/codec/ascii.ts';
import {
  type Direction,
  type FlowSink,
  NO,
  type StreamDissector,
  type StreamHead,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import { GNUTELLA2_TYPE, isHandshake } from '../gnutella/handshake.ts';
import { openSession } from '../gnutella/session.ts';
import { SESSION_FORMATS } from '../gnutella/stream.ts';

const TYPE = ascii(GNUTELLA2_TYPE);
/** "G". */
const FIRST = 0x47;

export const gnutella2Stream = Object.freeze({
  id: 'gnutella2/stream',
  system: 'gnutella2',
  transport: 'tcp',
  firstBytes: [FIRST],
  inspect: (head: StreamHead): Verdict =>
    offers(head, head.first) || offers(head, (1 - head.first) as Direction) ? YES : NO,
  open: (flow: FlowSink) => openSession(flow, SESSION_FORMATS),
}) satisfies StreamDissector;

const offers = (head: StreamHead, direction: Direction): boolean => {
  const length = head.length[direction]!;
  const bytes = head.bytes[direction];
  if (!isHandshake(bytes, 0, length)) return false;
  for (let i = 0; i + TYPE.length <= length; i++) {
    if (bytes[i] === 0x61 && matchesAt(bytes, i, length, TYPE)) return true;
  }
  return false;
};
