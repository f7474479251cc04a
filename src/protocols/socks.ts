// socks: SOCKS 4, 4a and 5 over TCP, from the client's request and the server's answer together.
// Specification: RFC 1928, RFC 1929 (user and password), https://www.openssh.com/txt/socks4.protocol and socks4a.protocol.
// Sound because: both directions must fit. SOCKS 5: 05, n, n registered methods, answered
// by 05 and one of exactly those methods, followed by what that method demands. SOCKS 4: 04, command, port, address,
// user id closed by NUL as the whole of the client's first words, answered by eight bytes 00 5A–5D.
// Looks alike: first bytes 4 and 5 are common (MQTT-like and game protocols, DCE/RPC 05 00), so one side proves nothing.
// Does not see: connections of which only one direction was captured, GSSAPI-protected sessions after the greeting, the
// datagrams of UDP ASSOCIATE (their relay is told as an endpoint).
import {
  type FlowSink,
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type Verdict,
  YES,
} from '../wire/dissector.ts';
import { SocksReader } from './socks-reader.ts';

export const socks = Object.freeze({
  id: 'socks',
  system: 'socks',
  transport: 'tcp',
  firstBytes: [4, 5],
  inspect: (head: StreamHead): Verdict => {
    if (head.first !== 0 || head.length[0] === 0) return NO;
    return head.bytes[0][0] === 5 ? socks5(head) : socks4(head);
  },
  open: (flow: FlowSink) => new SocksReader(flow),
} satisfies StreamDissector);

/** Methods in a greeting: programs offer up to four. */
const METHODS_MAX = 10;
/** Methods 0x00–0x09 are registered (IANA socks-methods). */
const METHOD_LAST = 9;
const NO_METHOD = 0xff;
const USER_ID_MAX = 255;

const socks5 = (head: StreamHead): Verdict => {
  const client = head.bytes[0];
  const sent = head.length[0]!;
  if (sent < 2) return MORE;
  const count = client[1]!;
  if (count === 0 || count > METHODS_MAX) return NO;
  for (let i = 2; i < 2 + count && i < sent; i++) if (client[i]! > METHOD_LAST) return NO;
  if (sent < 2 + count) return MORE;
  const server = head.bytes[1];
  if (head.length[1]! > 0 && server[0] !== 5) return NO;
  if (head.length[1]! < 2) return sent > 2 + count ? optimistic(client, sent, 2 + count) : MORE;
  return afterMethod(head, 2 + count);
};

/** Some clients send on before the method is chosen; it must then read as a request or a sign-in. */
const optimistic = (client: Uint8Array, sent: number, at: number): Verdict => {
  const next = client[at]!;
  return next === 1 || next === 5 ? (sent > at + 600 ? NO : MORE) : NO;
};

const afterMethod = (head: StreamHead, at: number): Verdict => {
  const client = head.bytes[0];
  const sent = head.length[0]!;
  const method = head.bytes[1][1]!;
  if (method === NO_METHOD) return head.length[1] === 2 ? YES : NO;
  const offered = client.indexOf(method, 2);
  if (offered < 0 || offered >= at) return NO;
  if (sent === at) return head.ended && head.length[1] === 2 ? YES : MORE;
  if (method !== 0) return client[at] === 1 ? YES : NO;
  if (sent < at + 4) return MORE;
  return client[at] === 5 &&
    isCommand(client[at + 1]!) &&
    client[at + 2] === 0 &&
    isKind(client[at + 3]!)
    ? YES
    : NO;
};

const isCommand = (byte: number): boolean => byte >= 1 && byte <= 3;
const isKind = (byte: number): boolean => byte === 1 || byte === 3 || byte === 4;

const socks4 = (head: StreamHead): Verdict => {
  const client = head.bytes[0];
  const sent = head.length[0]!;
  if (client[0] !== 4 || (sent > 1 && client[1] !== 1 && client[1] !== 2)) return NO;
  const end = socks4End(client, sent);
  if (end < 0) return NO;
  const server = head.bytes[1];
  const answered = head.length[1]!;
  if (answered > 0 && server[0] !== 0) return NO;
  if (answered > 1 && (server[1]! < 0x5a || server[1]! > 0x5d)) return NO;
  if (end === 0) return answered > 0 ? NO : MORE;
  return answered < 8 ? MORE : YES;
};

/** One past the request (user id, and name for 4a); 0: not whole yet; -1: no request. */
const socks4End = (client: Uint8Array, sent: number): number => {
  const userEnd = wordEnd(client, 8, sent, 0);
  if (userEnd <= 0) return userEnd;
  const named = client[4] === 0 && client[5] === 0 && client[6] === 0 && client[7] !== 0;
  return named ? wordEnd(client, userEnd, sent, 1) : userEnd;
};

const wordEnd = (bytes: Uint8Array, start: number, end: number, lengthMin: number): number => {
  for (let at = start; at < end; at++) {
    if (bytes[at] === 0) return at - start < lengthMin ? -1 : at + 1;
    if (bytes[at]! < 0x20 || bytes[at]! > 0x7e || at - start >= USER_ID_MAX) return -1;
  }
  return 0;
};
