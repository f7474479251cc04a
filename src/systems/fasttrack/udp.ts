// fasttrack/udp: a client asks supernodes whether they are there, and they answer.
// Formats: MLDonkey, src/networks/fasttrack/fasttrackProto.ml (UdpMessages); the PROTOCOL notes of giFT-FastTrack
//
//   ping             27 │ encryption types 4 (highest byte first) │ 1 byte │ name of the network, NUL
//   supernode pong   28 │ encryption types 4                      │ 6 bytes │ name of the network, NUL
//   node pong        29 │ encryption types 4                      │ what is left unsaid
//
// Proof: the datagram ends in the name of one of the networks and NUL (48 bits and more) at the place that the type
// demands, and the encryption types, a set of ten bits, leave 22 bits clear. A node pong proves nothing and needs the ping.
// Looks alike: nothing known. Does not see: networks under other names.
//
// A supernode takes TCP connections on the port on which it answers: such an endpoint is told (the connections themselves
// are encrypted, and only those of giFT and MLDonkey begin with a constant: supernode.ts).
import { ascii, matchesAt } from '../../wire/codec/ascii.ts';
import { u32 } from '../../wire/codec/big-endian.ts';
import {
  type Datagram,
  type DatagramDissector,
  type DatagramReader,
  type FlowSink,
  NO,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';

const PING = 0x27;
const SUPERNODE_PONG = 0x28;
/** Bytes before the name. */
const PING_HEADER_BYTES = 6;
const PONG_HEADER_BYTES = 11;
/** Ten kinds of encryption have a bit each (giFT-FastTrack). */
const ENCRYPTION_TYPES_MAX = 0x3ff;

/** Kazaa, Grokster and early Morpheus; iMesh; as X-Kazaa-Network has them too. */
const NETWORKS = ['KaZaA\0', 'fileshare\0', 'Grokster\0', 'MusicCity\0'].map(ascii);

export const fasttrackUdp = Object.freeze({
  id: 'fasttrack/udp',
  system: 'fasttrack',
  transport: 'udp',
  firstBytes: [PING, SUPERNODE_PONG],
  bytesMin: 12,
  inspect: ({ bytes, start, end }: Datagram): Verdict => (isNamed(bytes, start, end) ? YES : NO),
  open: (flow: FlowSink): DatagramReader => ({
    push(direction, bytes, start, end) {
      if (bytes[start] !== SUPERNODE_PONG || !isNamed(bytes, start, end)) return true;
      flow.end(direction).role = 'supernode';
      const how = 'answered as a FastTrack supernode';
      const [address, port] =
        direction === 1
          ? [flow.serverAddress, flow.serverPort]
          : [flow.clientAddress, flow.clientPort];
      flow.endpoint(address, port, 'tcp', 'fasttrack', direction, how);
      return false;
    },
  }),
}) satisfies DatagramDissector;

const isNamed = (bytes: Uint8Array, start: number, end: number): boolean => {
  const header = bytes[start] === PING ? PING_HEADER_BYTES : PONG_HEADER_BYTES;
  const name = start + header;
  if (name >= end) return false;
  const types = u32(bytes, start + 1);
  if (types === 0 || types > ENCRYPTION_TYPES_MAX) return false;
  for (const network of NETWORKS)
    if (name + network.length === end && matchesAt(bytes, name, end, network)) return true;
  return false;
};
