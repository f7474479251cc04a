// tinc/meta: the connection by which two tinc daemons agree on keys and tell each other about the network.
// https://www.tinc-vpn.org/documentation/Meta_002dprotocol.html; protocol_auth.c of tinc 1.0 and 1.1
//
//   0 name 17          both ends: ID, the node's name, the protocol's version (1.1: 17 and a minor)
//   1 94 64 0 0 6B25…  METAKEY (1.0), or SPTPS records (1.1)
//
// Proof: the first line of both ends is an ID with version 17, and each is all of its end's first line; names hold letters,
// digits and underscores only.
// Looks alike: nothing known. Does not see: tinc's data over UDP, which is random throughout (the port that a node listens
// on is told as an endpoint), meta connections that began before the capture.
import { isDigit, isLetter, latin1 } from '../../wire/codec/ascii.ts';
import {
  type FlowSink,
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type StreamReader,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';

export const tincMeta = Object.freeze({
  id: 'tinc/meta',
  system: 'tinc',
  transport: 'tcp',
  firstBytes: [0x30],
  inspect: (head: StreamHead): Verdict => {
    const one = idEnd(head.bytes[0], head.length[0]!);
    const two = idEnd(head.bytes[1], head.length[1]!);
    if (one === BAD || two === BAD) return NO;
    return one > 0 && two > 0 ? YES : MORE;
  },
  open: (flow: FlowSink): StreamReader => {
    let told = false;
    return {
      push: (direction, bytes, start, end) => {
        if (start !== 0) return false;
        flow.end(direction).nick = latin1(bytes, 2, nameOf(bytes, end));
        // Daemons carry data over UDP from the port that they listen on (option Port).
        if (!told)
          flow.endpoint(flow.serverAddress, flow.serverPort, 'udp', 'tinc', 1, 'is a tinc daemon');
        told = true;
        return false;
      },
    };
  },
}) satisfies StreamDissector;

const BAD = -1;
const NAME_MAX = 64;

/** One past the name. */
const nameOf = (bytes: Uint8Array, length: number): number => {
  let at = 2;
  while (at < length && at < 2 + NAME_MAX && isNameByte(bytes[at]!)) at++;
  return at;
};

/** One past the ID line, 0 when it is not whole yet, BAD when it is none. */
const idEnd = (bytes: Uint8Array, length: number): number => {
  if (length === 0) return 0;
  if (bytes[0] !== 0x30 || (length > 1 && bytes[1] !== 0x20)) return BAD;
  let at = nameOf(bytes, length);
  if (at >= length) return at > 2 + NAME_MAX ? BAD : 0;
  if (at === 2) return BAD;
  for (const byte of VERSION) {
    if (at >= length) return 0;
    if (bytes[at++] !== byte) return BAD;
  }
  if (at < length && bytes[at] === 0x2e) {
    at++;
    while (at < length && at < 2 + NAME_MAX + 8 && isDigit(bytes[at]!)) at++;
  }
  if (at >= length) return 0;
  return bytes[at] === 0x0a ? at + 1 : BAD;
};

/** " 17", the protocol's major version since 2002. */
const VERSION = [0x20, 0x31, 0x37];

const isNameByte = (byte: number): boolean => isLetter(byte) || isDigit(byte) || byte === 0x5f;
