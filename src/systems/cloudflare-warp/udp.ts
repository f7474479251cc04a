// cloudflare-warp/udp: the WireGuard of Cloudflare's WARP client, which writes the device's client id into the three
// bytes that WireGuard reserves as zero; newer clients also set the two upper bits of the type, as QUIC does.
// https://www.wireguard.com/protocol/; the client id: "reserved" in the configuration of programs that speak WARP
// (github.com/ViRb3/wgcf, sing-box). The newer form was found in a capture of 2024, nowhere described.
//
// Proof: reserved bytes that are not zero and the same in all data messages, and otherwise WireGuard's own (protocols/
// wireguard-session.ts): an index given back, or counters of 64 bits that follow each other.
//
// Looks alike: QUIC long headers begin C1–C4 too, with a version in bytes 1–4 and no counter. The data of µTP begin with
// 01, an extension number of 0 to 2 and a constant id, and of one direction alone they look unanswered: an initiation
// must therefore have its exact size, and not such a number. Does not see: WARP over
// MASQUE, which is QUIC or TLS to cloudflareclient.com (tls.ts).

import { INITIATION } from '../../protocols/wireguard-message.ts';
import { followSession } from '../../protocols/wireguard-session.ts';
import { type Datagram, type DatagramDissector, NO, type Verdict } from '../../wire/dissector.ts';

export const warpUdp = Object.freeze({
  id: 'cloudflare-warp/udp',
  system: 'cloudflare-warp',
  transport: 'udp',
  firstBytes: [1, 2, 4, 0xc4],
  bytesMin: 32,
  inspect: (datagram: Datagram): Verdict => {
    const { bytes, start } = datagram;
    const reserved = bytes[start + 1]! | bytes[start + 2]! | bytes[start + 3]!;
    if (bytes[start] === INITIATION && isMicroTransport(datagram)) return NO;
    return reserved === 0 ? NO : followSession(datagram, bytes[start]! & 0x3f);
  },
}) satisfies DatagramDissector;

const INITIATION_BYTES = 148;
const EXTENSION_MAX = 2;

const isMicroTransport = ({ bytes, start, end }: Datagram): boolean =>
  end - start !== INITIATION_BYTES || bytes[start + 1]! <= EXTENSION_MAX;
