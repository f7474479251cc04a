// dns, mdns, llmnr, nbns: name look-ups over UDP, and DNS over TCP.
// Specification: RFC 1035, RFC 7766 (TCP), RFC 6891 (EDNS); mDNS RFC 6762, LLMNR RFC 4795, NetBIOS RFC 1001 and 1002.
// Sound because: the whole message is walked: all four counts, label lengths, backward pointers, classes and data lengths
// must use up the datagram exactly. That also holds µTP off, whose 20-byte header can pass a look at the flags alone.
// Looks alike: each other. NetBIOS is told by its 32-letter names; mDNS and LLMNR are the same format on their ports.
// Does not see: DNS over TLS, HTTPS or QUIC; DNSCrypt; datagrams cut by the capture; header-only error answers.
import { LIMITS } from '../model/limits.ts';
import {
  type Datagram,
  type DatagramDissector,
  type DatagramReader,
  type Direction,
  type FlowSink,
  type LookupSignature,
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type StreamReader,
  type Verdict,
  YES,
} from '../wire/dissector.ts';
import {
  firstQuestion,
  HEADER,
  isAnswer,
  isDnsMessage,
  isNetbiosName,
  operation,
  readAnswers,
  typeText,
} from './dns-message.ts';

const MDNS_PORT = 5353;
const LLMNR_PORT = 5355;

const onPort = (datagram: Datagram, port: number): boolean =>
  datagram.serverPort === port || datagram.clientPort === port;

/** Query, inverse query, status, notify, update. */
const isDnsOperation = (code: number): boolean => code <= 2 || code === 4 || code === 5;

const nameService = (
  id: string,
  fits: (datagram: Datagram, netbios: boolean) => boolean,
  signatures: readonly LookupSignature[] = [],
): DatagramDissector =>
  Object.freeze({
    id,
    system: null,
    transport: 'udp',
    bytesMin: HEADER + 5,
    inspect: (datagram: Datagram): Verdict => {
      const { bytes, start, end } = datagram;
      if (!isDnsMessage(bytes, start, end)) return NO;
      return fits(datagram, isNetbiosName(bytes, start, end)) ? YES : NO;
    },
    open: (flow: FlowSink): DatagramReader => new LookupReader(flow, signatures),
  } satisfies DatagramDissector);

const isLookup = (datagram: Datagram, netbios: boolean): boolean =>
  !netbios &&
  !onPort(datagram, MDNS_PORT) &&
  !onPort(datagram, LLMNR_PORT) &&
  isDnsOperation(operation(datagram.bytes, datagram.start));

export const dns = nameService('dns', isLookup);
/** The same, with the systems that show themselves in look-ups. */
export const dnsAsking = (signatures: readonly LookupSignature[]): DatagramDissector =>
  nameService('dns', isLookup, signatures);
export const mdns = nameService('mdns', (datagram) => onPort(datagram, MDNS_PORT));
export const llmnr = nameService('llmnr', (datagram) => onPort(datagram, LLMNR_PORT));
export const nbns = nameService('nbns', (_datagram, netbios) => netbios);

/** Each message has its length before it (RFC 7766 §8). The first must be whole. */
export const dnsTcp = Object.freeze({
  id: 'dns',
  system: null,
  transport: 'tcp',
  inspect: (head: StreamHead): Verdict => {
    const bytes = head.bytes[head.first];
    const length = head.length[head.first]!;
    if (length < 2) return MORE;
    const end = 2 + ((bytes[0]! << 8) | bytes[1]!);
    if (end < 2 + HEADER + 5) return NO;
    // One question or none, told early, so that other formats are not kept waiting for a length that is none.
    if (length >= 8 && (bytes[6] !== 0 || bytes[7]! > 1)) return NO;
    if (length < end) return end > LIMITS.headBytesMax ? NO : MORE;
    return isDnsMessage(bytes, 2, end) && isDnsOperation(operation(bytes, 2)) ? YES : NO;
  },
  open: (flow: FlowSink): StreamReader => new LookupStreamReader(flow),
} satisfies StreamDissector);

/** Texts of answers kept of a flow. */
const ANSWERS_MAX = 4;

class LookupReader implements DatagramReader {
  readonly #flow: FlowSink;
  readonly #signatures: readonly LookupSignature[];
  /** A system that may show itself here reads on. */
  #system: DatagramReader | null = null;
  #queries = 0;
  #answers = 0;
  #read = 0;
  #asked = false;

  constructor(flow: FlowSink, signatures: readonly LookupSignature[] = []) {
    this.#flow = flow;
    this.#signatures = signatures;
  }

  /** Enough is read when a question is known and all that was asked so far is answered: what follows repeats. */
  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    if (!isDnsMessage(bytes, start, end)) {
      if (this.#system === null) this.#flow.anomaly('dns-message');
    } else this.#message(bytes, start, end);
    const answered = this.#asked && this.#answers > 0 && this.#answers >= this.#queries;
    if (this.#system?.push(direction, bytes, start, end) === false) this.#system = null;
    if (answered && this.#system === null) return false;
    return ++this.#read < LIMITS.lookupDatagramsMax;
  }

  close(): void {
    this.#system?.close?.();
    this.#system = null;
  }

  #concern(bytes: Uint8Array, start: number, end: number, type: number): void {
    for (let i = 0; i < this.#signatures.length && this.#system === null; i++) {
      const signature = this.#signatures[i]!;
      if (signature.concerns(bytes, start, end, start + HEADER, type))
        this.#system = signature.open(this.#flow);
    }
  }

  #message(bytes: Uint8Array, start: number, end: number): void {
    const question = this.#asked ? null : firstQuestion(bytes, start, end);
    if (question) {
      this.#asked = true;
      this.#flow.carrier('query', question.name);
      this.#flow.carrier('type', typeText(question.type));
      this.#concern(bytes, start, end, question.type);
    }
    if (!isAnswer(bytes, start)) this.#flow.carrier('queries', ++this.#queries);
    else if (++this.#answers === 1) this.#answer(bytes, start, end);
  }

  #answer(bytes: Uint8Array, start: number, end: number): void {
    this.#flow.carrier('rcode', bytes[start + 3]! & 15);
    const { count, text } = readAnswers(bytes, start, end, ANSWERS_MAX);
    this.#flow.carrier('answers', count);
    if (count > 0) this.#flow.carrier('answer', text);
  }
}

/** Cuts a TCP stream into messages for the same reader. */
class LookupStreamReader implements StreamReader {
  readonly #reader: LookupReader;
  readonly #held = [new Uint8Array(512), new Uint8Array(512)] as [Uint8Array, Uint8Array];
  readonly #lengths: [number, number] = [0, 0];

  constructor(flow: FlowSink) {
    this.#reader = new LookupReader(flow);
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    let at = start;
    while (at < end) {
      const length = this.#lengths[direction];
      const held = this.#held[direction];
      const needed = length < 2 ? 2 : 2 + ((held[0]! << 8) | held[1]!);
      if (length === needed) {
        this.#lengths[direction] = 0;
        continue;
      }
      const taken = Math.min(needed - length, end - at);
      const room = this.#roomFor(direction, length + taken);
      room.set(bytes.subarray(at, at + taken), length);
      this.#lengths[direction] = length + taken;
      at += taken;
      if (!this.#whole(direction)) return false;
    }
    return true;
  }

  /** Hands on a message that is whole; false when nothing more is needed. */
  #whole(direction: Direction): boolean {
    const held = this.#held[direction];
    const length = this.#lengths[direction];
    if (length < 2 || length < 2 + ((held[0]! << 8) | held[1]!)) return true;
    this.#lengths[direction] = 0;
    return this.#reader.push(direction, held, 2, length);
  }

  #roomFor(direction: Direction, length: number): Uint8Array {
    const held = this.#held[direction];
    if (length <= held.length) return held;
    const larger = new Uint8Array(Math.max(length, held.length * 2));
    larger.set(held.subarray(0, this.#lengths[direction]));
    this.#held[direction] = larger;
    return larger;
  }
}
