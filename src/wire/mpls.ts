// MPLS label stacks: RFC 3032. No field names what follows, so that it is told by its looks, as routers do (RFC 4928 §2):
//
//   4, 6   an IP packet, when its lengths fit the frame
//   0      an Ethernet pseudowire with control word (RFC 4385 §3, RFC 4448 §4.6), or a frame whose address begins so
//   1      associated channel (RFC 4385 §5): no traffic of a host
//   other  an Ethernet pseudowire without control word
//
// A frame is believed only with an EtherType whose header begins as it must. Pseudowires of other kinds (ATM, frame
// relay, circuits) are not read.
import { LIMITS } from '../model/limits.ts';
import type { Cursor } from './cursor.ts';
import { fitsIp } from './ip.ts';
import { type Packet, VIA } from './packet.ts';

/** What the cursor points at after `enterLabels`. */
export const LABELLED = { OTHER: 0, IP: 1, ETHERNET: 2, CUT: 3, TOO_MANY: 4 } as const;
export type Labelled = (typeof LABELLED)[keyof typeof LABELLED];

/** The cursor is at the first label. Sets the bit in `packet.encapsulation` when something can be followed. */
export const enterLabels = (cursor: Cursor, packet: Packet): Labelled => {
  const { bytes } = cursor;
  for (let i = 0; i < LIMITS.linkHeadersMax; i++) {
    if (cursor.end - cursor.at < 5) return LABELLED.CUT;
    const bottom = bytes[cursor.at + 2]! & 1;
    cursor.at += 4;
    if (bottom === 0) continue;
    const inside = contentOf(cursor);
    if (inside !== LABELLED.OTHER) packet.encapsulation |= VIA.MPLS;
    return inside;
  }
  return LABELLED.TOO_MANY;
};

const contentOf = (cursor: Cursor): Labelled => {
  if (fitsIp(cursor)) return LABELLED.IP;
  const { at } = cursor;
  if (isFrame(cursor, at)) return LABELLED.ETHERNET;
  const first = cursor.bytes[at]! >> 4;
  // Lengths of packets that a network card has yet to cut do not fit.
  if (first === 4 || first === 6) return LABELLED.IP;
  if (first !== 0 || !isFrame(cursor, at + 4)) return LABELLED.OTHER;
  cursor.at = at + 4;
  return LABELLED.ETHERNET;
};

/** An Ethernet header whose type is known and whose content begins with the version that the type says. */
const isFrame = ({ bytes, end }: Cursor, at: number): boolean => {
  if (end - at < 15) return false;
  switch ((bytes[at + 12]! << 8) | bytes[at + 13]!) {
    case 0x0800:
      return bytes[at + 14]! >> 4 === 4;
    case 0x86dd:
      return bytes[at + 14]! >> 4 === 6;
    case 0x8100:
    case 0x88a8:
    case 0x8847:
      return true;
    case 0x8864:
      return bytes[at + 14] === 0x11;
    default:
      return false;
  }
};
