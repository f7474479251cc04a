// One decoded packet. There is one object of this class per reader; it is refilled for every packet and never kept.

export const TCP = 6;
export const UDP = 17;
export const ICMP = 1;
export const ICMP6 = 58;
export const SCTP = 132;

/** TCP flag bits (RFC 9293 §3.1). */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const ACK = 0x10;

/** Encapsulations a packet may have come through; a bit each, so that a packet needs no list. */
export const ENCAPSULATIONS = [
  'gre',
  'ip-in-ip',
  'vxlan',
  'teredo',
  'pppoe',
  'mpls',
  'gtp-u',
  'erspan',
  'geneve',
] as const;
export type Encapsulation = (typeof ENCAPSULATIONS)[number];

/** Bits of `Packet.encapsulation`, in the order of ENCAPSULATIONS; the flow table keeps 16. */
export const VIA = {
  GRE: 1,
  IP_IN_IP: 2,
  VXLAN: 4,
  TEREDO: 8,
  PPPOE: 16,
  MPLS: 32,
  GTP_U: 64,
  ERSPAN: 128,
  GENEVE: 256,
} as const;

export class Packet {
  /** Source words 0–3, destination words 4–7 (model/address.ts); big-endian values as signed 32 bits. */
  readonly words = new Int32Array(8);
  /** Link-layer source and destination of the outermost frame: two 24-bit halves each, 0 where there is none. */
  readonly mac = new Int32Array(4);
  /** Epoch milliseconds with fraction. */
  at = 0;
  /** Byte offset of the record in its file. */
  recordOffset = 0;
  /** IP protocol of the innermost packet that could be read. */
  protocol = 0;
  sourcePort = 0;
  destinationPort = 0;
  /** Length of the innermost IP packet, header included, as the header says (capture may hold less). */
  ipBytes = 0;
  ttl = 0;
  /** Bytes the payload is read from: the capture's block, or a reassembled packet of our own. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Payload of TCP, UDP or ICMP: first byte and one past the last byte that was captured. */
  payloadStart = 0;
  payloadEnd = 0;
  /** Length the payload has on the wire; larger than captured when the packet was cut. */
  payloadBytes = 0;
  tcpFlags = 0;
  tcpSequence = 0;
  tcpAcknowledgment = 0;
  /** IPv4 identification, or 0; with the checksum it tells a duplicate from a retransmission. */
  ipId = 0;
  checksum = 0;
  /** Only of the packet's own meaning when `protocol` is ICMP or ICMP6. */
  icmpType = 0;
  icmpCode = 0;
  /** IP packets this one came in: 1, or the number of its fragments; `ipBytes` is then their sum. */
  ipPackets = 1;
  /** Bits of ENCAPSULATIONS, outermost information only. */
  encapsulation = 0;
  cut = false;
}
