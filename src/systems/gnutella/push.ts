// gnutella/push: the connection that a servent opens because it was asked to push a file, and PARQ's call-back.
//
// Specification: Gnutella 0.4 §"Firewalled Servents"; gtk-gnutella, doc/gnutella/PARQ; g2.doxu.org "Push".
//
//   GIV <index>:<32 hex>/<name> LF LF      Gnutella; an HTTP request of the other end follows
//   PUSH guid:<32 hex> CR LF CR LF         Gnutella2
//   QUEUE <id> <address>:<port> CR LF      PARQ: a place in a queue has come up
//
// Sound: a keyword and 32 hexadecimal digits at a fixed place, or an address of the queueing end. Looks alike:
// nothing known. Does not see: the transfer itself; it is HTTP and named by this first line.
import { ascii, isDigit, matchesAt } from '../../wire/codec/ascii.ts';
import {
  type Direction,
  type FlowSink,
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type StreamReader,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import { parseHostPort, tell } from './hosts.ts';
import { cleanText } from './text.ts';

const GIV = ascii('GIV ');
const PUSH = ascii('PUSH guid:');
const QUEUE = ascii('QUEUE ');
const LF = 0x0a;
const COLON = 0x3a;
const SLASH = 0x2f;
const GUID_CHARACTERS = 32;
const INDEX_DIGITS_MAX = 10;
/** Longest first line: keyword, index, GUID and a name of 255 bytes, percent-encoded. */
const LINE_MAX = 900;

export const gnutellaPush = Object.freeze({
  id: 'gnutella/push',
  system: 'gnutella',
  transport: 'tcp',
  firstBytes: [0x47, 0x50, 0x51],
  inspect: (head: StreamHead): Verdict => {
    const bytes = head.bytes[head.first];
    const end = head.length[head.first]!;
    if (matchesAt(bytes, 0, end, GIV)) return inspectGiv(bytes, end);
    if (matchesAt(bytes, 0, end, PUSH)) return inspectGuid(bytes, PUSH.length, end);
    if (matchesAt(bytes, 0, end, QUEUE)) return inspectQueue(bytes, end);
    return isBeginning(bytes, end) ? MORE : NO;
  },
  open: (flow: FlowSink) => openPush(flow),
}) satisfies StreamDissector;

const isBeginning = (bytes: Uint8Array, end: number): boolean => {
  for (const keyword of KEYWORDS) {
    if (end >= keyword.length) continue;
    let same = 0;
    while (same < end && bytes[same] === keyword[same]) same++;
    if (same === end) return true;
  }
  return false;
};

const KEYWORDS = [GIV, PUSH, QUEUE];

const inspectGiv = (bytes: Uint8Array, end: number): Verdict => {
  let at = GIV.length;
  while (at < end && at < GIV.length + INDEX_DIGITS_MAX && isDigit(bytes[at]!)) at++;
  if (at === end) return MORE;
  if (at === GIV.length || bytes[at] !== COLON) return NO;
  const guid = inspectGuid(bytes, at + 1, end);
  if (guid !== YES) return guid;
  const slash = at + 1 + GUID_CHARACTERS;
  if (slash >= end) return MORE;
  return bytes[slash] === SLASH ? YES : NO;
};

const inspectGuid = (bytes: Uint8Array, start: number, end: number): Verdict => {
  const stop = start + GUID_CHARACTERS;
  for (let i = start; i < stop && i < end; i++) {
    const byte = bytes[i]! | 32;
    if (!isDigit(bytes[i]!) && (byte < 0x61 || byte > 0x66)) return NO;
  }
  return stop <= end ? YES : MORE;
};

/** Other protocols may say "QUEUE": the line must end in an address with a port behind an id. */
const inspectQueue = (bytes: Uint8Array, end: number): Verdict => {
  const stop = bytes.subarray(0, Math.min(end, LINE_MAX)).indexOf(LF);
  if (stop < 0) return end < LINE_MAX ? MORE : NO;
  const line = cleanText(bytes, 0, stop);
  return /^QUEUE [0-9a-f]{8,64} \S+:\d{1,5}$/i.test(line) ? YES : NO;
};

const openPush = (flow: FlowSink): StreamReader => {
  let line = new Uint8Array(0);
  let done = false;
  return {
    push(direction, bytes, start, end) {
      if (done) return false;
      const longer = new Uint8Array(line.length + Math.min(end - start, LINE_MAX));
      longer.set(line);
      longer.set(bytes.subarray(start, start + longer.length - line.length), line.length);
      line = longer;
      const stop = line.indexOf(LF);
      if (stop < 0 && line.length < LINE_MAX) return true;
      done = true;
      noteLine(flow, direction, cleanText(line, 0, stop < 0 ? line.length : stop));
      return false;
    },
  };
};

const noteLine = (flow: FlowSink, direction: Direction, line: string): void => {
  const guid = /[:]([0-9a-f]{32})(?:\/(.+))?$/i.exec(line);
  if (guid) flow.end(direction).identity = guid[1]!.toLowerCase();
  if (guid?.[2]) flow.content({ id: '', name: guid[2] });
  const host = line.startsWith('QUEUE ') ? parseHostPort(line.split(' ')[2] ?? '') : null;
  if (!host) return;
  flow.end(direction).listens = host.port;
  const how = 'a place in a queue (PARQ)';
  tell({ flow, direction, system: 'gnutella', how }, host.address, host.port);
};
