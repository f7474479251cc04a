// tailscale/disco: the messages by which Tailscale nodes look for a direct path to each other, over the UDP socket that
// WireGuard then uses.
// https://pkg.go.dev/tailscale.com/disco
//
//   magic "TS" and the speech balloon U+1F4AC in UTF-8 (6) | sender's key (32) | nonce (24) | sealed box (18 and more)
//
// Proof: six fixed bytes (48 bits) at the start, a size that holds a message, and a key that is not all alike.
// Looks alike: nothing known. Does not see: sessions over DERP relays only (tls.ts), flows whose path was found before the
// capture, which count as WireGuard.
import { ascii, matchesAt } from '../../wire/codec/ascii.ts';
import { type Datagram, type DatagramDissector, NO, YES } from '../../wire/dissector.ts';

export const tailscaleDisco = Object.freeze({
  id: 'tailscale/disco',
  system: 'tailscale',
  transport: 'udp',
  firstBytes: [0x54],
  bytesMin: 6 + 32 + 24 + 18,
  inspect: ({ bytes, start, end }: Datagram) =>
    matchesAt(bytes, start, end, MAGIC) && bytes[start + 6] !== bytes[start + 37] ? YES : NO,
}) satisfies DatagramDissector;

const MAGIC = ascii('TS\u00f0\u009f\u0092\u00ac');
