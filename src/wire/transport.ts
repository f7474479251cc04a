// Transport headers: ports, TCP fields and where the payload lies. The cursor is narrowed to one IP packet, so
// link-layer padding is already outside.
import type { Cursor } from './cursor.ts';
import { DECODE, type DecodeCode } from './decode-code.ts';
import { ICMP, ICMP6, type Packet, SCTP, TCP, UDP } from './packet.ts';

const AUTHENTICATION = 51;

/** Fills everything of the packet that the transport header says. Leaves the cursor at the payload. */
export const readTransport = (cursor: Cursor, packet: Packet): DecodeCode => {
  const { protocol } = cursor;
  packet.protocol = protocol;
  if (packet.bytes !== cursor.bytes) packet.bytes = cursor.bytes;
  if (protocol === TCP) return readTcp(cursor, packet);
  packet.tcpFlags = 0;
  packet.tcpSequence = 0;
  packet.tcpAcknowledgment = 0;
  if (protocol === UDP) return readUdp(cursor, packet);
  packet.sourcePort = 0;
  packet.destinationPort = 0;
  packet.checksum = 0;
  if (protocol === ICMP || protocol === ICMP6) return readIcmp(cursor, packet);
  if (protocol === SCTP) return readSctp(cursor, packet);
  if (protocol === AUTHENTICATION) return skipAuthentication(cursor, packet);
  setPayload(cursor, packet, cursor.at, cursor.wireEnd);
  return DECODE.OK;
};

/** RFC 9293 §3.1. */
const readTcp = (cursor: Cursor, packet: Packet): DecodeCode => {
  const { bytes, at } = cursor;
  const room = cursor.wireEnd - at;
  if (room < 20) return DECODE.BAD_TRANSPORT;
  if (cursor.end - at < 20) return DECODE.TRUNCATED_TRANSPORT;
  const headerBytes = (bytes[at + 12]! >> 4) << 2;
  if (headerBytes < 20 || headerBytes > room) return DECODE.BAD_TRANSPORT;
  packet.sourcePort = (bytes[at]! << 8) | bytes[at + 1]!;
  packet.destinationPort = (bytes[at + 2]! << 8) | bytes[at + 3]!;
  packet.tcpSequence = word(bytes, at + 4);
  packet.tcpAcknowledgment = word(bytes, at + 8);
  packet.tcpFlags = bytes[at + 13]!;
  packet.checksum = (bytes[at + 16]! << 8) | bytes[at + 17]!;
  setPayload(cursor, packet, at + headerBytes, cursor.wireEnd);
  return DECODE.OK;
};

const readUdp = (cursor: Cursor, packet: Packet): DecodeCode => {
  const { bytes, at } = cursor;
  const room = cursor.wireEnd - at;
  if (room < 8) return DECODE.BAD_TRANSPORT;
  if (cursor.end - at < 8) return DECODE.TRUNCATED_TRANSPORT;
  const length = (bytes[at + 4]! << 8) | bytes[at + 5]!;
  // RFC 2675 §4: 0 stands for "as long as the packet".
  if (length !== 0 && length < 8) return DECODE.BAD_TRANSPORT;
  packet.sourcePort = (bytes[at]! << 8) | bytes[at + 1]!;
  packet.destinationPort = (bytes[at + 2]! << 8) | bytes[at + 3]!;
  packet.checksum = (bytes[at + 6]! << 8) | bytes[at + 7]!;
  setPayload(cursor, packet, at + 8, at + (length === 0 || length > room ? room : length));
  return DECODE.OK;
};

/** RFC 792, RFC 4443: all types have at least eight bytes of header. */
const readIcmp = (cursor: Cursor, packet: Packet): DecodeCode => {
  const { bytes, at } = cursor;
  if (cursor.wireEnd - at < 8) return DECODE.BAD_TRANSPORT;
  if (cursor.end - at < 8) return DECODE.TRUNCATED_TRANSPORT;
  packet.icmpType = bytes[at]!;
  packet.icmpCode = bytes[at + 1]!;
  packet.checksum = (bytes[at + 2]! << 8) | bytes[at + 3]!;
  setPayload(cursor, packet, at + 8, cursor.wireEnd);
  return DECODE.OK;
};

/** RFC 9260 §3.1; chunks are the payload. */
const readSctp = (cursor: Cursor, packet: Packet): DecodeCode => {
  const { bytes, at } = cursor;
  if (cursor.wireEnd - at < 12) return DECODE.BAD_TRANSPORT;
  if (cursor.end - at < 12) return DECODE.TRUNCATED_TRANSPORT;
  packet.sourcePort = (bytes[at]! << 8) | bytes[at + 1]!;
  packet.destinationPort = (bytes[at + 2]! << 8) | bytes[at + 3]!;
  packet.checksum = word(bytes, at + 8);
  setPayload(cursor, packet, at + 12, cursor.wireEnd);
  return DECODE.OK;
};

/** AH over IPv4 (RFC 4302 §2): the transport header follows in clear. In IPv6 it is skipped with the extensions. */
const skipAuthentication = (cursor: Cursor, packet: Packet): DecodeCode => {
  const { bytes, at } = cursor;
  if (cursor.end - at < 12) return DECODE.TRUNCATED_TRANSPORT;
  const headerBytes = (bytes[at + 1]! + 2) << 2;
  // One AH inside another is nothing a host sends; refusing it bounds the recursion.
  if (cursor.wireEnd - at < headerBytes || bytes[at] === AUTHENTICATION)
    return DECODE.BAD_TRANSPORT;
  if (cursor.end - at < headerBytes) return DECODE.TRUNCATED_TRANSPORT;
  cursor.protocol = bytes[at]!;
  cursor.at = at + headerBytes;
  return readTransport(cursor, packet);
};

const setPayload = (cursor: Cursor, packet: Packet, start: number, wireEnd: number): void => {
  const end = Math.min(wireEnd, cursor.end);
  // A header that was cut in its options leaves no payload, and the range must not turn round.
  const first = Math.min(start, end);
  packet.payloadStart = first;
  packet.payloadEnd = end;
  packet.payloadBytes = wireEnd - start;
  cursor.at = first;
  cursor.end = end;
  cursor.wireEnd = wireEnd;
};

const word = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
