// resilio/udp: Resilio Sync (BitTorrent Sync) looking for the other computers of a folder, in the network and at trackers.
// No specification is published; that messages begin with BSYN is known from libprotoident. No capture was at hand:
// checked on bytes made after hearsay only, so that real messages may be missed.
//
// Proof: "BSYN", a zero byte and a bencoded dictionary of which the message type `m` is a text (64 bits).
// Looks alike: nothing known. Does not see: its transfers, which are encrypted µTP and TCP.
import { ascii, matchesAt } from '../../wire/codec/ascii.ts';
import { type Datagram, type DatagramDissector, NO, YES } from '../../wire/dissector.ts';

export const resilioUdp = Object.freeze({
  id: 'resilio/discovery',
  system: 'resilio',
  transport: 'udp',
  firstBytes: [0x42],
  bytesMin: 12,
  inspect: ({ bytes, start, end }: Datagram) =>
    matchesAt(bytes, start, end, HEAD) && bytes[end - 1] === 0x65 ? YES : NO,
}) satisfies DatagramDissector;

const HEAD = ascii('BSYN\u0000d1:m');
