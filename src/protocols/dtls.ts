// dtls: DTLS 1.0–1.3 hellos over UDP (web calls, VPN gateways, things). Reads on for names, certificates (before 1.3),
// SRTP and how many bytes are media (shared-ports.ts).
// Specification: RFC 6347 §4.1 and §4.2.2, RFC 9147; RFC 5764 (SRTP keys), RFC 7983.
// Sound because: type 16, version FE FF or FE FD, epoch 0, a record length and a handshake length with fragment fields
// that fit into each other.
// Looks alike: TLS (TCP, version 03 0x); STUN and media between the same ports, told by the first byte (RFC 7983).
// Does not see: what is inside. DTLS after STUN in the same flow keeps the name stun, and is read there.
import { LIMITS } from '../model/limits.ts';
import {
  type Datagram,
  type DatagramDissector,
  type DatagramReader,
  type Direction,
  type FlowSink,
  NO,
  type TlsSignature,
  type Verdict,
  YES,
} from '../wire/dissector.ts';
import { u16 } from './recogniser.ts';
import { SharedPorts } from './shared-ports.ts';

const HANDSHAKE = 22;
/** Record header and handshake header. */
const HEADERS = 25;

export const dtls = (signatures: readonly TlsSignature[]): DatagramDissector =>
  Object.freeze({
    id: 'dtls',
    system: null,
    transport: 'udp',
    bytesMin: HEADERS,
    firstBytes: [HANDSHAKE],
    inspect,
    open: (flow: FlowSink) => new DtlsReader(flow, signatures),
  } satisfies DatagramDissector);

const inspect = ({ bytes, start, end }: Datagram): Verdict => {
  if (bytes[start + 1] !== 0xfe || (bytes[start + 2] !== 0xff && bytes[start + 2] !== 0xfd))
    return NO;
  const record = u16(bytes, start + 11);
  if (u16(bytes, start + 3) !== 0 || start + 13 + record > end || record < 12) return NO;
  const type = bytes[start + 13]!;
  // Client hello, server hello, hello verify request.
  if (type < 1 || type > 3) return NO;
  const fragment = u24(bytes, start + 22);
  return fragment + 12 <= record && fragment <= u24(bytes, start + 14) ? YES : NO;
};

class DtlsReader implements DatagramReader {
  readonly #ports: SharedPorts;
  #read = 0;

  constructor(flow: FlowSink, signatures: readonly TlsSignature[]) {
    this.#ports = new SharedPorts(flow, signatures);
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    this.#ports.push(direction, bytes, start, end);
    return ++this.#read < LIMITS.lookupDatagramsMax;
  }

  close(): void {
    this.#ports.close();
  }
}

const u24 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 16) | u16(bytes, at + 1);
