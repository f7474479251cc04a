// The clear part of a DTLS handshake: records, fragments, both hellos, and before DTLS 1.3 the certificates.
// Specification: RFC 6347 §4.1, §4.2.2; RFC 9147 §4, §5.2.
//
//   record    type 1 │ version 2 │ epoch 2 │ sequence 6 │ length 2
//   handshake type 1 │ length 3 │ message 2 │ fragment offset 3 │ fragment length 3
//
// Records of a later epoch are encrypted; so is everything in a record of DTLS 1.3's short form (first bits 001).
import { LIMITS } from '../model/limits.ts';
import type { Direction, FlowSink, TlsSignature } from '../wire/dissector.ts';
import { Pieces } from './pieces.ts';
import { u16 } from './recogniser.ts';
import { TlsFacts } from './tls-facts.ts';

const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
const RECORD_HEADER = 13;
const FRAGMENT_HEADER = 12;
const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const CERTIFICATE = 11;

export class DtlsHandshake {
  /** Bytes of application data, from both ends, with the record headers. */
  dataBytes = 0;
  readonly #flow: FlowSink;
  readonly #facts: TlsFacts;
  /** Messages that are not whole yet, by direction and number. */
  readonly #messages = new Map<number, Pieces>();

  constructor(flow: FlowSink, signatures: readonly TlsSignature[]) {
    this.#flow = flow;
    this.#facts = new TlsFacts(flow, signatures, 'd');
  }

  /** Takes one datagram of records. */
  push(direction: Direction, bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    for (let i = 0; i < LIMITS.dtlsRecordsMax && at < end; i++) {
      if (bytes[at]! >> 5 === 1) {
        this.dataBytes += end - at;
        return;
      }
      if (end - at < RECORD_HEADER || bytes[at + 1] !== 0xfe) return;
      const next = at + RECORD_HEADER + u16(bytes, at + 11);
      if (next > end) return;
      const clear = u16(bytes, at + 3) === 0;
      if (bytes[at] === APPLICATION_DATA) this.dataBytes += next - at;
      else if (bytes[at] === HANDSHAKE && clear)
        this.#fragments(direction, bytes, at + RECORD_HEADER, next);
      at = next;
    }
  }

  #fragments(direction: Direction, bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    for (let i = 0; i < LIMITS.dtlsRecordsMax && at < end; i++) {
      if (end - at < FRAGMENT_HEADER) return;
      const length = u24(bytes, at + 1);
      const offset = u24(bytes, at + 6);
      const next = at + FRAGMENT_HEADER + u24(bytes, at + 9);
      if (next > end || next === at || offset + next - at - FRAGMENT_HEADER > length) {
        this.#flow.anomaly('dtls-fragment');
        return;
      }
      const type = bytes[at]!;
      if (type === CLIENT_HELLO || type === SERVER_HELLO || type === CERTIFICATE)
        this.#fragment(direction, type, length, bytes, at, next);
      at = next;
    }
  }

  /** Messages are put together with the header that they have in TLS: type and length. */
  #fragment(
    direction: Direction,
    type: number,
    length: number,
    bytes: Uint8Array,
    at: number,
    next: number,
  ): void {
    const key = (type << 17) | (direction << 16) | u16(bytes, at + 4);
    const message = this.#messages.get(key) ?? new Pieces(LIMITS.tlsMessageBytesMax);
    message.add(0, bytes, at, at + 4);
    const kept = message.add(4 + u24(bytes, at + 6), bytes, at + FRAGMENT_HEADER, next);
    if (kept && message.whole < 4 + length) this.#hold(key, message);
    else this.#messages.delete(key);
    if (message.whole === 4 + length) this.#read(type, message.bytes, 4 + length);
  }

  #hold(key: number, message: Pieces): void {
    this.#messages.set(key, message);
    if (this.#messages.size <= 2 * LIMITS.dtlsMessagesMax) return;
    for (const oldest of this.#messages.keys()) {
      this.#messages.delete(oldest);
      return;
    }
  }

  #read(type: number, bytes: Uint8Array, length: number): void {
    if (type === CLIENT_HELLO) this.#facts.clientHello(bytes, length);
    else if (type === SERVER_HELLO) this.#facts.serverHello(bytes, length);
    else this.#facts.certificate(bytes, length);
  }
}

const u24 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 16) | u16(bytes, at + 1);
