// Fragments of the semi-reliable UDP layer that Gnutella2 brought ("GND") and Gnutella took over ("GTA").
// Specification: gtk-gnutella, src/core/udp_reliable.h and src/core/rx_ut.c; g2.doxu.org "UDP transceiver".
//
//   0 ─ 2 tag │ 3 flags │ 4 ─ 5 sequence │ 6 part │ 7 parts in all, 0: an acknowledgment │ 8 ─ data
import { isZlib } from './descriptor.ts';

export const FRAGMENT_BYTES = 8;
export const FLAG_DEFLATED = 0x01;

const FLAG_EXTENDED = 0x20;
/** Deflated, acknowledge me, improved acknowledgments. Other bits are undefined: no program sets them. */
const FLAGS_DATA = 0x13;
/** The same, cumulative and extended acknowledgments. */
const FLAGS_ACKNOWLEDGMENT = 0x33;

export const NOT_FRAGMENT = 0;
/** An acknowledgment, whole. */
export const ACKNOWLEDGMENT = 1;
/** A later part: nothing in it can be checked. */
export const LATER_PART = 2;
/** The first part of a deflated message; its zlib header is right. */
export const FIRST_DEFLATED = 3;
/** The first part of a plain message: the caller checks what it carries. */
export const FIRST_PLAIN = 4;

/** Kind of the fragment behind a tag that the caller has compared. */
export const fragmentKind = (bytes: Uint8Array, start: number, end: number): number => {
  if (end - start < FRAGMENT_BYTES) return NOT_FRAGMENT;
  const flags = bytes[start + 3]!;
  const part = bytes[start + 6]!;
  const parts = bytes[start + 7]!;
  const known = parts === 0 ? FLAGS_ACKNOWLEDGMENT : FLAGS_DATA;
  if ((flags & ~known) !== 0) return NOT_FRAGMENT;
  if (parts === 0) {
    const length = (flags & FLAG_EXTENDED) !== 0 ? FRAGMENT_BYTES + 4 : FRAGMENT_BYTES;
    return part !== 0 && end - start === length ? ACKNOWLEDGMENT : NOT_FRAGMENT;
  }
  if (part === 0 || part > parts || end - start === FRAGMENT_BYTES) return NOT_FRAGMENT;
  if (part > 1) return LATER_PART;
  if ((flags & FLAG_DEFLATED) === 0) return FIRST_PLAIN;
  return isZlib(bytes, start + FRAGMENT_BYTES, end) ? FIRST_DEFLATED : NOT_FRAGMENT;
};
