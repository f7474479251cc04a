// tls: TLS 1.0–1.3 and SSL 3.0 over TCP, from the client's hello, the server's hello, or (mid-stream) a chain of records.
// Specification: RFC 8446, RFC 5246; extensions RFC 6066 (SNI), RFC 7301 (ALPN); certificates RFC 5280.
// Sound because: a hello repeats its length and version in two layers (record 16 03 0x, length; message 01, length,
// 03 0x) and bounds its session id and cipher list; random bytes pass about once in 2^50. Mid-stream two record headers
// must follow each other exactly.
// Looks alike: DTLS (datagrams, version FE FD), TLS as a disguise (Trojan, VMess over TLS, stunnel: truly TLS outside),
// OpenVPN over TCP (a length word first).
// Does not see: STARTTLS (the flow keeps its first protocol's name), names in SSL 2.0 framed hellos, ECH inner names; certificates under
// TLS 1.3 are encrypted.
import {
  type FlowSink,
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type TlsSignature,
  type Verdict,
  YES,
} from '../wire/dissector.ts';
import { TlsReader } from './tls-reader.ts';

export const tls = (signatures: readonly TlsSignature[]): StreamDissector =>
  Object.freeze({
    id: 'tls',
    system: null,
    transport: 'tcp',
    firstBytes: [20, 21, 22, 23, 0x80],
    inspect,
    open: (flow: FlowSink) => new TlsReader(flow, signatures),
  } satisfies StreamDissector);

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
/** Largest protected record: 2^14 + 2048 (RFC 5246 §6.2.3). */
const RECORD_MAX = 16_384 + 2048;
/** Record header, message header, version, random and session id length. */
const HELLO_MIN = 44;
/** Bytes of a hello up to its session id length. */
const WHOLE_START = 39;

const inspect = (head: StreamHead): Verdict => {
  const bytes = head.bytes[head.first];
  const length = head.length[head.first]!;
  if (length > 0 && bytes[0] === 0x80) return oldHelloAt(bytes, length);
  const hello = helloAt(bytes, length);
  return hello === NO && head.midstream ? recordsAt(bytes, length) : hello;
};

const helloAt = (bytes: Uint8Array, length: number): Verdict => {
  if (length > 0 && bytes[0] !== HANDSHAKE) return NO;
  if (length > 1 && bytes[1] !== 3) return NO;
  if (length > 2 && bytes[2]! > 4) return NO;
  if (length < HELLO_MIN) return MORE;
  const record = (bytes[3]! << 8) | bytes[4]!;
  const type = bytes[5]!;
  const message = (bytes[6]! << 16) | (bytes[7]! << 8) | bytes[8]!;
  if (type !== CLIENT_HELLO && type !== SERVER_HELLO) return NO;
  if (record < 4 || record > RECORD_MAX || message < 38 || message > 65_535) return NO;
  if (record < WHOLE_START) return splitAt(bytes, length, 5 + record);
  if (bytes[9] !== 3 || bytes[10]! > 4 || bytes[43]! > 32) return NO;
  // A client's hello is the only message of its record; a server's may be followed by its certificate.
  if (type === CLIENT_HELLO && message + 4 < record) return NO;
  return type === CLIENT_HELLO ? ciphersAt(bytes, length, 5 + record) : YES;
};

/** A hello cut into small records, as tools against filters do: the next record must follow exactly. */
const splitAt = (bytes: Uint8Array, length: number, next: number): Verdict =>
  length < next + 5 ? MORE : bytes[next] === HANDSHAKE && isRecord(bytes, next) ? YES : NO;

/** An SSL 2.0 framed hello that offers 3.0 or later (RFC 5246 appendix E.2): three lengths make up the record. */
const oldHelloAt = (bytes: Uint8Array, length: number): Verdict => {
  if (length < 11) return MORE;
  const ciphers = (bytes[5]! << 8) | bytes[6]!;
  const session = (bytes[7]! << 8) | bytes[8]!;
  const challenge = (bytes[9]! << 8) | bytes[10]!;
  if (bytes[2] !== CLIENT_HELLO || bytes[3] !== 3 || bytes[4]! > 4) return NO;
  return bytes[1] === 9 + ciphers + session + challenge && ciphers % 3 === 0 && challenge >= 16
    ? YES
    : NO;
};

/** The cipher list has an even, positive length (RFC 8446 §4.1.2). */
const ciphersAt = (bytes: Uint8Array, length: number, recordEnd: number): Verdict => {
  const at = 44 + bytes[43]!;
  if (at + 2 > recordEnd) return splitAt(bytes, length, recordEnd);
  if (length < at + 2) return MORE;
  const size = (bytes[at]! << 8) | bytes[at + 1]!;
  return size >= 2 && (size & 1) === 0 ? YES : NO;
};

const recordsAt = (bytes: Uint8Array, length: number): Verdict => {
  if (length < 5) return MORE;
  if (!isRecord(bytes, 0)) return NO;
  const next = 5 + ((bytes[3]! << 8) | bytes[4]!);
  if (length < next + 5) return MORE;
  return isRecord(bytes, next) && bytes[next + 2] === bytes[2] ? YES : NO;
};

const isRecord = (bytes: Uint8Array, at: number): boolean => {
  const type = bytes[at]!;
  const size = (bytes[at + 3]! << 8) | bytes[at + 4]!;
  if (type < 20 || type > 23 || bytes[at + 1] !== 3) return false;
  return bytes[at + 2]! >= 1 && bytes[at + 2]! <= 3 && size > 0 && size <= RECORD_MAX;
};
