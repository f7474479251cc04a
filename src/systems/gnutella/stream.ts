// gnutella/stream: a connection between two Gnutella servents, 0.4 or 0.6.
//
// Specification: Gnutella 0.4 (Clip2); handshaking 0.6 and compression as kept in gtk-gnutella, doc/gnutella.
// Sound: "GNUTELLA CONNECT/", "GNUTELLA/0." and "GNUTELLA OK" are said by nothing else; a refusal proves the
// refusing end as well. Looks alike: a Gnutella2 connection, which begins with the same words and tells itself apart
// by its content type (renamed when an answer says so).
// Does not see: connections that are in TLS from the first byte or whose beginning is missing; what follows an
// upgrade to TLS (the handshake before it is read).
import { LIMITS } from '../../model/limits.ts';
import {
  type Direction,
  type FlowSink,
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import { gnutella2Format } from '../gnutella2/messages.ts';
import { HEADER_BYTES, payloadLength } from './descriptor.ts';
import { HANDSHAKE_PREFIX, isHandshake, mayBeHandshake } from './handshake.ts';
import { readMessage } from './messages.ts';
import { type MessageFormat, openSession } from './session.ts';

/** "G". */
const FIRST = 0x47;

export const gnutellaStream = Object.freeze({
  id: 'gnutella/stream',
  system: 'gnutella',
  transport: 'tcp',
  firstBytes: [FIRST],
  inspect: (head: StreamHead): Verdict => {
    const first = inspectSide(head, head.first);
    return first === NO ? inspectSide(head, (1 - head.first) as Direction) : first;
  },
  open: (flow: FlowSink) => openSession(flow, SESSION_FORMATS),
}) satisfies StreamDissector;

const inspectSide = (head: StreamHead, direction: Direction): Verdict => {
  const length = head.length[direction]!;
  const bytes = head.bytes[direction];
  if (length === 0) return NO;
  if (isHandshake(bytes, 0, length)) return YES;
  return length < HANDSHAKE_PREFIX && mayBeHandshake(bytes, 0, length) ? MORE : NO;
};

const gnutellaFormat: MessageFormat = {
  frameLength: (bytes, at, end) => {
    if (at + HEADER_BYTES > end) return 0;
    const length = payloadLength(bytes, at);
    return length > LIMITS.gnutellaMessageBytesMax ? -1 : HEADER_BYTES + length;
  },
  read: readMessage,
};

export const SESSION_FORMATS = { gnutella: gnutellaFormat, gnutella2: gnutella2Format };
