// teamviewer/udp: TeamViewer between two computers over UDP.
// No specification is published; checked against one capture, which is not part of the project.
//
//   sequence (4) | acknowledged (4) | session (2) | type (1) | 17 24 | command (1) | length (2, little endian) …
//
// Proof: in two datagrams of a flow the magic stands at 11 and the length leads exactly to the end (twice 32 bits).
// Looks alike: nothing known. Does not see: forms of the format that other versions may have.
import { type Datagram, type DatagramDissector, MORE, NO, YES } from '../../wire/dissector.ts';

export const teamviewerUdp = Object.freeze({
  id: 'teamviewer/udp',
  system: 'teamviewer',
  transport: 'udp',
  bytesMin: 16,
  inspect: (datagram: Datagram) => {
    const { bytes, start, end } = datagram;
    if (bytes[start + 11] !== 0x17 || bytes[start + 12] !== 0x24) return NO;
    if ((bytes[start + 14]! | (bytes[start + 15]! << 8)) !== end - start - 16) return NO;
    datagram.memory++;
    return datagram.memory >= 2 ? YES : MORE;
  },
}) satisfies DatagramDissector;
