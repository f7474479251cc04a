// wireguard/udp: WireGuard, by its handshake or by data messages that count up.
// https://www.wireguard.com/protocol/
//
// Proof: a type of 1–4 with three zero bytes and the type's size, and an answer that gives the initiation's index back
// (32 random bits); or, when the handshake was not captured, three data messages of one direction to one index, whose
// counters of 64 bits follow each other; or three initiations that nobody answers, filled with random bytes.
//
// Looks alike: formats with a small number of 32 bits, little endian, in front (RTMP over UDP, games, DNS with id 0100 or
// 0400 and no flags): they give no index back. Cloudflare WARP fills the reserved bytes (cloudflare-warp/udp.ts).
// Does not see: AmneziaWG and other changes of the types, WireGuard inside other formats (udp2raw, wstunnel), and who a
// commercial provider is.

import { followSession } from '../../protocols/wireguard-session.ts';
import { type Datagram, type DatagramDissector, NO, type Verdict } from '../../wire/dissector.ts';

export const wireguardUdp = Object.freeze({
  id: 'wireguard/udp',
  system: 'wireguard',
  transport: 'udp',
  firstBytes: [1, 2, 3, 4],
  bytesMin: 32,
  inspect: (datagram: Datagram): Verdict => {
    const { bytes, start } = datagram;
    if (bytes[start + 1] !== 0 || bytes[start + 2] !== 0 || bytes[start + 3] !== 0) return NO;
    return followSession(datagram, bytes[start]!);
  },
}) satisfies DatagramDissector;
