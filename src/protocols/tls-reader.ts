// Reads the clear part of a TLS handshake: both hellos and, before TLS 1.3, the server's certificate. Handshake messages
// may span records and records may span segments. After the last clear message nothing more is read, except from clients
// that offer no protocol (ALPN): browsers all do, wrappers of other protocols seldom do, and what these carry shows in the
// sizes of the first records.
import { LIMITS } from '../model/limits.ts';
import type { Direction, FlowSink, StreamReader, TlsSignature } from '../wire/dissector.ts';
import { TlsFacts } from './tls-facts.ts';
import type { ServerHello } from './tls-hello.ts';
import { addedBytes, RecordSizes } from './tls-records.ts';

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const CERTIFICATE = 11;
const SERVER_HELLO_DONE = 14;
const TLS13 = 0x0304;

export class TlsReader implements StreamReader {
  readonly #flow: FlowSink;
  readonly #facts: TlsFacts;
  readonly #ends: readonly [HandshakeMessages, HandshakeMessages];
  /** Null when they are of no interest. */
  #records: RecordSizes | null = new RecordSizes();
  readonly #counting: [boolean, boolean] = [true, true];
  #offered = false;
  /** Bytes that each record adds to its content; null while unknown. */
  #added: number | null = null;

  constructor(flow: FlowSink, signatures: readonly TlsSignature[]) {
    this.#flow = flow;
    this.#facts = new TlsFacts(flow, signatures, 't');
    const read = (type: number, bytes: Uint8Array, length: number) =>
      this.#message(type, bytes, length);
    this.#ends = [new HandshakeMessages(read), new HandshakeMessages(read)];
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    const reading = this.#ends[direction].push(bytes, start, end);
    // Without both hellos nothing is known of what follows them.
    if (!reading && (direction === 0 ? !this.#offered : this.#added === null)) this.#records = null;
    if (this.#records === null) return reading;
    if (this.#counting[direction])
      this.#counting[direction] = this.#records.push(direction, bytes, start, end);
    if (!this.#counting[0] && !this.#counting[1]) this.#tellRecords();
    return reading || (this.#records !== null && this.#counting[direction]);
  }

  gap(direction: Direction): boolean {
    this.#counting[direction] = false;
    return false;
  }

  close(): void {
    this.#tellRecords();
  }

  #tellRecords(): void {
    const records = this.#records;
    this.#records = null;
    if (records === null || this.#added === null) return;
    const [out, back] = [records.contents(0, this.#added), records.contents(1, this.#added)];
    if (out.length === 0 || back.length === 0) return;
    this.#flow.carrier('recordsOut', out.join(','));
    this.#flow.carrier('recordsIn', back.join(','));
  }

  /** False when this direction has no further clear message of interest. */
  #message(type: number, bytes: Uint8Array, length: number): boolean {
    if (type === CLIENT_HELLO) this.#clientHello(bytes, length);
    else if (type === SERVER_HELLO)
      return this.#serverHello(this.#facts.serverHello(bytes, length));
    else if (type === CERTIFICATE) this.#facts.certificate(bytes, length);
    return type !== CLIENT_HELLO && type !== CERTIFICATE && type !== SERVER_HELLO_DONE;
  }

  #clientHello(bytes: Uint8Array, length: number): void {
    this.#facts.clientHello(bytes, length);
    this.#offered = true;
    if (this.#facts.alpn.length > 0) this.#records = null;
  }

  /** TLS 1.3 encrypts everything behind the hellos; null is a damaged one. */
  #serverHello(hello: ServerHello | null): boolean {
    if (hello === null) this.#records = null;
    else this.#added = addedBytes(hello.version, hello.cipher);
    if (this.#added === null) this.#records = null;
    return hello !== null && hello.version < TLS13;
  }
}

const EMPTY = new Uint8Array(0);

/** Joins the handshake messages of one direction out of its records; most stand whole in one piece of the stream. */
class HandshakeMessages {
  readonly #read: (type: number, bytes: Uint8Array, length: number) => boolean;
  /** Record header as far as it is there, when a piece ends in it. */
  #header = EMPTY;
  #headerLength = 0;
  #recordLeft = 0;
  /** Message with its 4-byte header, when a piece or a record ends in it. */
  #message = EMPTY;
  #length = 0;
  #done = false;

  constructor(read: (type: number, bytes: Uint8Array, length: number) => boolean) {
    this.#read = read;
  }

  push(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start;
    while (at < end && !this.#done)
      at = this.#recordLeft === 0 ? this.#record(bytes, at, end) : this.#part(bytes, at, end);
    return !this.#done;
  }

  #record(bytes: Uint8Array, at: number, end: number): number {
    if (this.#headerLength === 0 && at + 5 <= end) {
      this.#beginRecord(bytes, at);
      return at + 5;
    }
    if (this.#header.length === 0) this.#header = new Uint8Array(5);
    this.#header[this.#headerLength++] = bytes[at]!;
    if (this.#headerLength === 5) this.#beginRecord(this.#header, 0);
    return at + 1;
  }

  /** Any other record type means that encryption has begun or that this is no handshake. */
  #beginRecord(bytes: Uint8Array, at: number): void {
    this.#headerLength = 0;
    this.#recordLeft = (bytes[at + 3]! << 8) | bytes[at + 4]!;
    if (bytes[at] !== HANDSHAKE || bytes[at + 1] !== 3) this.#done = true;
  }

  #part(bytes: Uint8Array, at: number, end: number): number {
    const there = Math.min(end - at, this.#recordLeft);
    const whole = this.#length === 0 && there >= 4 ? messageLength(bytes, at) : there + 1;
    const taken = whole <= there ? whole : Math.min(there, this.#needed() - this.#length);
    if (whole <= there) this.#done = !this.#read(bytes[at]!, bytes.subarray(at, at + whole), whole);
    else this.#append(bytes, at, at + taken);
    this.#recordLeft -= taken;
    return at + taken;
  }

  #needed(): number {
    if (this.#length < 4) return 4;
    return messageLength(this.#message, 0);
  }

  #append(bytes: Uint8Array, start: number, end: number): void {
    const length = this.#length + end - start;
    if (length > this.#message.length) {
      const larger = new Uint8Array(Math.max(length, this.#message.length * 2, 1024));
      larger.set(this.#message.subarray(0, this.#length));
      this.#message = larger;
    }
    this.#message.set(bytes.subarray(start, end), this.#length);
    this.#length = length;
    if (length < 4) return;
    const needed = this.#needed();
    if (needed > LIMITS.tlsMessageBytesMax) this.#done = true;
    else if (length === needed) {
      this.#done = !this.#read(this.#message[0]!, this.#message, length);
      this.#length = 0;
    }
  }
}

/** With the 4-byte header. */
const messageLength = (bytes: Uint8Array, at: number): number =>
  4 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!);
