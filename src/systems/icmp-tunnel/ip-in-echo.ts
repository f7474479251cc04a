// icmp-tunnel/ip-in-echo: IP packets in ICMP echo, as icmptx, both programs called icmptunnel, and hans carry them.
// Specification: the packet is an IPv4 packet (RFC 791 §3.1) as a tun device hands it over, behind the data's first
// 0 (icmptunnel), 4 (icmptx: flags and EtherType of the device), 5 (hans: `hanc` or `hans`, type) or 6 bytes.
// Sound because: version, a total length that is what is left of the datagram, and the header's checksum: 36 bits in one
// message, asked of two messages. The data of `ping` are a time and a pattern; its sizes and patterns do not matter.
// Looks alike: ICMP errors quote a packet with all of that; they have other types and are not asked about.
// Does not see: what is encrypted before it is wrapped; IPv6 inside; echo messages cut by the capture; ICMPv6.

import { u16 } from '../../wire/codec/big-endian.ts';
import {
  type Datagram,
  type DatagramDissector,
  MORE,
  NO,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import { isEcho } from './echo.ts';

const HEADER = 20;
const OFFSETS = [0, 4, 5, 6] as const;

export const ipInEcho = Object.freeze({
  id: 'icmp-tunnel/ip-in-echo',
  system: 'icmp-tunnel',
  transport: 'icmp',
  bytesMin: HEADER,
  inspect: (datagram: Datagram): Verdict => {
    const { bytes, start, end } = datagram;
    if (!isEcho(datagram)) return NO;
    for (let i = 0; i < OFFSETS.length; i++) {
      if (!isPacket(bytes, start + OFFSETS[i]!, end)) continue;
      datagram.memory++;
      return datagram.memory > 1 ? YES : MORE;
    }
    // A tunnel may begin with messages of its own, a ping never becomes one: further messages cost little.
    return MORE;
  },
} satisfies DatagramDissector);

/** An IPv4 packet from `at` to the end, with a checksum that is right. */
const isPacket = (bytes: Uint8Array, at: number, end: number): boolean => {
  if (end - at < HEADER || bytes[at]! >> 4 !== 4 || u16(bytes, at + 2) !== end - at) return false;
  const header = (bytes[at]! & 15) << 2;
  if (header < HEADER || header > end - at || bytes[at + 8] === 0) return false;
  let sum = 0;
  for (let i = at; i < at + header; i += 2) sum += u16(bytes, i);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum === 0xffff;
};
