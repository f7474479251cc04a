// Reads the clear part of a TLS handshake: both hellos and, before TLS 1.3, the server's certificate. Handshake messages
// may span records and records may span segments. After the last clear message nothing more is read.
import { LIMITS } from '../model/limits.ts';
import type { Direction, FlowSink, StreamReader, TlsSignature } from '../wire/dissector.ts';
import { TlsFacts } from './tls-facts.ts';

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const CERTIFICATE = 11;
const SERVER_HELLO_DONE = 14;
const TLS13 = 0x0304;

export class TlsReader implements StreamReader {
  readonly #facts: TlsFacts;
  readonly #ends: readonly [HandshakeMessages, HandshakeMessages];

  constructor(flow: FlowSink, signatures: readonly TlsSignature[]) {
    this.#facts = new TlsFacts(flow, signatures, 't');
    const read = (type: number, bytes: Uint8Array, length: number) =>
      this.#message(type, bytes, length);
    this.#ends = [new HandshakeMessages(read), new HandshakeMessages(read)];
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    return this.#ends[direction].push(bytes, start, end);
  }

  gap(): boolean {
    return false;
  }

  /** False when this direction has no further clear message of interest. */
  #message(type: number, bytes: Uint8Array, length: number): boolean {
    if (type === CLIENT_HELLO) this.#facts.clientHello(bytes, length);
    else if (type === SERVER_HELLO) return isClearAfter(this.#facts.serverHello(bytes, length));
    else if (type === CERTIFICATE) this.#facts.certificate(bytes, length);
    return type !== CLIENT_HELLO && type !== CERTIFICATE && type !== SERVER_HELLO_DONE;
  }
}

/** TLS 1.3 encrypts everything behind the hellos; 0 is a damaged one. */
const isClearAfter = (version: number): boolean => version !== 0 && version < TLS13;

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
