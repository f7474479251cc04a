// ipfs/mdns: nodes of libp2p look for each other in their network segment, by multicast DNS.
// https://github.com/libp2p/specs/blob/master/discovery/mdns.md
//
//   question  one, PTR _p2p._udp.local, and no answer known so far
//   answer    PTR _p2p._udp.local, with a TXT record dnsaddr=/ip4/…/tcp/…/p2p/<id>
//
// Proof: the name in bytes at the place of the first name, with the counts of such a message; an answer also holds
// "dnsaddr=/". Programs that list every service of a segment ask for each name they learn, but they begin by asking for the
// list (_services._dns-sd._udp), and repeat with the answers they know: both are refused here.
//
// Looks alike: other multicast DNS. Does not see: hosts whose multicast begins with something else (the flow is then mdns);
// private networks, which use names of their own (_p2p-<hash>); hosts of other segments.
import { ascii, indexOfByte, latin1, matchesAt } from '../../wire/codec/ascii.ts';
import { u16 } from '../../wire/codec/big-endian.ts';
import {
  type Datagram,
  type DatagramDissector,
  type DatagramReader,
  type Direction,
  type FlowSink,
  NO,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';

const MDNS_PORT = 5353;
const HEADER_BYTES = 12;
const SERVICE = ascii('\x04_p2p\x04_udp\x05local\0');
const ADDRESS = ascii('dnsaddr=/');
/** Record type and class; the class of questions may ask for a unicast answer, that of answers may clear caches. */
const PTR = 12;
const IN = 1;
const CLASS_MASK = 0x7fff;
const RESPONSE = 0x8000;
/** Addresses read of one answer; nodes have a handful. */
const ADDRESSES_MAX = 32;

export const mdns = Object.freeze({
  id: 'ipfs/mdns',
  system: 'ipfs',
  transport: 'udp',
  bytesMin: HEADER_BYTES + SERVICE.length + 4,
  inspect: (datagram: Datagram): Verdict => {
    if (datagram.serverPort !== MDNS_PORT) return NO;
    const { bytes, start, end } = datagram;
    return isQuestion(bytes, start, end) || isAnswer(bytes, start, end) ? YES : NO;
  },
  open: (flow: FlowSink): DatagramReader => ({
    push: (direction, bytes, start, end) => {
      if (isAnswer(bytes, start, end)) readAddresses(flow, direction, bytes, start, end);
      return true;
    },
  }),
}) satisfies DatagramDissector;

const isQuestion = (bytes: Uint8Array, start: number, end: number): boolean =>
  end - start === HEADER_BYTES + SERVICE.length + 4 &&
  (u16(bytes, start + 2) & RESPONSE) === 0 &&
  u16(bytes, start + 4) === 1 &&
  u16(bytes, start + 6) === 0 &&
  isServicePointer(bytes, start, end);

const isAnswer = (bytes: Uint8Array, start: number, end: number): boolean =>
  end - start > HEADER_BYTES + SERVICE.length + 4 &&
  (u16(bytes, start + 2) & RESPONSE) !== 0 &&
  u16(bytes, start + 6) > 0 &&
  isServicePointer(bytes, start, end) &&
  nextAddress(bytes, start + HEADER_BYTES, end) >= 0;

const isServicePointer = (bytes: Uint8Array, start: number, end: number): boolean => {
  if (!matchesAt(bytes, start + HEADER_BYTES, end, SERVICE)) return false;
  const at = start + HEADER_BYTES + SERVICE.length;
  return u16(bytes, at) === PTR && (u16(bytes, at + 2) & CLASS_MASK) === IN;
};

/** Where the next "dnsaddr=/" stands, or -1. A datagram is searched once. */
const nextAddress = (bytes: Uint8Array, from: number, end: number): number => {
  for (let at = from; ; at++) {
    at = indexOfByte(bytes, at, end, ADDRESS[0]!);
    if (at < 0) return -1;
    if (matchesAt(bytes, at, end, ADDRESS)) return at;
  }
};

const readAddresses = (
  flow: FlowSink,
  by: Direction,
  bytes: Uint8Array,
  start: number,
  end: number,
): void => {
  let at = nextAddress(bytes, start + HEADER_BYTES, end);
  for (let count = 0; at > start && count < ADDRESSES_MAX; count++) {
    // The byte before is the length of the text.
    const stop = Math.min(end, at + bytes[at - 1]!);
    readAddress(flow, by, latin1(bytes, at + ADDRESS.length - 1, stop));
    at = nextAddress(bytes, at + ADDRESS.length, end);
  }
};

/** `/ip4/192.0.2.1/tcp/4001/p2p/12D3Koo…`, `/ip6/2001:db8::1/udp/4001/quic-v1/p2p/…` */
const readAddress = (flow: FlowSink, by: Direction, text: string): void => {
  const parts = /^\/ip[46]\/([0-9a-f.:]+)\/(tcp|udp)\/(\d{1,5})(?:\/.*?\/p2p|\/p2p)\/(\w+)/i.exec(
    text,
  );
  if (!parts) return;
  const port = Number(parts[3]);
  if (port < 1 || port > 65_535) return;
  const own = by === 0 ? flow.clientAddress : flow.serverAddress;
  flow.end(by).identity = parts[4]!;
  if (parts[1] === own) flow.end(by).listens = port;
  const transport = parts[2] === 'udp' ? 'udp' : 'tcp';
  flow.endpoint(parts[1]!, port, transport, 'ipfs', by, 'was announced to its network segment');
};
