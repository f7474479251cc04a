// The fields of one line of conntrack, as positions and numbers. Two tuples follow each other; `src=` begins each.
import { LIMITS } from '../../model/limits.ts';
import {
  BRACKET_CLOSE,
  BRACKET_OPEN,
  DOT,
  decimal,
  EQUALS,
  fieldEnd,
  is,
  portNumber,
  skipBlanks,
} from '../fields.ts';

export interface Tuple {
  sourceStart: number;
  sourceEnd: number;
  destinationStart: number;
  destinationEnd: number;
  /** -1 for protocols without ports. */
  sourcePort: number;
  destinationPort: number;
  icmpId: number;
  /** -1 when accounting is off. */
  packets: number;
  bytes: number;
}

/** `none`: a line of a table. */
export type ConntrackEvent = 'none' | 'new' | 'update' | 'destroy';

/** Reused from line to line. */
export class ConntrackRecord {
  event: ConntrackEvent = 'none';
  /** Epoch ms, or NaN. */
  at = Number.NaN;
  /** IP protocol number. */
  protocol = -1;
  /** Identity that the kernel gave, or -1. */
  id = -1;
  unreplied = false;
  /** Age at the end (`delta-time=`), or -1. */
  ageSeconds = -1;
  tuples = 0;
  readonly directions: readonly [Tuple, Tuple] = [emptyTuple(), emptyTuple()];

  /** False when the line is no entry. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.event = 'none';
    this.at = Number.NaN;
    this.protocol = this.id = this.ageSeconds = -1;
    this.unreplied = false;
    this.tuples = 0;
    let at = start;
    let lastNumber = -1;
    for (let fields = 0; at < end && fields < LIMITS.logFieldsMax; fields++) {
      const stop = fieldEnd(bytes, at, end);
      const equals = bytes.indexOf(EQUALS, at);
      if (bytes[at] === BRACKET_OPEN) this.#bracket(bytes, at + 1, stop - 1, stop);
      else if (equals > at && equals < stop) {
        if (this.protocol < 0) this.protocol = lastNumber;
        if (this.protocol < 0 || !this.#value(bytes, at, equals, stop)) return false;
      } else if (this.protocol < 0 && lastNumber < 0) {
        // Words before the protocol's number: family (`ipv4`, with its own number), protocol name.
        if (!isName(bytes, at, stop)) return false;
        const number = skipBlanks(bytes, stop, end);
        const numberEnd = fieldEnd(bytes, number, end);
        const value = decimal(bytes, number, numberEnd);
        if (value < 0 || value > 255) return false;
        if (!is(bytes, at, stop, 'ipv4') && !is(bytes, at, stop, 'ipv6')) lastNumber = value;
        at = skipBlanks(bytes, numberEnd, end);
        continue;
      }
      const next = skipBlanks(bytes, stop, end);
      if (next === at) return false;
      at = next;
    }
    return this.tuples > 0;
  }

  /** `[1795326729.428039]`, `[NEW]`, `[UNREPLIED]`, `[ASSURED]`. */
  #bracket(bytes: Uint8Array, start: number, end: number, stop: number): void {
    if (bytes[stop - 1] !== BRACKET_CLOSE) return;
    if (is(bytes, start, end, 'NEW')) this.event = 'new';
    else if (is(bytes, start, end, 'UPDATE')) this.event = 'update';
    else if (is(bytes, start, end, 'DESTROY')) this.event = 'destroy';
    else if (is(bytes, start, end, 'UNREPLIED')) this.unreplied = true;
    else if (Number.isNaN(this.at)) {
      const dot = bytes.indexOf(DOT, start);
      if (dot <= start || dot >= end) return;
      const seconds = decimal(bytes, start, dot);
      const fraction = decimal(bytes, dot + 1, end);
      if (seconds >= 0 && fraction >= 0)
        this.at = seconds * 1000 + (fraction * 1000) / 10 ** (end - dot - 1);
    }
  }

  #value(bytes: Uint8Array, start: number, equals: number, end: number): boolean {
    const value = equals + 1;
    if (is(bytes, start, equals, 'src')) {
      // A third source is no conntrack line.
      if (this.tuples === 2) return false;
      clear(this.directions[this.tuples++]!, value, end);
      return true;
    }
    if (this.tuples === 0) return false;
    const tuple = this.directions[this.tuples - 1]!;
    if (is(bytes, start, equals, 'dst')) {
      tuple.destinationStart = value;
      tuple.destinationEnd = end;
    } else if (is(bytes, start, equals, 'sport')) tuple.sourcePort = portNumber(bytes, value, end);
    else if (is(bytes, start, equals, 'dport'))
      tuple.destinationPort = portNumber(bytes, value, end);
    else if (is(bytes, start, equals, 'packets')) tuple.packets = decimal(bytes, value, end);
    else if (is(bytes, start, equals, 'bytes')) tuple.bytes = decimal(bytes, value, end);
    else if (is(bytes, start, equals, 'type')) tuple.icmpId = -2;
    else if (is(bytes, start, equals, 'delta-time')) this.ageSeconds = decimal(bytes, value, end);
    else if (is(bytes, start, equals, 'id')) {
      // Behind `type=` the first id is that of the echo; the connection's own comes last.
      if (tuple.icmpId === -2) tuple.icmpId = decimal(bytes, value, end);
      else this.id = decimal(bytes, value, end);
    }
    return true;
  }
}

const emptyTuple = (): Tuple => ({
  sourceStart: 0,
  sourceEnd: 0,
  destinationStart: 0,
  destinationEnd: 0,
  sourcePort: -1,
  destinationPort: -1,
  icmpId: -1,
  packets: -1,
  bytes: -1,
});

const clear = (tuple: Tuple, sourceStart: number, sourceEnd: number): void => {
  tuple.sourceStart = sourceStart;
  tuple.sourceEnd = sourceEnd;
  tuple.destinationStart = tuple.destinationEnd = 0;
  tuple.sourcePort = tuple.destinationPort = tuple.icmpId = tuple.packets = tuple.bytes = -1;
};

/** Lower-case word with digits: `tcp`, `icmpv6`, `unknown`. */
const isName = (bytes: Uint8Array, start: number, end: number): boolean => {
  if (end - start < 2 || end - start > 12) return false;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (!((byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57))) return false;
  }
  return true;
};
