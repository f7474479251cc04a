// What a scan asks to find nodes of Kad: for contacts, as a node does that begins (aMule KademliaUDPListener.cpp), and a ping.
//
//   E4 01 ─► ◄─ E4 09, own id 16, TCP port 2, version 1, count 2, contacts of 25 each        Kad 2 bootstrap
//   E4 60 ─► ◄─ E4 61, our port 2                                                           Kad 2 ping
//
// Sound because: the length must fit the count; the pong names the port that we asked from, of exactly four bytes, and is
// only a hint, so that the bootstrap is asked first. Packed answers (E5 09) begin as zlib does.
// Does not see: nodes that answer obfuscated datagrams only, and those that Kad is switched off at.
import { hex } from '../../wire/codec/hex.ts';
import { NO } from '../../wire/dissector.ts';
import { u16At } from '../edonkey/fields.ts';
import { isZlib } from '../edonkey/packed.ts';
import type { DatagramProbe, Probe } from '../probe.ts';
import { KAD, KAD_PACKED } from './shape.ts';

const CONTACT_BYTES = 25;
const HEAD_BYTES = 23;

const bootstrap: DatagramProbe = {
  id: 'kad/udp',
  transport: 'udp',
  ports: [4672],
  // eMule's UDP port is ten above its TCP port, unless changed.
  besideTcp: [0, 10],
  open: () => [
    {
      opening: Uint8Array.of(KAD, 0x01),
      read: (bytes, length) => {
        if (bytes[1] !== 0x09 || length < 4) return NO;
        if (bytes[0] === KAD_PACKED && isZlib(bytes[2]!, bytes[3]!))
          return { system: 'kad', protocol: 'kad/udp' };
        if (bytes[0] !== KAD || length < HEAD_BYTES) return NO;
        if (length !== HEAD_BYTES + CONTACT_BYTES * u16At(bytes, 21)) return NO;
        return {
          system: 'kad',
          protocol: 'kad/udp',
          identity: hex(bytes, 2, 18),
          text: `TCP port ${u16At(bytes, 18)}, Kad ${bytes[20]}`,
        };
      },
    },
  ],
};

export const kadProbes: readonly Probe[] = [bootstrap];
