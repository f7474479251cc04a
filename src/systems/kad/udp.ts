// kad/udp: Kademlia as eMule, aMule and MLDonkey speak it, plain (E4) and zlib-packed (E5).
//
//   E4 21 lookup ► ◄ 29 contacts · E4 11 hello ► ◄ 19 · 33/34/35 search ► ◄ 3B · 43/44/45 publish ► ◄ 4B · 60 ► ◄ 61
//
// Facts: aMule src/kademlia/net/KademliaUDPListener.cpp. Lookup, contacts, ping and pong checked against captures of
// aMule 2.3.3; the rest against bytes made after that source.
// Sound because every opcode has an exact length, most a count or tags that must end where the datagram does: 22 bits
// and more beside the length. Messages of two bytes and a number (ping, pong, firewall checks) count only when two
// datagrams of the flow are such messages.
// Looks alike: QUIC handshake packets begin E0–EF; their second byte is a version, and no length rule here fits.
// Not seen: obfuscated Kad (the default since 2008), in which no byte is constant: opened.ts. A flow whose first datagram
// is obfuscated is not looked at again here, although plain ones may follow.
import { type Datagram, type DatagramDissector, MORE, NO, YES } from '../../wire/dissector.ts';
import { withHidden } from './opened-reader.ts';
import { openKad } from './reader.ts';
import { KAD, KAD_PACKED, weighKad } from './shape.ts';

export const kadUdp = Object.freeze({
  id: 'kad/udp',
  system: 'kad',
  transport: 'udp',
  firstBytes: [KAD, KAD_PACKED],
  bytesMin: 2,
  inspect(datagram: Datagram) {
    const strength = weighKad(datagram.bytes, datagram.start, datagram.end);
    if (strength === 0) return NO;
    datagram.memory += strength;
    return datagram.memory >= 2 ? YES : MORE;
  },
  open: withHidden(openKad),
}) satisfies DatagramDissector;
