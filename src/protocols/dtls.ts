// dtls: DTLS 1.0–1.3 hellos over UDP (web calls, VPN gateways, things).
// Specification: RFC 6347 §4.1 and §4.2.2, RFC 9147; RFC 5764 (SRTP keys).
// Sound because: type 16, version FE FF or FE FD, epoch 0, a record length and a handshake length with fragment fields
// that fit into each other.
// Looks alike: TLS (TCP, version 03 0x); STUN and media between the same ports, told by the first byte (RFC 7983).
// Does not see: what is inside; DTLS after STUN in the same flow, which keeps the name stun.
import { type Datagram, type DatagramDissector, NO, type Verdict, YES } from '../wire/dissector.ts';
import { u16 } from './recogniser.ts';

const HANDSHAKE = 22;
/** Record header and handshake header. */
const HEADERS = 25;

export const dtls = Object.freeze({
  id: 'dtls',
  system: null,
  transport: 'udp',
  bytesMin: HEADERS,
  firstBytes: [HANDSHAKE],
  inspect: ({ bytes, start, end }: Datagram): Verdict => {
    if (bytes[start + 1] !== 0xfe || (bytes[start + 2] !== 0xff && bytes[start + 2] !== 0xfd))
      return NO;
    const record = u16(bytes, start + 11);
    if (u16(bytes, start + 3) !== 0 || start + 13 + record > end || record < 12) return NO;
    const type = bytes[start + 13]!;
    // Client hello, server hello, hello verify request.
    if (type < 1 || type > 3) return NO;
    const fragment = u24(bytes, start + 22);
    return fragment + 12 <= record && fragment <= u24(bytes, start + 14) ? YES : NO;
  },
} satisfies DatagramDissector);

const u24 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 16) | u16(bytes, at + 1);
