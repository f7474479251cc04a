// The fields of one netfilter LOG record, as positions. The kernel writes them in a fixed order, so the first of each
// name is the packet's own; what stands in brackets behind is another packet, quoted by an ICMP error.
import { LIMITS } from '../../model/limits.ts';
import {
  BRACKET_OPEN,
  decimal,
  EQUALS,
  fieldEnd,
  is,
  isBlank,
  portNumber,
  skipBlanks,
  standsAt,
} from '../fields.ts';

/** Reused from line to line. */
export class NetfilterRecord {
  sourceStart = 0;
  sourceEnd = 0;
  destinationStart = 0;
  destinationEnd = 0;
  /** Empty when the record has none. */
  macStart = 0;
  macEnd = 0;
  /** Total length of the IP packet, -1 when it is not told. */
  length = -1;
  sourcePort = -1;
  destinationPort = -1;
  /** IP protocol number; 255 for one that has neither a known name nor a number. */
  protocol = -1;
  /** True when the packet is for the machine itself: it came in and goes out nowhere. */
  toSelf = false;

  /** Where `IN=` or `OUT=` begins a record at or after `start` and before `limit`, or -1. */
  find(bytes: Uint8Array, start: number, limit: number, end: number): number {
    // A record wrapped in JSON is another format: what follows the message would be read as its last field.
    if (bytes[start] === 123) return -1;
    for (let i = start; i < limit; i++) {
      const byte = bytes[i];
      if (byte !== 73 && byte !== 79) continue;
      if (i > start && !endsPrefix(bytes[i - 1]!)) continue;
      if (standsAt(bytes, i, end, 'IN=') || standsAt(bytes, i, end, 'OUT=')) return i;
    }
    return -1;
  }

  /** False when source, destination or protocol is missing. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.sourceEnd = this.destinationEnd = this.macStart = this.macEnd = 0;
    this.length = this.sourcePort = this.destinationPort = this.protocol = -1;
    let inward = false;
    let outward = false;
    let at = start;
    for (let fields = 0; at < end && fields < LIMITS.logFieldsMax; fields++) {
      if (bytes[at] === BRACKET_OPEN) break;
      const stop = fieldEnd(bytes, at, end);
      const equals = equalsIn(bytes, at, stop);
      if (equals > 0) {
        if (is(bytes, at, equals, 'IN')) inward = stop > equals + 1;
        else if (is(bytes, at, equals, 'OUT')) outward = stop > equals + 1;
        else this.#field(bytes, at, equals, stop);
      }
      const next = skipBlanks(bytes, stop, end);
      // Neither field nor blank: a control character, which ends what can be trusted.
      if (next === at) break;
      at = next;
    }
    this.toSelf = inward && !outward;
    return this.sourceEnd > 0 && this.destinationEnd > 0 && this.protocol >= 0;
  }

  #field(bytes: Uint8Array, start: number, equals: number, end: number): void {
    const value = equals + 1;
    if (equals - start === 3) {
      if (is(bytes, start, equals, 'SRC')) {
        if (this.sourceEnd > 0) return;
        this.sourceStart = value;
        this.sourceEnd = end;
      } else if (is(bytes, start, equals, 'DST')) {
        if (this.destinationEnd > 0) return;
        this.destinationStart = value;
        this.destinationEnd = end;
      } else if (is(bytes, start, equals, 'MAC')) {
        if (this.macEnd > 0) return;
        this.macStart = value;
        this.macEnd = end;
      } else if (is(bytes, start, equals, 'LEN')) {
        // UDP has a second LEN=, of the datagram.
        if (this.length < 0) this.length = decimal(bytes, value, end);
      } else if (this.protocol < 0) return;
      else if (is(bytes, start, equals, 'SPT')) {
        if (this.sourcePort < 0) this.sourcePort = portNumber(bytes, value, end);
      } else if (is(bytes, start, equals, 'DPT')) {
        if (this.destinationPort < 0) this.destinationPort = portNumber(bytes, value, end);
      }
    } else if (this.protocol < 0 && is(bytes, start, equals, 'PROTO'))
      this.protocol = protocolNumber(bytes, value, end);
  }
}

/** A rule's prefix may end with anything an administrator chose, but not with a letter or digit. */
const endsPrefix = (byte: number): boolean =>
  isBlank(byte) || byte === 58 || byte === 93 || byte === 45 || byte === 62 || byte === 124;

const equalsIn = (bytes: Uint8Array, start: number, end: number): number => {
  // No field name is longer than PHYSOUT= and MACPROTO=.
  const last = Math.min(end, start + 10);
  for (let i = start; i < last; i++) if (bytes[i] === EQUALS) return i;
  return -1;
};

const protocolNumber = (bytes: Uint8Array, start: number, end: number): number => {
  if (is(bytes, start, end, 'TCP')) return 6;
  if (is(bytes, start, end, 'UDP')) return 17;
  if (is(bytes, start, end, 'ICMP')) return 1;
  if (is(bytes, start, end, 'ICMPv6')) return 58;
  if (is(bytes, start, end, 'SCTP')) return 132;
  const number = decimal(bytes, start, end);
  return number >= 0 && number < 255 ? number : end > start ? 255 : -1;
};
