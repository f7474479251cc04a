// The usual packet in one piece: Ethernet, IPv4 without options, TCP or UDP, not a fragment, nothing inside it.
// Does what link.ts, ip.ts and transport.ts do together, and leaves every other packet to them. It stays while
// bench/micro/decode.bench.mjs shows that it wins; a test holds it to the same results as the long way.
import { type Packet, TCP, UDP } from './packet.ts';

/** True when the packet was read. False says nothing about the packet: take the long way. */
export const decodeUsual = (
  packet: Packet,
  bytes: Uint8Array,
  start: number,
  end: number,
  wireBytes: number,
): boolean => {
  const transportAt = start + 34;
  // 14 + 20 + 20, so that the TCP header is inside; an empty UDP datagram padded to 60 bytes is as well.
  if (end - start < 54 || bytes[start + 12] !== 8 || bytes[start + 13] !== 0) return false;
  if (bytes[start + 14] !== 0x45 || ((bytes[start + 20]! & 0x3f) | bytes[start + 21]!) !== 0)
    return false;
  const protocol = bytes[start + 23]!;
  const total = (bytes[start + 16]! << 8) | bytes[start + 17]!;
  const wireEnd = start + 14 + total;
  let payloadStart = transportAt + 8;
  let payloadWireEnd = wireEnd;
  if (protocol === TCP) {
    const headerBytes = (bytes[transportAt + 12]! >> 4) << 2;
    payloadStart = transportAt + headerBytes;
    if (headerBytes < 20 || payloadStart > wireEnd || payloadStart > end) return false;
    packet.tcpSequence = word(bytes, transportAt + 4);
    packet.tcpAcknowledgment = word(bytes, transportAt + 8);
    packet.tcpFlags = bytes[transportAt + 13]!;
    packet.checksum = (bytes[transportAt + 16]! << 8) | bytes[transportAt + 17]!;
  } else if (protocol === UDP) {
    const length = (bytes[transportAt + 4]! << 8) | bytes[transportAt + 5]!;
    payloadWireEnd = transportAt + length;
    if (length < 8 || payloadWireEnd > wireEnd) return false;
    packet.tcpSequence = 0;
    packet.tcpAcknowledgment = 0;
    packet.tcpFlags = 0;
    packet.checksum = (bytes[transportAt + 6]! << 8) | bytes[transportAt + 7]!;
  } else return false;
  packet.protocol = protocol;
  packet.sourcePort = (bytes[transportAt]! << 8) | bytes[transportAt + 1]!;
  packet.destinationPort = (bytes[transportAt + 2]! << 8) | bytes[transportAt + 3]!;
  if (protocol === UDP && mayCarry(packet.sourcePort, packet.destinationPort)) return false;
  readAddresses(packet, bytes, start);
  packet.ttl = bytes[start + 22]!;
  packet.ipId = (bytes[start + 18]! << 8) | bytes[start + 19]!;
  packet.ipBytes = total;
  packet.ipPackets = 1;
  packet.encapsulation = 0;
  packet.bytes = bytes;
  packet.payloadStart = payloadStart;
  packet.payloadEnd = Math.min(payloadWireEnd, end);
  packet.payloadBytes = payloadWireEnd - payloadStart;
  packet.cut = end - start < wireBytes || payloadWireEnd > end;
  return true;
};

const readAddresses = ({ mac, words }: Packet, bytes: Uint8Array, start: number): void => {
  mac[0] = (bytes[start + 6]! << 16) | (bytes[start + 7]! << 8) | bytes[start + 8]!;
  mac[1] = (bytes[start + 9]! << 16) | (bytes[start + 10]! << 8) | bytes[start + 11]!;
  mac[2] = (bytes[start]! << 16) | (bytes[start + 1]! << 8) | bytes[start + 2]!;
  mac[3] = (bytes[start + 3]! << 16) | (bytes[start + 4]! << 8) | bytes[start + 5]!;
  words[0] = 0;
  words[1] = 0;
  words[2] = 0xffff;
  words[3] = word(bytes, start + 26);
  words[4] = 0;
  words[5] = 0;
  words[6] = 0xffff;
  words[7] = word(bytes, start + 30);
};

/** Ports encapsulation.ts looks into. */
const mayCarry = (source: number, destination: number): boolean =>
  destination === 4789 || destination === 8472 || destination === 3544 || source === 3544;

const word = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
