// steam-local/discovery: Steam clients finding each other in the local network, before they stream or hand on games.
// https://codingrange.com/blog/steam-in-home-streaming-discovery-protocol
//
// Proof: eight fixed bytes, and the length of the header behind them (4, little endian) lies inside the datagram.
// Looks alike: queries of Source game servers begin with FF FF FF FF too. Does not see: the transfer itself (TLS).
import { u32 } from '../../wire/codec/big-endian.ts';
import { type Datagram, type DatagramDissector, NO, YES } from '../../wire/dissector.ts';

export const steamDiscovery = Object.freeze({
  id: 'steam-local/discovery',
  system: 'steam-local',
  transport: 'udp',
  firstBytes: [0xff],
  bytesMin: 16,
  inspect: ({ bytes, start, end }: Datagram) => {
    if (u32(bytes, start) !== 0xffffffff || u32(bytes, start + 4) !== 0x214c5fa0) return NO;
    const header = bytes[start + 8]! | (bytes[start + 9]! << 8);
    return bytes[start + 11] === 0 && bytes[start + 10] === 0 && start + 12 + header <= end
      ? YES
      : NO;
  },
}) satisfies DatagramDissector;
