// gnutella/dht: Mojito, the Kademlia of LimeWire and gtk-gnutella, on the same UDP port as Gnutella.
//
// Specification: gtk-gnutella, doc/gnutella/DHT/messages (from LimeWire's wiki, 2008-07-05).
//
//   0 ─ 15 message id │ 16 'D' │ 17 ─ 18 version │ 19 ─ 22 length, little-endian │ 23 operation 1–10
//   24 vendor 4, version 2, KUID 20 │ address: length 4 or 16, IP, port big-endian │ instance, flags │ extension 2
//
// Sound because one datagram is one message: 'D', a length of exactly the datagram, an operation of ten, a vendor code
// of letters and an address length of two are together more than 60 bits. Looks alike: nothing known.
// Does not see: values that are sent over TCP; what a lookup for anything but "ALOC" (locations of a file) is about.
import { type Datagram, type DatagramDissector, NO, YES } from '../../wire/dissector.ts';
import { openDatagrams } from './datagrams.ts';
import { DHT_BYTES_MIN, isDhtMessage } from './dht-messages.ts';

export const gnutellaDht = Object.freeze({
  id: 'gnutella/dht',
  system: 'gnutella',
  transport: 'udp',
  bytesMin: DHT_BYTES_MIN,
  inspect: (datagram: Datagram) =>
    isDhtMessage(datagram.bytes, datagram.start, datagram.end) ? YES : NO,
  open: openDatagrams,
}) satisfies DatagramDissector;
